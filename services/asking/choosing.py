"""Whom to ask for one need: who is near, whom the rules allow, and of those who is worth the price of attention."""

import random
from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from uuid import UUID

from sqlalchemy import select, text
from sqlmodel import Session, col

from core.models import Need, Offer, Person
from matching.asking import attention, waves
from matching.asking.candidates import Candidate, Shortlist
from matching.asking.candidates import shortlist as best
from matching.asking.scoring import Weights
from matching.rules import rules
from matching.states import quiet_hours
from matching.words.policy import Policy
from matching.words.values import Need as NeedValue
from matching.words.values import Offer as OfferValue
from matching.words.values import Pair
from matching.words.vocabulary import Urgency
from services.facts import learning, policies
from services.facts import offers as offer_facts
from services.people import profile
from services.places import search

READ_AT_A_TIME = 64
READ_AT_MOST = 4_000
"""Offers looked at in one wave: a bound on work, far beyond what one town holds in a category."""

_WAITING = text("""
    SELECT p_yes, extract(epoch FROM :now - created_at) / 3600 AS hours FROM match
     WHERE need_id = :need AND status IN ('proposed', 'invited') AND p_yes IS NOT NULL
""")
_CIRCLE = text(f"""
    SELECT (SELECT count(DISTINCT coalesce(organisation_id, author_id)) FROM offer
             WHERE community_id = ANY(:communities) AND status = 'active' AND for_need_id IS NULL) AS helpers,
           usual.yes, usual.asked
      FROM ({learning.USUAL}) usual
""")  # noqa: S608  (put together from constants)
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
) -> Shortlist:
    """The best `k` of those nearby whom the rules allow and who may be asked; and who was refused, and why.
    Of the need's own community, unless `communities` says of which.

    Reads on, nearest cell first and least recently asked within, until `k` fit or supply is exhausted: a limit
    before the rules would starve everybody behind a crowd that does not fit.
    """
    pools = search.near_any(session, communities or [need.community_id], need.category, value.point)
    stream = islice(pools, READ_AT_MOST)
    read: list[tuple[OfferValue, Pair]] = []
    fit = 0
    while fit < k and (page := list(islice(stream, READ_AT_A_TIME))):
        for offer, pair in offer_facts.offers(session, page, need, now=now):
            read.append((offer, pair))
            refusal = rules.refused(value, offer, pair, now=now) or rules.may_be_asked(value, offer, now=now)
            fit += refusal is None
    weights = Weights(policy=policies.here(session, need.community_id))
    return best(value, read, now=now, k=k, asking=True, weights=weights)


def choose(
    session: Session,
    need: Need,
    found: tuple[Candidate, ...],
    communities: Sequence[UUID],
    waiting: Sequence[float],
    sent: int,
    policy: Policy,
    now: datetime,
    rng: random.Random,
) -> list[tuple[Candidate, waves.Asked]]:
    """Whom to ask now. Those who had said yes and were not needed come before everybody else."""
    stood_back = set(session.execute(_STOOD_BACK, {"need": need.id}).scalars())
    first = [candidate for candidate in found if candidate.offer.helper_id in stood_back]
    by_offer = {candidate.offer.id: candidate for candidate in first or found}
    behind = people_behind(session, list(by_offer))
    helpers, usual = _circle(session, need, communities)
    asked = waves.next_wave(
        urgency=need.urgency,
        waiting=waiting,
        sent=sent,
        candidates=[
            _askable(candidate, behind[offer], need.urgency, policy, now)
            for offer, candidate in by_offer.items()
        ],
        policy=policy,
        rng=rng,
        helpers=helpers,
        usual_yes=usual,
    )
    return [(by_offer[a.offer_id], a) for a in asked]


def _circle(session: Session, need: Need, communities: Sequence[UUID]) -> tuple[int, float]:
    """How many helpers these communities have, and how likely a yes is for needs of this one: what small circles
    are asked by.
    """
    about = {"community": need.community_id, "communities": list(communities)}
    row = session.execute(_CIRCLE, about | learning.PARAMETERS).one()
    return int(row.helpers), attention.community_belief(float(row.yes), float(row.asked)).mean


def waiting(session: Session, need: Need, now: datetime) -> list[float]:
    """Of each who was asked and has not answered, the chance that a yes is still to come."""
    rows = session.execute(_WAITING, {"need": need.id, "now": now})
    return [attention.still_to_come(float(p), max(0.0, float(hours))) for p, hours in rows]


def people_behind(session: Session, offers: list[UUID]) -> dict[UUID, Person]:
    """By offer, the person who acts."""
    rows = session.execute(
        select(col(Offer.id), Person)
        .join(Person, col(Person.id) == col(Offer.author_id))
        .where(col(Offer.id).in_(offers))
    )
    return {row[0]: row[1] for row in rows}


def _askable(
    candidate: Candidate, person: Person, urgency: Urgency, policy: Policy, now: datetime
) -> waves.Askable:
    offer = candidate.offer
    rings = awake(person, urgency, policy, now)
    since = (now - offer.last_asked_at).total_seconds() / 3600 if offer.last_asked_at else float("inf")
    return waves.Askable(
        helper_id=offer.helper_id,
        offer_id=offer.id,
        p_yes=candidate.p_yes,
        reachable=float(attention.reachable(since, awake=rings)),
        asked_in_week=offer.asked_in_week,
        recent_load=offer.recent_load,
        last_asked_at=offer.last_asked_at,
        may_ring=rings,
    )


def awake(person: Person, urgency: Urgency, policy: Policy, now: datetime) -> bool:
    """Whether their phone may ring now for a need of this urgency."""
    return quiet_hours.may_ring(now, profile.quiet_hours(person, urgency, policy), person.time_zone)
