"""Where a need, an offer or a match changes its state: as its table in `matching.states` allows, and nowhere else.

What goes with a state whoever moves it, its version and what it waits for, is written here too. Call under the
locks of `core.database.locks`. What the table forbids raises its own `NotAllowed`; callers say so in their words.
"""

from datetime import datetime

from sqlmodel import Session

from core.models import Match, Need, Offer
from matching.states import lifecycle, need_states, offer_states
from matching.states.need_states import NeedMove
from matching.states.offer_states import OfferMove
from matching.words.vocabulary import By, Decide, MatchStatus, Move, NeedStatus, OfferStatus
from services.consequences import match_times
from services.places import supply

_CLOSED = frozenset(NeedStatus) - {NeedStatus.PENDING, NeedStatus.OPEN, NeedStatus.MATCHED}


def move_need(need: Need, move: NeedMove, *, now: datetime) -> None:
    """Moves a need. Once open, helpers are asked at once, unless its author is to be asked first; else nobody is.

    Raises `need_states.NotAllowed`.
    """
    need.status = need_states.target(need.status, move)
    need.last_word = need_states.WORDS.get(move, need.last_word)
    need.version += 1
    need.closed_at = now if need.status in _CLOSED else None
    need.next_wave_at = next_wave(need, now) if need.status is NeedStatus.OPEN else None


def next_wave(need: Need, now: datetime) -> datetime | None:
    """When helpers are next asked for an open need if it is to be soon: now, or in its turn; never where its author
    asks them, nor for a double.
    """
    if need.criteria.decide is Decide.ASK_ME_FIRST or need.duplicate_of is not None:
        return None
    return now if need.turn_at is None else max(now, need.turn_at)


def move_offer(
    session: Session, offer: Offer, move: OfferMove, *, paused_until: datetime | None = None
) -> None:
    """Moves an offer and makes the search see it as it stands now. `paused_until` None: until its helper resumes it.

    Raises `offer_states.NotAllowed`.
    """
    offer.status = offer_states.target(offer.status, move)
    offer.version += 1
    if offer.status in (OfferStatus.ACTIVE, OfferStatus.PAUSED):
        offer.paused_until, offer.ended_at = paused_until, None
    supply.keep(session, offer)


def move_match(
    match: Match,
    move: Move,
    by: By,
    *,
    to: MatchStatus | None = None,
    second_key_given: bool = False,
    by_silence: bool = False,
    appealed: bool = False,
) -> MatchStatus:
    """Moves a match and returns where it stands; nobody's answer is waited for. The rest as `lifecycle.target` has it.

    Raises `lifecycle.NotAllowed`, ValueError where a choice is open and `to` is missing.
    """
    match.status = lifecycle.target(
        match.status,
        move,
        by,
        to=to,
        second_key_given=second_key_given,
        by_silence=by_silence,
        appealed=appealed,
    )
    match.reply_by = None
    if match.status is not MatchStatus.CONFIRMED:
        match_times.forget_change(match)
    match.version += 1
    if match.status is not MatchStatus.CONFIRMED:
        match.company_due_at = None
    return match.status
