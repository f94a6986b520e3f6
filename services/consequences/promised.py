"""What a new promise leaves of other yes-es: who is confirmed at one hour cannot come somewhere else, too.

Where something of its time is left, a yes is cut to that; else it ends. Both sides hear of it, so that nobody confirms
somebody who cannot come. Everything here runs under the lock of the confirmed match's need and helper.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from core.events import EventKind, record_on
from core.models import Match, Need, Offer
from matching.rules import holding, meeting
from matching.rules.holding import Promise
from matching.rules.stretches import common, covering, crowded, lasting
from matching.words.end_codes import EndCode, WhyEnded
from matching.words.values import ItsTime, Window
from matching.words.vocabulary import By, MatchStatus, Move
from services.consequences import endings, match_times


def cut_others(session: Session, need: Need, match: Match, *, now: datetime) -> None:
    """Looks again at every yes that this confirmed match may stand in the way of: the helper's own to other needs, and
    where several must come, those of others to this one.
    """
    for other_need, other in _of_helper(session, match):
        still_stands(session, other_need, other, now=now)
    agreed = match_times.of(match).agreed
    if need.at_least > 1 and agreed is not None:
        for other in endings.of_need(session, need.id, [MatchStatus.ACCEPTED]):
            _come_together(session, need, other, agreed, now=now)


def still_stands(session: Session, need: Need, match: Match, *, now: datetime) -> bool:
    """Whether a yes can still be kept; it is cut to what other promises leave of it, or ended. Under its lock."""
    time = match_times.of(match)
    left = _left(session, need, match, time, now)
    if left == time:
        return True
    if left is None:
        _end(session, need, match, WhyEnded.PROMISED_ELSEWHERE, now)
        return False
    _set(session, match, left, now)
    return True


def _of_helper(session: Session, match: Match) -> list[tuple[Need, Match]]:
    """The helper's other yes-es that wait, with their needs locked. They are locked without waiting, for this match is
    locked already: what somebody else holds meanwhile is looked at again when it is to be confirmed.
    """
    session.flush()
    theirs = select(Match.need_id).where(  # type: ignore[call-overload]
        col(Match.helper_id) == match.helper_id,
        col(Match.status) == MatchStatus.ACCEPTED,
        col(Match.need_id) != match.need_id,
    )
    needs = session.scalars(
        select(Need)
        .where(col(Need.id).in_(theirs))
        .order_by(col(Need.id))
        .with_for_update(key_share=True, skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    return [
        (need, other)
        for need in needs
        for other in endings.of_need(session, need.id, [MatchStatus.ACCEPTED])
        if other.helper_id == match.helper_id
    ]


def _left(session: Session, need: Need, match: Match, time: ItsTime, now: datetime) -> ItsTime | None:
    """What is left of its time; None: too little, or no place."""
    hours, full = _taken(session, match)
    if time.stretch is None:
        return None if any(w.start <= now < w.end for w in full) else time
    taken = hours + full
    if time.agreed is not None:
        left = meeting.what_is_left(time.agreed, taken, _enough(need, time.agreed))
        return ItsTime(agreed=left) if left else None
    windows = need.windows or (time.stretch,)
    parts = [(part, _enough(need, w)) for w in windows for part in common(time.stretch, [w])]
    pieces = [piece for part, enough in parts for piece in meeting.pieces_left(part, taken, enough)]
    return ItsTime(between=covering(pieces)) if pieces else None


def _taken(session: Session, match: Match) -> tuple[list[Window], list[Window]]:
    """When this helper is elsewhere, and when all places of this offer are held, by what is confirmed."""
    session.flush()
    confirmed = session.scalars(
        select(Match).where(
            col(Match.helper_id) == match.helper_id,
            col(Match.status) == MatchStatus.CONFIRMED,
            col(Match.id) != match.id,
        )
    )
    times = [(other, match_times.of(other)) for other in confirmed]
    hours = [time.agreed for other, time in times if other.helper_number is not None and time.agreed]
    held = [holding.place(_promise(other, time)) for other, time in times if other.offer_id == match.offer_id]
    return hours, crowded(held, session.get_one(Offer, match.offer_id).at_a_time)


def _promise(match: Match, time: ItsTime) -> Promise:
    assert match.helper_key_at is not None, "confirmed without the helper's key"
    return Promise(match.helper_key_at, confirmed_at=match.confirmed_at, time=time)


def _enough(need: Need, stretch: Window) -> timedelta:
    return lasting(stretch) if need.minutes is None else timedelta(minutes=need.minutes)


def _come_together(session: Session, need: Need, match: Match, agreed: Window, *, now: datetime) -> None:
    """All take the time of the first who was confirmed, where it is within what they said and they are free."""
    time = match_times.of(match)
    if time.agreed == agreed:
        return
    if time.stretch is not None and not time.stretch.covers(agreed):
        _end(session, need, match, WhyEnded.ANOTHER_TIME, now)
        return
    hours, full = _taken(session, match)
    if meeting.what_is_left(agreed, hours + full, lasting(agreed)) is None:
        _end(session, need, match, WhyEnded.PROMISED_ELSEWHERE, now)
    else:
        _set(session, match, ItsTime(agreed=agreed), now)


def _set(session: Session, match: Match, time: ItsTime, now: datetime) -> None:
    match_times.put(match, time)
    match.version += 1
    record_on(session, EventKind.MATCH_TIME_CUT, match, actor=None, now=now)


def _end(session: Session, need: Need, match: Match, code: EndCode, now: datetime) -> None:
    endings.end(session, match, Move.WITHDRAW, by=By.SYSTEM, actor=None, now=now, code=code)
    endings.ask_again(need, now)
