"""Whom to ask for one need: who is near, whom the rules allow, and of those who is worth the price of attention."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from uuid import UUID

from sqlalchemy import select, text
from sqlmodel import Session, col

from core.effort import Effort
from core.models import Need, Offer, Person
from matching.asking import waves
from matching.asking.candidates import Candidate, Shortlist, best_for
from matching.asking.scoring import Weights
from matching.asking.waves import Choice, Situation
from matching.rules import rules
from matching.states.quiet_hours import may_ring
from matching.words.policy import Policy
from matching.words.values import Need as NeedValue
from matching.words.values import Offer as OfferValue
from matching.words.values import Pair
from services.asking import circle
from services.facts import offers as offer_facts
from services.facts import policies
from services.people import profile
from services.places import search

READ_AT_A_TIME = 64
READ_AT_MOST = 4_000
"""Offers looked at in one wave: a bound on work, far beyond what one town holds in a category."""
READING = 4
"""To read an offer and what is between it and a need takes the effort of so many pairs that are only looked at."""

_STOOD_BACK = text("""
    SELECT helper_id FROM match
     WHERE need_id = :need AND status = 'superseded' AND helper_key_at IS NOT NULL
""")


def shortlist(
    session: Session,
    need: Need,
    value: NeedValue,
    *,
    k: int,
    now: datetime,
    communities: Sequence[UUID] | None = None,
    effort: Effort | None = None,
) -> Shortlist:
    """The best `k` of those nearby whom the rules allow and who may be asked; and who was refused, and why.
    Of the need's own community, unless `communities` says of which; `effort` where somebody waits for the answer.

    Reads on, nearest cell first and least recently asked within, until `k` fit or supply is exhausted: a limit
    before the rules would starve everybody behind a crowd that does not fit.
    """
    pools = search.near(session, communities or [need.community_id], need.category, value.point)
    stream = islice(pools, READ_AT_MOST)
    read: list[tuple[OfferValue, Pair]] = []
    fit = 0
    while fit < k and (page := list(islice(stream, READ_AT_A_TIME))):
        if effort is not None and not effort.take(READING * len(page)):
            break
        for offer, pair in offer_facts.offers(session, page, need, now=now):
            read.append((offer, pair))
            fit += rules.refused_or_asked_enough(value, offer, pair, now=now) is None
    weights = Weights(policy=policies.here(session, need.community_id))
    short = best_for(value, read, now=now, k=k, asking=True, weights=weights)
    return replace(short, cut=effort is not None and effort.is_spent)


@dataclass(frozen=True, slots=True)
class Selection:
    """Whom the search found in one circle of helpers, and whom of them to ask now.

    `asleep`: of those found, some are in their quiet hours.
    """

    found: tuple[Candidate, ...] = ()
    chosen: tuple[tuple[Candidate, Choice], ...] = ()
    asleep: bool = False


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
    """Whom of these candidates to ask now. Those who had said yes and were not needed come before everybody else.

    `communities` are those whose helpers they are, `most` so many may be asked; `waiting` and `sent` are as in
    `waves.Situation`.
    """
    if not candidates:
        return Selection()
    rings = _may_ring_now(session, need, candidates, policy, now)
    stood_back = set(session.execute(_STOOD_BACK, {"need": need.id}).scalars())
    first = [candidate for candidate in candidates if candidate.offer.helper_id in stood_back]
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
        [(candidate, rings[candidate.offer.id]) for candidate in first or candidates],
        situation,
        now=now,
        rng=rng,
    )
    return Selection(tuple(candidates), tuple(chosen[:most]), asleep=not all(rings.values()))


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
