"""The waker listens, and nothing that happens while it is not listening is lost."""

import queue
import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine

from core.database.db import Address
from core.events import WAKE_CHANNEL
from scheduler.waker import Waker

GENEROUS_S = 30
"""Conditions are waited for, with a deadline that only a broken house meets."""


class Ear:
    """A waker whose calls are counted."""

    def __init__(self, address: Address) -> None:
        self.heard: queue.Queue[str] = queue.Queue()
        self.gate = threading.Event()
        self.gate.set()
        self._engine = create_engine(address.owner_url, isolation_level="AUTOCOMMIT")
        self.waker = Waker(address.direct_url, self._wake)

    def _wake(self, why: str) -> None:
        self.heard.put(why)
        self.gate.wait(GENEROUS_S)

    def next(self) -> str:
        return self.heard.get(timeout=GENEROUS_S)

    def say(self, why: str) -> None:
        with self._engine.connect() as connection:
            connection.exec_driver_sql("SELECT pg_notify(%s, %s)", (WAKE_CHANNEL, why))

    def cut_the_line(self) -> None:
        """Ends the connection on which the waker listens, as a restart of the server would."""
        with self._engine.connect() as connection:
            gone = connection.exec_driver_sql(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE application_name = 'minka waker' AND datname = current_database()"
            )
            assert gone.scalar_one() == 1

    def close(self) -> None:
        self.gate.set()
        self.waker.stop()
        self._engine.dispose()


@pytest.fixture
def ear(address: Address) -> Iterator[Ear]:
    made = Ear(address)
    made.waker.start()
    assert made.next() == "", "it wakes once at the start: something may have been missed"
    yield made
    made.close()


def test_the_waker_hears_what_is_said(ear: Ear) -> None:
    for word in ("one", "two"):
        ear.say(word)
        assert ear.next() == word


def test_the_waker_hears_what_was_said_while_it_was_busy(ear: Ear) -> None:
    ear.gate.clear()
    ear.say("first")
    assert ear.next() == "first"
    ear.say("meanwhile")
    ear.gate.set()
    assert ear.next() == "meanwhile"


def test_the_waker_wakes_once_after_a_cut_line_and_goes_on_hearing(ear: Ear) -> None:
    ear.cut_the_line()
    assert ear.next() == ""
    ear.say("still there?")
    assert ear.next() == "still there?"


def test_the_waker_stops_when_told_to(ear: Ear) -> None:
    ear.waker.stop()
    assert not any(thread.name == "waker" and thread.is_alive() for thread in threading.enumerate())
