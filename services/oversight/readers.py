"""Who reads far more than helping needs: those who answer for a community hear of it."""

from datetime import datetime

from sqlmodel import Session

from core.access import Caller
from core.events import EventKind, record_on
from core.models import Membership


def tell_stewards(session: Session, caller: Caller, *, now: datetime) -> None:
    """Tells the stewards of the caller's communities that they read very many needs within an hour."""
    for community in sorted(caller.communities()):
        member = session.get_one(Membership, (community, caller.person_id))
        record_on(session, EventKind.MUCH_READ, member, actor=caller.person_id, now=now)
