"""How Minka grows: a country with ten times the people, and what a call, a look, a round and a push cost in each.

    python -m benchmarks.growth                       10,000 and 100,000 people
    python -m benchmarks.growth --full                and a million: half an hour, and 13 GB of disk
    python -m benchmarks.growth --people 2000,20000   others
    python -m benchmarks.growth --circle 5000         in circles of another size

The last line counts the goals met and missed.
"""

import argparse
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import ExitStack

from benchmarks.growth import measuring, pushes, rows, work
from benchmarks.growth.country import Country, build
from benchmarks.growth.shape import Shape
from benchmarks.house.database import bench_database
from benchmarks.report import Row, show

SERVER = {"shared_buffers": "3GB", "random_page_cost": "1.1", "max_wal_size": "8GB"}
"""PostgreSQL with as much memory as the indexes of a million people take, as docs/operations.md advises, and on a disk
that is no turning one; it takes what is used of it. The last hurries the copying.
"""
USUAL, FULL = (10_000, 100_000), (10_000, 100_000, 1_000_000)
LARGEST = (
    "SELECT coalesce(pg_partition_root(oid), oid)::regclass::text, sum(pg_total_relation_size(oid)) FROM pg_class"
    " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace GROUP BY 1 ORDER BY 2 DESC LIMIT 8"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs it; returns how many goals were missed."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.growth", description=__doc__.partition("\n")[0]
    )
    parser.add_argument("--full", action="store_true", help="a million people, too")
    parser.add_argument("--people", help="how many, from few to many, with commas")
    parser.add_argument("--circle", type=int, default=Shape(0).circle, help="people of each circle")
    parser.add_argument("--rounds", type=int, default=10, help="turns that each route is called in")
    parser.add_argument(
        "--pushes", type=int, default=pushes.MANY, help="needs that are posted until a phone rings"
    )
    options = parser.parse_args(arguments)
    sizes = (
        [int(size) for size in options.people.split(",")]
        if options.people
        else FULL
        if options.full
        else USUAL
    )
    with ExitStack() as stack:
        countries = [
            build(stack.enter_context(bench_database(SERVER)), Shape(size, circle=options.circle))
            for size in sizes
        ]
        return show(list(to_its_end(measured(countries, rounds=options.rounds, many_pushes=options.pushes))))


def to_its_end(rows: Iterator[Row]) -> Iterator[Row]:
    """The rows; where one fails, those before it, and one that says how and counts as missed."""
    try:
        yield from rows
    except Exception as error:
        traceback.print_exc()
        yield Row("the rest", f"failed: {type(error).__name__}: {error}"[:200], "to run to its end", False)


def measured(countries: Sequence[Country], *, rounds: int, many_pushes: int) -> Iterator[Row]:
    """All rows; the first say what is compared."""
    people = " → ".join(f"{country.shape.people:,}" for country in countries)
    each = f"{countries[0].shape.circle:,} in each circle"
    yield Row("people", f"{people}, {each}", "", None)
    if many_pushes:
        _say("pushes")  # first: what the routes post asks all helpers whom the smallest country has
        yield from pushes.rows(countries, many_pushes)
    with ExitStack() as stack:
        open_ones = [stack.enter_context(measuring.Measured(country)) for country in countries]
        _say("routes")
        measuring.in_turn(open_ones, rounds=rounds, each=4)
        yield from rows.of_routes(open_ones)
        memory = [one.memory_mb() for one in open_ones]
    yield Row("the API's memory after all of these", f"{rows.told(memory, '.0f')} MB", "", None)
    yield from disk(countries)
    _say("work behind the routes")
    yield from work.rows(countries)


def disk(countries: Sequence[Country]) -> Iterator[Row]:
    """What the database takes, for a thousand people, and which tables most of it."""
    sizes = [float(country.ask("SELECT pg_database_size(current_database())")[0][0]) for country in countries]
    each = [size / country.shape.people / 1000 for size, country in zip(sizes, countries, strict=True)]
    yield Row("disk for 1,000 people with a year of history", f"{rows.told(each, '.1f')} MB", "", None)
    largest = ", ".join(f"{table} {float(size) / 1e6:,.0f}" for table, size in countries[-1].ask(LARGEST))
    yield Row("the largest tables of the largest country, with their indexes", f"{largest} MB", "", None)


def _say(what: str) -> None:
    print(f"{what} …", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
