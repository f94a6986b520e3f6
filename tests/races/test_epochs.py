"""Epochs turn and are destroyed while everybody writes and reads: nothing is lost, nobody meets a key they do not have.

Two APIs on sockets and two workers, each with a vault and a folder of its own, as on two machines; a new epoch comes to
the second as a file that somebody copies. `MINKA_EPOCHS` says for how many weeks (9 in the usual tests).
"""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

import httpx

from core import clock
from core.crypto import standing
from core.crypto.keyring import keyring
from core.database import holding, turning
from core.database.db import Address, Database
from tests.support.epochs import join, name_of, process, somebody, standing_on
from tests.support.people import Person
from tests.support.server import serving
from tests.support.world import World

WEEKS = int(os.environ.get("MINKA_EPOCHS", "9"))
WEEK, KEPT = timedelta(days=7), timedelta(days=30)
OFTEN_S = 0.02
"""How often each process looks again here; in earnest it is each twenty seconds of a week."""


class Load:
    """Threads that do the same again and again until it is over; whatever goes wrong in one ends all."""

    def __init__(self) -> None:
        self.over = threading.Event()
        self.wrong: list[BaseException] = []
        self.rounds: dict[str, int] = {}
        self._threads: list[threading.Thread] = []

    def again(self, name: str, act: Callable[[int], object], pause_s: float = 0) -> None:
        def work() -> None:
            number = 0
            try:
                while not self.over.wait(pause_s):
                    act(number)
                    number += 1
                    self.rounds[name] = number
            except BaseException as error:
                self.wrong.append(error)
                self.over.set()

        self._threads.append(threading.Thread(target=work, name=name))
        self._threads[-1].start()

    def end(self) -> None:
        self.over.set()
        for thread in self._threads:
            thread.join()


@contextmanager
def loaded() -> Iterator[Load]:
    load = Load()
    try:
        yield load
    finally:
        load.end()
    if load.wrong:
        raise load.wrong[0]


def writes_and_reads(person: Person, number: int) -> None:
    """What somebody has just written is what they read, through their app."""
    name = f"{person.name} {number}"
    person.patch("/v1/me", {"display_name": name})
    assert person.get("/v1/me")["display_name"] == name


def comes_and_may_go(here: Database, there: Database, known: list[UUID], number: int) -> None:
    """Somebody new, whom the other machine reads; every third is erased and reads as nothing from then on."""
    ana = somebody(here, f"Ana {number}")
    assert name_of(there, ana) == f"Ana {number}"
    if number % 3:
        known.append(ana)
        return
    with there.transaction() as session:
        keyring(session).destroy(ana)
    assert name_of(here, ana) is None


def _looks(database: Database, _number: int) -> None:
    holding.look(database)


def brings(here: Path, there: Path, _number: int) -> None:
    """The operator shows the second machine what is new on the first; whole, as whoever hands out secrets does."""
    for file in here.glob("[0-9]*.epoch"):
        if not (there / file.name).exists():
            with suppress(FileNotFoundError):  # destroyed at this moment
                shutil.copy(file, there / f".{file.name}.new")
                (there / f".{file.name}.new").rename(there / file.name)


def rewraps(database: Database, now: Callable[[], datetime], _number: int) -> None:
    """The second worker: it makes no epoch, for its folder is filled by others."""
    turning.adopt(database, now())
    turning.rewrap(database, now())


def test_no_write_and_no_read_is_lost_while_epochs_turn_and_are_destroyed(
    address: Address, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        world = stack.enter_context(World(address, tmp_path / "one", limits=1_000_000))
        second = _second_machine(stack, world, tmp_path / "two")
        people = [world.person(f"On the first {number}") for number in range(2)]
        people += [_over(second.http, world.person(f"On the second {number}")) for number in range(2)]
        worker = _worker(stack, world, world.settings.keys_dir)
        began = world.now()
        week: list[int] = [0]
        known: list[UUID] = []
        with loaded() as load:
            for person in people:
                load.again(person.name, partial(writes_and_reads, person))
            for one, other in ((world.database, second.database), (second.database, world.database)):
                load.again(f"new by {id(one)}", partial(comes_and_may_go, one, other, known))
                load.again(f"look of {id(one)}", partial(_looks, one), OFTEN_S)
            load.again("operator", partial(brings, world.settings.keys_dir, second.folder), OFTEN_S)
            load.again(
                "second worker", partial(rewraps, second.worker, lambda: began + week[0] * WEEK), OFTEN_S
            )
            _weeks(load, worker, began, week, {person.name for person in people})
        rounds = dict(load.rounds)
        _is_whole(world.database, second.database, known)
        print(
            f"{WEEKS} weeks, {sum(rounds.values())} rounds, {len(known)} people: {standing_on(world.database)}"
        )
        assert all(rounds[person.name] >= WEEKS for person in people), rounds


def _weeks(load: Load, worker: Database, began: datetime, week: list[int], busy: set[str]) -> None:
    """The first worker turns the epochs, a week at a time, each until all have come along and the busy were busy."""
    for number in range(1, WEEKS + 1):
        week[0] = number
        now = began + number * WEEK
        before = worker.vault.epochs.current.number
        rounds = dict(load.rounds)
        while not load.over.is_set():
            turning.turn(worker, now, backup_days=KEPT.days)
            was_busy = all(load.rounds.get(name, 0) > rounds.get(name, 0) for name in busy)
            if was_busy and worker.vault.epochs.current.number > before and _all_stand_on_the_newest(worker):
                break
            load.over.wait(OFTEN_S)


def _all_stand_on_the_newest(database: Database) -> bool:
    """But for those who came while their process had not heard of it."""
    there = standing_on(database)
    newest = max(there)
    return newest == database.vault.epochs.current.number and sum(there.values()) - there[newest] < 20


def _is_whole(one: Database, other: Database, known: list[UUID]) -> None:
    with one.transaction() as session:
        in_use = [row.number for row in standing.adopted(session)]
        gone = [row.number for row in standing.destroyed(session)]
    assert in_use[-1] == WEEKS + 1
    assert len(gone) >= WEEKS - 6, "those that no backup needs any more were destroyed meanwhile"
    assert not set(gone) & set(one.vault.epochs.held)
    for ana in known:
        name = name_of(one, ana)
        assert name is not None
        assert name == name_of(other, ana)


class _Machine:
    def __init__(self, database: Database, worker: Database, http: httpx.Client, folder: Path) -> None:
        self.database, self.worker, self.http, self.folder = database, worker, http, folder


def _second_machine(stack: ExitStack, world: World, data_dir: Path) -> _Machine:
    """Another API and another worker, with a folder of their own."""
    folder = Path(shutil.copytree(world.settings.keys_dir, data_dir / "keys"))
    database, worker = (_worker(stack, world, folder) for _ in range(2))
    server = stack.enter_context(serving(world.settings, database))
    return _Machine(
        database, worker, stack.enter_context(httpx.Client(base_url=server.url, timeout=120)), folder
    )


def _worker(stack: ExitStack, world: World, folder: Path) -> Database:
    database = process(world.address, folder, master=world.settings.master_key_bytes, pool_size=8)
    stack.callback(database.close)
    with database.transaction() as session:
        now = clock.now(session, movable=True)
    join(database, now=now)
    return database


def _over(http: httpx.Client, person: Person) -> Person:
    """The same person, who calls the other API."""
    return Person(http, person.name, person.id, person.access_token, person.refresh_token)
