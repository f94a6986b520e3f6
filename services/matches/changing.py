"""Changing what was agreed while it is confirmed: less of it holds at once; more, or another time, once both agree.

Until the other side agrees the old agreement stands, with the wish beside it. One's own wish is taken back, the other's
declined, by the same word: it stays as it is.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from core.access import Caller
from core.database import locks
from core.edits import UNSET, Changes, Unset, coalesce
from core.errors import Conflict, Invalid, Stale
from core.events import EventKind, record_on
from core.models import Match, Need
from core.models.values import Spoken
from matching.rules.refusals import Reason
from matching.words.values import ItsTime, Window
from matching.words.vocabulary import By, MatchStatus
from services.access import moves as match_moves
from services.access import rights
from services.access.voices import Voice
from services.afterwards import contact
from services.consequences import coverage, endings, match_times, promised
from services.matches import eligibility, hours, several, two_keys

_STANDS_ALREADY = eligibility.ALREADY_THEIRS | eligibility.AUTHORS_CHOICE | {Reason.FULL_THIS_WEEK}


@dataclass(frozen=True, slots=True)
class MatchChanges(Changes):
    """What one side wants of it: how much, and when."""

    quantity: int | Unset = UNSET
    window: Window | Unset = UNSET


@dataclass(frozen=True, slots=True)
class _Wish:
    """What waits for the other side's word: more than was agreed, or another time. None: as it is."""

    quantity: int | None
    window: Window | None


def change(
    session: Session,
    caller: Caller,
    match_id: UUID,
    changes: MatchChanges,
    *,
    version: int,
    spoken: Spoken | None = None,
    now: datetime,
) -> Match:
    """Less quantity holds at once. More, or another time, stands as a wish until the other side agrees; to send what
    the other side wishes is to agree.

    Raises Stale where the match changed meanwhile, Conflict where it is not confirmed, Invalid for what cannot be.
    """
    seen = rights.match(session, caller, match_id)
    side = rights.require_side(caller, seen, By.HELPER, By.BENEFICIARY)
    voice = rights.voice(caller, seen, side, spoken, now=now)
    need, match = locks.take_match(session, seen)
    _ensure_confirmed(session, match, side)
    if match.version != version:
        raise Stale
    wish = _wish(match, changes)
    if match.change_by not in (None, side) and wish == _standing(match):
        return _agree(session, voice, need, match, side, now=now)
    quantity = coalesce(changes.quantity, match.quantity)
    if quantity < match.quantity:
        _less(session, voice, need, match, quantity, now)
    if wish != _Wish(None, None) and not (match.change_by == side and wish == _standing(match)):
        _ensure_possible(session, need, match, wish, side, own_hours=True, now=now)
        _stand(session, voice, match, wish, side, now)
    session.flush()
    return match


def agree(
    session: Session,
    caller: Caller,
    match_id: UUID,
    *,
    version: int,
    spoken: Spoken | None = None,
    now: datetime,
) -> Match:
    """The other side's wish, as it stood in the match's `version`, holds from now on: nobody agrees to what they have
    not read. Raises Stale where it changed meanwhile, Conflict where none waits, or it cannot be any more.
    """
    seen = rights.match(session, caller, match_id)
    side = rights.require_side(caller, seen, By.HELPER, By.BENEFICIARY)
    voice = rights.voice(caller, seen, side, spoken, now=now)
    need, match = locks.take_match(session, seen)
    _ensure_confirmed(session, match, side)
    if match.change_by in (None, side):
        raise _nothing_waits(match, side)
    if match.version != version:
        raise Stale
    return _agree(session, voice, need, match, side, now=now)


def keep(
    session: Session, caller: Caller, match_id: UUID, *, spoken: Spoken | None = None, now: datetime
) -> Match:
    """It stays as it is: the other's wish is declined, or one's own taken back."""
    seen = rights.match(session, caller, match_id)
    side = rights.require_side(caller, seen, By.HELPER, By.BENEFICIARY)
    voice = rights.voice(caller, seen, side, spoken, now=now)
    _, match = locks.take_match(session, seen)
    _ensure_confirmed(session, match, side)
    if match.change_by is None:
        return match
    match_times.forget_change(match)
    match.version += 1
    record_on(session, EventKind.MATCH_CHANGE_KEPT, match, actor=voice.by, for_id=voice.for_id, now=now)
    return match


def _ensure_confirmed(session: Session, match: Match, side: By) -> None:
    """Both rely on it, and neither has said how it went: that was said of what was agreed then."""
    if match.status is not MatchStatus.CONFIRMED or any(contact.reported(session, match.id)):
        raise _nothing_waits(match, side)


def _nothing_waits(match: Match, side: By) -> Conflict:
    return Conflict("not_possible", current=match.status, allowed=match_moves.moves(match, side))


def _wish(match: Match, changes: MatchChanges) -> _Wish:
    quantity, window = coalesce(changes.quantity, match.quantity), coalesce(changes.window, None)
    return _Wish(
        quantity=quantity if quantity > match.quantity else None,
        window=window if window != match_times.of(match).agreed else None,
    )


def _standing(match: Match) -> _Wish:
    return _Wish(match.change_quantity, match_times.wished(match))


def _ensure_possible(
    session: Session, need: Need, match: Match, wish: _Wish, side: By, *, own_hours: bool, now: datetime
) -> None:
    """Raises Invalid or Conflict for what cannot be. What the helper has, and when, is asked of the helper alone: what
    an author may wish would else tell it.
    """
    value = eligibility.needed(session, need, besides=match.id)
    if wish.quantity is not None:
        _ensure_quantity(session, need, match, value.remaining, wish.quantity, side, now=now)
        several.ensure_people(session, need, match, value.remaining, quantity=wish.quantity)
    if wish.window is not None:
        hours.ensure_may_be_named(need, value, wish.window, now=now)
        if side is By.HELPER:
            _ensure_time(session, need, match, wish.window, told=side, own_hours=own_hours, now=now)


def _ensure_quantity(
    session: Session, need: Need, match: Match, remaining: int | None, wanted: int, side: By, *, now: datetime
) -> None:
    if side is By.HELPER:
        offer, _ = eligibility.pair(session, need, match.offer_id, now)
        two_keys.choose_quantity(need, offer, remaining, wanted)
    elif remaining is not None and wanted > remaining:
        raise Invalid("/quantity", "more_than_remains", most=remaining)


def _ensure_time(
    session: Session, need: Need, match: Match, window: Window, *, told: By, own_hours: bool, now: datetime
) -> None:
    """Raises Conflict where the helper has no time then. `own_hours`: they wish it, so it is within their hours; once
    both said it to one another, it need not be.
    """
    eligibility.ensure_fits(
        session,
        need,
        match.offer_id,
        now=now,
        skip=_STANDS_ALREADY,
        window=window,
        own_hours=own_hours,
        besides=match.id,
        told=told,
    )


def _stand(session: Session, voice: Voice, match: Match, wish: _Wish, side: By, now: datetime) -> None:
    match.change_by, match.change_hand, match.change_quantity = side, voice.by, wish.quantity
    window = wish.window
    match.change_from, match.change_to = (window.start, window.end) if window else (None, None)
    match.version += 1
    kind = EventKind.MATCH_CHANGE_WISHED
    record_on(session, kind, match, actor=voice.by, for_id=voice.for_id, now=now)


def _agree(session: Session, voice: Voice, need: Need, match: Match, side: By, *, now: datetime) -> Match:
    """Both hands have said it; one hand agrees with itself never."""
    if match.change_hand == voice.by:
        raise Conflict("own_need")
    wish = _standing(match)
    _ensure_possible(session, need, match, wish, side, own_hours=False, now=now)
    if wish.window is not None:
        _ensure_time(session, need, match, wish.window, told=side, own_hours=False, now=now)
        match_times.put(match, ItsTime(agreed=wish.window))
        two_keys.plan(session, match, now)
        promised.cut_others(session, need, match, now=now)
    match.quantity = wish.quantity or match.quantity
    match_times.forget_change(match)
    _changed(session, voice, need, match, now)
    return match


def _less(session: Session, voice: Voice, need: Need, match: Match, quantity: int, now: datetime) -> None:
    match.quantity = quantity
    _changed(session, voice, need, match, now)
    endings.ask_again(need, now)


def _changed(session: Session, voice: Voice, need: Need, match: Match, now: datetime) -> None:
    match.version += 1
    record_on(session, EventKind.MATCH_CHANGED, match, actor=voice.by, for_id=voice.for_id, now=now)
    coverage.settle(session, need, now=now, actor=voice.by)
