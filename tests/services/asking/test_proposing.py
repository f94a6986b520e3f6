"""Waves: a few are asked, in their turn and within their limits, until somebody comes or nobody is left."""

import random
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from core import places
from core.access import Caller
from core.events import EventKind
from core.models import Event, Match, Need, Offer
from core.models.person import ContactKind
from matching.rules.distance import km
from matching.words.values import Point
from matching.words.vocabulary import By, MatchStatus, Urgency
from services.asking import proposing
from services.due import matches as due_matches
from services.due import needs as due_needs
from services.matches import no as match_no
from services.matches import opening as match_opening
from services.matches import yes as match_yes
from services.people import contact_points
from tests.support.at_once import at_once, connections
from tests.support.places import LANSING_CELL
from tests.support.rows import a_community, a_member, a_need, a_person, an_offer
from tests.support.world import World

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
NIGHT = NOON + timedelta(hours=11)
PAUSE = timedelta(minutes=30)
RNG = random.Random(1)
SLEEPERS = {"quiet_from": "22:00", "quiet_to": "08:00"}


def helpers(session: Session, community: UUID, count: int, **fields: object) -> list[Offer]:
    """So many members with an offer each; `fields` are the persons'."""
    return [
        an_offer(session, community, LANSING_CELL, NOON, author=a_member(session, community, NOON, **fields))
        for _ in range(count)
    ]


def needed(session: Session, community: UUID, now: datetime = NOON, **fields: object) -> Need:
    return a_need(session, community, a_person(session, now), now, cell=LANSING_CELL, **fields)


def waves_due(session: Session, now: datetime) -> int:
    """Lets the clock act at that moment: what lapses lapses, and waves that are due are opened. How many asked."""
    for match in due_matches.to_lapse(session, now, 100):
        due_matches.lapse(session, match, now)
    return sum(
        proposing.open_wave(session, need, now=now, rng=RNG)
        for need in due_needs.waves_to_open(session, now, 100)
    )


def asked(session: Session, need: Need) -> list[Match]:
    """The matches of a need, in the order in which they came about."""
    return list(
        session.scalars(
            select(Match).where(col(Match.need_id) == need.id).order_by(col(Match.created_at), col(Match.id))
        )
    )


def events(session: Session, need: Need, kind: EventKind) -> int:
    found = session.scalars(select(Event).where(col(Event.need_id) == need.id, col(Event.kind) == kind))
    return len(found.all())


def caller(person_id: UUID) -> Caller:
    return Caller(person_id, uuid4(), "en", True, {}, frozenset(), frozenset())


def say_no(session: Session, match: Match, now: datetime) -> None:
    match_no.decline(session, caller(match.helper_person_id), match.id, now=now)


def say_yes(session: Session, match: Match, now: datetime) -> None:
    """Somebody whose mailbox is proved says yes: nobody else may."""
    who = match.helper_person_id
    contact_points.prove(session, who, ContactKind.EMAIL, f"{who}@example.org", now=now)
    match_yes.accept(session, caller(match.helper_person_id), match.id, now=now)


def test_a_wave_comes_only_when_it_is_due(session: Session, community: UUID) -> None:
    helpers(session, community, 6)
    need = needed(session, community)
    assert waves_due(session, NOON) == 1
    assert need.next_wave_at == NOON + PAUSE
    assert waves_due(session, NOON + PAUSE - timedelta(seconds=1)) == 0
    assert proposing.open_wave(session, need.id, now=NOON + timedelta(minutes=1), rng=RNG) == 0
    for minutes in range(30, 60 * 8, 30):
        waves_due(session, NOON + timedelta(minutes=minutes))
    everybody = asked(session, need)
    assert len({match.helper_id for match in everybody}) == len(everybody) == 6
    assert len({match.wave for match in everybody}) == 6, "one a wave: this circle is small"


@pytest.mark.parametrize(("short_km", "asks"), [(0.29, 1), (0.5, 0)])
def test_somebody_is_asked_while_a_third_of_the_ways_between_the_cells_fits_their_reach(
    session: Session, community: UUID, short_km: float, asks: int
) -> None:
    there = places.cell_of(42.785, -84.551)
    apart = km(Point(*places.centre(LANSING_CELL)), Point(*places.centre(there)))
    helper = a_member(session, community, NOON)
    an_offer(session, community, there, NOON, author=helper, reach_km=apart - short_km)
    needed(session, community)
    assert waves_due(session, NOON) == asks


def test_an_urgent_need_asks_again_after_ten_minutes(session: Session, community: UUID) -> None:
    helpers(session, community, 3)
    need = needed(session, community, urgency=Urgency.URGENT)
    assert waves_due(session, NOON) >= 1
    assert need.next_wave_at == NOON + timedelta(minutes=10)


def test_a_no_is_followed_by_the_next_at_once_and_never_asked_again(
    session: Session, community: UUID
) -> None:
    helpers(session, community, 4)
    need = needed(session, community)
    now = NOON
    for _ in range(4):
        assert waves_due(session, now) == 1
        say_no(session, asked(session, need)[-1], now)
        assert need.next_wave_at == now
        now += timedelta(minutes=1)
    for day in range(1, 7):
        assert waves_due(session, NOON + timedelta(days=day)) == 0
    refusers = [match.helper_id for match in asked(session, need)]
    assert len(set(refusers)) == len(refusers) == 4


def test_who_said_no_is_not_asked_by_the_need_renewed_either(session: Session, community: UUID) -> None:
    helpers(session, community, 1)
    need = needed(session, community)
    waves_due(session, NOON)
    say_no(session, asked(session, need)[0], NOON)
    need.next_wave_at, need.handed_over_at = NOON, None
    assert waves_due(session, NOON + timedelta(days=3)) == 0


def test_silence_lapses_and_the_next_is_asked(session: Session, community: UUID) -> None:
    helpers(session, community, 2, asks_a_week=1)
    need = needed(session, community)
    waves_due(session, NOON)
    [first] = asked(session, need)
    assert first.reply_by == NOON + timedelta(hours=12)
    need.next_wave_at = NOON + timedelta(days=1)  # only the lapse wakes it
    assert waves_due(session, NOON + timedelta(hours=12)) == 1
    first, second = asked(session, need)
    assert (first.status, second.status) == (MatchStatus.LAPSED, MatchStatus.PROPOSED)
    assert first.helper_id != second.helper_id


def test_in_a_crowd_everybody_is_asked_before_anybody_is_twice(session: Session, community: UUID) -> None:
    """A hundred equals in one cell, one need after the other."""
    crowded = helpers(session, community, 100)
    turns: list[UUID] = []
    now = NOON
    while len(turns) < 100:
        now += timedelta(hours=1)
        need = needed(session, community, now, expires_at=now + timedelta(hours=1))
        assert waves_due(session, now)
        turns += [match.helper_id for match in asked(session, need)]
    assert len(set(turns[:100])) == 100
    assert set(turns[:100]) == {offer.helper_id for offer in crowded}


@pytest.mark.parametrize(("a_day", "a_week"), [(1, 3), (2, 3)])
def test_nobody_is_asked_beyond_the_limits_they_set(
    session: Session, community: UUID, a_day: int, a_week: int
) -> None:
    """Two weeks of more needs than two helpers want to hear of."""
    helpers(session, community, 2, asks_a_day=a_day, asks_a_week=a_week)
    for hours in range(0, 12 * 24, 4):
        now = NOON + timedelta(hours=hours)
        needed(session, community, now, expires_at=now + timedelta(hours=4))
        waves_due(session, now)
    times: dict[UUID, list[datetime]] = {}
    for match in session.scalars(select(Match)):
        times.setdefault(match.helper_id, []).append(match.created_at)
    assert len(times) == 2
    for heard in times.values():
        assert max(_within(heard, at, timedelta(days=1)) for at in heard) == min(a_day, a_week)
        assert max(_within(heard, at, timedelta(days=7)) for at in heard) == a_week


def _within(heard: list[datetime], at: datetime, span: timedelta) -> int:
    return sum(at <= other < at + span for other in heard)


def test_quiet_hours_hold_later_waves_but_not_the_first(session: Session, community: UUID) -> None:
    helpers(session, community, 5, **SLEEPERS)
    need = needed(session, community, NIGHT)
    assert waves_due(session, NIGHT) == 1
    [first] = asked(session, need)
    assert first.reply_by == datetime(2026, 3, 3, 20, tzinfo=UTC), "twelve hours, counted from eight o'clock"
    say_no(session, first, NIGHT)
    for minutes in range(0, 9 * 60, 30):
        assert waves_due(session, NIGHT + timedelta(minutes=minutes)) == 0
    assert events(session, need, EventKind.NEED_UNANSWERED) == 0, "they are asleep, not gone"
    assert waves_due(session, NIGHT + timedelta(hours=9)) == 1


def test_in_a_large_circle_too_nobody_is_rung_at_night_by_a_later_wave(
    session: Session, community: UUID
) -> None:
    helpers(session, community, 60, **SLEEPERS)
    need = needed(session, community, NIGHT)
    assert waves_due(session, NIGHT) > 1
    for match in asked(session, need):
        say_no(session, match, NIGHT)
    for minutes in range(0, 9 * 60, 60):
        assert waves_due(session, NIGHT + timedelta(minutes=minutes)) == 0
    assert waves_due(session, NIGHT + timedelta(hours=9)) > 1


def test_an_urgent_need_does_not_wait_for_anybody_to_wake_up(session: Session, community: UUID) -> None:
    helpers(session, community, 2, **SLEEPERS)
    need = needed(session, community, NIGHT, urgency=Urgency.URGENT)
    assert waves_due(session, NIGHT) >= 1
    for match in asked(session, need):
        say_no(session, match, NIGHT)
    waves_due(session, NIGHT)
    assert events(session, need, EventKind.NEED_UNANSWERED) == 1


def test_with_nobody_left_it_is_handed_over_once_and_still_looked_after(
    session: Session, community: UUID
) -> None:
    need = needed(session, community)
    for hour in range(5):
        assert waves_due(session, NOON + timedelta(hours=hour)) == 0
    assert need.handed_over_at == NOON
    assert events(session, need, EventKind.NEED_UNANSWERED) == 1
    helpers(session, community, 1)
    assert waves_due(session, NOON + timedelta(hours=5)) == 1


def test_a_need_is_not_handed_over_while_somebody_may_still_say_yes(
    session: Session, community: UUID
) -> None:
    """Whoever asked them: the engine, the author, a coordinator."""
    [offer] = helpers(session, community, 1)
    need = needed(session, community)
    match_opening.new(session, need, offer, MatchStatus.INVITED, By.BENEFICIARY, NOON)
    assert waves_due(session, NOON) == 0
    assert events(session, need, EventKind.NEED_UNANSWERED) == 0


def test_a_yes_that_waits_for_the_author_spares_everybody_else(session: Session, community: UUID) -> None:
    helpers(session, community, 4)
    need = needed(session, community)
    waves_due(session, NOON)
    [yes] = asked(session, need)
    say_yes(session, yes, NOON)
    for hour in range(1, 24):
        assert waves_due(session, NOON + timedelta(hours=hour)) == 0
    assert events(session, need, EventKind.NEED_UNANSWERED) == 0
    match_no.refuse(session, caller(need.author_id), yes.id, now=NOON + timedelta(days=1))
    assert waves_due(session, NOON + timedelta(days=1)) == 1


def test_one_yes_of_two_that_are_needed_is_not_enough(session: Session, community: UUID) -> None:
    helpers(session, community, 4)
    need = needed(session, community, quantity=2)
    waves_due(session, NOON)
    say_yes(session, asked(session, need)[0], NOON)
    assert sum(waves_due(session, NOON + timedelta(hours=hour)) for hour in range(1, 12)) >= 1


def test_who_said_yes_and_was_not_needed_is_asked_first(session: Session, community: UUID) -> None:
    """When agreed help falls through, those who had offered before come before strangers."""
    offers = helpers(session, community, 5)
    need = needed(session, community)
    agreed, spare = (
        match_opening.new(session, need, offer, MatchStatus.ACCEPTED, By.ENGINE, NOON, helper_key_at=NOON)
        for offer in (offers[1], offers[3])
    )
    match_yes.choose(session, caller(need.author_id), agreed.id, now=NOON)
    assert spare.status is MatchStatus.SUPERSEDED
    match_no.cancel(session, caller(agreed.helper_person_id), agreed.id, reason="flu", now=NOON)
    assert waves_due(session, NOON) == 1
    assert asked(session, need)[-1].helper_id == spare.helper_id


def test_two_workers_at_once_open_one_wave(world: World) -> None:
    with connections(world, 4) as database:
        with database.transaction() as session:
            community = a_community(session, NOON)
            helpers(session, community, 30)
        for minute in range(10):
            now = NOON + timedelta(minutes=minute)
            with database.transaction() as session:
                need = needed(session, community, now).id

            def wave(need: UUID = need, now: datetime = now) -> int:
                with database.transaction() as session:
                    return proposing.open_wave(session, need, now=now, rng=RNG)

            assert sorted(at_once([wave] * 4)) == [0, 0, 0, 1]
            with database.transaction() as session:
                assert session.get_one(Need, need).wave == 1


def test_with_ask_me_first_nobody_hears_of_it_before_its_author_picks(world: World) -> None:
    author, helper = world.person("Ana"), world.person("Ben")
    world.community(author, helper)
    offer = helper.offer()["id"]
    need = author.need(criteria={"decide": "ask_me_first"})
    world.tick()
    with world.database.transaction() as session:
        assert not due_needs.waves_to_open(session, world.now() + timedelta(days=3), 10)
    assert helper.get("/v1/matches")["items"] == []
    author.patch(f"/v1/needs/{need['id']}", {"title": "Milk"})
    author.post(f"/v1/needs/{need['id']}/renew", {})
    world.tick()
    assert helper.get("/v1/matches")["items"] == []
    author.invite(need["id"], offer)
    declined = helper.match_on(need["id"])
    assert declined["status"] == "invited"
    helper.post(f"/v1/matches/{declined['id']}/decline", {})
    other = world.person("Cy")
    other.post(f"/v1/communities/{need['community_id']}/join")
    other.offer()
    world.tick()
    assert other.get("/v1/matches")["items"] == []
