"""What stands between a need and a helper, as matching sees it: what came of asking them, and what else there is."""

from sqlalchemy import RowMapping

from core.models import Need as NeedRow
from matching.words.values import Asked, Pair
from services.access import selves
from services.facts import noes

ASKED = f"""
    SELECT count(*) FILTER (WHERE {noes.silent("c")}) AS silent,
           count(*) FILTER (WHERE {noes.in_vain("c")}) AS in_vain,
           max(coalesce(c.ended_at, c.created_at)) FILTER (WHERE {noes.silent("c")}) AS silent_until,
           coalesce(bool_or({noes.not_needed("c")}
                            AND NOT EXISTS (SELECT FROM match l
                                             WHERE l.need_id = :need AND l.helper_id = c.helper_id
                                               AND l.created_at > c.created_at
                                               AND (l.status NOT IN ('superseded', 'withdrawn')
                                                    OR l.helper_key_at IS NOT NULL))), false) AS stood_back
      FROM match c
     WHERE c.need_id = :need AND c.status IN ('lapsed', 'superseded', 'withdrawn')
       AND (c.helper_id = coalesce(o.organisation_id, o.author_id)
            OR {selves.was("o.author_id", "= c.helper_person_id")})
"""  # noqa: S608  (put together from constants)
"""What came of asking the helper of an offer `o` for the need `:need`, as `pair` reads it. A proposal that the system
ended before it was answered leaves a yes that was not needed the last word.
"""


def pair(r: RowMapping, need_row: NeedRow) -> Pair:
    """What stands between an offer and this need, of a row that names it."""
    return Pair(
        own_need=r["author_id"] in (need_row.author_id, need_row.posted_by)
        or bool(r["of_its_organisation"])
        or (need_row.organisation_id is not None and r["organisation_id"] == need_row.organisation_id),
        too_close=bool(r["too_close"]),
        blocked=r["blocked"] or r["excluded_before"],
        earlier_no=r["earlier_no"],
        author_said_no=r["author_said_no"],
        live_match=r["live_match"],
        asked=Asked(
            silent=r["silent"],
            in_vain=r["in_vain"],
            silent_until=r["silent_until"],
            stood_back=r["stood_back"],
        ),
    )
