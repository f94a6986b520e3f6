"""Since when nothing was heard of a helper, and what reached them meanwhile: said once, for every query that asks."""

from matching.states import quiet_helpers
from services.facts import noes

LONG = f"interval '{quiet_helpers.LONG.total_seconds()} seconds'"
"""SQL: so long nothing was heard of somebody before they are told so."""
SEEN = "coalesce(p.seen_at, p.created_at)"
"""SQL: the last sign of life of person `p`; they gave one as they came."""


def reached(since: str) -> str:
    """SQL: how many requests reached person `p` since then, to which nobody waits for an answer any more."""
    return f"""(SELECT count(*) FROM match m WHERE m.helper_id = p.id AND m.created_at > {since} AND m.ended_at <= :now
                  AND m.opened_by <> 'helper' AND m.helper_key_at IS NULL
                  AND m.status IN ('lapsed', 'superseded', 'withdrawn') AND {noes.arrived("m")})"""  # noqa: S608


ASKED_AS_A_PERSON = f"""
    SELECT p.id FROM person p
     WHERE {SEEN} <= :now - {LONG} / 2 AND {reached(SEEN)} >= {quiet_helpers.ASKED_BEFORE}
"""  # noqa: S608  (put together from constants)
"""SQL: who is, or is soon, asked whether they are still there (`services.neighbours.silence`), not of each offer."""
