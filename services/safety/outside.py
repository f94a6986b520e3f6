"""Appeals that nobody of their community may hear, for all who could had a part in it: the operator hears them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core.errors import NotFound
from core.models import Appeal, Decision
from services.judging import listeners
from services.safety import appeals
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
