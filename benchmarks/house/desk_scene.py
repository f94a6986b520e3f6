"""A circle of 20,000 with 100,000 needs, of which a few thousand stand open and wait for whoever answers for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import psycopg

from benchmarks.house.community import build, copy_helpers
from benchmarks.house.copying import copy, owner
from benchmarks.house.database import BenchDatabase
from core import name_words
from core.crypto.keyring import VERSION, keyring, vault
from core.crypto.vault import Vault, seal
from core.ids import new_id
from core.models import Membership
from core.models.person import PersonKey
from matching.words.vocabulary import MemberState, Role
from services import sealed
from services.people import profile

OPEN_OF = 25
"""One need of so many stands open; the others are over."""
FIRST, LAST = 60, 350
"""So many names there are of each kind. No two begin alike, as a search goes by how words begin."""
_ONSETS, _VOWELS, _CODAS = "bcdfghjklmnpqrstvwxz", "aeiou", "lrst"


@dataclass(frozen=True, slots=True)
class DeskScene:
    """The circle, who answers for it, and a word by which some of its people are found."""

    community: UUID
    coordinator: UUID
    word: str


def scene(bench: BenchDatabase, *, needs: int, people: int) -> DeskScene:
    """Fills an empty database."""
    built = build(bench, needs=needs, offers=min(people // 10, 2_000))
    now = datetime.now(UTC)
    with bench.database.transaction() as session:
        coordinator = profile.create(session, locale="en", now=now).id
        session.add(
            Membership(
                community_id=built.id,
                person_id=coordinator,
                role=Role.COORDINATOR,
                state=MemberState.ACTIVE,
                since=now,
            )
        )
        session.flush()
        keyring(session).fetch([coordinator])
        secret = vault(session)
    with owner(bench) as connection:
        _end_most(connection)
        ids = [new_id() for _ in range(people)]
        copy_helpers(connection, ids, built.id, now)
        _name(connection, secret, built.id, ids)
        connection.execute("ANALYZE")
    return DeskScene(built.id, coordinator, _family(7))


def _end_most(connection: psycopg.Connection) -> None:
    """Of needs posted one after the other every so many-th is open; half of those since long enough."""
    connection.execute(
        "UPDATE need n SET status = 'fulfilled' FROM (SELECT id, row_number() OVER (ORDER BY posted_at) AS place"
        " FROM need) o WHERE o.id = n.id AND o.place %% %s <> 0",
        (OPEN_OF,),
    )


def _name(connection: psycopg.Connection, secret: Vault, community: UUID, ids: list[UUID]) -> None:
    """Gives each a key, a name under it, and the marks by which they are found."""
    keys = {person: secret.new_wrapped_key(person, VERSION) for person in ids}
    copy(
        connection,
        PersonKey.__tablename__,
        ("person_id", "version", "wrapped"),
        ((person, VERSION, wrapped) for person, wrapped in keys.items()),
    )
    names = {person: f"{_first(place % FIRST)} {_family(place % LAST)}" for place, person in enumerate(ids)}
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE person SET display_name = %s WHERE id = %s",
            [
                (
                    seal(
                        secret.unwrap(keys[person], person, VERSION),
                        sealed.name_cell(person),
                        VERSION,
                        name,
                    ),
                    person,
                )
                for person, name in names.items()
            ],
        )
    copy(connection, "name_mark", ("community_id", "person_id", "mark"), _marks(secret, community, names))


def _first(number: int) -> str:
    return f"{_ONSETS[number % 20]}{_VOWELS[number // 20 % 5]}na".title()


def _family(number: int) -> str:
    return f"{_ONSETS[number % 20]}{_VOWELS[number // 20 % 5]}{_CODAS[number // 100 % 4]}ero".title()


def _marks(secret: Vault, community: UUID, names: dict[UUID, str]) -> Iterator[tuple[UUID, UUID, bytes]]:
    known: dict[str, list[bytes]] = {}
    for person, name in names.items():
        if name not in known:
            known[name] = sorted(secret.name_mark(community, word) for word in name_words.found_by(name))
        for mark in known[name]:
            yield community, person, mark
