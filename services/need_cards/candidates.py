"""Who could help with a need, by name, and why others cannot, as far as a coordinator may know it.

Whoever speaks for the author could change what is asked, look again, and so read somebody's hours out of who is there:
they see the author's sample of the day, with names, and of those who cannot nothing (`services.asking.samples`).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from core.access import Caller
from core.effort import Effort
from core.models import Need
from matching.asking import again, scoring
from matching.asking.candidates import Shortlist
from matching.rules import refusals
from matching.rules.refusals import Reason, Refusal
from matching.words.values import Offer as OfferValue
from matching.words.vocabulary import By, Decide, NeedStatus
from services.asking import choosing, samples
from services.facts import policies
from services.matches import eligibility
from services.matches import views as match_views
from services.need_cards import helpers
from services.need_cards.helpers import NamedHelper

NAMED_AT_MOST = 200
"""So many of those who cannot are looked up by name; beyond that they are counted."""


@dataclass(frozen=True, slots=True)
class NamedCandidate:
    """Somebody who could help: who, about how far away, and what speaks for them, best first."""

    helper: NamedHelper
    distance_band: str | None
    reasons: list[str]
    may_be_asked: bool
    score: int | None = None


@dataclass(frozen=True, slots=True)
class NamedRefusal:
    """Why some cannot: how many, and who, where the author or the category decided it."""

    code: Reason
    how_many: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WhoCould:
    """Who could help with a need, and who cannot. `why`: why there is nobody, as codes of `matching.asking.nobody`."""

    candidates: tuple[NamedCandidate, ...] = ()
    refusals: tuple[NamedRefusal, ...] = ()
    why: tuple[str, ...] = ()


def around(session: Session, caller: Caller, need: Need, *, now: datetime, effort: Effort) -> WhoCould:
    """Who could help with an open need as it stands now. Where `effort` is spent afterwards, not all near were looked
    at.
    """
    if need.status is not NeedStatus.OPEN:
        return WhoCould()
    if caller.speaks_for(need.author_id):
        could = WhoCould(_of_the_sample(session, caller, need, now=now, effort=effort))
    else:
        could = _as_it_stands(session, caller, need, now=now, effort=effort)
    nobody = not could.candidates and need.candidates == 0
    why = samples.why_nobody(session, need, now=now) if nobody else []
    return WhoCould(could.candidates, could.refusals, tuple(why))


def may_be_asked(need: Need, now: datetime) -> bool:
    """Whether a coordinator may ask anybody for it by name: while it asks, and its author does not pick themself."""
    asks = need.status is NeedStatus.OPEN and need.expires_at > now and need.duplicate_of is None
    return asks and need.criteria.decide is not Decide.ASK_ME_FIRST


def _of_the_sample(
    session: Session, caller: Caller, need: Need, *, now: datetime, effort: Effort
) -> tuple[NamedCandidate, ...]:
    limit = policies.here(session, need.community_id).candidates
    shown = [one.shown for one in samples.of_today(session, need, limit=limit, now=now, effort=effort)]
    who = helpers.by_offer(session, caller, need.community_id, [one.offer_id for one in shown])
    asks = may_be_asked(need, now)
    return tuple(
        NamedCandidate(who[one.offer_id], one.distance_band, list(one.reasons), asks)
        for one in shown
        if one.offer_id in who
    )


def _as_it_stands(session: Session, caller: Caller, need: Need, *, now: datetime, effort: Effort) -> WhoCould:
    short = choosing.shortlist(
        session,
        need,
        eligibility.needed(session, need),
        k=policies.here(session, need.community_id).candidates,
        now=now,
        orders=again.BY_COORDINATORS,
        effort=effort,
    )
    named = [offer.id for offer, no in short.refused if refusals.names_helper(no.reason)][:NAMED_AT_MOST]
    offers = [*(one.offer.id for one in short.chosen), *named]
    who = helpers.by_offer(session, caller, need.community_id, offers)
    return WhoCould(_named(need, short, who, now), _refused(short, who))


def _named(
    need: Need, short: Shortlist, who: dict[UUID, NamedHelper], now: datetime
) -> tuple[NamedCandidate, ...]:
    asks = may_be_asked(need, now)
    found = []
    for one in short.chosen:
        helper = who.get(one.offer.id)
        if helper is None:
            continue
        band = match_views.shown_band(need.cell, helper.cell)
        codes = [scoring.because_code(because) for because in one.score.reasons]
        reasons = match_views.reasons(codes, By.COORDINATOR, band)
        found.append(NamedCandidate(helper, band, reasons, asks, one.score.total))
    return tuple(found)


def _refused(short: Shortlist, who: dict[UUID, NamedHelper]) -> tuple[NamedRefusal, ...]:
    """Each helper once for a reason, and none who could help by another offer of theirs, or is among the matches."""
    able = {one.offer.helper_id for one in short.chosen}
    counted: dict[Reason, dict[UUID, UUID]] = defaultdict(dict)
    for offer, no in _unable(short.refused, able):
        counted[refusals.told(no.reason, By.COORDINATOR)].setdefault(offer.helper_id, offer.id)
    return tuple(
        NamedRefusal(code, len(by_helper), _names(code, by_helper.values(), who))
        for code, by_helper in sorted(counted.items(), key=lambda one: (-len(one[1]), one[0]))
    )


def _unable(
    refused: Iterable[tuple[OfferValue, Refusal]], able: set[UUID]
) -> Iterable[tuple[OfferValue, Refusal]]:
    return (
        (offer, no)
        for offer, no in refused
        if offer.helper_id not in able and no.reason is not Reason.LIVE_MATCH
    )


def _names(code: Reason, offers: Iterable[UUID], who: dict[UUID, NamedHelper]) -> tuple[str, ...]:
    if not refusals.names_helper(code):
        return ()
    found = (who[offer] for offer in offers if offer in who)
    return tuple(sorted(name for one in found if (name := one.organisation or one.display_name) is not None))
