"""The queue as it is read: a place in it is never lost between pages, and it is narrowed as it was asked."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlmodel import Session

from core import notes
from core.events import EventKind, record_on
from core.models import Membership
from matching.words.vocabulary import MemberState, Urgency
from services.desk import holding, queue
from services.desk.filters import Filters, Place
from tests.support.desks import ALL, LANSING, NOW, coordinator, pending, shown, waiting_need

HOURS = st.integers(min_value=1, max_value=6)
"""Few different moments, so that many share one."""


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    there=st.lists(HOURS, min_size=3, max_size=9),
    size=st.integers(min_value=1, max_value=3),
    meanwhile=st.lists(st.tuples(st.booleans(), HOURS, st.integers(0, 8)), max_size=8),
)
def test_what_stands_all_the_while_is_read_once_whatever_comes_and_goes(
    session: Session, community: UUID, there: list[int], size: int, meanwhile: list[tuple[bool, int, int]]
) -> None:
    """Between any two pages somebody comes, anywhere in the order, or somebody is let in."""
    with session.begin_nested() as undone:
        cora = coordinator(session, community)
        stands = {pending(session, community, NOW - timedelta(hours=hours)) for hours in there}
        read: list[UUID] = []
        after: Place | None = None
        changes = iter(meanwhile)
        while page := queue.page(session, cora, community, ALL, after=after, limit=size, now=NOW):
            read += [entry.id for entry in page]
            after = Place.read([page[-1].place.pressing, *map(str, page[-1].place[1:])])
            comes, hours, which = next(changes, (None, 0, 0))
            if comes:
                pending(session, community, NOW - timedelta(hours=hours))
            elif comes is False:
                gone = sorted(stands)[which % len(stands)] if len(stands) > 1 else None
                if gone is not None:
                    session.get_one(Membership, (community, gone)).state = MemberState.ACTIVE
                    stands.discard(gone)
        undone.rollback()
    session.expire_all()
    assert len(read) == len(set(read)), "nobody is read twice"
    assert stands <= set(read), "nobody who waits all the while is lost"


def test_one_thing_may_stand_there_for_two_reasons_and_pages_keep_them_apart(
    session: Session, community: UUID
) -> None:
    cora = coordinator(session, community)
    waiting_need(session, community, follow_up_at=NOW - timedelta(hours=1))
    first = queue.page(session, cora, community, ALL, limit=1, now=NOW)
    rest = queue.page(session, cora, community, ALL, after=first[0].place, limit=5, now=NOW)
    assert [entry.why for entry in first + rest] == ["follow_up", "need_without_yes"]


def test_an_entry_says_all_that_it_takes(session: Session, community: UUID) -> None:
    cora = coordinator(session, community)
    need = waiting_need(session, community, urgency=Urgency.FLEXIBLE)
    noted = record_on(session, EventKind.NEED_NOTED, need, actor=cora.person_id, now=NOW)
    notes.write(
        session, cora, "rang at noon", about=need.author_id, subject_id=need.id, event_id=noted, now=NOW
    )
    holding.claim(session, cora, community, need.id, now=NOW)
    [entry] = shown(session, cora, community)
    assert (entry.why, entry.type, entry.need_id) == ("need_without_yes", "need", need.id)
    assert (entry.category, entry.urgency, entry.language) == ("groceries", Urgency.FLEXIBLE, "en")
    assert (entry.quarter, entry.since, entry.due) == (need.cell, need.posted_at, need.expires_at)
    assert entry.author is not None
    assert entry.author.id == need.author_id
    assert entry.last_note == "rang at noon"
    assert entry.held is not None
    assert entry.held.by_me
    assert entry.told is not None
    assert (entry.asked, entry.waiting, entry.yes) == (0, 0, 0)
    assert entry.next_act == entry.answers[0] == "propose"


NARROWED = {
    "held by me": (Filters(held="me"), {"mine"}),
    "held by nobody": (Filters(held="nobody"), {"old", "spanish", "urgent", "elsewhere", "pending"}),
    "held by others": (Filters(held="others"), {"theirs"}),
    "why": (Filters(whys=("member_pending",)), {"pending"}),
    "urgency": (Filters(urgencies=(Urgency.URGENT,)), {"urgent"}),
    "language": (Filters(language="es"), {"spanish"}),
    "category": (Filters(category="errands"), {"elsewhere"}),
    "quarter": (Filters(quarter=LANSING + 1), {"elsewhere"}),
    "older": (Filters(older_than=timedelta(days=15)), {"old"}),
    "two at once": (Filters(held="nobody", older_than=timedelta(days=15)), {"old"}),
}


@pytest.mark.parametrize("name", NARROWED)
def test_a_queue_is_narrowed_as_asked_and_counted_alike(session: Session, community: UUID, name: str) -> None:
    cora, cleo = coordinator(session, community), coordinator(session, community)
    things = {
        "mine": waiting_need(session, community).id,
        "theirs": waiting_need(session, community).id,
        "old": waiting_need(session, community, days=16).id,
        "spanish": waiting_need(session, community, language="es").id,
        "urgent": waiting_need(session, community, urgency=Urgency.URGENT).id,
        "elsewhere": waiting_need(session, community, category="errands", cell=LANSING + 1).id,
        "pending": pending(session, community, NOW - timedelta(hours=1)),
    }
    holding.claim(session, cora, community, things["mine"], now=NOW)
    holding.claim(session, cleo, community, things["theirs"], now=NOW)
    filters, wanted = NARROWED[name]
    names = {thing: called for called, thing in things.items()}
    found = shown(session, cora, community, filters)
    assert {names[entry.id] for entry in found} == wanted
    assert sum(queue.count(session, cora, community, filters, now=NOW).values()) == len(wanted)


def test_what_came_since_is_told(session: Session, community: UUID) -> None:
    cora = coordinator(session, community)
    waiting_need(session, community)
    pending(session, community, NOW - timedelta(minutes=5))
    put_off = pending(session, community, NOW - timedelta(hours=5))
    holding.put_off(
        session, cora, community, put_off, until=NOW - timedelta(minutes=1), now=NOW - timedelta(hours=4)
    )
    looked = NOW - timedelta(minutes=10)
    assert queue.since(session, cora, community, ALL, seen_at=looked, now=NOW) == 2, "one is new, one is back"
    assert queue.since(session, cora, community, ALL, seen_at=NOW, now=NOW) == 0


def test_a_need_enters_when_its_time_without_a_yes_is_over(session: Session, community: UUID) -> None:
    """Not when it was posted: who looked an hour before has not seen it."""
    cora = coordinator(session, community)
    need = waiting_need(session, community, days=1)
    entered = need.posted_at + timedelta(days=1)
    an_hour_before = entered - timedelta(hours=1)
    assert queue.since(session, cora, community, ALL, seen_at=an_hour_before, now=entered) == 1


@pytest.mark.parametrize("hidden", ["hidden", "author_hidden"])
def test_what_is_hidden_needs_nobody(session: Session, community: UUID, hidden: str) -> None:
    cora = coordinator(session, community)
    waiting_need(session, community, follow_up_at=NOW, **{hidden: True})
    assert shown(session, cora, community) == []


def test_a_page_of_fifty_takes_as_many_statements_as_one_of_two(session: Session, community: UUID) -> None:
    cora = coordinator(session, community)
    taken = {}
    for many in (2, 50):
        for _ in range(many):
            waiting_need(session, community)
        session.flush()
        session.expunge_all()
        taken[many] = statements(session, lambda: shown(session, cora, community))
        assert len(shown(session, cora, community)) >= many
    assert taken[2] == taken[50]


def statements(session: Session, act: Callable[[], object]) -> int:
    """How many statements it takes."""
    count = 0

    def counted(*_: object) -> None:
        nonlocal count
        count += 1

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", counted)
    try:
        act()
    finally:
        event.remove(engine, "before_cursor_execute", counted)
    return count
