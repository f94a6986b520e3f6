"""Whose word it is: somebody's own, or said by somebody who speaks for them.

A spoken yes counts like one's own. It needs a standing consent that covers it, and it says how it was given.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core.access import Caller
from core.errors import Forbidden, Invalid
from core.models.representation import ConsentHow, Covers


@dataclass(frozen=True, slots=True)
class Spoken:
    """How and when somebody said what their representative passes on."""

    how: ConsentHow
    at: datetime

    def stored(self) -> dict[str, Any]:
        return {"how": str(self.how), "at": self.at.isoformat()}


@dataclass(frozen=True, slots=True)
class Voice:
    """`person_id` is whose key turns, `by` who is at the door; `spoken` where these are two."""

    person_id: UUID
    by: UUID
    spoken: dict[str, Any] | None = None

    @property
    def for_id(self) -> UUID | None:
        """For whom, where somebody acts for another: as events name it."""
        return self.person_id if self.person_id != self.by else None


def of(caller: Caller, person_id: UUID, covers: Covers, spoken: Spoken | None) -> Voice:
    """The caller's own voice, or that of somebody they speak for.

    Raises Forbidden where no standing consent covers this, Invalid where it is not said how the word was given.
    """
    if person_id == caller.person_id:
        return Voice(person_id, caller.person_id)
    if covers not in caller.represents.get(person_id, frozenset()):
        raise Forbidden("consent_does_not_cover")
    if spoken is None:
        raise Invalid("/spoken", "spoken_needed")
    return Voice(person_id, caller.person_id, spoken.stored())
