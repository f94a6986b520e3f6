"""Whether a helper may help with a need, asked at every move: rows in, the hard rules' answer out."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core.errors import Conflict
from core.models import Community, Match, Need, Person
from matching.asking.again import Order, against_asking
from matching.rules import refusals, rules
from matching.rules.refusals import Reason, Refusal
from matching.states import need_states
from matching.words.values import Need as NeedValue
from matching.words.values import Offer as OfferValue
from matching.words.values import Pair, Window
from matching.words.vocabulary import By, CommunityState, Decide, NeedStatus
from services.access import voices
from services.access.voices import Voice
from services.consequences import coverage
from services.consequences.coverage import Coverage
from services.facts import needs as need_facts
from services.facts import offers as offer_facts
from services.facts import pauses, policies
from services.matches import hours, near, opened_first

ALREADY_THEIRS = frozenset({Reason.LIVE_MATCH, Reason.EARLIER_NO})
"""What does not stand against a match that is already there."""
AUTHORS_CHOICE = frozenset({Reason.AUTHOR_SAID_NO})
"""What does not stand against whom the author picks now: they may think better of their own no."""

_HOUSEHOLD = text("""
    SELECT EXISTS (SELECT FROM contact_point a JOIN contact_point b ON b.lookup = a.lookup
                    WHERE a.person_id = :speaker AND b.person_id = :author AND a.verified_at <= :proved_by)
""")
"""Whether a contact point that the speaker proved a while ago is the need's author's, too."""
_OF_ITS_ORGANISATION = text("""
    SELECT EXISTS (SELECT FROM organisation_person WHERE person_id = :speaker AND organisation_id = :organisation)
""")


def needed(session: Session, need: Need, *, besides: UUID | None = None) -> NeedValue:
    """The need as matching sees it, with what remains of it; `besides`: as if this match of it were not."""
    return value_of(
        session.get_one(Community, need.community_id),
        need,
        coverage.of(session, need.id, besides=besides),
        author_is_minor=session.get_one(Person, need.author_id).is_adult is False,
    )


def value_of(community: Community, need: Need, covered: Coverage, *, author_is_minor: bool) -> NeedValue:
    """A need as matching sees it: with what its community asks of helpers, and less what is covered."""
    return need_facts.need(
        need,
        remaining=covered.remaining(need),
        agreed=covered.agreed,
        author_is_minor=author_is_minor,
        risk=policies.as_posted(policies.risk(community, need.category), need),
    )


def pair(session: Session, need: Need, offer_id: UUID, now: datetime) -> tuple[OfferValue, Pair]:
    """An offer as matching sees it, and what stands between its helper and this need."""
    return offer_facts.offers(session, [offer_id], need, now=now)[0]


def ensure_open(need: Need, now: datetime) -> None:
    """Truth never waits for the clock job. Raises Conflict with a kind word where somebody was faster."""
    if need.status is NeedStatus.MATCHED:
        raise Conflict("somebody_was_faster", current=need.status, allowed=[])
    if need.status is not NeedStatus.OPEN:
        raise Conflict(
            "need_is_over",
            current=need.status,
            allowed=list(need_states.allowed(need.status, by_author=False)),
        )
    if need.expires_at <= now:
        raise Conflict("need_is_over", current=NeedStatus.EXPIRED, allowed=[])


def ensure_fits(
    session: Session,
    need: Need,
    offer_id: UUID,
    *,
    now: datetime,
    skip: frozenset[Reason] = frozenset(),
    asking: frozenset[Order] | None = None,
    window: Window | None = None,
    own_hours: bool = True,
    besides: UUID | None = None,
    told: By = By.BENEFICIARY,
) -> tuple[NeedValue, OfferValue]:
    """Raises Conflict `not_eligible`, naming only what that side may know. `asking`: the helper is to be asked, so
    their limits hold too, and by what came of asking them before they must be in one of these orders.

    `window`: it is about this time, and no other of the need's; with `own_hours` within what the helper said of them.
    `besides`: this match of it is left aside.
    """
    value = needed(session, need, besides=besides)
    offer, between = pair(session, need, offer_id, now)
    about = hours.narrowed(value, offer, window, own_hours=own_hours)
    if asking is None:
        refusal = rules.refused(*about, between, now=now, skip=skip)
    else:
        refusal = against_asking(*about, between, now=now, orders=asking, skip=skip)
    if refusal is not None:
        raise _refused(refusal, told)
    return value, offer


def _refused(refusal: Refusal, told: By) -> Conflict:
    if told is By.HELPER and refusal.reason is Reason.OWN_NEED:
        return Conflict("own_need")
    reason = refusals.told(refusal.reason, told)
    return Conflict("not_eligible", reason=reason, told_to_helper=told is By.HELPER)


def not_available() -> Conflict:
    """What the author of a need is told of a helper who cannot, whatever the reason."""
    return _refused(Refusal(Reason.NOT_AVAILABLE), By.BENEFICIARY)


def second_key(
    session: Session,
    need: Need,
    value: NeedValue,
    match: Match,
    offer: OfferValue,
    helpers: Voice,
    *,
    now: datetime,
) -> Voice | None:
    """The beneficiary's yes, where it was given in advance, for such a helper, and still holds. `helpers`: theirs.

    In a community that nobody recognised yet it never does: strangers can vouch for one another there. Nor does it
    once a day's places were opened so, to this helper or by this hand: from then on the author is asked; nor where
    one of the two hands is near to the other side, or while the author's matching is paused.
    """
    if need.criteria.decide is not Decide.FIRST_WHO_FITS or not rules.fits_first(value, offer, now=now):
        return None
    if not opened_first.room(session, match, helpers.by, now=now):
        return None
    if pauses.until(session, need.author_id, now=now) is not None:
        return None
    if session.get_one(Community, need.community_id).state is not CommunityState.RECOGNISED:
        return None
    if near.is_near(session, helpers.by, helpers.person_id, need.author_id):
        return None
    ahead = voices.in_advance(session, need, now=now)
    if ahead is not None and near.is_near(session, ahead.by, ahead.person_id, match.helper_person_id):
        return None
    return ahead


def no_longer_fit(
    session: Session,
    need: Need,
    matches: Sequence[Match],
    *,
    now: datetime,
    skip: frozenset[Reason] = frozenset(),
) -> list[Match]:
    """Those of a need's matches that its hard rules now forbid: after an edit. `skip`: reasons that do not count."""
    value = needed(session, need)
    offers = {
        offer.id: (offer, between)
        for offer, between in offer_facts.offers(session, [m.offer_id for m in matches], need, now=now)
    }
    return [
        match
        for match in matches
        if rules.refused(value, *offers[match.offer_id], now=now, skip=ALREADY_THEIRS | skip) is not None
    ]


def ensure_not_too_close(session: Session, voice: Voice, need: Need, *, now: datetime) -> None:
    """A helper's yes may not be said for them by whose need it is, who wrote it down, or who acts for its
    organisation: Conflict `own_need`; nor by who is of one household with its author: `not_eligible`, as all that
    is nobody's business.

    The other direction, helpers too close to those who speak for a need's author, is a hard rule of every pair
    (`services.facts.offers`). The helper themself may well help, and say so with their own hand.
    """
    if voice.for_id is None:
        return
    about = {"speaker": voice.by, "author": need.author_id, "organisation": need.organisation_id}
    if (
        voice.by in (need.author_id, need.posted_by)
        or session.execute(_OF_ITS_ORGANISATION, about).scalar_one()
    ):
        raise Conflict("own_need")
    if session.execute(_HOUSEHOLD, about | {"proved_by": now - offer_facts.PROVED_FOR}).scalar_one():
        raise _refused(Refusal(Reason.TOO_CLOSE), By.HELPER)
