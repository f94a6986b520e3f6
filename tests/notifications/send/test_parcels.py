"""What a parcel is made of: the reader's language, an opaque link, one key for what replaces what."""

from uuid import UUID

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from core.events import EventKind
from core.models import Delivery, Notification
from core.models.notification import DeliveryStatus
from notifications.channels.base import Parcel
from notifications.send import parcels
from notifications.send.parcels import NotNow
from tests.support.people import Person
from tests.support.telling import announce, change, happen, tell
from tests.support.world import World, device_for
from texts.catalogue import say


def packed(hall: World, person: Person) -> list[Parcel | NotNow]:
    """What would leave for somebody now, oldest first."""
    with hall.database.transaction() as session:
        return [parcels.pack(session, row, now=hall.now()) for row in _rows(session, person)]


def _rows(session: Session, person: Person) -> list[Delivery]:
    query = select(Delivery).join(Notification).where(col(Notification.person_id) == UUID(person.id))
    return list(session.scalars(query.order_by(col(Delivery.id))))


def parcel(hall: World, person: Person) -> Parcel:
    found = packed(hall, person)[-1]
    assert isinstance(found, Parcel), found
    return found


@pytest.fixture
def anna(hall: World) -> Person:
    person = hall.person("anna")
    device_for(person, "ok-anna")
    return person


def test_speaks_the_language_of_the_device(hall: World, anna: Person) -> None:
    anna.put("/v1/me/devices/0199f3a2-b7c4-7e0f-8000-000000000001", {"address": "ok-2", "locale": "ar"})
    tell(hall, anna)
    announce(hall)
    said = {p.locale: p.text for p in packed(hall, anna) if isinstance(p, Parcel)}
    assert said == {locale: say("notification.role_changed.text", locale) for locale in ("en", "ar")}


def test_a_mail_speaks_the_language_of_the_person(hall: World) -> None:
    anna = hall.sign_in("anna@example.org")
    anna.patch("/v1/me", {"locale": "sw", "quiet_from": "00:00", "quiet_to": "00:00"})
    tell(hall, anna)
    announce(hall)
    found = parcel(hall, anna)
    assert (found.address, found.address_kind) == ("anna@example.org", "email")
    assert found.subject == say("notification.role_changed.title", "sw")


def test_names_the_message_at_random_and_the_matter_by_its_id(hall: World, anna: Person) -> None:
    tell(hall, anna, anna)
    announce(hall)
    first, second = (p for p in packed(hall, anna) if isinstance(p, Parcel))
    assert first.message_id != second.message_id
    assert first.collapse_key == second.collapse_key, "later news takes the place of earlier"
    assert first.link == f"minka://person/{anna.id}"


def test_is_urgent_only_where_need_and_message_are(hall: World, anna: Person) -> None:
    steward, ana = hall.person("steward"), hall.person("ana")
    device_for(ana, "ok-ana")
    community = hall.community(steward, anna)["id"]
    need = ana.need(urgency="urgent", community_id=community)
    match = anna.post(f"/v1/needs/{need['id']}/responses")
    announce(hall)
    assert parcel(hall, ana).urgent, "somebody said yes to what is urgent"
    happen(hall, EventKind.MATCH_REPORTED, ("match", match["id"]), need_id=need["id"])
    change(hall.database, "UPDATE match SET status = 'confirmed' WHERE id = :m", m=match["id"])
    announce(hall)
    assert parcel(hall, ana).kind == "reported"
    assert not parcel(hall, ana).urgent


def test_a_note_from_somebody_blocked_meanwhile_stays(hall: World, anna: Person) -> None:
    steward, ana = hall.person("steward"), hall.person("ana")
    device_for(ana, "ok-ana")
    community = hall.community(steward, anna)["id"]
    need = ana.need(community_id=community)
    match = anna.post(f"/v1/needs/{need['id']}/responses")
    anna.post(f"/v1/matches/{match['id']}/messages", {"text": "Hello"})
    announce(hall)
    assert parcel(hall, ana).kind == "message"
    ana.post("/v1/blocks", {"about": {"type": "match", "id": match["id"]}})
    assert packed(hall, ana)[-1] == NotNow(DeliveryStatus.SUPERSEDED, "no_longer_true")


def test_a_sign_in_code_leaves_as_long_as_it_counts(hall: World) -> None:
    challenge = hall.http.post("/v1/auth/codes", json={"address": "new@example.org", "locale": "fr"}).json()
    with hall.database.transaction() as session:
        delivery = session.scalars(
            select(Delivery).where(col(Delivery.challenge_id) == UUID(challenge["challenge"]))
        ).one()
        found = parcels.pack(session, delivery, now=hall.now())
        assert isinstance(found, Parcel)
        assert (found.address, found.kind, found.locale) == ("new@example.org", "code", "fr")
        assert found.time_to_live.total_seconds() <= challenge["expires_in"]
        late = parcels.pack(session, delivery, now=delivery.expires_at)
        assert late == NotNow(DeliveryStatus.EXPIRED, "too_late")


def test_who_left_takes_their_address_along(hall: World, anna: Person) -> None:
    tell(hall, anna)
    announce(hall)
    for device in anna.get("/v1/me/devices")["items"]:
        anna.delete(f"/v1/me/devices/{device['installation_id']}")
    assert packed(hall, anna) == [NotNow(DeliveryStatus.FAILED, "no_address")]
