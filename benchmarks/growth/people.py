"""A circle's people: each with a key of their own under a real epoch, a sealed name and address, and a sign-in."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

import psycopg
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from benchmarks.growth.shape import DAY, Shape, id_at
from benchmarks.house.copying import copy, copy_like
from core import name_words
from core.crypto.keyring import VERSION
from core.crypto.vault import Vault, seal
from core.models import AuthSession, ContactPoint, Device, Membership, Person
from core.models.device import AddressKind, Transport
from core.models.person import ContactKind
from core.models.session import SignInKind
from matching.words.vocabulary import MemberState, Role, TrustLevel
from services import sealed

_ONSETS, _VOWELS, _ENDS = "bcdfghjklmnpqrstvwxz", "aeiou", ("na", "ro", "li", "ta", "mo")


@dataclass(frozen=True, slots=True)
class Inhabitant:
    """Somebody copied in; `key` opens what is sealed for them."""

    id: UUID
    key: AESGCM
    wrapped: bytes
    name: str
    joined: datetime
    sign_in: UUID


def draw(secret: Vault, shape: Shape, rng: random.Random, now: datetime) -> list[Inhabitant]:
    """As many as a circle has, who came in the course of the year before last."""
    return [
        _inhabitant(secret, rng, now - rng.uniform(shape.days, 2 * shape.days) * DAY)
        for _ in range(shape.circle)
    ]


def _inhabitant(secret: Vault, rng: random.Random, joined: datetime) -> Inhabitant:
    person = id_at(joined, rng)
    wrapped = secret.new_wrapped_key(person, VERSION)
    name = " ".join(_word(rng) for _ in range(2))
    return Inhabitant(
        person, secret.unwrap(wrapped, person, VERSION), wrapped, name, joined, id_at(joined, rng)
    )


def _word(rng: random.Random) -> str:
    return "".join(rng.choice(part) for part in (_ONSETS, _VOWELS, _ONSETS, _VOWELS, _ENDS)).title()


def copy_people(
    connection: psycopg.Connection,
    secret: Vault,
    community: UUID,
    people: Sequence[Inhabitant],
    shape: Shape,
    rng: random.Random,
    now: datetime,
) -> None:
    """All that is kept of them but what they ask for and offer. The first leads the circle, the next two help."""
    _persons(connection, people, shape, rng, now)
    copy(
        connection,
        "person_key",
        ("person_id", "version", "wrapped"),
        ((one.id, VERSION, one.wrapped) for one in people),
    )
    _memberships(connection, community, people, now)
    copy(connection, "name_mark", ("community_id", "person_id", "mark"), _marks(secret, community, people))
    _sign_ins(connection, secret, people, shape, rng, now)


def _persons(
    connection: psycopg.Connection,
    people: Sequence[Inhabitant],
    shape: Shape,
    rng: random.Random,
    now: datetime,
) -> None:
    """Whoever leads or helps was seen lately; of the others one in seven not for months. Nobody has a night: whether a
    phone rings must not depend on the hour at which it is measured.
    """
    midnight = time(0)
    usual = Person(
        created_at=now,
        seen_at=now,
        display_name=b"",
        is_adult=True,
        languages=["en"],
        time_zone="UTC",
        quiet_from=midnight,
        quiet_to=midnight,
    )
    active = shape.helpers_each + 3

    def rows() -> Iterator[dict[str, Any]]:
        for place, one in enumerate(people):
            days = rng.uniform(0, 20) if place < active or place % 7 else rng.uniform(60, 320)
            yield {
                "id": one.id,
                "created_at": one.joined,
                "seen_at": now - days * DAY,
                "display_name": seal(one.key, sealed.name_cell(one.id), VERSION, one.name),
            }

    copy_like(connection, usual, rows())


def _memberships(
    connection: psycopg.Connection, community: UUID, people: Sequence[Inhabitant], now: datetime
) -> None:
    usual = Membership(
        community_id=community,
        person_id=community,
        state=MemberState.ACTIVE,
        role=Role.MEMBER,
        trust=TrustLevel.VOUCHED,
        since=now,
    )
    roles = {0: Role.STEWARD, 1: Role.COORDINATOR, 2: Role.COORDINATOR}
    copy_like(
        connection,
        usual,
        (
            {"person_id": one.id, "since": one.joined, "role": roles.get(place, Role.MEMBER)}
            for place, one in enumerate(people)
        ),
    )


def _marks(
    secret: Vault, community: UUID, people: Sequence[Inhabitant]
) -> Iterator[tuple[UUID, UUID, bytes]]:
    known: dict[str, bytes] = {}
    for one in people:
        for word in name_words.found_by(one.name):
            if word not in known:
                known[word] = secret.name_mark(community, word)
            yield community, one.id, known[word]


def _sign_ins(
    connection: psycopg.Connection,
    secret: Vault,
    people: Sequence[Inhabitant],
    shape: Shape,
    rng: random.Random,
    now: datetime,
) -> None:
    """A mailbox and a sign-in each, a phone for most, and a browser for those who lead and a tenth of the others."""
    session = AuthSession(
        person_id=people[0].id, shown=1, created_at=now, refreshed_at=now, expires_at=now + timedelta(days=60)
    )
    own = ({"id": one.sign_in, "person_id": one.id, "created_at": one.joined} for one in people)
    copy_like(connection, session, own)
    session.kind = SignInKind.BROWSER
    seen = ({"id": id_at(one.joined, rng), "person_id": one.id} for one in (*people[:3], *people[5::10]))
    copy_like(connection, session, seen)
    mailbox = ContactPoint(
        person_id=people[0].id, kind=ContactKind.EMAIL, lookup=b"", sealed=b"", verified_at=now, used_at=now
    )
    copy_like(connection, mailbox, (_mailbox(secret, one, rng) for one in people))
    phone = Device(
        id=people[0].id,
        person_id=people[0].id,
        transport=Transport.FCM,
        address_kind=AddressKind.TOKEN,
        lookup=b"",
        sealed=b"",
        locale="en",
        seen_at=now,
    )
    with_phones = people[: int(len(people) * shape.devices)]
    copy_like(connection, phone, (_phone(secret, one, rng) for one in with_phones))


def _mailbox(secret: Vault, one: Inhabitant, rng: random.Random) -> dict[str, Any]:
    contact, address = id_at(one.joined, rng), f"{one.id.hex}@people.example"
    return {
        "id": contact,
        "person_id": one.id,
        "lookup": secret.index(ContactKind.EMAIL, address),
        "sealed": seal(one.key, sealed.contact_cell(contact), VERSION, address),
    }


def _phone(secret: Vault, one: Inhabitant, rng: random.Random) -> dict[str, Any]:
    device, address = id_at(one.joined, rng), f"ok-{one.id.hex}"
    return {
        "id": device,
        "person_id": one.id,
        "lookup": secret.index(Transport.FCM, address),
        "sealed": seal(one.key, sealed.device_cell(device), VERSION, address),
        "session_id": one.sign_in,
    }
