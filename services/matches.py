"""What people do with a match: say yes, say no, take it back. Moves are looked up in `matching.lifecycle`.

Each finds without locks, takes the locks in the one order, reads again, and only then decides. Repeating one's
own move answers with the match as it is.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import Session, col

from core.access import Caller
from core.errors import Conflict, Forbidden, NotFound
from core.events import EventKind
from core.models import Match, Need, Offer, Person
from core.models.representation import Covers
from matching import lifecycle
from matching.deadlines import Awaiting
from matching.refusals import Reason
from matching.values import Window
from matching.vocabulary import (
    LIVE_MATCH,
    By,
    DeclineReason,
    MatchStatus,
    MemberState,
    Move,
    VisibleTo,
)
from services import (
    access,
    closeness,
    coverage,
    eligibility,
    endings,
    keys,
    locks,
    messages,
    notes,
    offers,
    voices,
)
from services.voices import Spoken, Voice

OPEN_INVITATIONS = 5
ASKED = (MatchStatus.PROPOSED, MatchStatus.INVITED)
"""What lapses unless its helper answers in time; truth does not wait for the job that writes it down."""

_OWN_PLACE = eligibility.ALREADY_THEIRS | {Reason.FULL_NOW, Reason.FULL_THIS_WEEK}
"""A helper who has said yes already holds the place that is being confirmed."""


def accept(
    session: Session,
    caller: Caller,
    match_id: UUID,
    *,
    quantity: int | None = None,
    window: Window | None = None,
    spoken: Spoken | None = None,
    now: datetime,
) -> Match:
    """The helper says yes to a proposal or an invitation."""
    seen = access.match(session, caller, match_id)
    voice = access.voice(caller, seen, access.require_side(caller, seen, By.HELPER), spoken, now=now)
    need, match = _scene(session, seen)
    if match.status in ASKED and match.reply_by is not None and match.reply_by <= now:
        eligibility.ensure_open(need, now)
        raise Conflict("not_possible", current=MatchStatus.LAPSED, allowed=[])
    return _helper_yes(session, voice, need, match, quantity, window, now)


def respond(
    session: Session,
    caller: Caller,
    need_id: UUID,
    *,
    offer_id: UUID | None = None,
    quantity: int | None = None,
    window: Window | None = None,
    message: str | None = None,
    spoken: Spoken | None = None,
    via_link: bool = False,
    now: datetime,
) -> Match:
    """A helper answers a need they saw, with an offer of theirs or with one made for this need alone.

    `via_link`: they hold the link by which its author shared it; no membership is asked of them.
    """
    seen = access.shared_need(session, caller, need_id) if via_link else access.need(session, caller, need_id)
    if caller.speaks_for(seen.author_id):
        raise Conflict("own_need")
    offer = access.own_offer(session, caller, offer_id) if offer_id else None
    helper_id = offer.helper_id if offer else caller.person_id
    whose = offer.author_id if offer else caller.person_id
    voice = voices.of(caller, whose, Covers.ANSWER, spoken, now=now)
    asked = _live(session, need_id, helper_id) is not None
    _ensure_may_answer(caller, seen, via_link=via_link, asked=asked)
    locks.take(session, needs=[need_id], helpers=[helper_id])
    need = session.get_one(Need, need_id)
    match = _live(session, need_id, helper_id)
    if match is None:
        _ensure_may_answer(caller, need, via_link=via_link)
        eligibility.ensure_open(need, now)
        offer = offer or offers.for_one_need(session, caller, need, now=now)
        match = new(session, need, offer, MatchStatus.PROPOSED, By.HELPER, now)
    if match.helper_person_id != voice.person_id:  # a colleague was asked: it is theirs to answer
        raise Conflict("not_possible", current=match.status, allowed=[])
    match = _helper_yes(session, voice, need, match, quantity, window, now)
    if message:
        messages.write(session, caller, match, message, now=now)
    return match


def _ensure_may_answer(caller: Caller, need: Need, *, via_link: bool, asked: bool = False) -> None:
    """Helping is for members, whatever they may see, for those to whom the author sent a link, and for whom was
    asked: a helper of an allied community is no member here.
    """
    standing = caller.standings.get(need.community_id)
    if standing is not None and standing.state is MemberState.ACTIVE:
        return
    if standing is not None and standing.state is MemberState.SUSPENDED:
        raise Forbidden("suspended")
    if via_link or asked:
        return
    if need.visible_to is VisibleTo.PUBLIC or standing is not None:
        raise Forbidden("join_first", community_id=str(need.community_id))
    raise NotFound


def _helper_yes(
    session: Session,
    voice: Voice,
    need: Need,
    match: Match,
    quantity: int | None,
    window: Window | None,
    now: datetime,
) -> Match:
    if lifecycle.is_repeat(match.status, Move.ACCEPT, By.HELPER):
        return match
    if match.status is MatchStatus.SUPERSEDED:
        raise Conflict("somebody_was_faster", current=match.status, allowed=[])
    possible(match, Move.ACCEPT, By.HELPER)
    eligibility.ensure_open(need, now)
    value, offer = eligibility.ensure_fits(
        session, need, match.offer_id, now=now, skip=eligibility.ALREADY_THEIRS, told_to_helper=True
    )
    match.quantity = keys.choose_quantity(need, offer, value.remaining, quantity)
    keys.agree(match, keys.choose_window(need, window))
    if voice.for_id is not None and closeness.too_close(session, voice.by, need):
        raise Conflict("own_need")
    second = eligibility.second_key(session, need, value, offer, now=now)
    status = lifecycle.target(match.status, Move.ACCEPT, By.HELPER, second_key_given=second is not None)
    keys.turn(match, By.HELPER, voice=voice, now=now)
    if status is MatchStatus.CONFIRMED:
        if match.beneficiary_key_at is None and second is not None:
            keys.turn(match, By.BENEFICIARY, voice=second, now=now)
        keys.confirm(session, need, match, voice=voice, now=now)
        return match
    match.status, match.reply_by = status, None
    match.version += 1
    endings.note(
        session,
        EventKind.MATCH_ACCEPTED,
        match,
        voice.by,
        now,
        voice.for_id,
        quantity=match.quantity,
        how=voice.how,
    )
    return match


def invite(
    session: Session,
    caller: Caller,
    need_id: UUID,
    offer_id: UUID,
    *,
    spoken: Spoken | None = None,
    now: datetime,
) -> Match:
    """The beneficiary picks a candidate. On somebody who already said yes this confirms."""
    author = access.own_need(session, caller, need_id).author_id
    voice = voices.of(caller, author, Covers.ANSWER, spoken, now=now)
    offer = session.get(Offer, offer_id)
    if offer is None:
        raise NotFound
    locks.take(session, needs=[need_id], helpers=[offer.helper_id])
    need = session.get_one(Need, need_id)
    match = _live(session, need_id, offer.helper_id)
    if match is not None:
        return _beneficiary_yes(session, voice, need, match, None, now)
    eligibility.ensure_open(need, now)
    _ensure_few_invitations(session, need_id)
    eligibility.ensure_fits(session, need, offer_id, now=now, asking=True)
    match = new(session, need, offer, MatchStatus.INVITED, By.BENEFICIARY, now)
    _invited(session, voice, need, match, now)
    return match


def choose(
    session: Session,
    caller: Caller,
    match_id: UUID,
    *,
    quantity: int | None = None,
    spoken: Spoken | None = None,
    now: datetime,
) -> Match:
    """The beneficiary says yes: picks somebody proposed, or confirms somebody who said yes."""
    seen = access.match(session, caller, match_id)
    voice = access.voice(caller, seen, access.require_side(caller, seen, By.BENEFICIARY), spoken, now=now)
    need, match = _scene(session, seen)
    return _beneficiary_yes(session, voice, need, match, quantity, now)


def _beneficiary_yes(
    session: Session, voice: Voice, need: Need, match: Match, quantity: int | None, now: datetime
) -> Match:
    if lifecycle.is_repeat(match.status, Move.CHOOSE, By.BENEFICIARY):
        return match
    status = possible(match, Move.CHOOSE, By.BENEFICIARY)
    eligibility.ensure_open(need, now)
    if status is MatchStatus.INVITED:
        _ensure_few_invitations(session, need.id)
        eligibility.ensure_fits(session, need, match.offer_id, now=now, skip=eligibility.ALREADY_THEIRS)
        match.status = status
        match.version += 1
        _invited(session, voice, need, match, now)
        return match
    value, offer = eligibility.ensure_fits(session, need, match.offer_id, now=now, skip=_OWN_PLACE)
    match.quantity = keys.choose_quantity(need, offer, value.remaining, quantity, usual=match.quantity)
    keys.turn(match, By.BENEFICIARY, voice=voice, now=now)
    keys.confirm(session, need, match, voice=voice, now=now)
    return match


def _invited(session: Session, voice: Voice, need: Need, match: Match, now: datetime) -> None:
    keys.turn(match, By.BENEFICIARY, voice=voice, now=now)
    match.reply_by = keys.reply_by(session, need, match.helper_person_id, Awaiting.INVITATION, now)
    endings.note(session, EventKind.MATCH_INVITED, match, voice.by, now, voice.for_id, how=voice.how)


def _ensure_few_invitations(session: Session, need_id: UUID) -> None:
    standing = session.execute(
        select(func.count()).where(col(Match.need_id) == need_id, col(Match.status) == MatchStatus.INVITED)
    ).scalar_one()
    if standing >= OPEN_INVITATIONS:
        raise Conflict("enough_invitations", most=OPEN_INVITATIONS)


def decline(
    session: Session,
    caller: Caller,
    match_id: UUID,
    *,
    reason: DeclineReason | None = None,
    spoken: Spoken | None = None,
    now: datetime,
) -> Match:
    """The helper says no, or takes a yes back before it was confirmed. A no needs no reason."""
    return _say_no(session, caller, match_id, Move.DECLINE, By.HELPER, reason, spoken, now)


def refuse(
    session: Session, caller: Caller, match_id: UUID, *, spoken: Spoken | None = None, now: datetime
) -> Match:
    """The beneficiary says no to somebody, or takes an invitation back. No reason is owed."""
    return _say_no(session, caller, match_id, Move.REFUSE, By.BENEFICIARY, None, spoken, now)


def take_back(
    session: Session, caller: Caller, match_id: UUID, *, spoken: Spoken | None = None, now: datetime
) -> Match:
    """Either side takes its own yes back while the other has not said theirs."""
    seen = access.match(session, caller, match_id)
    side = access.require_side(caller, seen, By.HELPER, By.BENEFICIARY)
    return _say_no(session, caller, match_id, Move.TAKE_BACK, side, None, spoken, now)


def _say_no(
    session: Session,
    caller: Caller,
    match_id: UUID,
    move: Move,
    side: By,
    reason: DeclineReason | None,
    spoken: Spoken | None,
    now: datetime,
) -> Match:
    seen = access.match(session, caller, match_id)
    voice = access.voice(caller, seen, access.require_side(caller, seen, side), spoken, now=now)
    need, match = _scene(session, seen)
    if lifecycle.is_repeat(match.status, move, side):
        return match
    status = possible(match, move, side)
    endings.end(session, match, status, by=side, actor=voice.by, now=now, code=reason, for_id=voice.for_id)
    endings.ask_again(need, now)
    return match


def cancel(
    session: Session,
    caller: Caller,
    match_id: UUID,
    *,
    reason: str | None = None,
    spoken: Spoken | None = None,
    now: datetime,
) -> Match:
    """Calls off what was agreed. Helpers and coordinators owe a reason; those who asked for help owe none.

    For a coordinator, on a proposal nobody has answered, this withdraws it.
    """
    seen = access.match(session, caller, match_id)
    side = access.side(caller, seen)
    for_id = None if side is By.COORDINATOR else access.voice(caller, seen, side, spoken, now=now).for_id
    need, match = _scene(session, seen)
    if lifecycle.is_repeat(match.status, Move.CANCEL, side):
        return match
    withdrawing = side is By.COORDINATOR and match.status is not MatchStatus.CONFIRMED
    status = possible(match, Move.WITHDRAW if withdrawing else Move.CANCEL, side)
    if side is not By.BENEFICIARY and not reason:
        raise Conflict(
            "reason_needed",
            current=match.status,
            allowed=moves(match, side),
            errors=[{"pointer": "/reason", "code": "reason_needed"}],
        )
    event = endings.end(session, match, status, by=side, actor=caller.person_id, now=now, for_id=for_id)
    if reason:
        about = match.helper_person_id if side is By.HELPER else match.beneficiary_id
        notes.write(session, caller, reason, about=about, subject_id=match.id, event_id=event, now=now)
    coverage.settle(session, need, now=now, actor=caller.person_id)
    endings.ask_again(need, now)
    return match


def propose(
    session: Session, caller: Caller, need: Need, offer: Offer, *, reason: str, now: datetime
) -> Match:
    """A coordinator proposes a pair that the hard rules allow. Both keys are still to turn."""
    locks.take(session, needs=[need.id], helpers=[offer.helper_id])
    need = session.get_one(Need, need.id)
    match = _live(session, need.id, offer.helper_id)
    if match is not None:
        return match
    eligibility.ensure_open(need, now)
    eligibility.ensure_fits(session, need, offer.id, now=now, asking=True)
    match = new(session, need, offer, MatchStatus.PROPOSED, By.COORDINATOR, now)
    match.reply_by = keys.reply_by(session, need, match.helper_person_id, Awaiting.PROPOSAL, now)
    event = endings.note(session, EventKind.MATCH_PROPOSED, match, caller.person_id, now, by=By.COORDINATOR)
    notes.write(session, caller, reason, about=need.author_id, subject_id=match.id, event_id=event, now=now)
    return match


def possible(match: Match, move: Move, side: By) -> MatchStatus:
    """Where the move leads. Raises Conflict with the current state and what is allowed instead."""
    try:
        return lifecycle.target(match.status, move, side)
    except lifecycle.NotAllowed as error:
        raise Conflict("not_possible", current=match.status, allowed=moves(match, side)) from error


def moves(match: Match, side: By) -> list[str]:
    """The moves open to that side now, as the API names them."""
    silent = match.completed_by is not None and match.completed_by == "silence"
    return [move.value for move in lifecycle.allowed(match.status, side, by_silence=silent)]


def new(
    session: Session,
    need: Need,
    offer: Offer,
    status: MatchStatus,
    opened_by: By,
    now: datetime,
    **facts: Any,
) -> Match:
    """A match that nobody has said yes to yet."""
    match = drafted(session, need, offer, status, opened_by, now, **facts)
    session.flush()
    return match


def drafted(
    session: Session,
    need: Need,
    offer: Offer,
    status: MatchStatus,
    opened_by: By,
    now: datetime,
    **facts: Any,
) -> Match:
    """As `new`, and written with whatever is written next: for several at once."""
    person = session.get_one(Person, offer.author_id)
    match = Match(
        need_id=need.id,
        offer_id=offer.id,
        community_id=need.community_id,
        beneficiary_id=need.author_id,
        helper_id=offer.helper_id,
        helper_person_id=offer.author_id,
        helper_number=None if offer.organisation_id else person.number,
        status=status,
        opened_by=opened_by,
        created_at=now,
        **facts,
    )
    session.add(match)
    return match


def _scene(session: Session, seen: Match) -> tuple[Need, Match]:
    """Takes the locks for a match and reads need and match again."""
    locks.take(session, needs=[seen.need_id], helpers=[seen.helper_id])
    session.refresh(seen)
    return session.get_one(Need, seen.need_id), seen


def _live(session: Session, need_id: UUID, helper_id: UUID) -> Match | None:
    return session.execute(
        select(Match)
        .where(
            col(Match.need_id) == need_id,
            col(Match.helper_id) == helper_id,
            col(Match.status).in_(LIVE_MATCH),
        )
        .execution_options(populate_existing=True)
    ).scalar_one_or_none()
