"""Cases as whoever judges them has them: what was reported, what was frozen, and the end."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core.access import Caller
from core.errors import Forbidden, NotFound
from core.events import EventKind, record
from core.models import Case, Community, Evidence, Report
from matching.words.reporting import CaseOutcome
from matching.words.vocabulary import Role
from services.access import rights
from services.cases import closing, freezing, listening


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case with its reports, oldest first, and what was frozen for it."""

    case: Case
    reports: list[Report]
    evidence: list[tuple[Evidence, str]]


def hearable(session: Session, caller: Caller, case_id: UUID) -> Case:
    """A case of a community that the caller answers for, where it is theirs to hear.

    Raises NotFound where there is none, or it is for others to hear; Forbidden `not_in_own_matter` for whoever is a
    party of it, has to do with one, or keeps away from one.
    """
    case = session.get(Case, case_id)
    if case is None or not caller.is_at_least(Role.COORDINATOR, case.community_id):
        raise NotFound
    if case.about_id is not None and caller.speaks_for(case.about_id):
        raise NotFound
    if not listening.has_role(session, caller, case):
        raise NotFound
    if listening.is_theirs(session, caller.voices, case):
        raise Forbidden("not_in_own_matter")
    return case


def close(
    session: Session,
    case: Case,
    *,
    by: UUID | None,
    now: datetime,
    outcome: CaseOutcome = CaseOutcome.CLOSED,
    keeps_until: datetime | None = None,
) -> int | None:
    """Ends a case, and any pause; returns the event's number, None where it was over. `by`: None is the operator.
    `keeps_until`: so long the evidence stays readable for who hears an appeal; without it the key is destroyed at once.
    """
    return closing.close(session, case, by=by, now=now, outcome=outcome, keeps_until=keeps_until)


def read(session: Session, caller: Caller, community_id: UUID, case_id: UUID, *, now: datetime) -> CaseFile:
    """The case with all that was frozen. Each reading stands in the record. Raises as `hearable`."""
    rights.require_role(caller, Role.COORDINATOR, community_id)
    case = hearable(session, caller, case_id)
    if case.community_id != community_id:
        raise NotFound
    return _read(session, case, by=caller.person_id, now=now)


def for_operator(session: Session) -> list[tuple[Case, Community]]:
    """Open cases that nobody of their community may hear, oldest first."""
    open_ones = select(Case).where(col(Case.closed_at).is_(None)).order_by(col(Case.opened_at))
    return [
        (case, session.get_one(Community, case.community_id))
        for case in session.scalars(open_ones).all()
        if not listening.heard_here(session, case)
    ]


def operators(session: Session, case_id: UUID) -> Case:
    """A case that is the operator's to hear. Raises NotFound."""
    case = session.get(Case, case_id)
    if case is None or listening.heard_here(session, case):
        raise NotFound
    return case


def read_as_operator(session: Session, case_id: UUID, *, now: datetime) -> CaseFile:
    """As `read`, for whoever runs the server. Raises NotFound where it is not theirs."""
    return _read(session, operators(session, case_id), by=None, now=now)


def _read(session: Session, case: Case, *, by: UUID | None, now: datetime) -> CaseFile:
    # Nobody ends it meanwhile: what was frozen is read whole, or it is over.
    session.refresh(case, with_for_update={"read": True})
    subject = ("case", case.id)
    record(session, EventKind.CASE_READ, actor=by, subject=subject, community_id=case.community_id, now=now)
    reports = select(Report).where(col(Report.case_id) == case.id).order_by(col(Report.id))
    return CaseFile(case, list(session.scalars(reports)), freezing.of_case(session, case))
