"""The evidence of a case while an appeal against its end may be heard: kept on until then, and gone with the answer."""

from datetime import datetime, timedelta

from sqlmodel import Session

from core.models import Case, Decision
from matching.words.rulings import Ruled
from services.cases import closing

AT_MOST = timedelta(days=90)
"""So long evidence is kept for an appeal at most; somebody has looked by then."""


def keep_on(session: Session, decision: Decision, *, now: datetime) -> None:
    """An appeal was made: until it is decided its hearer can read what the case was judged by."""
    case = _of(session, decision)
    if case is not None and case.keeps_until is not None:
        case.keeps_until = now + AT_MOST


def let_go(session: Session, decision: Decision) -> None:
    """It was decided for good: nobody needs it any more."""
    case = _of(session, decision)
    if case is not None and case.closed_at is not None:
        closing.forget(session, case)


def _of(session: Session, decision: Decision) -> Case | None:
    return session.get(Case, decision.about_id) if decision.about is Ruled.CASE else None
