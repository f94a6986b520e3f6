"""Joining a community oneself, and being brought along by whoever speaks for one."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from core.access import Caller, Standing
from core.events import EventKind
from core.models import Event, Membership
from matching.words.vocabulary import JoinPolicy, MemberState, Role, TrustLevel
from services.communities import joining
from tests.support.rows import a_community, a_person

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ADMITTED = (MemberState.ACTIVE, EventKind.MEMBER_ADMITTED)
PENDING = (MemberState.PENDING, EventKind.MEMBER_PENDING)


def somebody(session: Session, community: UUID, role: Role | None) -> Caller:
    """A caller with this role there; None: they are no member."""
    here = {community: Standing(role, MemberState.ACTIVE, TrustLevel.NEW)} if role else {}
    return Caller(a_person(session, NOON), uuid4(), "en", True, here, frozenset(), frozenset())


def became(session: Session, community: UUID, person: UUID) -> tuple[str, str, UUID | None, UUID | None]:
    """How somebody stands there, what was recorded of it, by whom and for whom."""
    member = session.get_one(Membership, (community, person))
    event = session.scalars(select(Event).where(col(Event.subject_id) == person)).one()
    assert (member.role, member.since) == (Role.MEMBER, NOON)
    return member.state, event.kind, event.actor_id, event.for_id


@pytest.mark.parametrize(("policy", "outcome"), [(JoinPolicy.OPEN, ADMITTED), (JoinPolicy.APPROVAL, PENDING)])
def test_who_joins_is_a_member_or_asks_to_be(
    session: Session, policy: JoinPolicy, outcome: tuple[MemberState, EventKind]
) -> None:
    community = a_community(session, NOON, join_policy=policy)
    ben = somebody(session, community, None)
    joining.join(session, ben, community, invitation=None, now=NOON)
    assert became(session, community, ben.person_id) == (*outcome, ben.person_id, None)


@pytest.mark.parametrize(
    ("policy", "role", "outcome"),
    [
        (JoinPolicy.OPEN, Role.MEMBER, ADMITTED),
        (JoinPolicy.APPROVAL, Role.MEMBER, PENDING),
        (JoinPolicy.VOUCHED, Role.MEMBER, PENDING),
        (JoinPolicy.INVITATION, Role.MEMBER, PENDING),
        (JoinPolicy.INVITATION, Role.COORDINATOR, ADMITTED),
    ],
)
def test_who_is_brought_along_is_a_member_like_others(
    session: Session, policy: JoinPolicy, role: Role, outcome: tuple[MemberState, EventKind]
) -> None:
    community = a_community(session, NOON, join_policy=policy)
    cleo, juma = somebody(session, community, role), a_person(session, NOON)
    joining.bring_along(session, cleo, juma, community, now=NOON)
    assert became(session, community, juma) == (*outcome, cleo.person_id, juma)


@pytest.mark.parametrize("state", list(MemberState))
def test_who_had_a_part_there_keeps_it_as_it_is(session: Session, state: MemberState) -> None:
    community = a_community(session, NOON)
    cora, juma = somebody(session, community, Role.COORDINATOR), a_person(session, NOON)
    session.add(Membership(community_id=community, person_id=juma, state=state, since=NOON))
    session.flush()
    joining.bring_along(session, cora, juma, community, now=NOON)
    assert session.get_one(Membership, (community, juma)).state is state
    assert session.scalars(select(Event).where(col(Event.subject_id) == juma)).all() == []
