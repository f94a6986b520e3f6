"""What is the operator's to hear, for nobody of its community may: appeals, and word that something waits for them."""

from datetime import datetime
from itertools import islice
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col

from core.database.due import Since, first
from core.errors import NotFound
from core.events import EventKind, record
from core.models import Appeal, Case, Concern, Decision, Report
from services.judging import listeners
from services.oversight import cases as concerned
from services.safety import appeals, cases
from services.safety.appeals import Heard


def waiting(session: Session) -> list[tuple[Appeal, Decision]]:
    """Open appeals that are the operator's to hear, oldest first."""
    rows = session.execute(
        select(Appeal, Decision)
        .join(Decision, col(Decision.id) == col(Appeal.decision_id))
        .where(col(Appeal.closed_at).is_(None))
        .order_by(col(Appeal.at))
    )
    return [(appeal, decision) for appeal, decision in rows if _is_theirs(session, appeal, decision)]


def read(session: Session, appeal_id: UUID) -> Heard:
    """One of these with its words. Raises NotFound where it is not the operator's."""
    return appeals.heard(session, *_theirs(session, appeal_id))


def decide(session: Session, appeal_id: UUID, *, upheld: bool, reason: str, now: datetime) -> Appeal:
    """The operator has looked: the decision stands, or what it did is undone; whoever appealed reads why.

    Raises NotFound where it is not the operator's, Conflict where it was decided otherwise.
    """
    appeal, decision = _theirs(session, appeal_id)
    appeals.settle(session, None, appeal, decision, upheld=upheld, reason=reason, now=now)
    return appeal


def _unheard(matter: type[Case | Concern | Appeal], since: Mapped[datetime]) -> ColumnElement[datetime]:
    return first(since, col(matter.closed_at).is_(None), col(matter.operator_told_at).is_(None))


unheard = Since(
    func.least(
        _unheard(Case, col(Case.opened_at)),
        _unheard(Concern, col(Concern.at)),
        _unheard(Appeal, col(Appeal.at)),
    )
)
"""Since when something is open of which the operator has not heard; what is theirs to hear is for `to_tell` to say."""


def to_tell(session: Session, now: datetime, limit: int) -> list[UUID]:
    """Open cases, concerns and appeals that nobody of their community may hear, or not any more, of which the operator
    has not heard: they are about a steward, or who could hear them left, came near, or is kept away.
    """
    reported = [case for case, _ in cases.for_operator(session) if _is_more_than_concerns(session, case)]
    raised = [one.concern for one in concerned.waiting(session)]
    asked = [appeal for appeal, _ in waiting(session)]
    matters: list[Case | Concern | Appeal] = [*reported, *raised, *asked]
    news = (row for row in matters if row.operator_told_at is None and _since(row) <= now)
    return [row.id for row in islice(news, limit)]


def _since(row: Case | Concern | Appeal) -> datetime:
    return row.opened_at if isinstance(row, Case) else row.at


def tell(session: Session, matter_id: UUID, now: datetime) -> None:
    """Tells the operator of one of these, once; of a case again where something that cannot wait has joined it."""
    row = _locked(session, matter_id)
    if row.operator_told_at is not None or row.closed_at is not None:
        return
    row.operator_told_at = now
    match row:
        case Case():
            told, where = (EventKind.CASE_UNHEARD, "case"), row.community_id
        case Concern():
            told, where = (EventKind.CONCERN_UNHEARD, "concern"), row.community_id
        case Appeal():
            decision = session.get_one(Decision, row.decision_id)
            told, where = (EventKind.APPEAL_UNHEARD, "appeal"), decision.community_id
    record(session, told[0], actor=None, subject=(told[1], row.id), community_id=where, now=now)


def _locked(session: Session, matter_id: UUID) -> Case | Concern | Appeal:
    fresh = {"with_for_update": {"key_share": True}, "populate_existing": True}
    found = session.get(Case, matter_id, **fresh) or session.get(Concern, matter_id, **fresh)  # type: ignore[arg-type]
    return found or session.get_one(Appeal, matter_id, **fresh)  # type: ignore[arg-type]


def _is_more_than_concerns(session: Session, case: Case) -> bool:
    """Whether something was reported in it beside a concern, of which the operator hears by itself."""
    reported = select(col(Report.id)).where(col(Report.case_id) == case.id, col(Report.concern_id).is_(None))
    return session.scalars(reported.limit(1)).first() is not None


def _theirs(session: Session, appeal_id: UUID) -> tuple[Appeal, Decision]:
    appeal = session.get(Appeal, appeal_id)
    if appeal is None:
        raise NotFound
    decision = session.get_one(Decision, appeal.decision_id)
    if not _is_theirs(session, appeal, decision):
        raise NotFound
    return appeal, decision


def _is_theirs(session: Session, appeal: Appeal, decision: Decision) -> bool:
    return not appeals.gone(session, appeal) and not listeners.who_hears(session, decision)
