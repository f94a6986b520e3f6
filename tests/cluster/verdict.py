"""What became of all that was acknowledged: found again, each once."""

from collections import Counter

from tests.cluster.load import Act, Ledger
from tests.cluster.minka import Minka
from tests.cluster.whole import Cluster

_NEEDS = """
    SELECT count(*) FROM unnest(CAST(%s AS uuid[])) AS told(id)
     WHERE NOT EXISTS (SELECT FROM need WHERE need.id = told.id)
"""
_MATCHES = """
    SELECT count(*) FROM unnest(CAST(%s AS uuid[])) AS told(id)
     WHERE NOT EXISTS (SELECT FROM match WHERE match.id = told.id AND match.status = ANY(%s))
"""
_STATES = {
    "yes": ["accepted", "confirmed", "completed"],
    "agreed": ["confirmed", "completed"],
    "done": ["completed"],
}
_TWICE = {
    "a match of one pair": "SELECT count(*) FROM (SELECT FROM match GROUP BY need_id, helper_id HAVING count(*) > 1) x",
    "a message to one phone": """
        SELECT count(*) FROM (SELECT FROM delivery WHERE notification_id IS NOT NULL
                               GROUP BY notification_id, device_id, contact_id HAVING count(*) > 1) x""",
    "a line of an inbox": """
        SELECT count(*) FROM (SELECT FROM notification GROUP BY event_id, person_id HAVING count(*) > 1) x""",
    "an agreement": """
        SELECT count(*) FROM (SELECT FROM event WHERE kind = 'match_confirmed'
                               GROUP BY subject_id HAVING count(*) > 1) x""",
}


def lost(cluster: Cluster, acts: list[Act]) -> int:
    """How many of these, which were acknowledged, cannot be found any more, or are in a state from before."""
    of = {kind: [act.row for act in acts if act.kind == kind] for kind in ("need", *_STATES)}
    with cluster.connect() as connection:
        missing = _number(connection.execute(_NEEDS, (of["need"],)).fetchall())
        for kind, states in _STATES.items():
            missing += _number(connection.execute(_MATCHES, (of[kind], states)).fetchall())
    return missing


def doubled(cluster: Cluster, ledger: Ledger) -> dict[str, int]:
    """What took effect more than once, by its name."""
    begun = ledger.tried["need"]
    with cluster.connect() as connection:
        found = {name: _number(connection.execute(query).fetchall()) for name, query in _TWICE.items()}
        needs = _number(connection.execute("SELECT count(*) FROM need").fetchall())
    found["a need"] = max(0, needs - begun)
    return {name: number for name, number in found.items() if number}


def arrived(minka: Minka) -> Counter[str]:
    """How often each push reached a phone, by its id."""
    return Counter(push["data"].get("message_id", "") for push in list(minka.fcm.received))


def arrived_again(minka: Minka) -> int:
    """How often a push reached a phone that had it already: it has the same id, and is shown once."""
    ids = arrived(minka)
    return ids.total() - len(ids)


def _number(rows: list[tuple[object, ...]]) -> int:
    return int(str(rows[0][0]))
