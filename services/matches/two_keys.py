"""The two keys. Turning one is a yes; the second one confirms, and only then does contact open.

Everything here runs under the locks of `core.database.locks`.
"""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from core.errors import Conflict, Invalid
from core.events import EventKind, record_on
from core.events.match_payloads import MatchConfirmed
from core.models import Community, Match, Need, Person
from matching.states import deadlines
from matching.words.values import Offer as OfferValue
from matching.words.vocabulary import By, NeedStatus, TrustLevel, Unit
from services.access.voices import Voice
from services.afterwards import reminders
from services.consequences import coverage, match_times, promised, turns
from services.facts import policies
from services.people import profile


def turn(match: Match, side: By, *, voice: Voice, now: datetime) -> None:
    """Records a side's yes: who gave it, when, and how where somebody spoke for them.

    Raises Conflict where the same hand turned the other key: whatever else was overlooked, one hand confirms
    nothing.
    """
    by, spoken = voice.by, voice.spoken
    other = match.beneficiary_key_by if side is By.HELPER else match.helper_key_by
    if other == by:
        raise Conflict("own_need")
    if side is By.HELPER:
        match.helper_key_at, match.helper_key_by, match.helper_spoken = now, by, spoken
    else:
        match.beneficiary_key_at, match.beneficiary_key_by, match.beneficiary_spoken = now, by, spoken


def turn_back(match: Match) -> None:
    """Takes the author's yes out again: it is theirs to give anew."""
    match.beneficiary_key_at, match.beneficiary_key_by, match.beneficiary_spoken = None, None, None


def choose_quantity(
    need: Need, offer: OfferValue, remaining: int | None, wanted: int | None, usual: int = 1
) -> int:
    """How much this yes is for. A person counts one, an organisation up to what it said, things up to the stock.

    Raises Conflict where nothing remains, Invalid where more was said than may be.
    """
    if remaining == 0:
        raise Conflict("somebody_was_faster", current=NeedStatus.MATCHED, allowed=[])
    most = offer.up_to if need.unit is Unit.HELPER else offer.stock
    if need.unit is Unit.HELPER and offer.organisation_id is None:
        most = 1
    limits = [limit for limit in (remaining, most) if limit is not None]
    if wanted is None:
        return min([usual, *limits])
    if wanted > min(limits, default=wanted):
        if remaining is not None and remaining == min(limits):
            raise Invalid("/quantity", "more_than_remains", most=remaining)
        raise Invalid("/quantity", "more_than_you_bring", most=min(limits))
    return wanted


def confirmed(session: Session, need: Need, match: Match, *, voice: Voice, now: datetime) -> None:
    """What follows once both have said yes: contact can open, and whoever is not needed any more is told."""
    match.confirmed_at = now
    match.rests_on = _rests_on(session, need, match)
    plan(session, match, now)
    record_on(
        session,
        EventKind.MATCH_CONFIRMED,
        match,
        _confirmed(session, need, match, voice),
        actor=voice.by,
        for_id=voice.person_id,
        now=now,
    )
    promised.cut_others(session, need, match, now=now)
    coverage.settle(session, need, now=now, actor=voice.by)
    turns.advance(session, need, now=now)


def plan(session: Session, match: Match, now: datetime) -> None:
    """Sets all that goes by the time of a confirmed match: its contact, its report, its reminders. What went by an
    earlier time is undone.
    """
    confirmed_at = match.confirmed_at or now
    its_time = match_times.of(match).stretch
    match.contact_until = deadlines.contact_until(confirmed_at, its_time)
    match.due_at = deadlines.report_due_at(confirmed_at, its_time)
    match.contact_closed, match.report_asked_at, match.unreported_at = False, None, None
    reminders.plan(session, match, now)


def _rests_on(session: Session, need: Need, match: Match) -> TrustLevel | None:
    """The standing that this contact opens on: of the need's own wish, its category's rule, or a yes given ahead."""
    here = session.get_one(Community, need.community_id)
    risk = policies.as_posted(policies.risk(here, need.category), need)
    ahead = TrustLevel.VOUCHED if match.first_opened_at == match.confirmed_at else TrustLevel.NEW
    least = max(need.criteria.min_trust, risk.min_trust, ahead, key=lambda level: level.rank)
    return None if least is TrustLevel.NEW else least


def _confirmed(session: Session, need: Need, match: Match, voice: Voice) -> MatchConfirmed:
    """Both hands and for whom, as the event keeps them: one of the keys may have turned long before."""
    helper, beneficiary = match.helper_key_by, match.beneficiary_key_by
    so_far = coverage.of(session, need.id)
    waits = not coverage.contact_opens(session, need, so_far)
    return MatchConfirmed(
        quantity=match.quantity,
        how=voice.how,
        helper_by=helper,
        helper_for=match.helper_person_id if helper != match.helper_person_id else None,
        beneficiary_by=beneficiary,
        beneficiary_for=match.beneficiary_id if beneficiary != match.beneficiary_id else None,
        come=so_far.confirmed + so_far.completed if waits else None,
        least=need.at_least if waits else None,
    )


def reply_by(
    session: Session, need: Need, helper_person: UUID, kind: deadlines.Awaiting, now: datetime
) -> datetime:
    """Until when the helper may answer, counting only hours in which they may be rung."""
    helper = session.get_one(Person, helper_person)
    wakes = (
        need.urgency if kind is deadlines.Awaiting.PROPOSAL else None
    )  # an invitation never rings at night
    return deadlines.reply_by(
        kind,
        need.urgency,
        now,
        need_expires_at=need.expires_at,
        quiet=profile.quiet_hours(helper, wakes, policies.here(session, need.community_id)),
        time_zone=helper.time_zone,
    )
