"""Reports: somebody says that something was wrong, whether or not there is a match between the two."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Literal
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlmodel import Session, col

from core.access import Caller
from core.errors import Invalid, NotFound, TooMany
from core.models import Case, Report
from matching.words.reporting import CaseOutcome, ReportAbout, ReportKind
from services.cases import opening
from services.cases.opening import Reported
from services.safety import reportable

Status = Literal["received", "looked_at", "lapsed"]
A_DAY = timedelta(hours=24)
A_DAY_AT_MOST = 20


@dataclass(frozen=True, slots=True)
class Filed:
    """A report as whoever made it sees it: what it was about, and its case."""

    report: Report
    case: Case

    @property
    def status(self) -> Status:
        """Whether a human has looked at it; `lapsed`: whom it is about left Minka before one did."""
        if self.case.outcome is None:
            return "received"
        return "lapsed" if self.case.outcome is CaseOutcome.LAPSED else "looked_at"

    @property
    def acted(self) -> bool | None:
        """Whether anything followed; None: no human has looked yet."""
        if self.case.outcome is None:
            return None
        return self.case.outcome not in (CaseOutcome.CLOSED, CaseOutcome.LAPSED)


def make(
    session: Session,
    caller: Caller,
    about: ReportAbout,
    about_id: UUID,
    *,
    kind: ReportKind,
    text: str | None = None,
    urgent: bool = False,
    now: datetime,
) -> Filed:
    """Takes a report of whatever the caller sees or had a part in. Nobody whom it is about is told, and nothing of
    theirs changes by it. Repeating it adds nothing; new words are added.

    Raises NotFound, Invalid for what is one's own, TooMany over a day's.
    """
    found = reportable.find(session, caller, about, about_id)
    if found.accused_id is not None and caller.speaks_for(found.accused_id):
        raise Invalid("/about/id", "that_is_you")
    _ensure_room(session, caller, now)
    what = Reported(
        about,
        about_id,
        kind,
        caller.person_id,
        found.for_id,
        found.community_id,
        found.accused_id,
        urgent=urgent,
        text=text,
    )
    report = opening.take_in(session, what, found.pieces, now=now)
    return Filed(report, session.get_one(Case, report.case_id))


def mine(session: Session, caller: Caller, *, after: UUID | None, limit: int) -> list[Filed]:
    """What the caller reported, and what was reported for them, the first first."""
    rows = _theirs(caller).order_by(col(Report.id)).limit(limit)
    if after is not None:
        rows = rows.where(col(Report.id) > after)
    return [Filed(report, case) for report, case in session.execute(rows)]


def looked_at(session: Session, caller: Caller, at: datetime) -> list[Filed]:
    """Those whose case ended at this moment."""
    rows = _theirs(caller).where(col(Case.closed_at) == at).order_by(col(Report.id))
    return [Filed(report, case) for report, case in session.execute(rows)]


def one(session: Session, caller: Caller, report_id: UUID) -> Filed:
    """One of these. Raises NotFound."""
    found = session.execute(_theirs(caller).where(col(Report.id) == report_id)).one_or_none()
    if found is None:
        raise NotFound
    report, case = found
    return Filed(report, case)


def _theirs(caller: Caller) -> Select[Report, Case]:
    theirs = or_(col(Report.by_id) == caller.person_id, col(Report.for_id) == caller.person_id)
    return select(Report, Case).join(Case, col(Case.id) == col(Report.case_id)).where(theirs)


def _ensure_room(session: Session, caller: Caller, now: datetime) -> None:
    lately = (
        select(col(Report.at))
        .where(col(Report.by_id) == caller.person_id, col(Report.at) > now - A_DAY)
        .order_by(col(Report.at).desc())
        .offset(A_DAY_AT_MOST - 1)
        .limit(1)
    )
    first = session.scalars(lately).first()
    if first is not None:
        raise TooMany(keeps=False, retry_after=max(1, ceil((first + A_DAY - now).total_seconds())))
