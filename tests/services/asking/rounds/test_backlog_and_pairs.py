"""Of whom a round keeps away: needs that want care, and pairs that are settled before anything is weighed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from core import places
from core.database.db import Database
from core.models import Block, Case, Need, Offer, Organisation
from core.models.representation import ConsentHow, Representation
from matching.words.vocabulary import By, MatchStatus, OfferStatus, OrganisationKind
from services.asking.rounds import backlog, regions
from services.asking.rounds.pairs import allowed
from services.due import needs as due_needs
from services.matches import opening as match_opening
from tests.support.places import LANSING_CELL
from tests.support.rounds import FEW, NOW, a_round, add_needs, crowded_community
from tests.support.rows import a_community, a_need, a_person, an_offer, many_offers

NEXT_TOWN = places.cell_of(42.70, -84.55)


def for_somebody(session: Session, need: Need) -> None:
    need.posted_by = a_person(session, NOW)


def of_an_organisation(session: Session, need: Need) -> None:
    organisation = Organisation(name="Open Kitchen", kind=OrganisationKind.COLLECTIVE, created_at=NOW)
    session.add(organisation)
    session.flush()
    need.organisation_id = organisation.id


def of_somebody_who_blocked(session: Session, need: Need) -> None:
    session.add(Block(blocker_id=need.author_id, blocked_id=a_person(session, NOW), at=NOW))


def of_somebody_blocked(session: Session, need: Need) -> None:
    session.add(Block(blocker_id=a_person(session, NOW), blocked_id=need.author_id, at=NOW))


def of_somebody_represented(session: Session, need: Need) -> None:
    voice = a_person(session, NOW)
    session.add(
        Representation(
            person_id=need.author_id, representative_id=voice, how=ConsentHow.PHONE, created_at=NOW
        )
    )


def of_somebody_whose_matching_is_paused(session: Session, need: Need) -> None:
    case = Case(community_id=need.community_id, about_id=need.author_id, opened_at=NOW)
    case.paused_until, case.pause_due_at = NOW + timedelta(hours=1), NOW
    session.add(case)


def with_one_who_stood_back(session: Session, need: Need) -> None:
    offer = session.exec(select(Offer).where(col(Offer.status) == OfferStatus.ACTIVE)).first()
    assert offer is not None
    match_opening.new(session, need, offer, MatchStatus.SUPERSEDED, By.HELPER, NOW, helper_key_at=NOW)


@pytest.mark.parametrize(
    "special",
    [
        for_somebody,
        of_an_organisation,
        of_somebody_who_blocked,
        of_somebody_blocked,
        of_somebody_represented,
        of_somebody_whose_matching_is_paused,
        with_one_who_stood_back,
    ],
)
def test_only_plain_needs_are_asked_for_in_a_round(
    database: Database, special: Callable[[Session, Need], None]
) -> None:
    with database.transaction() as session:
        community = crowded_community(session, needs=10, helpers=14)
        need = a_need(session, community, a_person(session, NOW), NOW, cell=LANSING_CELL)
        special(session, need)
        careful = need.id
    assert a_round(database) == 10
    with database.transaction() as session:
        assert due_needs.waves_to_open(session, NOW, 100) == [careful]


def test_who_lives_behind_a_crowd_that_does_not_fit_is_found_by_the_careful_way(database: Database) -> None:
    """A round reads so far and no further: what it could not see to the end, it does not give up on."""
    with database.transaction() as session:
        community = a_community(session, NOW)
        needs = add_needs(session, community, needs=10)
        many_offers(session, community, [LANSING_CELL] * 60, NOW, paused=True)
        many_offers(session, community, [NEXT_TOWN] * 10, NOW)
    assert a_round(database) == 0
    with database.transaction() as session:
        assert set(due_needs.waves_to_open(session, NOW, 100)) == set(needs)


def pairs(session: Session) -> list[tuple[object, object]]:
    """Which need may turn to which helper, as a round over this region sees it."""
    mine = regions.claim(session, regions.crowded(session, NOW, FEW), NOW)
    assert mine is not None
    [found] = backlog.read(session, mine, NOW, {})
    edges = allowed(found, NOW)
    return [(found.needs[i].id, found.offers[j].helper_id) for i, j in zip(edges.src, edges.dst, strict=True)]


def test_a_helper_with_two_offers_counts_once_for_a_need(session: Session) -> None:
    community = crowded_community(session, needs=10, helpers=4, asks=1000)
    for offer in session.exec(select(Offer).where(col(Offer.status) == OfferStatus.ACTIVE)).all():
        an_offer(session, community, LANSING_CELL, NOW, author=offer.author_id)
    found = pairs(session)
    assert len(found) == len(set(found)) == 40


def test_helpers_asked_already_or_who_declined_or_had_enough_are_no_pairs(session: Session) -> None:
    community = crowded_community(session, needs=10, helpers=4, asks=2)
    first, second, third, fourth = (
        offer for offer in session.exec(select(Offer).where(col(Offer.status) == OfferStatus.ACTIVE)).all()
    )
    need, other = session.exec(select(Need).order_by(col(Need.id)).limit(2)).all()
    match_opening.new(session, need, first, MatchStatus.DECLINED, By.HELPER, NOW)
    match_opening.new(session, need, second, MatchStatus.ACCEPTED, By.HELPER, NOW, helper_key_at=NOW)
    author = a_person(session, NOW)
    for days in (0, 3):
        elsewhere = a_need(session, community, author, NOW, cell=None, next_wave_at=None)
        match_opening.new(
            session, elsewhere, third, MatchStatus.DECLINED, By.ENGINE, NOW - timedelta(days=days)
        )
    found = pairs(session)
    assert {helper for which, helper in found if which == need.id} == {fourth.helper_id}
    theirs = {first.helper_id, second.helper_id, fourth.helper_id}
    assert {helper for which, helper in found if which == other.id} == theirs
