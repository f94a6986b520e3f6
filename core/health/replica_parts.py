"""The part of the copies that are read: each is there, is a copy, follows the primary, and is not far behind."""

from core.database.replicas.reading import REPLICAS, Replicas
from core.database.replicas.standing import State
from core.health.part import Looking, Named, Part

LONG_BEHIND_S = 30.0
_INSTEAD = "the primary answers in its place"
_SENTENCES = {
    State.AWAY: "does not answer: {instead}. Bring it back; it is tried again every half minute.",
    State.STRANGE: "goes on from another history than the primary, as after a failover that it did not follow: "
    "{instead}. Within a minute of one that is usual; later attach it to the primary, or make it anew.",
    State.BEHIND: "is {age:.0f} s behind the primary: {instead}. Look at its load, its disk and the line to it.",
}


def _replicas(at: Looking) -> Part:
    replicas: Replicas | None = at.session.info.get(REPLICAS)
    found = replicas.look(at.session) if replicas else []
    told = [
        f"Replica {number} of {len(found)} in MINKA_REPLICA_URL "
        + _SENTENCES[state].format(instead=_INSTEAD, age=age)
        for number, (state, age) in enumerate(found, start=1)
        if state in _SENTENCES and not (state is State.BEHIND and age < LONG_BEHIND_S)
    ]
    if found and all(state is State.PRIMARY for state, _ in found):
        told = [
            "MINKA_REPLICA_URL names no standby: all is read of the primary. Name the standbys, or unset it."
        ]
    return Part.degraded("replicas", " ".join(told)) if told else Part.well("replicas")


PARTS = (Named("replicas", _replicas),)
"""Never down: what may be read of a copy, the primary answers where there is none."""
