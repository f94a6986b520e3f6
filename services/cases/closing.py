"""How a case ends: its key is destroyed, and with it all that was frozen, unless an appeal may still be heard."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, case, delete, exists, or_, select
from sqlmodel import Session, col

from core.database.due import due
from core.events import EventKind, record, record_on
from core.models import Case, Concern, Evidence, FormerSelf, Match, Person, Report
from matching.words.reporting import CaseOutcome
from services.cases import keys

AFTER_ERASURE = timedelta(days=90)
"""So long a case about somebody who left Minka for good waits for a human at most."""


def none_open(person: str) -> str:
    """SQL: no case about the person of this column is open; until then nothing that binds them to it is purged."""
    return f"NOT EXISTS (SELECT FROM safety_case k WHERE k.about_id = {person} AND k.closed_at IS NULL)"


def close(
    session: Session,
    case: Case,
    *,
    by: UUID | None,
    now: datetime,
    outcome: CaseOutcome = CaseOutcome.CLOSED,
    keeps_until: datetime | None = None,
) -> int | None:
    """Ends a case, with the concerns in it, and any pause; returns the event's number. Repeating it is harmless, and
    gives None. `by`: None is the operator.

    `keeps_until`: so long the evidence stays, for who hears an appeal; of whoever left Minka it goes at once.
    """
    session.refresh(case, with_for_update={"key_share": True})
    if case.closed_at is not None:
        return None
    case.closed_at, case.closed_by, case.outcome = now, by, outcome
    if case.paused_until is not None and case.paused_until > now:
        case.paused_until = case.pause_due_at = now
    _close_concerns(session, case, by, now)
    if keeps_until is None or _is_gone(session, case):
        forget(session, case)
    else:
        case.keeps_until = keeps_until
    about = ("case", case.id)
    where = case.community_id
    event = record(session, EventKind.CASE_CLOSED, actor=by, subject=about, community_id=where, now=now)
    _tell_reporters(session, case, now)
    return event


def forget(session: Session, case: Case) -> None:
    """Destroys a case's key and what was sealed under it."""
    session.execute(delete(Evidence).where(col(Evidence.case_id) == case.id))
    keys.destroy(session, case.id)
    case.keeps_until = None
    session.flush()


def of_concern(
    session: Session, concern: Concern, *, by: UUID | None, now: datetime, keeps_until: datetime | None = None
) -> None:
    """A concern was closed: so is its case, if nothing but closed concerns was in it. `keeps_until` as in `close`."""
    session.flush()
    report = session.scalars(select(Report).where(col(Report.concern_id) == concern.id)).first()
    if report is None:
        return
    standing = select(Report).where(
        col(Report.case_id) == report.case_id,
        or_(
            col(Report.concern_id).is_(None),
            exists().where(col(Concern.id) == Report.concern_id, col(Concern.closed_at).is_(None)),
        ),
    )
    if session.scalars(standing.limit(1)).first() is None:
        close(session, session.get_one(Case, report.case_id), by=by, now=now, keeps_until=keeps_until)


def reopen_of_concern(session: Session, concern: Concern) -> None:
    """It was wrong to close a concern: its case is open again with what is kept of it, unless a later one is."""
    report = session.scalars(select(Report).where(col(Report.concern_id) == concern.id)).first()
    case = session.get(Case, report.case_id) if report is not None else None
    if case is None or case.closed_at is None:
        return
    open_one = select(col(Case.id)).where(
        col(Case.community_id) == case.community_id,
        col(Case.about_id) == case.about_id,
        col(Case.closed_at).is_(None),
    )
    if session.scalars(open_one).first() is None:
        case.closed_at = case.closed_by = case.outcome = case.keeps_until = None
        session.flush()


_ERASED_AT = select(col(Person.erased_at)).where(col(Person.id) == Case.about_id).scalar_subquery()
_CAME_BACK = exists().where(col(FormerSelf.former_id) == Case.about_id)
to_end = due(
    col(Case.id),
    at=[
        col(Case.keeps_until),
        case((and_(col(Case.closed_at).is_(None), ~_CAME_BACK), _ERASED_AT + AFTER_ERASURE)),
    ],
)
"""Cases whose evidence is to go: nobody may appeal any more, or whom they are about left long ago."""


def end(session: Session, case_id: UUID, now: datetime) -> None:
    """Ends what `to_end` found."""
    case = session.get_one(Case, case_id, with_for_update={"key_share": True})
    if case.closed_at is None:
        close(session, case, by=None, now=now, outcome=CaseOutcome.LAPSED)
    elif case.keeps_until is not None and case.keeps_until <= now:
        forget(session, case)


def _is_gone(session: Session, case: Case) -> bool:
    return case.about_id is not None and session.get_one(Person, case.about_id).erased_at is not None


def _close_concerns(session: Session, case: Case, by: UUID | None, now: datetime) -> None:
    raised = select(Concern).where(
        col(Concern.id).in_(select(col(Report.concern_id)).where(col(Report.case_id) == case.id)),
        col(Concern.closed_at).is_(None),
    )
    for concern in session.scalars(raised).all():
        concern.closed_at, concern.closed_by = now, by
        match = session.get_one(Match, concern.match_id)
        record_on(session, EventKind.CONCERN_CLOSED, match, actor=by, for_id=concern.for_id, now=now)


def _tell_reporters(session: Session, case: Case, now: datetime) -> None:
    """Each hears once that a human has looked; whose concern it was hears it of that."""
    reports = select(Report).where(col(Report.case_id) == case.id, col(Report.concern_id).is_(None))
    for person_id in sorted({report.by_id for report in session.scalars(reports)}):
        person = session.get_one(Person, person_id)
        if person.erased_at is None and case.outcome is not CaseOutcome.LAPSED:
            record_on(session, EventKind.REPORT_LOOKED_AT, person, actor=None, now=now)
