"""The queue: what needs a human, the most pressing first, and of equals what has waited longest."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from core.access import Caller, Standing
from core.models import Concern, Membership
from matching.states import deadlines
from matching.words.vocabulary import (
    By,
    MatchStatus,
    MemberState,
    NeedStatus,
    Role,
    TrustLevel,
    Urgency,
)
from services.desk import queue as desk_queue
from services.desk.filters import Filters
from services.oversight import queue
from tests.support.desks import LANSING, POSTED, a_match
from tests.support.rows import a_membership, a_need, a_person

A_SECOND = timedelta(seconds=1)


def entries(
    session: Session,
    community: UUID,
    now: datetime,
    *,
    whose: UUID | None = None,
    blocked: frozenset[UUID] = frozenset(),
) -> list[tuple[str, UUID]]:
    standing = Standing(Role.COORDINATOR, MemberState.ACTIVE, TrustLevel.NEW)
    reader = whose or a_person(session, now)
    if session.get(Membership, (community, reader)) is None:
        a_membership(session, community, reader, now, role=Role.COORDINATOR)
    cora = Caller(reader, uuid4(), "en", True, {community: standing}, blocked, frozenset())
    rows = desk_queue.page(session, cora, community, Filters(), limit=20, now=now)
    return [(entry.why, entry.id) for entry in rows]


def a_concern(session: Session, community: UUID, at: datetime) -> UUID:
    match = a_match(session, community, MatchStatus.CANCELLED, ended_at=at)
    session.add(
        Concern(
            match_id=match.id,
            community_id=community,
            side=By.HELPER,
            for_id=match.helper_person_id,
            by_id=match.helper_person_id,
            about_id=match.beneficiary_id,
            at=at,
            bars_until=at + deadlines.CONCERN_BARS,
        )
    )
    return match.id


def somebody_pending(session: Session, community: UUID, since: datetime) -> UUID:
    person = a_person(session, POSTED)
    session.add(Membership(community_id=community, person_id=person, state=MemberState.PENDING, since=since))
    return person


@pytest.mark.parametrize("urgency", list(Urgency))
def test_a_need_without_a_yes_waits_its_time_before_it_needs_a_human(
    session: Session, community: UUID, urgency: Urgency
) -> None:
    need = a_need(session, community, a_person(session, POSTED), POSTED, cell=LANSING, urgency=urgency)
    due = POSTED + deadlines.WITHOUT_YES[urgency]
    assert entries(session, community, due - A_SECOND) == []
    assert entries(session, community, due) == [("need_without_yes", need.id)]


def test_a_match_of_which_nobody_says_how_it_went_needs_a_human(session: Session, community: UUID) -> None:
    due = POSTED + timedelta(days=7)
    match = a_match(session, community, MatchStatus.CONFIRMED, unreported_at=due)
    assert entries(session, community, due - A_SECOND) == []
    assert entries(session, community, due) == [("unreported", match.id)]


def test_a_concern_stays_its_time(session: Session, community: UUID) -> None:
    match = a_concern(session, community, POSTED)
    gone = POSTED + queue.CONCERNS_STAY
    assert entries(session, community, gone - A_SECOND) == [("concern", match)]
    assert entries(session, community, gone) == []


def test_the_most_pressing_comes_first_and_then_the_oldest(session: Session, community: UUID) -> None:
    now = POSTED + timedelta(days=15)
    unreported = a_match(session, community, MatchStatus.CONFIRMED, unreported_at=now).id
    urgency, at = Urgency.SOON, now - timedelta(days=2)
    soon = a_need(session, community, a_person(session, at), at, cell=LANSING, urgency=urgency)
    looked_at = a_need(
        session,
        community,
        a_person(session, now),
        now,
        cell=LANSING,
        follow_up_at=now - timedelta(hours=1),
    )
    pending = somebody_pending(session, community, now - timedelta(hours=2))
    dispute = a_match(session, community, MatchStatus.DISPUTED, ended_at=now).id
    concern = a_concern(session, community, now - timedelta(minutes=1))
    urgency, at = Urgency.URGENT, now - timedelta(minutes=20)
    urgent = a_need(session, community, a_person(session, at), at, cell=LANSING, urgency=urgency)
    assert entries(session, community, now) == [
        ("need_without_yes", urgent.id),
        ("concern", concern),
        ("dispute", dispute),
        ("member_pending", pending),
        ("follow_up", looked_at.id),
        ("need_without_yes", soon.id),
        ("unreported", unreported),
    ]


def test_nobody_looks_after_what_is_their_own_or_of_somebody_they_keep_away_from(
    session: Session, community: UUID
) -> None:
    """Each of the two of an unreported match, and whose need is to be looked at again."""
    match = a_match(session, community, MatchStatus.CONFIRMED, unreported_at=POSTED)
    author = a_person(session, POSTED)
    looked_at = {"follow_up_at": POSTED, "status": NeedStatus.MATCHED}
    a_need(session, community, author, POSTED, cell=LANSING, **looked_at)
    assert [why for why, _ in entries(session, community, POSTED)] == ["follow_up", "unreported"]
    for one, left in (
        (match.helper_person_id, ["follow_up"]),
        (match.beneficiary_id, ["follow_up"]),
        (author, ["unreported"]),
    ):
        for found in (
            entries(session, community, POSTED, whose=one),
            entries(session, community, POSTED, blocked=frozenset([one])),
        ):
            assert [why for why, _ in found] == left
