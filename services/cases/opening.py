"""Something was reported: it joins the open case about whom it is, or opens one, and its evidence is frozen at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from core.database import locks
from core.events import EventKind, record
from core.ids import new_id
from core.models import Case, Concern, Match, Report
from matching.words.reporting import EvidenceKind, ReportAbout, ReportKind
from matching.words.vocabulary import Role
from services.access import selves
from services.cases import freezing, keys, listening, pausing
from services.cases.freezing import Piece
from services.judging import own_matter


@dataclass(frozen=True, slots=True)
class Reported:
    """What was reported: about what, of which kind, whose word it is (`by_id` for `for_id`), and about whom."""

    about: ReportAbout
    about_id: UUID
    kind: ReportKind
    by_id: UUID
    for_id: UUID
    community_id: UUID
    accused_id: UUID | None
    urgent: bool = False
    text: str | None = None
    concern_id: UUID | None = None

    @property
    def presses(self) -> bool:
        return self.urgent or self.kind is ReportKind.CHILD_AT_RISK


def take_in(session: Session, what: Reported, pieces: Iterable[Piece], *, now: datetime) -> Report:
    """Writes a report down in its case and freezes what a human will judge it by. Repeating it adds nothing."""
    if what.accused_id is not None:
        locks.take(session, helpers=[what.accused_id])
    case = _case(session, what, now)
    report, new = _report(session, case, what, now)
    freezing.freeze(session, case, [*_words(report, what, now), *pieces], now=now)
    if new:
        presses = what.presses and not case.pressing
        if presses:
            case.pressing, case.operator_told_at = True, None
        pausing.consider(session, case, now=now)
        if what.concern_id is None:
            _tell(session, case, EventKind.REPORT_PRESSES if presses else EventKind.REPORT_MADE, now)
    return report


def of_concern(session: Session, concern: Concern, match: Match, *, now: datetime) -> Report:
    """A concern is a report, too. Whose it is to hear it was told by the concern itself."""
    what = Reported(
        ReportAbout.MATCH,
        match.id,
        ReportKind.FELT_UNSAFE,
        concern.by_id,
        concern.for_id,
        concern.community_id,
        concern.about_id,
        concern_id=concern.id,
    )
    return take_in(session, what, freezing.of_match(session, match), now=now)


def _words(report: Report, what: Reported, now: datetime) -> list[Piece]:
    if not what.text:
        return []
    return [Piece(EvidenceKind.WORDS, report.id, "text", what.by_id, now, what.text)]


def _case(session: Session, what: Reported, now: datetime) -> Case:
    """The open case about them here, under its lock; of whoever came back the one that bound them before."""
    known = pausing.accounts(session, what.accused_id) if what.accused_id else []
    case = _open_one(session, what.community_id, known)
    if case is None:
        new = {"id": new_id(), "community_id": what.community_id, "about_id": what.accused_id}
        values = {"about_role": Role.MEMBER, "pressing": False, "opened_at": now}
        statement = insert(Case).values(new | values).on_conflict_do_nothing().returning(col(Case.id))
        made = session.execute(statement).scalar_one_or_none()
        if made is not None:
            keys.make(session, made)
        case = _open_one(session, what.community_id, known)
        assert case is not None
    if what.accused_id is not None:
        if not selves.later(session, what.accused_id):
            case.about_id = what.accused_id
        role = own_matter.role_in(session, what.community_id, what.accused_id)
        case.about_role = max(case.about_role, role, key=lambda one: one.rank)
    return case


def _open_one(session: Session, community_id: UUID, about: list[UUID]) -> Case | None:
    """The open case about one of these, of the first before that of any other; of none: about the community."""
    whom = col(Case.about_id).in_(about) if about else col(Case.about_id).is_(None)
    return session.scalars(
        select(Case)
        .where(col(Case.community_id) == community_id, whom, col(Case.closed_at).is_(None))
        .order_by(col(Case.about_id).in_(about[:1]).desc(), col(Case.id))
        .limit(1)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).first()


def _report(session: Session, case: Case, what: Reported, now: datetime) -> tuple[Report, bool]:
    """The line of a report, and whether it is new."""
    session.flush()
    there = session.scalars(
        select(Report).where(
            col(Report.case_id) == case.id,
            col(Report.by_id) == what.by_id,
            col(Report.for_id) == what.for_id,
            col(Report.about_type) == what.about,
            col(Report.about_id) == what.about_id,
            col(Report.kind) == what.kind,
        )
    ).first()
    if there is not None:
        return there, False
    report = Report(
        case_id=case.id,
        by_id=what.by_id,
        for_id=what.for_id,
        about_type=what.about,
        about_id=what.about_id,
        kind=what.kind,
        urgent=what.urgent,
        concern_id=what.concern_id,
        at=now,
    )
    if what.accused_id is not None:
        them = pausing.accounts(session, what.accused_id)
        report.met = pausing.have_met(session, {what.by_id, what.for_id}, them)
    session.add(report)
    session.flush()
    return report, True


def _tell(session: Session, case: Case, kind: EventKind, now: datetime) -> None:
    """Tells whose it is to hear it; the clock tells the operator where it is nobody's there. Who reported stands in the
    report alone, in no event.
    """
    if listening.heard_here(session, case):
        about = ("case", case.id)
        record(session, kind, actor=None, subject=about, community_id=case.community_id, now=now)
