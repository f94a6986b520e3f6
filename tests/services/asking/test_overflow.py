"""Allies' pools: each community with its own bound, the nearest first, and rounds that leave such needs alone."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import islice
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text
from sqlmodel import Session, col

from core import places
from core.access import Caller
from core.errors import Forbidden
from core.models import Alliance, Community, Match, Need, Offer
from matching.words.policy import PolicyChoices
from matching.words.values import Criteria, Point
from matching.words.vocabulary import CommunityState, MatchStatus, TrustLevel, Urgency, VisibleTo
from services.asking import overflow, proposing
from services.asking.rounds import backlog
from services.due import needs as due_needs
from services.facts import offers as offer_facts
from services.matches import no as match_no
from services.matches import opening as match_opening
from services.places import search
from tests.support.places import LANSING_CELL
from tests.support.rows import a_community, a_member, a_membership, a_need, a_person, an_offer

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
NEAR = places.cell_of(42.74, -84.50)
FAR = places.cell_of(42.72, -84.30)
BOUND = 5
"""The least that a community may choose."""


def a_recognised_community(session: Session, *, dormant: bool = False) -> UUID:
    policy = PolicyChoices(dials={"max_proposals_per_need": BOUND})
    state = CommunityState.RECOGNISED
    return a_community(session, NOON, state=state, dormant=dormant, policy=policy)


def allied(session: Session, one: UUID, another: UUID) -> None:
    for ours, theirs in ((one, another), (another, one)):
        steward = a_person(session, NOON)
        session.add(Alliance(community_id=ours, other_id=theirs, steward_id=steward, at=NOON))
    session.flush()


@pytest.fixture
def home_community(session: Session) -> UUID:
    return a_recognised_community(session)


@pytest.fixture
def allied_community(session: Session, home_community: UUID) -> UUID:
    allied_community = a_recognised_community(session)
    allied(session, home_community, allied_community)
    return allied_community


def asked_for(session: Session, community: UUID, *, allies: bool = True, **fields: object) -> Need:
    author = a_person(session, NOON)
    return a_need(
        session, community, author, NOON, cell=LANSING_CELL, criteria=Criteria(allies=allies), **fields
    )


def all_say_no(session: Session, need: Need) -> None:
    """Whoever is asked says no at once, until nobody is asked any more."""
    now = NOON
    for _ in range(60):
        now += timedelta(hours=1)
        if need.id in due_needs.waves_to_open(session, now, 10):
            proposing.open_wave(session, need.id, now=now, rng=random.Random(1))
        standing = select(Match).where(
            col(Match.need_id) == need.id, col(Match.status) == MatchStatus.PROPOSED
        )
        for match in session.scalars(standing).all():
            helper = Caller(match.helper_person_id, uuid4(), "en", True, {}, frozenset(), frozenset())
            match_no.decline(session, helper, match.id, now=now)


def asked_in(session: Session, need: Need) -> dict[UUID, int]:
    rows = session.execute(
        text(
            "SELECT o.community_id, count(*) FROM match m JOIN offer o ON o.id = m.offer_id"
            " WHERE m.need_id = :need GROUP BY 1"
        ),
        {"need": need.id},
    )
    return {row[0]: row[1] for row in rows}


def many(session: Session, community: UUID, count: int, cell: int = LANSING_CELL) -> list[Offer]:
    return [
        an_offer(session, community, cell, NOON, author=a_member(session, community, NOON))
        for _ in range(count)
    ]


def test_each_community_has_its_own_bound(
    session: Session, home_community: UUID, allied_community: UUID
) -> None:
    many(session, home_community, BOUND + 3)
    many(session, allied_community, BOUND + 3)
    need = asked_for(session, home_community)
    all_say_no(session, need)
    assert asked_in(session, need) == {home_community: BOUND, allied_community: BOUND}


def test_without_the_authors_yes_home_is_all(
    session: Session, home_community: UUID, allied_community: UUID
) -> None:
    many(session, home_community, 2)
    many(session, allied_community, 2)
    need = asked_for(session, home_community, allies=False)
    all_say_no(session, need)
    assert asked_in(session, need) == {home_community: 2}
    assert need.handed_over_at is not None
    assert overflow.to_allies(session, need) == []


def test_the_nearest_ally_is_asked_first(
    session: Session, home_community: UUID, allied_community: UUID
) -> None:
    third = a_recognised_community(session)
    allied(session, home_community, third)
    far, near = many(session, allied_community, 3, FAR), many(session, third, 3, NEAR)
    point = Point(*places.centre(LANSING_CELL))
    found = list(search.near(session, [allied_community, third], "groceries", point))
    assert set(found[:3]) == {offer.id for offer in near}
    assert set(found[3:]) == {offer.id for offer in far}
    need = asked_for(session, home_community, handed_over_at=NOON)
    proposing.open_wave(session, need.id, now=NOON, rng=random.Random(1))
    assert set(asked_in(session, need)) == {third}


def test_from_afar_they_take_turns(session: Session, home_community: UUID, allied_community: UUID) -> None:
    third = a_recognised_community(session)
    for community in (allied_community, third):
        for _ in range(3):
            an_offer(session, community, None, NOON)
    first = list(islice(search.near(session, [allied_community, third], "groceries", None), 2))
    offers = session.scalars(select(Offer).where(col(Offer.id).in_(first)))
    assert {offer.community_id for offer in offers} == {allied_community, third}


def test_somebody_who_offers_in_both_is_asked_once(
    session: Session, home_community: UUID, allied_community: UUID
) -> None:
    helper = a_member(session, home_community, NOON)
    an_offer(session, home_community, LANSING_CELL, NOON, author=helper)
    need = asked_for(session, home_community, handed_over_at=NOON, urgency=Urgency.URGENT)
    a_membership(session, allied_community, helper, NOON)
    an_offer(session, allied_community, LANSING_CELL, NOON, author=helper)
    assert proposing.open_wave(session, need.id, now=NOON, rng=random.Random(1)) == 1


def test_a_need_renewed_meanwhile_stays_at_home(
    session: Session, home_community: UUID, allied_community: UUID, meanwhile: Callable[..., None]
) -> None:
    """Between reading and locking its author gave it a new life: home comes first again."""
    many(session, allied_community, 1)
    need = asked_for(session, home_community, handed_over_at=NOON)
    meanwhile("UPDATE need SET handed_over_at = NULL WHERE id = :id", id=need.id)
    assert proposing.open_wave(session, need.id, now=NOON, rng=random.Random(1)) == 0


def test_when_the_alliance_ends_meanwhile_nobody_is_asked(
    session: Session, home_community: UUID, allied_community: UUID, meanwhile: Callable[..., None]
) -> None:
    many(session, allied_community, 1)
    third = a_recognised_community(session)
    allied(session, home_community, third)
    need = asked_for(session, home_community, handed_over_at=NOON)
    meanwhile("DELETE FROM alliance WHERE other_id = :ally", ally=allied_community)
    assert proposing.open_wave(session, need.id, now=NOON, rng=random.Random(1)) == 0


def plain(session: Session, need: Need) -> bool:
    session.flush()
    query = text(f"SELECT EXISTS (SELECT FROM need n WHERE n.id = :id AND {backlog.PLAIN})")
    return bool(session.execute(query, {"id": need.id}).scalar_one())


def test_a_round_leaves_what_goes_to_allies(session: Session, home_community: UUID) -> None:
    asleep = a_recognised_community(session, dormant=True)
    assert plain(session, asked_for(session, home_community))
    assert plain(session, asked_for(session, home_community, allies=False, handed_over_at=NOON))
    assert plain(session, asked_for(session, asleep, allies=False))
    assert not plain(session, asked_for(session, home_community, handed_over_at=NOON))
    assert not plain(session, asked_for(session, asleep))


def test_trust_given_by_allies_counts_while_the_alliance_stands(
    session: Session, home_community: UUID
) -> None:
    """Not before it, and not once the ally's community is dormant."""
    elsewhere = a_recognised_community(session)
    checked = a_person(session, NOON)
    a_membership(session, elsewhere, checked, NOON, trust=TrustLevel.CHECKED)
    offer = an_offer(session, elsewhere, LANSING_CELL, NOON, author=checked)
    need = asked_for(session, home_community)
    [(seen, _)] = offer_facts.offers(session, [offer.id], need, now=NOON)
    assert (seen.trust, seen.alliance_over) == ("new", True)
    allied(session, home_community, elsewhere)
    [(seen, _)] = offer_facts.offers(session, [offer.id], need, now=NOON)
    assert (seen.trust, seen.alliance_over) == ("checked", False)
    session.get_one(Community, elsewhere).dormant = True
    session.flush()
    [(seen, _)] = offer_facts.offers(session, [offer.id], need, now=NOON)
    assert (seen.trust, seen.alliance_over) == ("new", True)


def test_a_helper_whose_proposal_just_lapsed_may_not_answer_next_door(
    session: Session, home_community: UUID, allied_community: UUID, meanwhile: Callable[..., None]
) -> None:
    """All may see the need; but only the proposal let somebody of the allied community answer it."""
    [offer] = many(session, allied_community, 1)
    need = asked_for(session, home_community, handed_over_at=NOON, visible_to=VisibleTo.PUBLIC)
    assert proposing.open_wave(session, need.id, now=NOON, rng=random.Random(1)) == 1
    meanwhile("UPDATE match SET status = 'lapsed'")
    helper = Caller(offer.author_id, uuid4(), "en", True, {}, frozenset(), frozenset())
    with pytest.raises(Forbidden):
        match_opening.respond(session, helper, need.id, offer_id=offer.id, now=NOON)
