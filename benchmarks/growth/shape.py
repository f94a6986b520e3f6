"""What a country looks like, however large: many circles of one size, and a year of life in each."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Shape:
    """So many people in circles of `circle` each: a country that grows has more circles, not larger ones.

    `helpers`: the share of people with an offer. `needs_a_day`: for each of them, 30 a day for 3,000 as in the
    simulator's world with slack. `asked`: proposals for each need. `devices`: the share of people with a phone.
    """

    people: int
    circle: int = 1_000
    helpers: float = 0.25
    needs_a_day: float = 0.01
    asked: int = 4
    devices: float = 0.6
    days: int = 360

    @property
    def circles(self) -> int:
        return max(1, self.people // self.circle)

    @property
    def helpers_each(self) -> int:
        """In each circle."""
        return max(8, int(self.circle * self.helpers))

    @property
    def needs_each(self) -> int:
        """Of each circle's year."""
        return max(20, int(self.helpers_each * self.needs_a_day * self.days))


def id_at(moment: datetime, rng: random.Random) -> UUID:
    """A UUIDv7 as it would have been made then."""
    milliseconds = int(moment.timestamp() * 1000)
    return UUID(int=milliseconds << 80 | 7 << 76 | rng.getrandbits(12) << 64 | 2 << 62 | rng.getrandbits(62))


def moment_of(id: UUID) -> datetime:
    """When a UUIDv7 was made, to the millisecond."""
    return datetime.fromtimestamp((id.int >> 80) / 1000, UTC)
