"""Regions: where many needs wait at once, one worker at a time asks for all of them in a round.

A region is a coarse cell (H3, resolution 4: a city and its surroundings) of every community that is there. Workers
claim it by a lease with a fence: one that dies leaves a lease that runs out, one that comes back late finds another
fence and writes nothing more. Urgent needs are never kept waiting for a round.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, ColumnElement, exists, literal_column, or_, text
from sqlmodel import Session, col

from core import places
from core.database.due import Moment
from core.models import Need, Region
from matching.words.vocabulary import Urgency

RESOLUTION = 4
MANY = 50
"""With more needs due than this a region is asked for in a round; with fewer, need by need."""
LEASE = timedelta(seconds=90)
"""Longer than the solver may take; renewed with every batch of proposals."""

_BELOW = 3 * (15 - RESOLUTION)
"""Bits of an H3 number that tell apart the cells within one region: three for each finer resolution."""
_HEAD = (1 << 7 + 3 * RESOLUTION) - 1
"""What then tells regions apart, base cell and digits: the resolution before them differs between cells within."""
_CELL_MODE, _RESOLUTION_BIT = 1 << 59, 52

_NUMBER = f"(need.cell >> {_BELOW} & {_HEAD})"
_CROWDED = text(f"""
    SELECT {_NUMBER} AS number FROM need
     WHERE status = 'open' AND next_wave_at <= :now AND expires_at > :now AND urgency <> 'urgent'
       AND cell IS NOT NULL
     GROUP BY 1 HAVING count(*) > :many ORDER BY count(*) DESC, number
""")  # noqa: S608  (put together from constants)
# Only what is not there: a row that somebody is just renewing would have to be waited for.
_MAKE = text("""
    INSERT INTO region (number, until, fence)
    SELECT number, :now, 0 FROM unnest(CAST(:numbers AS bigint[])) AS wanted(number)
     WHERE NOT EXISTS (SELECT FROM region r WHERE r.number = wanted.number)
     ORDER BY number ON CONFLICT DO NOTHING
""")
_CLAIM = text("""
    WITH free AS MATERIALIZED (
        SELECT number FROM region WHERE number = ANY(:numbers) AND until <= :now
         ORDER BY array_position(CAST(:numbers AS bigint[]), number) LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    UPDATE region r SET until = :until, fence = r.fence + 1 FROM free WHERE r.number = free.number
    RETURNING r.number, r.fence
""")
_FREE = datetime(1970, 1, 1, tzinfo=UTC)
_HOLD = text("UPDATE region SET until = :until WHERE number = :number AND fence = :fence")


@dataclass(frozen=True, slots=True)
class Claim:
    """A region that is ours until its lease ends."""

    number: int
    fence: int

    @property
    def cells(self) -> tuple[list[int], list[int]]:
        """The first and the last numbers that a shown cell within could have, by its resolution."""
        heads = [
            _CELL_MODE | resolution << _RESOLUTION_BIT | self.number << _BELOW
            for resolution in range(RESOLUTION, places.RESOLUTION + 1)
        ]
        return heads, [head | (1 << _BELOW) - 1 for head in heads]


def crowded(session: Session, now: datetime, many: int = MANY) -> list[int]:
    """Regions in which more than `many` needs are due, the fullest first."""
    return list(session.execute(_CROWDED, {"now": now, "many": many}).scalars())


def claim(session: Session, numbers: Collection[int], now: datetime) -> Claim | None:
    """The first of these regions that nobody holds, ours for a while; None: all are taken."""
    if not numbers:
        return None
    session.execute(_MAKE, {"numbers": list(numbers), "now": now})
    row = session.execute(_CLAIM, {"numbers": list(numbers), "now": now, "until": now + LEASE}).first()
    return None if row is None else Claim(row.number, row.fence)


def hold(session: Session, mine: Claim, now: datetime) -> bool:
    """Renews the lease, and holds its row until the transaction ends; False: somebody has taken it over."""
    return _until(session, mine, now + LEASE)


def release(session: Session, mine: Claim) -> None:
    """Whoever comes next need not wait for the lease to run out."""
    _until(session, mine, _FREE)


def _until(session: Session, mine: Claim, until: datetime) -> bool:
    values = {"number": mine.number, "fence": mine.fence, "until": until}
    return bool(session.execute(_HOLD, values).rowcount)  # type: ignore[attr-defined]


def not_in_a_round(now: Moment) -> ColumnElement[bool]:
    """Needs that are nobody's round: urgent ones, those of nowhere in particular, and of regions nobody holds."""
    region = literal_column(_NUMBER, BigInteger)
    held = exists().where(col(Region.number) == region, col(Region.until) > now)
    return or_(col(Need.urgency) == Urgency.URGENT, col(Need.cell).is_(None), ~held)
