"""A need's columns by name: those of a row of the table, and those that a list reads past the ORM; and a page of what
fits.
"""

from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from matching.words.values import Cost, Criteria, Window
from matching.words.vocabulary import ContactVia, NeedStatus, PlaceKind, Unit, Urgency, VisibleTo


class NeedColumns(Protocol):
    """What views and progress read of a need. Title and details are sealed under its author's key."""

    id: UUID
    community_id: UUID
    author_id: UUID
    organisation_id: UUID | None
    status: NeedStatus
    category: str
    language: str
    title: bytes | None
    details: bytes | None
    place_kind: PlaceKind
    cell: int | None
    to_cell: int | None
    windows: tuple[Window, ...]
    minutes: int | None
    quantity: int | None
    unit: Unit
    at_least: int
    for_people: int
    urgency: Urgency
    involves: list[str]
    requires: list[str]
    cost: Cost
    contact_via: ContactVia
    share: list[str]
    show_name: bool
    visible_to: VisibleTo
    criteria: Criteria
    posted_at: datetime
    rings_since: datetime | None
    expires_at: datetime
    helped_elsewhere: bool
    hidden: bool
    duplicate_of: UUID | None
    follow_up_at: datetime | None
    candidates: int | None
    next_wave_at: datetime | None
    handed_over_at: datetime | None
    held_since: datetime | None
    held_until: datetime | None
    emptied_at: datetime | None
    version: int


class ListedNeed(NeedColumns, Protocol):
    """A row of a list. `part`: the caller's in it, True where they are confirmed, None where they have none.

    `distance` is in Mercator degrees from the place around which the list goes; None where it goes around none.
    """

    wrapped: bytes | None
    part: bool | None
    distance: float | None


@dataclass(frozen=True, slots=True)
class Start:
    """Where a page begins: behind `skip` of those that are ranked together. They are `count` needs (None: as many as
    can be looked at) from the `first` of a `stretch` of needs on; the stretch behind is farther away.
    """

    skip: int = 0
    stretch: int = 0
    first: int = 0
    count: int | None = None

    def numbers(self) -> list[int]:
        """What `Start(*numbers)` makes it of again."""
        return [number for number in astuple(self) if number is not None]


@dataclass(frozen=True, slots=True)
class FitPage:
    """Rows of needs that fit, where the next page begins, and whether what is farther away was left for it."""

    rows: list[ListedNeed]
    next: Start | None
    cut: bool
