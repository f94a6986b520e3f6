"""Several must come, and fewer have agreed to: each waits for the others, and contact with them.

That it is so stands at the match (`company_due_at`), with when it is looked at again: the day before its time begins
(where it is urgent, the hour), and then. Everything here runs under the need's lock.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from core.events import EventKind, record_on
from core.events.match_payloads import ContactOpened, TooFew
from core.models import Match, Need
from matching.states import deadlines
from matching.words.end_codes import WhyEnded
from matching.words.vocabulary import By, Move
from services.consequences import endings, match_times


def enough(session: Session, agreed: Sequence[Match], *, fewer: bool, now: datetime) -> None:
    """As many come as must: whoever waited for that hears that contact is open. `fewer`: for fewer must, now."""
    for match in agreed:
        if match.company_due_at is not None:
            match.company_due_at = None
            opened = ContactOpened(fewer)
            record_on(session, EventKind.CONTACT_OPENED, match, opened, actor=None, now=now)


def too_few(session: Session, need: Need, agreed: Sequence[Match], *, now: datetime) -> None:
    """Fewer come than must. Whose time begins now, with the others missing, does not come; of the others it is noted
    when to look again. Where the time has begun with all of them, nothing that follows makes them too few.
    """
    for match in agreed:
        begins = _begins(need, match)
        if match.company_due_at is None and now < begins:
            lost_one = match.confirmed_at != now
            match.company_due_at = now if lost_one else deadlines.company_told_at(begins, need.urgency, now)
        elif match.company_due_at is not None and begins <= now:
            endings.end(
                session, match, Move.END, by=By.CLOCK, actor=None, now=now, code=WhyEnded.NOT_ENOUGH_PEOPLE
            )
            endings.ask_again(need, now)


def tell(session: Session, need: Need, match: Match, come: int, *, now: datetime) -> None:
    """Says that it will not be unless others agree to come, too; and notes when to look again. `come`: so much is
    agreed or done.
    """
    match.company_due_at = deadlines.company_looked_at(_begins(need, match), need.urgency, now)
    record_on(session, EventKind.MATCH_TOO_FEW, match, TooFew(come, need.at_least), actor=None, now=now)


def _begins(need: Need, match: Match) -> datetime:
    agreed = match_times.of(match).agreed
    confirmed_at = match.confirmed_at or match.created_at
    return deadlines.company_begins(confirmed_at, agreed, need.windows, need.expires_at)
