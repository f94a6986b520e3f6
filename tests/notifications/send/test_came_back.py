"""What was sent to an address that turns out dead within three days reached nobody."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from core.models import Delivery, Notification
from core.models.notification import ChannelName
from notifications.channels.base import Outcome, Verdict
from notifications.send import outcomes
from notifications.send.leases import Claim
from tests.support.people import Person
from tests.support.telling import announce, tell
from tests.support.world import World, device_for

DEAD = Outcome(Verdict.DROP_ADDRESS, "UNREGISTERED")


def rows(session: Session, person: Person) -> list[Delivery]:
    told = col(Notification.id) == col(Delivery.notification_id)
    theirs = select(Delivery).join(Notification, told).where(col(Notification.person_id) == UUID(person.id))
    return list(session.scalars(theirs.order_by(col(Delivery.id))))


def refused(world: World, person: Person, address: str, outcome: Outcome) -> list[bool]:
    """One message more to somebody, which ends so; whether each of theirs came back."""
    tell(world, person)
    announce(world)
    with world.database.transaction() as session:
        last, now = rows(session, person)[-1], world.now()
        claim = Claim(
            last.id, last.fence, 1, False, ChannelName(last.channel), now + timedelta(days=1), address
        )
        outcomes.settle(session, claim, outcome, now, jitter=0)
    with world.database.transaction() as session:
        return [row.came_back_at is not None for row in rows(session, person)]


@pytest.mark.parametrize(("days", "back"), [(1, [True, False]), (4, [False, False])])
@pytest.mark.parametrize("by_mail", [True, False])
def test_a_dead_address_takes_back_what_went_there_lately(
    shared_world: World, by_mail: bool, days: int, back: list[bool]
) -> None:
    name = f"{by_mail}-{days}"
    person = shared_world.person("Ana", proved=f"{name}@example.org" if by_mail else None)
    if not by_mail:
        device_for(person, f"phone-{name}")
    tell(shared_world, person)
    shared_world.tick()
    shared_world.advance(days=days)
    assert refused(shared_world, person, f"phone-{name}", DEAD) == back


def test_one_dead_device_says_nothing_of_another(shared_world: World) -> None:
    person = shared_world.person("Ben")
    for address in ("old", "new"):
        device_for(person, f"{address}-phone")
    tell(shared_world, person)
    shared_world.tick()
    found = refused(shared_world, person, "old-phone", DEAD)
    assert found.count(True) == 1


def test_a_letter_refused_for_what_it_is_came_back_from_nowhere(shared_world: World) -> None:
    person = shared_world.person("Cy", proved="cy@example.org")
    tell(shared_world, person)
    shared_world.tick()
    assert not any(refused(shared_world, person, "cy@example.org", Outcome(Verdict.DEAD, "DATA_554")))
