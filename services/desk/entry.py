"""An entry of a queue with all that it takes to decide which comes first."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.desk.filters import Place
from services.needs.progress import Progress
from services.oversight.queue import Held
from services.oversight.queue_rows import Pressing


@dataclass(frozen=True, slots=True)
class SeenPerson:
    """Somebody, as whoever answers for their circle may know them. `represented`: somebody speaks for them."""

    id: UUID
    display_name: str | None
    represented: bool


@dataclass(frozen=True, slots=True)
class DeskEntry:
    """Something that needs a human, as whoever answers for the circle may know it.

    `since`: when it began to wait; `due`: when time decides it, as the need's time comes or it ends. What is of a need
    is None where there is none behind it, or it is not theirs to see: `quarter` is the cell that everybody is shown,
    `told` what the author was told of how it stands. `author`: who asked; of an entry about a person, that person.
    """

    why: str
    type: str
    id: UUID
    since: datetime
    place: Place
    answers: tuple[str, ...]
    need_id: UUID | None = None
    case_id: UUID | None = None
    held: Held | None = None
    put_off_until: datetime | None = None
    due: datetime | None = None
    title: str | None = None
    category: str | None = None
    urgency: str | None = None
    language: str | None = None
    quarter: int | None = None
    author: SeenPerson | None = None
    told: Progress | None = None
    last_note: str | None = None
    """What a coordinator noted last about the need; its author can read it."""

    @property
    def at_once(self) -> bool:
        """It cannot wait."""
        return self.place.pressing == Pressing.AT_ONCE

    @property
    def next_act(self) -> str:
        """The one next act, of all that can be done about it."""
        return self.answers[0]

    @property
    def match_id(self) -> UUID | None:
        """The match that it is about, where it is about one."""
        return self.id if self.type == "match" else None

    @property
    def asked(self) -> int:
        """How many were asked to help with it."""
        return self.told.asked if self.told else 0

    @property
    def waiting(self) -> int:
        """How many of those may still answer."""
        return self.told.waiting if self.told else 0

    @property
    def yes(self) -> int:
        """How many said yes."""
        return self.told.yes if self.told else 0
