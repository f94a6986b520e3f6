"""How a match comes about: a helper answers a need, a beneficiary invites, a coordinator proposes, a wave asks.

Yes to a match that is there is `yes`, no is `no`; what is open to whom, `services.access.moves`. Here as there: rows
are looked up without locks, locked in the one order, read again, and only then decided on.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core import notes
from core.access import Caller
from core.database import locks
from core.errors import Conflict, Forbidden, NotFound
from core.events import EventKind, record_on
from core.events.match_payloads import MatchProposed
from core.models import Match, Need, Offer, Person, ShownSample
from core.models.representation import Covers
from core.models.values import Spoken
from matching.asking import again
from matching.states.deadlines import Awaiting
from matching.words.values import Window
from matching.words.vocabulary import LIVE_MATCH, By, Decide, MatchStatus, MemberState, VisibleTo
from services.access import rights, voices
from services.afterwards import messages
from services.facts import pauses
from services.matches import eligibility, shown, two_keys
from services.matches import yes as match_yes
from services.offers import posts as offer_posts
from services.taking_back import acting
from services.taking_back.acting import ActKind
from services.taking_back.rows import Subject


def respond(
    session: Session,
    caller: Caller,
    need_id: UUID,
    *,
    offer_id: UUID | None = None,
    quantity: int | None = None,
    window: Window | None = None,
    people: Sequence[UUID] = (),
    message: str | None = None,
    spoken: Spoken | None = None,
    via_link: bool = False,
    now: datetime,
) -> Match:
    """A helper answers a need they saw, with an offer of theirs or with one made for this need alone.

    `via_link`: they hold the link by which its author shared it; no membership is asked of them.
    """
    seen = rights.shared_need(session, caller, need_id) if via_link else rights.need(session, caller, need_id)
    if caller.speaks_for(seen.author_id):
        raise Conflict("own_need")
    offer = rights.own_offer(session, caller, offer_id) if offer_id else None
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
        offer = offer or offer_posts.for_one_need(session, caller, need, now=now)
        match = new(session, need, offer, MatchStatus.PROPOSED, By.HELPER, now)
    if match.helper_person_id != voice.person_id:  # a colleague was asked: it is theirs to answer
        raise Conflict("not_possible", current=match.status, allowed=[])
    answer = match_yes.Answer(quantity, window, tuple(people))
    match = match_yes.of_helper(session, voice, need, match, answer, now=now)
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


def invite(
    session: Session,
    caller: Caller,
    need_id: UUID,
    offer_id: UUID,
    *,
    spoken: Spoken | None = None,
    now: datetime,
) -> Match:
    """The beneficiary picks a candidate whom they were shown. On somebody who already said yes this confirms.

    Whoever was not available is not asked about again while that is remembered, so that nobody can watch them.
    """
    author = rights.own_need(session, caller, need_id).author_id
    voice = voices.of(caller, author, Covers.ANSWER, spoken, now=now)
    offer = session.get(Offer, offer_id)
    if offer is None:
        raise NotFound
    locks.take(session, needs=[need_id], helpers=[offer.helper_id])
    need = session.get_one(Need, need_id)
    match = _live(session, need_id, offer.helper_id)
    if match is not None and match.offer_id == offer_id:
        return match_yes.of_beneficiary(session, voice, need, match, now=now)
    pauses.ensure_none(session, author, now=now)
    sample = shown.holding(session, need_id, offer_id)
    if sample is None:
        raise NotFound
    eligibility.ensure_open(need, now)
    match_yes.ensure_few_invitations(session, need_id)
    _ensure_available(session, need, offer_id, sample, now=now)
    match = new(session, need, offer, MatchStatus.INVITED, By.BENEFICIARY, now)
    match_yes.invited(session, voice, need, match, now)
    return match


def _ensure_available(
    session: Session, need: Need, offer_id: UUID, sample: ShownSample, *, now: datetime
) -> None:
    """Raises Conflict for whoever does not fit, or did not when they were last invited; that is kept."""
    if offer_id in sample.turned_down:
        raise eligibility.not_available()
    try:
        eligibility.ensure_fits(
            session, need, offer_id, now=now, skip=eligibility.AUTHORS_CHOICE, asking=again.BY_INVITATION
        )
    except Conflict as refusal:
        sample.turned_down = [*sample.turned_down, offer_id]
        session.flush()
        refusal.keeps = True
        raise


def propose(
    session: Session, caller: Caller, need: Need, offer: Offer, *, reason: str, now: datetime
) -> Match:
    """A coordinator proposes a pair that the hard rules allow. Both keys are still to turn, and for ten seconds it may
    be taken back.

    Once more after silence, never after a no; and never for a need whose author picks whom it exists for: Conflict.
    """
    locks.take(session, needs=[need.id], helpers=[offer.helper_id])
    need = session.get_one(Need, need.id)
    match = _live(session, need.id, offer.helper_id)
    if match is not None:
        return match
    eligibility.ensure_open(need, now)
    if need.criteria.decide is Decide.ASK_ME_FIRST:
        raise Conflict("author_picks", current=need.status, allowed=[])
    eligibility.ensure_fits(
        session, need, offer.id, now=now, asking=again.BY_COORDINATORS, told=By.COORDINATOR
    )
    subject = Subject("need", need.id)
    with acting.undoable(session, caller, need.community_id, ActKind.PROPOSE, subject, now=now):
        match = new(session, need, offer, MatchStatus.PROPOSED, By.COORDINATOR, now)
        match.reply_by = two_keys.reply_by(session, need, match.helper_person_id, Awaiting.PROPOSAL, now)
        proposed = MatchProposed(By.COORDINATOR)
        event = record_on(session, EventKind.MATCH_PROPOSED, match, proposed, actor=caller.person_id, now=now)
        notes.write(
            session, caller, reason, about=need.author_id, subject_id=match.id, event_id=event, now=now
        )
    return match


def new(
    session: Session,
    need: Need,
    offer: Offer,
    status: MatchStatus,
    opened_by: By,
    now: datetime,
    **facts: Any,  # columns of the match, as `recording.grounds` names them
) -> Match:
    """A match that nobody has said yes to yet."""
    match = new_unflushed(session, need, offer, status, opened_by, now, **facts)
    session.flush()
    return match


def new_unflushed(
    session: Session,
    need: Need,
    offer: Offer,
    status: MatchStatus,
    opened_by: By,
    now: datetime,
    **facts: Any,  # columns of the match, as `recording.grounds` names them
) -> Match:
    """As `new`, but left to the session's next flush, so that several are written together."""
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
