"""What a parcel is made of: the reader's language, an opaque link, one key for what replaces what."""

from uuid import UUID

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from core.dials import LOCAL_URL
from core.events import EventKind
from core.models import Delivery, Notification
from core.models.notification import DeliveryStatus
from notifications.channels.base import Parcel
from notifications.send import parcels
from notifications.send.packing import NotNow
from tests.support.people import Person
from tests.support.telling import announce, change, happen, tell
from tests.support.world import World, device_for
from texts.catalogue import say


def packed(shared_world: World, person: Person) -> list[Parcel | NotNow]:
    """What would leave for somebody now, oldest first."""
    with shared_world.database.transaction() as session:
        return [parcels.pack(session, row, now=shared_world.now()) for row in _rows(session, person)]


def _rows(session: Session, person: Person) -> list[Delivery]:
    told = col(Notification.id) == col(Delivery.notification_id)
    query = select(Delivery).join(Notification, told).where(col(Notification.person_id) == UUID(person.id))
    return list(session.scalars(query.order_by(col(Delivery.id))))


def parcel(shared_world: World, person: Person) -> Parcel:
    found = packed(shared_world, person)[-1]
    assert isinstance(found, Parcel), found
    return found


@pytest.fixture
def anna_with_device(shared_world: World) -> Person:
    person = shared_world.person("anna")
    device_for(person, "ok-anna")
    return person


def test_a_push_speaks_the_language_of_the_device(shared_world: World, anna_with_device: Person) -> None:
    anna_with_device.put(
        "/v1/me/devices/0199f3a2-b7c4-7e0f-8000-000000000001", {"address": "ok-2", "locale": "ar"}
    )
    tell(shared_world, anna_with_device)
    announce(shared_world)
    said = {p.locale: p.text for p in packed(shared_world, anna_with_device) if isinstance(p, Parcel)}
    assert said == {locale: say("notification.role_changed.text", locale) for locale in ("en", "ar")}


def test_a_mail_speaks_the_language_of_the_person(shared_world: World) -> None:
    anna_with_device = shared_world.sign_in("anna@example.org")
    anna_with_device.patch("/v1/me", {"locale": "sw", "quiet_from": "00:00", "quiet_to": "00:00"})
    tell(shared_world, anna_with_device)
    announce(shared_world)
    found = parcel(shared_world, anna_with_device)
    assert (found.address, found.address_kind) == ("anna@example.org", "email")
    assert found.subject == say("notification.role_changed.title", "sw")


def test_a_parcel_names_the_message_at_random_and_the_matter_by_its_id(
    shared_world: World, anna_with_device: Person
) -> None:
    tell(shared_world, anna_with_device, anna_with_device)
    announce(shared_world)
    first, second = (p for p in packed(shared_world, anna_with_device) if isinstance(p, Parcel))
    assert first.message_id != second.message_id
    assert first.collapse_key == second.collapse_key, "later news takes the place of earlier"
    assert first.link == f"{LOCAL_URL}/me"


def test_a_parcel_is_urgent_only_where_need_and_message_are(
    shared_world: World, anna_with_device: Person
) -> None:
    steward, ana = shared_world.person("steward"), shared_world.person("ana")
    device_for(ana, "ok-ana")
    community = shared_world.community(steward, anna_with_device)["id"]
    need = ana.need(urgency="urgent", community_id=community)
    match = anna_with_device.post(f"/v1/needs/{need['id']}/responses")
    announce(shared_world)
    assert parcel(shared_world, ana).urgent, "somebody said yes to what is urgent"
    happen(shared_world, EventKind.MATCH_REPORTED, ("match", match["id"]), need_id=need["id"])
    change(shared_world.database, "UPDATE match SET status = 'confirmed' WHERE id = :m", m=match["id"])
    announce(shared_world)
    assert parcel(shared_world, ana).kind == "reported"
    assert not parcel(shared_world, ana).urgent


def test_a_note_from_somebody_blocked_meanwhile_stays(shared_world: World, anna_with_device: Person) -> None:
    steward, ana = shared_world.person("steward"), shared_world.person("ana")
    device_for(ana, "ok-ana")
    community = shared_world.community(steward, anna_with_device)["id"]
    need = ana.need(community_id=community)
    match = anna_with_device.post(f"/v1/needs/{need['id']}/responses")
    anna_with_device.post(f"/v1/matches/{match['id']}/messages", {"text": "Hello"})
    announce(shared_world)
    assert parcel(shared_world, ana).kind == "message"
    ana.post("/v1/blocks", {"about": {"type": "match", "id": match["id"]}})
    assert packed(shared_world, ana)[-1] == NotNow(DeliveryStatus.SUPERSEDED, "no_longer_true")


def test_a_sign_in_code_leaves_as_long_as_it_counts(shared_world: World) -> None:
    challenge = shared_world.http.post(
        "/v1/auth/codes", json={"address": "new@example.org", "locale": "fr"}
    ).json()
    with shared_world.database.transaction() as session:
        delivery = session.scalars(
            select(Delivery).where(col(Delivery.challenge_id) == UUID(challenge["challenge"]))
        ).one()
        found = parcels.pack(session, delivery, now=shared_world.now())
        assert isinstance(found, Parcel)
        assert (found.address, found.kind, found.locale) == ("new@example.org", "code", "fr")
        assert found.time_to_live.total_seconds() <= challenge["expires_in"]
        late = parcels.pack(session, delivery, now=delivery.expires_at)
        assert late == NotNow(DeliveryStatus.EXPIRED, "too_late")


def test_nothing_is_addressed_to_somebody_who_left(shared_world: World, anna_with_device: Person) -> None:
    tell(shared_world, anna_with_device)
    announce(shared_world)
    for device in anna_with_device.get("/v1/me/devices")["items"]:
        anna_with_device.delete(f"/v1/me/devices/{device['installation_id']}")
    assert packed(shared_world, anna_with_device) == [NotNow(DeliveryStatus.FAILED, "no_address")]
