"""Since when nothing was heard of a helper, and what reached them meanwhile: said once, for every query that asks."""

from services.facts import noes

SEEN = "coalesce(p.seen_at, p.created_at)"
"""SQL: the last sign of life of person `p`; they gave one as they came."""


def reached(since: str) -> str:
    """SQL: how many requests reached person `p` since then, to which nobody waits for an answer any more."""
    return f"""(SELECT count(*) FROM match m WHERE m.helper_id = p.id AND m.created_at > {since} AND m.ended_at <= :now
                  AND m.opened_by <> 'helper' AND m.helper_key_at IS NULL
                  AND m.status IN ('lapsed', 'superseded', 'withdrawn') AND {noes.arrived("m")})"""  # noqa: S608


ASKED_AS_A_PERSON = f"""
    SELECT p.id FROM person p WHERE {SEEN} <= :unseen_since AND {reached(SEEN)} >= :asked
"""  # noqa: S608  (put together from constants)
"""SQL: who is, or is soon, asked whether they are still there (`services.neighbours.silence`), not of each offer."""
