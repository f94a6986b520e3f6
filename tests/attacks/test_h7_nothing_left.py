"""H7, to the end: nothing of somebody who left is in tables, heap, log and dumps, with every key that is still held."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest

from core.crypto.epochs import Epochs
from core.crypto.vault import Cell, Vault
from core.database import migrate
from core.database.embedded import EmbeddedServer
from tests.support import left_behind, opened
from tests.support.databases import address_of, server_without_fsync
from tests.support.erased import days_go_by
from tests.support.people import Person
from tests.support.places import LANSING
from tests.support.world import World

WORDS = {
    "title": "CANARYTITLE pumpernickel",
    "details": "CANARYDETAILS third bell",
    "private_note": "CANARYNOTE under the blue pot",
    "address": "CANARYDOOR Quagmire Lane 12",
}
NAME, MAIL, SAID = "CANARYNAME Ottilie", "canary.ottilie@example.org", "CANARYSAID at eight"
PLAIN = {word.encode() for word in (*WORDS.values(), NAME, MAIL, SAID)}


@dataclass
class Alone:
    """A Minka on a server of its own, whose every file is there to be read. Ottilie asked, and wrote to Ben."""

    server: EmbeddedServer
    world: World
    folder: Path
    ottilie: Person
    ben: Person
    need: str

    def dump(self, name: str) -> Path:
        return left_behind.dumped(self.server, self.world.address, self.folder / name)

    @property
    def person(self) -> UUID:
        return UUID(self.ottilie.id)

    def sealed(self) -> dict[Cell, bytes]:
        """All that lies sealed under her key now, by where it lies."""
        with self.world.database.transaction() as session:
            key = opened.person_keys(session)[self.person]
            return dict(opened.cells(session, key))


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Alone]:
    with ExitStack() as stack:
        server = stack.enter_context(
            server_without_fsync(int(os.environ.get("MINKA_POSTGRES_VERSION", "18")))
        )
        migrate.upgrade(address_of(server, "minka"))
        world = stack.enter_context(World(address_of(server, "minka"), tmp_path))
        ottilie = world.person(NAME, proved=MAIL, phone="+15175550142")
        ben = world.person("Ben")
        world.community(world.person("Cora"), ottilie, ben)
        need = ottilie.need(place=LANSING, **WORDS)["id"]
        match = ben.post(f"/v1/needs/{need}/responses", {})["id"]
        ottilie.post(f"/v1/matches/{match}/confirm")
        ottilie.post(f"/v1/matches/{match}/messages", {"text": SAID})
        world.tick()
        yield Alone(server, world, tmp_path, ottilie, ben, need)


def test_nothing_of_whoever_left_opens_anywhere_after_38_days(alone: Alone) -> None:
    world, vault = alone.world, alone.world.database.vault
    before = alone.dump("before.sql")
    sealed = alone.sealed()
    assert len(sealed) >= 8
    alone.ottilie.delete("/v1/me")
    world.tick()

    dumps = [before, alone.dump("after.sql")]
    keys = left_behind.wrapped_keys(left_behind.on_disk(alone.server, *dumps), alone.person)
    readable = left_behind.opened(vault, alone.person, keys, sealed)
    assert {*WORDS.values(), NAME, MAIL, SAID} <= readable, (
        "that day a copy of the disk and every key are enough"
    )
    assert left_behind.holds(left_behind.on_disk(alone.server, *dumps[1:]), PLAIN) == set(), "never in plain"
    with world.database.transaction() as session:
        assert list(opened.opened(session, opened.person_keys(session).values())) != []
        assert not [
            said
            for _, _, said in opened.opened(session, opened.person_keys(session).values())
            if "CANARY" in said
        ]
    assert not [line for line in alone.ben.get("/v1/matches")["items"] if "CANARY" in str(line)]

    days_go_by(world)
    dumps.append(alone.dump("later.sql"))
    keys |= left_behind.wrapped_keys(left_behind.on_disk(alone.server, *dumps), alone.person)
    assert left_behind.opened(vault, alone.person, keys, sealed) == set()
    master = world.settings.master_key_bytes
    anew = Vault(master, Epochs(master, world.settings.keys_dir))
    anew.epochs.read()
    assert left_behind.opened(anew, alone.person, keys, sealed) == set(), "nor with what lies in the folder"
    assert left_behind.holds(left_behind.on_disk(alone.server, *dumps), PLAIN) == set()
    assert alone.ben.get("/v1/me")["display_name"] == "Ben", "whoever stays reads on"
    told = alone.ben.get("/v1/matches")["items"]
    assert [(line["status"], line["other_left"]) for line in told] == [("cancelled", True)], "it counts on"
