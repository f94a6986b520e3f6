"""A need's history as a case file: the lines that coordinators read, the last of them, each with who did it by name."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core.access import Caller
from core.crypto.keyring import keyring
from core.events import EventKind
from core.models import Event, Need, Person
from services import sealed
from services.need_cards import helpers
from services.needs import history
from services.needs.history import HistoryLine

AT_MOST = 100
"""So many lines at one look, the newest; all of them are in the need's history."""


@dataclass(frozen=True, slots=True)
class NamedLine:
    """A line of the history, and who did it by name, where that may be known."""

    line: HistoryLine
    by_name: str | None

    @property
    def is_note(self) -> bool:
        """Whether somebody wrote down something for the others, which its author can read, too."""
        return self.line.event.kind == EventKind.NEED_NOTED


def of(session: Session, caller: Caller, need: Need) -> tuple[NamedLine, ...]:
    """The last lines of a need's history, the oldest of them first. A helper of an allied circle has no name here, and
    nobody who keeps away from the caller.
    """
    before = session.scalars(
        select(col(Event.id))
        .where(col(Event.need_id) == need.id)
        .order_by(col(Event.id).desc())
        .offset(AT_MOST)
        .limit(1)
    ).one_or_none()
    lines = history.of_need(session, caller, need.id, after=before, limit=AT_MOST)
    acted = {
        line.event.actor_id for line in lines if line.event.actor_id is not None and line.who != "system"
    }
    names = _names(session, caller, need, acted)
    return tuple(
        NamedLine(
            line, names.get(line.event.actor_id) if line.who != "system" and line.event.actor_id else None
        )
        for line in lines
    )


def _names(session: Session, caller: Caller, need: Need, people: set[UUID]) -> dict[UUID, str | None]:
    here = helpers.members(session, need.community_id, people) | {need.author_id, need.posted_by}
    wanted = (people & here) - caller.blocked
    keyring(session).fetch(wanted)
    rows = session.scalars(select(Person).where(col(Person.id).in_(wanted)))
    return {person.id: sealed.display_name(session, person) for person in rows}
