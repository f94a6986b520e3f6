"""The bench itself, on sizes that measure nothing: every module runs to its end and holds its rows against goals."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from benchmarks import __main__ as bench
from benchmarks.assignment import comparison
from benchmarks.house import (
    audit,
    candidates,
    commits,
    desk,
    idle,
    listing,
    pages,
    pushes,
    queue,
    rounds,
    turns,
)
from benchmarks.house.database import BenchDatabase, Where, opened
from benchmarks.house.hurtful_town import Size
from benchmarks.report import Row
from benchmarks.simulation import again, hours, shown, simulate
from benchmarks.simulation.world import WORLDS
from core.database.embedded import EmbeddedServer
from tests.support.databases import copied

HAMLETS = {
    name: replace(world, helpers=min(world.helpers, 40), needs_a_day=5.0, days=8, side_km=15.0)
    for name, world in WORLDS.items()
}
TOWN = Size(needs=60, offers=20, in_a_cell=5, own_offers=3)
TINY: dict[str, Callable[[Where], list[Row]]] = {
    "audit": lambda where: audit.rows(events=200, rounds=1, where=where),
    "listing": lambda where: listing.rows(needs=60, calls=2, rounds=1, where=where),
    "desk": lambda where: desk.rows(needs=300, people=40, rounds=1, where=where),
    "pages": lambda where: pages.rows(needs=20, calls=1, rounds=1, on_line=0, where=where),
    "pushes": lambda where: pushes.rows(needs=2, helpers=2, pushes=10, rounds=1, where=where),
    "candidates": lambda where: candidates.rows(offers=300, calls=8, where=where),
    "rounds": lambda where: rounds.rows(
        needs=60, offers=60, pairs=1, bare=1, many=3, seconds=0.2, where=where
    ),
    "turns": lambda where: turns.rows(size=TOWN, idle_calls=5, crowds=2, where=where),
    "idle": lambda where: idle.rows(needs=20, offers=20, rounds=1, where=where),
    "commits": lambda where: commits.rows(writers=[1, 16], seconds=0.05, rounds=1, where=where),
    "queue": lambda where: queue.rows(events=200, rounds=1, where=where),
    "assignment": lambda _: comparison.rows(size=60, large_size=120),
    "simulate": lambda _: simulate.rows(worlds=HAMLETS, seeds=range(1), village_seeds=range(1)),
    "places": lambda _: shown.rows(worlds=HAMLETS, seeds=range(2)),
    "again": lambda _: again.rows(
        worlds={name: replace(WORLDS[name], days=20) for name in WORLDS}, seeds=range(2)
    ),
    "hours": lambda _: hours.rows(a=replace(hours.WITH_HOURS, helpers=60, days=20, side_km=15.0), seeds=[1]),
}


@pytest.fixture
def where(server: EmbeddedServer, template: str) -> Where:
    """Copies on the server that all tests share: durable ones would measure no more here."""

    @contextmanager
    def fresh() -> Iterator[BenchDatabase]:
        with copied(server, template) as address, opened(address) as bench:
            yield bench

    return fresh


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("name", TINY)
def test_every_module_runs_to_its_end(where: Where, name: str) -> None:
    found = TINY[name](where)
    assert found
    assert any(row.goal for row in found)
    assert all(row.met is not None for row in found if row.goal)


def test_every_module_is_tried() -> None:
    assert set(TINY) == set(bench.MODULES)


def test_a_module_that_fails_is_a_missed_goal(capsys: pytest.CaptureFixture[str]) -> None:
    def broken(full: bool) -> list[Row]:
        raise ValueError("no such town")

    [row] = bench.measure("broken", broken, 1.0)
    assert row.met is False
    assert "no such town" in row.measured
    assert "broken: " in capsys.readouterr().err
