"""What a wake-up costs the writers: commits a second with one `NOTIFY` in each, with gathered ones, and with none.

Each writer has a connection of its own and writes events as the product does, one for a transaction; somebody listens.
"""

import json
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing, nullcontext
from datetime import UTC, datetime
from operator import truediv
from uuid import UUID

import psycopg

from benchmarks.house.copying import plain_url
from benchmarks.house.database import BenchDatabase, Where, bench_database
from benchmarks.report import Row
from core.database.wakeups import WAKE_CHANNEL, Line, Wakeups
from core.ids import new_id
from scheduler.waker import Waker

WRITERS = (1, 4, 16, 32)
MEASURED_AT = 16
GOAL_TIMES, GOAL_OF_NONE = 5.0, 0.9

_EVENT = """
    WITH line AS (
        INSERT INTO event (at, kind, actor_id, subject_type, subject_id, payload)
        VALUES (%(at)s, 'match_accepted', %(actor)s, 'match', %(subject)s, CAST(%(payload)s AS jsonb))
        RETURNING id, at
    ), todo AS (
        INSERT INTO event_todo (event_id, at) SELECT id, at FROM line
    )
    SELECT id FROM line
"""
_EVENT_AND_NOTIFY = _EVENT.replace("SELECT id FROM", f"SELECT id, pg_notify('{WAKE_CHANNEL}', '') FROM")
_PAYLOAD = json.dumps({"quantity": 2, "how": "by_phone"})

Said = Callable[[], None]


def rows(
    full: bool = False,
    *,
    writers: Sequence[int] = WRITERS,
    seconds: float = 0.5,
    rounds: int = 15,
    where: Where = bench_database,
) -> list[Row]:
    """Some rounds in turn for each number of writers, each way compared within its round; the goal is that of 16."""
    with where() as bench, ExitStack() as stack:
        waker = Waker(bench.address.direct_url, lambda _: None)
        waker.start()
        stack.callback(waker.stop)
        line = stack.enter_context(closing(Line(bench.address.direct_url, lambda _: nullcontext())))
        wakeups = stack.enter_context(closing(Wakeups(line.send)))
        ways: list[tuple[str, Said]] = [
            (_EVENT_AND_NOTIFY, _nothing),
            (_EVENT, wakeups.say),
            (_EVENT, _nothing),
        ]
        return [
            _row(many, _in_turn(bench, many, ways, seconds, rounds * (2 if full else 1))) for many in writers
        ]


def _nothing() -> None:
    """Nobody is woken, or the statement itself has done it."""


def _row(writers: int, each_gathered_none: Sequence[Sequence[float]]) -> Row:
    each, gathered, none = each_gathered_none
    each_a_second, gathered_a_second, none_a_second = (
        f"{statistics.median(rates):,.0f}" for rates in (each, gathered, none)
    )
    of_each, of_none = (statistics.median(map(truediv, gathered, other)) for other in (each, none))
    return Row(
        f"commits a second, {writers} writer{'s' if writers > 1 else ''}, wake-ups gathered",
        f"{gathered_a_second}; {of_each:.1f} × as many as with a NOTIFY in each ({each_a_second}), {of_none:.2f} × as "
        f"many as with none ({none_a_second})",
        f"≥ {GOAL_TIMES:g} × or as many as with none (≥ {GOAL_OF_NONE:g} ×)"
        if writers == MEASURED_AT
        else "",
        (of_each >= GOAL_TIMES or of_none >= GOAL_OF_NONE) if writers == MEASURED_AT else None,
    )


def _in_turn(
    bench: BenchDatabase, writers: int, ways: Sequence[tuple[str, Said]], seconds: float, rounds: int
) -> list[list[float]]:
    """The rates of each way, round by round; they take turns."""
    with ExitStack() as stack:
        connections = [
            stack.enter_context(psycopg.connect(plain_url(bench.address.direct_url), autocommit=True))
            for _ in range(writers)
        ]
        rates: list[list[float]] = [[] for _ in ways]
        for _ in range(rounds):
            for (statement, said), measured in zip(ways, rates, strict=True):
                measured.append(_rate(connections, statement, said, seconds))
        return rates


def _rate(connections: Sequence[psycopg.Connection], statement: str, said: Said, seconds: float) -> float:
    """Commits a second of all these writers together."""
    done: list[int] = []
    over = threading.Event()

    def write(connection: psycopg.Connection) -> None:
        values = {"at": datetime.now(UTC), "actor": UUID(int=1), "subject": new_id(), "payload": _PAYLOAD}
        many = 0
        while not over.is_set():
            connection.execute(statement, values, prepare=True)
            said()
            many += 1
        done.append(many)

    threads = [threading.Thread(target=write, args=[connection]) for connection in connections]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    over.wait(seconds)
    over.set()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    if len(done) != len(connections):
        raise RuntimeError("a writer failed: what was measured is not all of them")
    return sum(done) / took
