"""Saying yes to a match that is there: the helper accepts, the beneficiary chooses. Two keys, in either order.

Each move finds without locks, takes the locks in the one order, reads again, and only then decides. Repeating
one's own move answers with the match as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import Session, col

from core.access import Caller
from core.database import locks
from core.errors import Conflict
from core.events import EventKind, record_on
from core.events.match_payloads import MatchAccepted, MatchInvited
from core.models import Match, Need
from core.models.values import Spoken
from matching.rules.refusals import Reason
from matching.states import lifecycle
from matching.states.deadlines import Awaiting
from matching.words.values import ItsTime, Window
from matching.words.vocabulary import By, MatchStatus, Move, Urgency
from services.access import moves as match_moves
from services.access import rights, room
from services.access.voices import Voice
from services.consequences import match_times, moving, promised
from services.facts import pauses
from services.matches import eligibility, hours, near, several, two_keys
from services.people import contact_points

OPEN_INVITATIONS = 5

_OWN_PLACE = (
    eligibility.ALREADY_THEIRS | eligibility.AUTHORS_CHOICE | {Reason.FULL_NOW, Reason.FULL_THIS_WEEK}
)
"""A helper who has said yes already holds the place that is being confirmed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a helper says with their yes: how much, when, and who of their organisation comes; nothing is owed."""

    quantity: int | None = None
    window: Window | None = None
    people: tuple[UUID, ...] = ()


def accept(
    session: Session,
    caller: Caller,
    match_id: UUID,
    *,
    quantity: int | None = None,
    window: Window | None = None,
    people: Sequence[UUID] = (),
    spoken: Spoken | None = None,
    now: datetime,
) -> Match:
    """The helper says yes to a proposal or an invitation. `people`: who of their organisation comes."""
    seen = rights.match(session, caller, match_id)
    voice = near.voice(session, caller, seen, By.HELPER, spoken, now=now)
    need, match = locks.take_match(session, seen)
    if match.status in match_moves.ASKED and match.reply_by is not None and match.reply_by <= now:
        eligibility.ensure_open(need, now)
        raise Conflict("not_possible", current=MatchStatus.LAPSED, allowed=[])
    answer = Answer(quantity, window, tuple(people))
    return of_helper(session, voice, need, match, answer, now=now)


def of_helper(
    session: Session,
    voice: Voice,
    need: Need,
    match: Match,
    answer: Answer,
    *,
    now: datetime,
) -> Match:
    """The helper's key turns, and confirms where the other's is there already or was given ahead. Under the locks."""
    if lifecycle.is_repeat(match.status, Move.ACCEPT, By.HELPER):
        return match
    if match.status is MatchStatus.SUPERSEDED:
        raise Conflict("somebody_was_faster", current=match.status, allowed=[])
    match_moves.possible(match, Move.ACCEPT, By.HELPER)
    pauses.ensure_none(session, match.helper_person_id, now=now)
    eligibility.ensure_open(need, now)
    _ensure_may_help(session, match)
    room.for_yes(session, match, now=now)
    in_advance = _agree(session, voice, need, match, answer, now=now)
    counts = not _invited_by_a_near_hand(session, match)
    two_keys.turn(match, By.HELPER, voice=voice, now=now)
    match.urgent_at_yes, match.yes_told_at = need.urgency is Urgency.URGENT, None
    if match.beneficiary_key_at is None and in_advance is not None:
        two_keys.turn(match, By.BENEFICIARY, voice=in_advance, now=now)
        match.first_opened_at = now
    second = in_advance is not None
    moving.move_match(match, Move.ACCEPT, By.HELPER, second_key_given=second)
    if not counts:
        moving.move_match(match, Move.UNSETTLE, By.SYSTEM)
        two_keys.turn_back(match)
    if match.status is MatchStatus.CONFIRMED:
        two_keys.confirmed(session, need, match, voice=voice, now=now)
    else:
        _accepted(session, voice, match, now)
    return match


def _ensure_may_help(session: Session, match: Match) -> None:
    """Raises Forbidden where nobody could be reached who answers for this help."""
    organisation = match.helper_id if match.helper_id != match.helper_person_id else None
    contact_points.ensure_may_help(session, match.helper_person_id, organisation_id=organisation)


def _invited_by_a_near_hand(session: Session, match: Match) -> bool:
    """Then the invitation counts for nothing: once the helper has said yes the author's is said to a coordinator."""
    hand = match.beneficiary_key_by
    return hand is not None and near.is_near(session, hand, match.beneficiary_id, match.helper_person_id)


def _agree(
    session: Session,
    voice: Voice,
    need: Need,
    match: Match,
    answer: Answer,
    *,
    now: datetime,
) -> Voice | None:
    """Settles how much and when this helper helps; returns the beneficiary's yes if it was given in advance.

    Raises Conflict where the helper, or who speaks for them, may not help with this need; Invalid for too much.
    """
    if answer.window is not None:
        hours.ensure_may_be_named(need, eligibility.needed(session, need), answer.window, now=now)
    value, offer = eligibility.ensure_fits(
        session,
        need,
        match.offer_id,
        now=now,
        skip=eligibility.ALREADY_THEIRS,
        window=answer.window,
        told=By.HELPER,
    )
    people = several.named(session, offer, answer.people)
    wanted = several.as_many(need, people) if answer.quantity is None else answer.quantity
    match.quantity = two_keys.choose_quantity(need, offer, value.remaining, wanted)
    match.people = people or None
    several.ensure_people(session, need, match, value.remaining)
    match_times.put(match, hours.of_yes(value, offer, answer.window, now=now))
    eligibility.ensure_not_too_close(session, voice, need, now=now)
    if match.status is MatchStatus.INVITED:
        near.ensure_other_hand(session, voice, match.beneficiary_id)
    return eligibility.second_key(session, need, value, match, offer, voice, now=now)


def _accepted(session: Session, voice: Voice, match: Match, now: datetime) -> None:
    accepted = MatchAccepted(match.quantity, voice.how)
    record_on(
        session,
        EventKind.MATCH_ACCEPTED,
        match,
        accepted,
        actor=voice.by,
        for_id=voice.person_id,
        now=now,
    )


def choose(
    session: Session,
    caller: Caller,
    match_id: UUID,
    *,
    quantity: int | None = None,
    window: Window | None = None,
    spoken: Spoken | None = None,
    now: datetime,
) -> Match:
    """The beneficiary says yes: picks somebody proposed, or confirms somebody who said yes.

    `window`: a part of the time that the helper said.
    """
    seen = rights.match(session, caller, match_id)
    voice = near.voice(session, caller, seen, By.BENEFICIARY, spoken, now=now)
    need, match = locks.take_match(session, seen)
    return of_beneficiary(session, voice, need, match, quantity=quantity, window=window, now=now)


def of_beneficiary(
    session: Session,
    voice: Voice,
    need: Need,
    match: Match,
    *,
    quantity: int | None = None,
    window: Window | None = None,
    now: datetime,
) -> Match:
    """The beneficiary's key turns: on a proposal this invites, on a yes it confirms. Under the locks."""
    if lifecycle.is_repeat(match.status, Move.CHOOSE, By.BENEFICIARY):
        return match
    status = match_moves.possible(match, Move.CHOOSE, By.BENEFICIARY)
    pauses.ensure_none(session, match.beneficiary_id, now=now)
    eligibility.ensure_open(need, now)
    if status is MatchStatus.INVITED:
        ensure_few_invitations(session, need.id)
        skip = eligibility.ALREADY_THEIRS | eligibility.AUTHORS_CHOICE
        eligibility.ensure_fits(session, need, match.offer_id, now=now, skip=skip)
        moving.move_match(match, Move.CHOOSE, By.BENEFICIARY)
        invited(session, voice, need, match, now)
        return match
    if not promised.still_stands(session, need, match, now=now):
        raise Conflict("not_possible", keeps=True, current=match.status, allowed=[])
    if window is not None:
        hours.ensure_within_yes(need, match, eligibility.needed(session, need), window, now=now)
        match_times.put(match, ItsTime(agreed=window))
    value, offer = eligibility.ensure_fits(
        session, need, match.offer_id, now=now, skip=_OWN_PLACE, window=match_times.of(match).agreed
    )
    near.ensure_other_hand(session, voice, match.helper_person_id)
    match.quantity = two_keys.choose_quantity(need, offer, value.remaining, quantity, usual=match.quantity)
    several.ensure_people(session, need, match, value.remaining)
    two_keys.turn(match, By.BENEFICIARY, voice=voice, now=now)
    moving.move_match(match, Move.CHOOSE, By.BENEFICIARY)
    two_keys.confirmed(session, need, match, voice=voice, now=now)
    return match


def invited(session: Session, voice: Voice, need: Need, match: Match, now: datetime) -> None:
    """Writes down that the helper is invited, and until when they may answer."""
    two_keys.turn(match, By.BENEFICIARY, voice=voice, now=now)
    match.reply_by = two_keys.reply_by(session, need, match.helper_person_id, Awaiting.INVITATION, now)
    record_on(
        session,
        EventKind.MATCH_INVITED,
        match,
        MatchInvited(voice.how),
        actor=voice.by,
        for_id=voice.person_id,
        now=now,
    )


def ensure_few_invitations(session: Session, need_id: UUID) -> None:
    """Raises Conflict where as many as may be are invited and have not answered."""
    standing = session.execute(
        select(func.count()).where(col(Match.need_id) == need_id, col(Match.status) == MatchStatus.INVITED)
    ).scalar_one()
    if standing >= OPEN_INVITATIONS:
        raise Conflict("enough_invitations", most=OPEN_INVITATIONS)
