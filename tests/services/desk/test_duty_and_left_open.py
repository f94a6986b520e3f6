"""Duties are planned ahead, only who is on duty now is rung, and what one leaves open is passed on by its numbers."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from core.access import Caller
from core.errors import Invalid
from core.events import EventKind, payload_as
from core.events.payloads import LeftOpen
from core.models import Duty, Event, Membership
from matching.words.vocabulary import MatchStatus, Role
from notifications.announce import audience
from notifications.messages.notice import Audience
from services.communities import duty
from services.desk import holding, left_open
from services.desk.filters import Filters
from tests.support.desks import NOW, a_match, coordinator, pending, shown, waiting_need

AN_HOUR = timedelta(hours=1)


def on_duty(session: Session, caller: Caller, community: UUID, since: int, until: int) -> None:
    """On duty for so many hours from now."""
    begins, ends = NOW + since * AN_HOUR, NOW + until * AN_HOUR
    duty.take(session, caller, community, since=begins, until=ends, now=NOW)


def mine(session: Session, caller: Caller) -> list[tuple[int, int]]:
    """Whose duties there are, in hours from now."""
    rows = session.scalars(
        select(Duty).where(col(Duty.person_id) == caller.person_id).order_by(col(Duty.since))
    )
    return [((row.since - NOW) // AN_HOUR, (row.until - NOW) // AN_HOUR) for row in rows]


def test_a_planned_duty_rings_nobody_before_it_begins(session: Session, community: UUID) -> None:
    cora = coordinator(session, community)
    on_duty(session, cora, community, 2, 4)
    for hour, there in ((0, 0), (2, 1), (3, 1), (4, 0)):
        assert duty.on_duty(session, community, NOW + hour * AN_HOUR) == there
    assert [row.person_id for row in duty.planned(session, cora, community, now=NOW)] == [cora.person_id]
    assert duty.listed(session, cora, community, now=NOW) == []


def test_ones_duties_lie_apart_and_what_overlaps_gives_way(session: Session, community: UUID) -> None:
    cora = coordinator(session, community)
    on_duty(session, cora, community, 2, 4)
    on_duty(session, cora, community, 6, 8)
    assert mine(session, cora) == [(2, 4), (6, 8)]
    on_duty(session, cora, community, 3, 5)
    assert mine(session, cora) == [(3, 5), (6, 8)]
    on_duty(session, cora, community, 0, 1)
    later = NOW + timedelta(minutes=30)
    duty.take(session, cora, community, until=NOW + 2 * AN_HOUR, now=later)
    assert mine(session, cora) == [(0, 2), (3, 5), (6, 8)], "the one that goes on keeps its beginning"
    duty.leave(session, cora, community, since=NOW + 3 * AN_HOUR, now=later)
    assert mine(session, cora) == [(0, 2), (6, 8)]
    duty.leave(session, cora, community, now=NOW + AN_HOUR)
    assert mine(session, cora) == [(0, 1), (6, 8)], "what is to come stays"


@pytest.mark.parametrize(("since", "until"), [(-2, -1), (3, 2), (3, 3), (0, 15 * 24)])
def test_a_duty_is_within_a_fortnight_and_runs_forwards(
    session: Session, community: UUID, since: int, until: int
) -> None:
    with pytest.raises(Invalid):
        on_duty(session, coordinator(session, community), community, since, until)


def test_who_answers_for_the_circle_no_more_is_rung_no_more(session: Session, community: UUID) -> None:
    cora = coordinator(session, community)
    on_duty(session, cora, community, 0, 4)
    session.get_one(Membership, (community, cora.person_id)).role = Role.MEMBER
    session.flush()
    assert duty.on_duty(session, community, NOW) == 0


def handed_on(session: Session) -> list[Event]:
    kinds = col(Event.kind) == EventKind.DUTY_HANDED_ON
    return list(session.scalars(select(Event).where(kinds)))


def test_what_is_left_open_is_everybodys_and_the_next_one_hears_how_much(
    session: Session, community: UUID
) -> None:
    cora, cleo, dora = (coordinator(session, community) for _ in range(3))
    on_duty(session, cora, community, 0, 2)
    on_duty(session, dora, community, 5, 7)
    on_duty(session, cleo, community, 3, 5)
    for subject in (waiting_need(session, community).id, pending(session, community, NOW)):
        holding.claim(session, cora, community, subject, now=NOW)
    dispute = a_match(session, community, MatchStatus.DISPUTED, ended_at=NOW).id
    holding.claim(session, cora, community, dispute, now=NOW)
    left = left_open.of(session, cora, community, now=NOW)
    assert left.whys == {"member_pending": 1, "need_without_yes": 1}, (
        "what is judged is nobody else's to know of"
    )
    before, after = NOW + 2 * AN_HOUR - timedelta(seconds=1), NOW + 2 * AN_HOUR
    assert left_open.hand_on(session, before) == 0
    assert left_open.hand_on(session, after) == 1
    assert left_open.hand_on(session, after) == 0, "once"
    [event] = handed_on(session)
    assert payload_as(event, LeftOpen) == LeftOpen(2, ("member_pending:1", "need_without_yes:1"))
    assert audience.persons(session, Audience.ON_DUTY_NEXT, event) == [cleo.person_id]
    still = shown(session, cora, community, Filters(held="me"), now=after)
    assert [entry.id for entry in still] == [dispute]


def test_whoever_is_on_duty_at_that_moment_is_the_next(session: Session, community: UUID) -> None:
    cora, cleo, dora = (coordinator(session, community) for _ in range(3))
    on_duty(session, cora, community, 0, 2)
    on_duty(session, cleo, community, 1, 4)
    on_duty(session, dora, community, 3, 5)
    holding.claim(session, cora, community, waiting_need(session, community).id, now=NOW)
    left_open.hand_on(session, NOW + 2 * AN_HOUR)
    [event] = handed_on(session)
    assert audience.persons(session, Audience.ON_DUTY_NEXT, event) == [cleo.person_id]


def test_whose_duty_goes_on_or_who_holds_nothing_hands_nothing_on(session: Session, community: UUID) -> None:
    cora, cleo = coordinator(session, community), coordinator(session, community)
    on_duty(session, cora, community, 0, 2)
    on_duty(session, cora, community, 2, 4)
    on_duty(session, cleo, community, 0, 2)
    holding.claim(session, cora, community, waiting_need(session, community).id, now=NOW)
    left_open.hand_on(session, NOW + 2 * AN_HOUR)
    assert handed_on(session) == []
    assert len(shown(session, cora, community, Filters(held="me"), now=NOW + 2 * AN_HOUR)) == 1
