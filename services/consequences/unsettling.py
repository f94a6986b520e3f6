"""Unsettling: the standing on which contact was opened fell, and whoever opened it is asked again."""

from datetime import datetime

from sqlmodel import Session

from core.events import EventKind, record_on
from core.models import Match, Need
from matching.states import yes_waits
from matching.words.end_codes import WhyEnded
from matching.words.vocabulary import LIVE_MATCH, By, MatchStatus, Move, NeedStatus
from services.consequences import coverage, endings, moving


def unsettle(session: Session, need: Need, match: Match, *, now: datetime) -> None:
    """Back to the helper's yes alone: contact is shut, the place is held, the need open. Call under the locks.

    Where the need's time is over meanwhile, the yes ends with it. Raises `lifecycle.NotAllowed` unless confirmed.
    """
    moving.move_match(match, Move.UNSETTLE, By.SYSTEM)
    match.beneficiary_key_at, match.beneficiary_key_by, match.beneficiary_spoken = None, None, None
    match.confirmed_at, match.contact_until, match.due_at, match.rests_on = None, None, None, None
    match.yes_told_at = now + yes_waits.LONG
    match.helper_remind_at, match.beneficiary_remind_at, match.waits_since = None, None, now
    match.contact_closed = False
    record_on(session, EventKind.MATCH_UNSETTLED, match, actor=None, now=now)
    coverage.settle(session, need, now=now, actor=None)
    if need.status is NeedStatus.OPEN:
        endings.ask_again(need, now)
        return
    undecided = endings.of_need(session, need.id, LIVE_MATCH - {MatchStatus.CONFIRMED})
    endings.by_system(session, undecided, actor=None, now=now, code=WhyEnded.NEED_EXPIRED)
