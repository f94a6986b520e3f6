"""Whether what a human decided still stands as they left it, and how it is undone where it was wrong."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core.models import Decision, Match, Membership, Need
from matching.words.rulings import Ruling
from matching.words.vocabulary import MemberState, NeedStatus
from services.afterwards import concerns, reports
from services.oversight import acts as oversight_acts
from services.safety import suspensions


def stands(session: Session, decision: Decision) -> bool:
    """Whether things are as this decision left them: nobody undid it, and none came after it that says the same."""
    return not _said_again(session, decision) and _is_so(session, decision)


def undo(session: Session, decision: Decision, *, actor: UUID | None, now: datetime) -> None:
    """Takes back what a decision did, as far as that can be: by the same moves as ever, with all that follows. Nothing
    where it does not stand any more. `actor`: by whose word; None: the operator's.
    """
    if not stands(session, decision):
        return
    about = decision.about_id
    match decision.ruling:
        case Ruling.REMOVED:
            oversight_acts.put_back(session, about, actor=actor, now=now)
        case Ruling.HIDDEN:
            oversight_acts.show_again(session, about, actor=actor, now=now)
        case Ruling.COMPLETED | Ruling.FAILED:
            reports.overturn(session, about, actor=actor, now=now)
        case Ruling.SUSPENDED:
            suspensions.let_back(session, decision.community_id, _whose(decision), by=actor, now=now)
        case Ruling.CONCERN_CLOSED:
            concern = concerns.of(session, about, decision.concerns[0])
            if concern is not None:
                concerns.reopen(session, concern, actor=actor, now=now)


def _whose(decision: Decision) -> UUID:
    """Whose membership was suspended, by itself or as the end of a case."""
    return decision.against_id or decision.about_id


def _said_again(session: Session, decision: Decision) -> bool:
    later = select(col(Decision.id)).where(
        col(Decision.about_id) == decision.about_id,
        col(Decision.ruling) == decision.ruling,
        col(Decision.against_id) == decision.against_id,
        col(Decision.id) > decision.id,
    )
    return session.scalars(later.limit(1)).first() is not None


def _is_so(session: Session, decision: Decision) -> bool:
    about = decision.about_id
    match decision.ruling:
        case Ruling.REMOVED:
            return session.get_one(Need, about).status is NeedStatus.REMOVED
        case Ruling.HIDDEN:
            return session.get_one(Need, about).hidden
        case Ruling.COMPLETED | Ruling.FAILED:
            return session.get_one(Match, about).status.value == decision.ruling.value
        case Ruling.SUSPENDED:
            there = session.get(Membership, (decision.community_id, _whose(decision)))
            return there is not None and there.state is MemberState.SUSPENDED
        case Ruling.CONCERN_CLOSED:
            concern = concerns.of(session, about, decision.concerns[0])
            return concern is not None and concern.closed_at is not None
    return decision.ruling is Ruling.WARNED
