"""How many pages of the database each statement touches, as PostgreSQL counts them: a measure that no machine's mood
changes. What is done once is noted, and each statement of it is explained afterwards, in a transaction rolled back.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import psycopg
from sqlalchemy import event

from benchmarks.house.copying import plain_url
from benchmarks.house.database import BenchDatabase

Values = Any
"""What the driver is given with a statement: named or in order, of any type."""
_EXPLAINED = ("SELECT", "WITH", "UPDATE", "DELETE")
_AS_IF_LARGE = """
    SET statement_timeout = '60s'; SET random_page_cost = 1.1;
    SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off
"""
"""Small tables are read whole, as is right; here it is asked whether large ones would have to be."""
SHOWN = 20
"""Rows that the calls measured here ask a list for."""
_EXPLAIN = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) "


@dataclass(slots=True)
class Said:
    """The statements that were said to the driver, each once, with the values of its last time."""

    statements: dict[str, Values] = field(default_factory=dict)

    def note(self, _connection: object, _cursor: object, statement: str, values: Values, *_: object) -> None:
        if statement.lstrip(" (\n").upper().startswith(_EXPLAINED):
            self.statements[statement] = values


@contextmanager
def listening(bench: BenchDatabase) -> Iterator[Said]:
    """Notes what is said to the database within."""
    said, engine = Said(), bench.database.engine
    event.listen(engine, "before_cursor_execute", said.note)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", said.note)


class Touched(NamedTuple):
    """How many pages a statement touches, in memory or not, and how many rows it answers with."""

    pages: int
    rows: int


def pages(bench: BenchDatabase, said: Said) -> dict[str, Touched]:
    """Of each statement what it touches."""
    found = {}
    with psycopg.connect(plain_url(bench.address.direct_url)) as connection:
        connection.execute(_AS_IF_LARGE)
        for statement, values in said.statements.items():
            with connection.transaction(force_rollback=True):
                # The first time may read what planning wants, and sets hints.
                for _ in range(2):
                    row = connection.execute(_EXPLAIN + statement, values).fetchone()
            assert row is not None
            plan: Mapping[str, Any] = row[0][0]["Plan"]
            touched = int(plan["Shared Hit Blocks"]) + int(plan["Shared Read Blocks"])
            found[statement] = Touched(touched, int(plan["Actual Rows"]))
    return found


def of(bench: BenchDatabase, act: Callable[[], object]) -> dict[str, Touched]:
    """What is touched by each statement of this act, which happens."""
    with listening(bench) as said:
        act()
    return pages(bench, said)


@dataclass(frozen=True, slots=True)
class Grown:
    """A statement that touches more where more people are; `what` said it."""

    what: str
    statement: str
    small: int
    large: int

    def __str__(self) -> str:
        return f"{self.what}: {self.small} pages, then {self.large}: {' '.join(self.statement.split())}"


def grown(
    what: str, small: Mapping[str, Touched], large: Mapping[str, Touched], *, times: float, beyond: int
) -> list[Grown]:
    """The statements, said in both countries, that touch more than `times` as many pages in the larger one, and
    `beyond` that. Whose page of a list is fuller may touch as much more.
    """
    return [
        Grown(what, statement, small[statement].pages, many.pages)
        for statement, many in large.items()
        if statement in small
        and many.pages > times * _fuller(small[statement], many) * small[statement].pages + beyond
    ]


def _fuller(small: Touched, large: Touched) -> float:
    """So many times as many rows, where they are no more than a list shows at once: beyond that, rows are growth."""
    return max(1.0, large.rows / max(1, small.rows)) if large.rows <= SHOWN else 1.0
