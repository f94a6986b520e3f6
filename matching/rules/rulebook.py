"""The hard rules themselves, one small function each, in the order in which a single reason is given.

First whether there is anything to match at all and what stands between two people; then what the beneficiary
decided; then what protects people; then what the helper can carry.
"""

from collections.abc import Callable
from datetime import datetime

from matching.rules.availability import is_away_throughout
from matching.rules.distance import km, least_reach
from matching.rules.holding import is_full, week_is_full
from matching.rules.languages import shared
from matching.rules.meeting import times
from matching.rules.refusals import Reason, Refusal
from matching.words.categories import WITHOUT_SPECIAL_RISK
from matching.words.tasks import CostKind
from matching.words.values import Need, Offer, Pair, Window
from matching.words.vocabulary import PlaceKind, TrustLevel, Unit, WhoHelps

Rule = Callable[[Need, Offer, Pair, datetime], Refusal | None]

FETCHED_WITHIN_KM = 50.0
"""How far somebody would go to fetch something, where they did not say: a helper's reach does not tell."""


def standing(offer: Offer) -> TrustLevel:
    """The trust a helper has: a verified organisation, looked at by two stewards, counts as checked."""
    return TrustLevel.CHECKED if _is_verified_organisation(offer) else offer.trust


def trusted(offer: Offer, least: TrustLevel) -> bool:
    """Whether a helper has at least this trust. Asked of helpers, never of those who need help."""
    return least is TrustLevel.NEW or standing(offer).rank >= least.rank


def distance(need: Need, offer: Offer) -> float | None:
    """Kilometres between the two; None when one of them is nowhere in particular."""
    if is_remote(need) or need.point is None or offer.point is None:
        return None
    return km(need.point, offer.point)


def is_remote(need: Need) -> bool:
    return need.place_kind is PlaceKind.REMOTE or need.point is None


def need_over(need: Need, offer: Offer, pair: Pair, now: datetime) -> Refusal | None:
    return _when(need.expires_at <= now, Reason.NEED_OVER)


def offer_over(need: Need, offer: Offer, pair: Pair, now: datetime) -> Refusal | None:
    return _when(offer.ends_at is not None and offer.ends_at <= now, Reason.OFFER_OVER)


def paused(need: Need, offer: Offer, pair: Pair, now: datetime) -> Refusal | None:
    return _when(offer.paused, Reason.PAUSED)


def own_need(need: Need, offer: Offer, pair: Pair, now: datetime) -> Refusal | None:
    """One's own need, or one's own organisation's, is nobody's to answer."""
    who = {need.author_id, need.organisation_id} - {None}
    return _when(pair.own_need or bool(who & {offer.helper_id, offer.organisation_id}), Reason.OWN_NEED)


def too_close(need: Need, offer: Offer, pair: Pair, now: datetime) -> Refusal | None:
    """No hand that speaks for the author holds the helper's key as well."""
    return _when(pair.too_close, Reason.TOO_CLOSE)


def blocked(need: Need, offer: Offer, pair: Pair, now: datetime) -> Refusal | None:
    return _when(pair.blocked, Reason.BLOCKED)


def excluded(need: Need, offer: Offer, pair: Pair, now: datetime) -> Refusal | None:
    out = need.criteria.exclude
    return _when(offer.helper_id in out or offer.organisation_id in out, Reason.EXCLUDED)


def earlier_no(need: Need, offer: Offer, pair: Pair, now: datetime) -> Refusal | None:
    return _when(pair.earlier_no, Reason.EARLIER_NO)


def author_said_no(need: Need, offer: Offer, pair: Pair, now: datetime) -> Refusal | None:
    """Their own no keeps nobody from answering by themself later; the author's does, for this need."""
    return _when(pair.author_said_no, Reason.AUTHOR_SAID_NO)


def live_match(need: Need, offer: Offer, pair: Pair, now: datetime) -> Refusal | None:
    return _when(pair.live_match, Reason.LIVE_MATCH)


def who_may_help(need: Need, offer: Offer, pair: Pair, now: datetime) -> Refusal | None:
    if need.criteria.by is WhoHelps.INDIVIDUALS and offer.organisation_id is not None:
        return Refusal(Reason.INDIVIDUALS_ONLY)
    if need.criteria.by is WhoHelps.ORGANISATIONS and offer.organisation_id is None:
        return Refusal(Reason.ORGANISATIONS_ONLY)
    return _when(offer.organisation_kind in need.criteria.not_kinds, Reason.KIND_NOT_WANTED)


def allies(need: Need, offer: Offer, pair: Pair, now: datetime) -> Refusal | None:
    """Help from an allied community is for those who said yes to it."""
    return _when(offer.allied and not need.criteria.allies, Reason.ALLIES_NOT_WANTED)


def trust_wanted(need: Need, offer: Offer, pair: Pair, now: datetime) -> Refusal | None:
    return _when(not trusted(offer, need.criteria.min_trust), Reason.TRUST_WANTED)


def language_wanted(need: Need, offer: Offer, pair: Pair, now: datetime) -> Refusal | None:
    """One language in common is enough: that is how people talk."""
    wanted = need.criteria.languages
    return _when(bool(wanted) and not shared(wanted, offer.languages), Reason.NO_SHARED_LANGUAGE)


def not_too_far(need: Need, offer: Offer, pair: Pair, now: datetime) -> Refusal | None:
    limit = need.criteria.max_distance_km
    if limit is None and need.place_kind is PlaceKind.AT_OFFER:
        limit = FETCHED_WITHIN_KM
    if limit is None:
        return None
    away = distance(need, offer)
    return _when(away is not None and away > limit, Reason.TOO_FAR)


def category_offered(need: Need, offer: Offer, pair: Pair, now: datetime) -> Refusal | None:
    """An offer that names no category stands for whatever carries no special risk, here and now."""
    if offer.categories:
        return _when(need.category not in offer.categories, Reason.CATEGORY_NOT_OFFERED)
    harmless = need.category in WITHOUT_SPECIAL_RISK and not need.risk.is_special
    return _when(not harmless, Reason.CATEGORY_NOT_OFFERED)


def category_trust(need: Need, offer: Offer, pair: Pair, now: datetime) -> Refusal | None:
    return _when(not trusted(offer, need.risk.min_trust), Reason.CATEGORY_NEEDS_TRUST)


def two_helpers(need: Need, offer: Offer, pair: Pair, now: datetime) -> Refusal | None:
    """The rule is met by the need's own `at_least`: contact opens only when so many are confirmed."""
    return _when(need.at_least < need.risk.at_least, Reason.NEEDS_TWO_HELPERS)


def organisation_verified(need: Need, offer: Offer, pair: Pair, now: datetime) -> Refusal | None:
    unknown = offer.organisation_id is not None and not offer.organisation_verified
    return _when(unknown, Reason.ORGANISATION_NOT_VERIFIED)


def helper_adult(need: Need, offer: Offer, pair: Pair, now: datetime) -> Refusal | None:
    return _when(not offer.is_adult, Reason.HELPER_NOT_ADULT)


def minors(need: Need, offer: Offer, pair: Pair, now: datetime) -> Refusal | None:
    """Somebody under 18 is helped by coordinators and checked organisations, never by a stranger alone."""
    alone = need.author_is_minor and not _is_verified_organisation(offer)
    return _when(alone, Reason.CHECKED_ORGANISATIONS_ONLY)


def within_reach(need: Need, offer: Offer, pair: Pair, now: datetime) -> Refusal | None:
    """Who helps from afar offers `remote`; who comes, comes as far as they said: a third of the ways may be so far."""
    if is_remote(need):
        return _when(not offer.remote, Reason.NOT_REMOTE)
    if need.point is None or offer.point is None:
        return Refusal(Reason.BEYOND_REACH)
    comes = need.place_kind is not PlaceKind.AT_OFFER
    wanted = least_reach(km(need.point, offer.point), need.point.radius_km, offer.point.radius_km)
    return _when(comes and offer.reach_km < wanted, Reason.BEYOND_REACH)


def tasks(need: Need, offer: Offer, pair: Pair, now: datetime) -> Refusal | None:
    """Helpers limit tasks, never people."""
    if need.involves & offer.cannot:
        return Refusal(Reason.CANNOT)
    return _when(not need.requires <= offer.has, Reason.LACKS)


def money(need: Need, offer: Offer, pair: Pair, now: datetime) -> Refusal | None:
    """Nobody is matched to lay out or give more than they said they can."""
    cost, amount = need.cost, need.cost.up_to or 0.0
    if cost.kind in (CostKind.NONE, CostKind.PREPAID) or amount <= 0:
        return None
    repaid = cost.kind is CostKind.REPAID
    limit = offer.money.advance_up_to if repaid else offer.money.gift_up_to
    return _when(cost.currency != offer.money.currency or limit < amount, Reason.COSTS_MORE)


def stock(need: Need, offer: Offer, pair: Pair, now: datetime) -> Refusal | None:
    counted = need.unit is not Unit.HELPER and offer.stock is not None
    return _when(counted and (offer.stock or 0) < 1, Reason.NO_STOCK)


def time_to_help(need: Need, offer: Offer, pair: Pair, now: datetime) -> Refusal | None:
    """Both have time for as long as it takes: within their hours, on no day away, promised to nobody else, with a place
    and a week that are not full then.
    """
    if not need.windows:
        life = Window(now, need.expires_at)
        gone = now < need.expires_at and is_away_throughout(life, offer.away, offer.time_zone)
        return _when(gone, Reason.AWAY)
    left = times(need, offer, now)
    stages = (
        (left.within_hours, Reason.NOT_THEN),
        (left.not_away, Reason.AWAY),
        (left.free, Reason.BUSY),
        (left.with_room, Reason.FULL_NOW),
        (left.meeting, Reason.FULL_THIS_WEEK),
    )
    return next((Refusal(reason) for windows, reason in stages if not windows), None)


def room_now(need: Need, offer: Offer, pair: Pair, now: datetime) -> Refusal | None:
    """What may be met at any time would begin now; what has a time is judged at that time."""
    return _when(not need.windows and is_full(offer, now), Reason.FULL_NOW)


def room_this_week(need: Need, offer: Offer, pair: Pair, now: datetime) -> Refusal | None:
    return _when(not need.windows and week_is_full(offer, now), Reason.FULL_THIS_WEEK)


RULES: tuple[Rule, ...] = (
    need_over,
    offer_over,
    own_need,
    live_match,
    too_close,
    blocked,
    excluded,
    earlier_no,
    author_said_no,
    who_may_help,
    allies,
    trust_wanted,
    language_wanted,
    not_too_far,
    category_offered,
    category_trust,
    two_helpers,
    organisation_verified,
    helper_adult,
    minors,
    within_reach,
    tasks,
    money,
    stock,
    paused,
    time_to_help,
    room_now,
    room_this_week,
)


def _when(no: bool, reason: Reason) -> Refusal | None:
    return Refusal(reason) if no else None


def _is_verified_organisation(offer: Offer) -> bool:
    return offer.organisation_id is not None and offer.organisation_verified
