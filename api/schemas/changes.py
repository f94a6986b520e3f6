"""Changes of a community that wait for another's word or for time, over the wire."""

from datetime import datetime
from uuid import UUID

from api.schemas.base import Shape, SpotOut
from api.schemas.needs_shown import EmergencyLine
from api.schemas.words import ChangeAnswer
from matching.words.changing import ChangeKind, Speaker
from matching.words.values import Point
from services.governance.views import ChangeView


class PendingChangeOut(Shape):
    """What is to change, since when, and whose word it waits for. Until then what was there before stands."""

    id: UUID
    kind: ChangeKind
    since: datetime
    until: datetime
    """When time has the last word: a new steward is one then, anything else is not wanted any more."""
    waits_for: list[Speaker]
    name: str | None = None
    place: SpotOut | None = None
    reach_km: float | None = None
    emergency: list[EmergencyLine] | None = None
    by_id: UUID | None = None
    person_id: UUID | None = None
    display_name: str | None = None
    allowed: list[ChangeAnswer]

    @classmethod
    def shown(cls, view: ChangeView) -> "PendingChangeOut":
        """What is not the caller's to know is left out, and what stays as it is."""
        row, said = view.row, view.row.proposed
        found = cls.model_construct(
            id=row.id,
            kind=row.kind,
            since=row.since,
            until=row.ends_at,
            waits_for=view.waits_for,
            allowed=view.allowed,
        )
        if said.name is not None:
            found.name = said.name
        if said.place is not None:
            found.place = SpotOut.shown(Point(*said.place))
        if said.reach_km is not None:
            found.reach_km = said.reach_km
        if said.emergency:
            found.emergency = [EmergencyLine.shown(line) for line in said.emergency]
        if view.named:
            found.by_id, found.person_id, found.display_name = row.by_id, row.person_id, view.display_name
        return found
