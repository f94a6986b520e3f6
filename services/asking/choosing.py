"""Whom to ask for one need: who is near, whom the rules allow, and of those who is worth the price of attention."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, islice
from uuid import UUID

from sqlalchemy import select, text
from sqlmodel import Session, col

from core.effort import Effort
from core.models import Need, Offer, Person
from matching.asking import again, waves
from matching.asking.again import UNASKED, Order
from matching.asking.candidates import Candidate, Shortlist, best_for
from matching.asking.scoring import Weights
from matching.asking.waves import Choice, Situation
from matching.states.quiet_hours import may_ring
from matching.words.policy import Policy
from matching.words.values import Need as NeedValue
from matching.words.values import Offer as OfferValue
from matching.words.values import Pair
from matching.words.vocabulary import Urgency
from services.asking import circle, held_back
from services.asking.held_back import HeldBack
from services.facts import noes, policies
from services.facts import offers as offer_facts
from services.people import profile
from services.places import search

READ_AT_A_TIME = 64
READ_AT_MOST = 4_000
"""Offers looked at in one wave: a bound on work, far beyond what one town holds in a category."""
READING = 4
"""To read an offer and what is between it and a need takes the effort of so many pairs that are only looked at."""

_STOOD_BACK = text(f"""
    SELECT DISTINCT m.offer_id FROM match m WHERE m.need_id = :need AND {noes.not_needed("m")} ORDER BY m.offer_id
""")  # noqa: S608  (put together from constants)


def shortlist(
    session: Session,
    need: Need,
    value: NeedValue,
    *,
    k: int,
    now: datetime,
    communities: Sequence[UUID] | None = None,
    orders: frozenset[Order] = UNASKED,
    effort: Effort | None = None,
) -> Shortlist:
    """The best `k` of those nearby whom the rules allow and who may be asked; and who was refused, and why.
    Of the need's own community, unless `communities` says of which; of those asked before who are in one of these
    `orders`; `effort` where somebody waits for the answer.

    Reads on, nearest cell first and least recently asked within, until `k` fit or supply is exhausted: a limit
    before the rules would starve everybody behind a crowd that does not fit.
    """
    read: list[tuple[OfferValue, Pair]] = []
    fit = 0
    for page in _pages(session, need, value, communities or [need.community_id], now=now, effort=effort):
        read += page
        fit += sum(
            again.against_asking(value, offer, pair, now=now, orders=orders) is None for offer, pair in page
        )
        if fit >= k:
            break
    weights = Weights(policy=policies.here(session, need.community_id))
    short = best_for(value, read, now=now, k=k, asking=True, orders=orders, weights=weights)
    return replace(short, cut=effort is not None and effort.is_spent)


def everybody(
    session: Session,
    need: Need,
    value: NeedValue,
    *,
    communities: Sequence[UUID],
    now: datetime,
    effort: Effort | None = None,
) -> list[tuple[OfferValue, Pair]]:
    """All who offer help with such a need in these communities, the nearest first, whether or not they may: as many
    as are ever looked at.
    """
    return [*chain.from_iterable(_pages(session, need, value, communities, now=now, effort=effort))]


def _pages(
    session: Session,
    need: Need,
    value: NeedValue,
    communities: Sequence[UUID],
    *,
    now: datetime,
    effort: Effort | None,
) -> Iterator[list[tuple[OfferValue, Pair]]]:
    """Offers of this category and what is between each and the need, page by page; while there is effort."""
    stream = islice(search.near(session, communities, need.category, value.point), READ_AT_MOST)
    while page := list(islice(stream, READ_AT_A_TIME)):
        if effort is not None and not effort.take(READING * len(page)):
            return
        yield offer_facts.offers(session, page, need, now=now)


@dataclass(frozen=True, slots=True)
class Selection:
    """Whom the search found in one circle of helpers, and whom of them to ask now.

    `asleep`: of those found, some are in their quiet hours; `resting`: some were asked something a short while ago.
    `held_back`: whom only their limits keep from being found.
    """

    found: tuple[Candidate, ...] = ()
    chosen: tuple[tuple[Candidate, Choice], ...] = ()
    asleep: bool = False
    resting: bool = False
    held_back: HeldBack = held_back.NOBODY

    @property
    def has_nobody_left(self) -> bool:
        """Whether nobody was found whom it is worth asking, now or when they are awake and rested."""
        return not (self.chosen or self.asleep or self.resting)


def stood_back(session: Session, need: Need, value: NeedValue, policy: Policy, *, now: datetime) -> Selection:
    """Those who had said yes and were not needed, if they still can: all who may be told at this hour are asked."""
    offers = list(session.execute(_STOOD_BACK, {"need": need.id}).scalars())
    if not offers:
        return Selection()
    back = [
        (offer, pair)
        for offer, pair in offer_facts.offers(session, offers, need, now=now)
        if again.order(value, pair, now=now) is Order.BEFORE_OTHERS
    ]
    weights = Weights(policy=policy)
    found = best_for(value, back, now=now, k=policy.wave_size, asking=True, weights=weights).chosen
    rings = _may_ring_now(session, need, found, policy, now)
    told = [c for c in found if need.urgency is Urgency.URGENT or rings[c.offer.id]]
    chosen = [(one, Choice(i, one.p_yes, 0.0, one.p_yes, 1.0)) for i, one in enumerate(told)]
    return Selection(found, tuple(chosen), asleep=len(told) < len(found))


def choose(
    session: Session,
    need: Need,
    candidates: Sequence[Candidate],
    *,
    communities: Sequence[UUID],
    waiting: Sequence[float],
    sent: int,
    most: int,
    policy: Policy,
    now: datetime,
    rng: random.Random,
) -> Selection:
    """Whom of these candidates to ask now. `communities` are those whose helpers they are, `most` so many may be asked;
    `waiting` and `sent` are as in `waves.Situation`.
    """
    if not candidates:
        return Selection()
    rings = _may_ring_now(session, need, candidates, policy, now)
    here = circle.around(session, need.community_id, helpers_of=communities)
    situation = Situation(
        urgency=need.urgency,
        waiting=waiting,
        sent=sent,
        policy=policy,
        helpers=here.helpers,
        usual_yes=here.usual_yes,
    )
    chosen = waves.next_wave(
        [(candidate, rings[candidate.offer.id]) for candidate in candidates],
        situation,
        now=now,
        rng=rng,
    )
    return Selection(
        tuple(candidates),
        tuple(chosen[:most]),
        asleep=not all(rings.values()),
        resting=any(waves.is_resting(one.offer, now) for one in candidates),
    )


def _may_ring_now(
    session: Session, need: Need, candidates: Sequence[Candidate], policy: Policy, now: datetime
) -> dict[UUID, bool]:
    """By offer, whether the phone of the person who acts may ring now for this need."""
    behind = session.execute(
        select(col(Offer.id), Person)
        .join(Person, col(Person.id) == col(Offer.author_id))
        .where(col(Offer.id).in_([candidate.offer.id for candidate in candidates]))
    )
    return {
        offer_id: may_ring(now, profile.quiet_hours(person, need.urgency, policy), person.time_zone)
        for offer_id, person in behind
    }
