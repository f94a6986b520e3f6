"""Wake-ups are gathered: a rush is said once, the last word is never left out, and a lost line is made anew."""

import queue
import threading
from collections.abc import Collection, Iterator

import psycopg
import pytest
from sqlalchemy import make_url, text

from core.database.db import Address, Database
from core.database.wakeups import WAKE_CHANNEL, Wakeups, wake

GENEROUS_S = 30


class Sender:
    """Takes what is sent, and holds the sending thread while its gate is shut."""

    def __init__(self) -> None:
        self.sent: queue.Queue[list[str]] = queue.Queue()
        self.gate = threading.Event()
        self.gate.set()
        self.failures = 0

    def __call__(self, words: Collection[str]) -> None:
        if self.failures:
            self.failures -= 1
            raise psycopg.OperationalError("away")
        self.sent.put(list(words))
        self.gate.wait(GENEROUS_S)

    def next(self) -> list[str]:
        return self.sent.get(timeout=GENEROUS_S)


@pytest.fixture
def sender() -> Sender:
    return Sender()


@pytest.fixture
def wakeups(sender: Sender) -> Iterator[Wakeups]:
    made = Wakeups(sender)
    yield made
    sender.gate.set()
    made.close()


def test_a_rush_of_commits_is_said_once(sender: Sender, wakeups: Wakeups) -> None:
    sender.gate.clear()
    wakeups.say()
    assert sender.next() == [""]
    for _ in range(1000):
        wakeups.say()
    wakeups.say("clock")
    sender.gate.set()
    assert sender.next() == ["", "clock"]
    wakeups.close()
    assert sender.sent.empty()


def test_what_was_said_last_is_sent_before_the_end(sender: Sender, wakeups: Wakeups) -> None:
    wakeups.say("first")
    assert sender.next() == ["first"]
    wakeups.say("last")
    wakeups.close()
    assert sender.next() == ["last"]
    wakeups.say("too late")
    assert sender.sent.empty()


def test_a_wake_up_that_the_database_did_not_take_is_sent_again(sender: Sender, wakeups: Wakeups) -> None:
    sender.failures = 1
    wakeups.say("one")
    assert sender.next() == ["one"]


def test_the_last_of_a_rush_of_transactions_is_heard(address: Address, database: Database) -> None:
    with psycopg.connect(plain(address.direct_url), autocommit=True) as listening:
        listening.execute(f"LISTEN {WAKE_CHANNEL}")
        for number in range(200):
            with database.transaction() as session:
                session.execute(text("SELECT 1"))
                wake(session, "last" if number == 199 else "")
        heard = ""
        for notice in listening.notifies(timeout=GENEROUS_S):
            if (heard := notice.payload) == "last":
                break
    assert heard == "last"


def test_nobody_is_woken_by_a_savepoint_alone(address: Address, database: Database) -> None:
    with psycopg.connect(plain(address.direct_url), autocommit=True) as listening:
        listening.execute(f"LISTEN {WAKE_CHANNEL}")
        with database.session() as session:
            with session.begin_nested():
                session.execute(text("SELECT 1"))
                wake(session, "savepoint")
            session.rollback()
            session.execute(text("SELECT 1"))
            session.commit()
        with database.transaction() as session:
            with session.begin_nested():
                wake(session, "within")
            session.execute(text("SELECT 1"))
        [heard] = listening.notifies(timeout=GENEROUS_S, stop_after=1)
    assert heard.payload == "within"


def test_a_line_that_was_cut_is_made_anew(address: Address, database: Database) -> None:
    with (
        psycopg.connect(plain(address.direct_url), autocommit=True) as listening,
        psycopg.connect(plain(address.owner_url), autocommit=True) as owner,
    ):
        listening.execute(f"LISTEN {WAKE_CHANNEL}")
        assert _woken(database, listening, "before") == "before"
        [cut] = owner.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE application_name = 'minka wake-ups' AND datname = current_database()"
        ).fetchall()
        assert cut == (1,)
        assert _woken(database, listening, "after") == "after"


def _woken(database: Database, listening: psycopg.Connection, why: str) -> str:
    with database.transaction() as session:
        session.execute(text("SELECT 1"))
        wake(session, why)
    [heard] = listening.notifies(timeout=GENEROUS_S, stop_after=1)
    return heard.payload


def plain(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
