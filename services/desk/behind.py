"""What stands behind the entries of a queue, looked up for a page of them at once: needs, people, the last notes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text
from sqlmodel import Session, col

from core import notes
from core.access import Caller, sees_need
from core.crypto.keyring import keyring
from core.events import EventKind
from core.models import Match, Need, Person
from services import sealed
from services.cases import listening
from services.desk.entry import DeskEntry, SeenPerson
from services.needs import views as need_views
from services.needs.views import NeedView
from services.oversight import queue
from services.oversight.queue import Held

_LAST_NOTES = text("""
    SELECT DISTINCT ON (need_id) need_id, id FROM event WHERE need_id = ANY(:needs) AND kind = :noted
     ORDER BY need_id, id DESC
""")


@dataclass(frozen=True, slots=True)
class _Behind:
    """Needs, people and notes by their ids, until when a match waits, and by subject who looks after it."""

    needs: Mapping[UUID, NeedView]
    people: Mapping[UUID, SeenPerson]
    notes: Mapping[UUID, str]
    matches_due: Mapping[UUID, datetime | None]
    cases: Mapping[UUID, UUID]
    holds: Mapping[UUID, Held]

    def filled(self, entry: DeskEntry, now: datetime) -> DeskEntry:
        """The entry with what stands behind it."""
        found = replace(
            entry,
            case_id=queue.case_of(entry.why, entry.type, entry.id, self.cases),
            held=self.holds.get(entry.id),
            author=self.people.get(entry.id),
            due=self.matches_due.get(entry.id),
        )
        view = self.needs.get(entry.need_id) if entry.need_id is not None else None
        if view is None:
            return found
        need = view.need
        return replace(
            found,
            title=view.title,
            category=need.category,
            urgency=need.urgency,
            language=need.language,
            quarter=need.cell,
            author=self.people.get(need.author_id),
            told=view.progress,
            last_note=self.notes.get(need.id),
            due=found.due or _due(view, now),
        )


def filled(
    session: Session, caller: Caller, community_id: UUID, entries: Sequence[DeskEntry], *, now: datetime
) -> list[DeskEntry]:
    """These entries with what stands behind them, as far as the caller may see it; as many statements for any number
    of them.
    """
    wanted = {entry.need_id for entry in entries if entry.need_id is not None}
    needs = session.scalars(select(Need).where(col(Need.id).in_(wanted), sees_need(caller))).all()
    seen = {view.need.id: view for view in need_views.views(session, caller, needs, now=now)}
    people = {entry.id for entry in entries if entry.type == "person"}
    behind = _Behind(
        seen,
        _people(session, people | {need.author_id for need in needs}),
        _notes(session, seen),
        _matches_due(session, [entry.id for entry in entries if entry.type == "match"]),
        listening.cases_of_concerns(session, [entry.id for entry in entries if entry.why == "concern"]),
        queue.held(session, caller, community_id, [entry.id for entry in entries], now=now),
    )
    return [behind.filled(entry, now) for entry in entries]


def _people(session: Session, people: Collection[UUID]) -> dict[UUID, SeenPerson]:
    rows = session.scalars(select(Person).where(col(Person.id).in_(people))).all()
    keyring(session).fetch(people)
    return {row.id: SeenPerson(row.id, sealed.display_name(session, row), row.represented) for row in rows}


def _notes(session: Session, needs: Collection[UUID]) -> dict[UUID, str]:
    """By need, what a coordinator noted last."""
    rows = session.execute(_LAST_NOTES, {"needs": list(needs), "noted": EventKind.NEED_NOTED}).all()
    words = notes.of_events(session, [row.id for row in rows])
    return {row.need_id: words[row.id] for row in rows if row.id in words}


def _matches_due(session: Session, matches: Collection[UUID]) -> dict[UUID, datetime | None]:
    """By match, when time decides it: a dispute, or a report that nobody answers."""
    rows = session.execute(select(col(Match.id), col(Match.due_at)).where(col(Match.id).in_(matches)))
    return {row.id: row.due_at for row in rows}


def _due(view: NeedView, now: datetime) -> datetime:
    """When a need's next time begins, or the one that goes on ends; without a time, when it ends itself."""
    times = [one.start if one.start > now else one.end for one in view.need.windows if one.end > now]
    return min(times, default=view.need.expires_at)
