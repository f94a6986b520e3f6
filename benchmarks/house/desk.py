"""What a coordinator's desk costs: a page of the queue, a need's card and a search for people, against bare queries for
the same rows.

Both are run in turn on one database, each in a transaction of its own, so that the machine's mood falls on both. The
figure is the time from the first statement to the end of the transaction, all rows opened.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, event, text
from sqlmodel import Session

from benchmarks.house.database import BenchDatabase, Where, bench_database
from benchmarks.house.desk_scene import DeskScene, scene
from benchmarks.report import Row
from core import name_words
from core.access import Caller
from core.crypto.keyring import vault
from core.effort import Effort
from matching.states import deadlines
from matching.words.vocabulary import Urgency
from services.access import callers
from services.desk import queue
from services.desk.filters import Filters, Place
from services.need_cards import card
from services.neighbours import search

NEEDS, PEOPLE, ROUNDS = 100_000, 20_000, 15
WARM = 12
"""So many rounds are not counted: the driver prepares a statement at its sixth time on a connection, and the server
settles on a plan after five more. Whoever comes to a desk that is in use waits for neither, on either side.
"""
PAGE, TENTH = 50, 9
GOAL = 2.5
PAIRS = 20_000
"""So many pairs a card may look at, as many as the door allows."""

Act = Callable[[Session, Caller], object]

_ROWS = """
    SELECT n.*, p.display_name, k.wrapped,
           (SELECT count(*) FROM match m WHERE m.need_id = n.id) AS asked,
           (SELECT max(e.id) FROM event e WHERE e.need_id = n.id AND e.kind = 'need_noted') AS noted
      FROM need n JOIN person p ON p.id = n.author_id LEFT JOIN person_key k ON k.person_id = p.id
"""
_QUEUE = """
     WHERE n.community_id = :community AND n.status = 'open' AND NOT n.author_hidden
       AND n.posted_at <= CASE n.urgency WHEN 'soon' THEN :soon ELSE :flexible END
       AND NOT EXISTS (SELECT FROM match m WHERE m.need_id = n.id
                        AND m.status IN ('accepted', 'confirmed', 'completed'))
"""
"""The needs that the queue of such a circle holds: nobody has said yes to them for long enough."""
_FIRST = text(f"{_ROWS} {_QUEUE} ORDER BY coalesce(n.turn_at, n.posted_at), n.id LIMIT :limit")
_TENTH = text(
    f"{_ROWS} {_QUEUE} AND (coalesce(n.turn_at, n.posted_at), n.id) > (:turn, :id)"
    " ORDER BY coalesce(n.turn_at, n.posted_at), n.id LIMIT :limit"
)
_PEOPLE = text("""
    SELECT p.id, p.display_name, k.wrapped, m.role, m.state, m.trust,
           (SELECT count(*) FROM need n WHERE n.author_id = p.id AND n.community_id = :community
               AND n.status IN ('pending', 'open', 'matched')) AS open_needs,
           (SELECT count(*) FROM match x WHERE x.helper_person_id = p.id AND x.status = 'confirmed') AS promises
      FROM name_mark w JOIN person p ON p.id = w.person_id
      JOIN person_key k ON k.person_id = p.id
      JOIN membership m ON m.person_id = p.id AND m.community_id = w.community_id
     WHERE w.community_id = :community AND w.mark = ANY(:marks) ORDER BY p.id LIMIT :limit
""")


@dataclass(frozen=True, slots=True)
class _Pair:
    """Something of ours, and the bare query beside it."""

    what: str
    ours: Act
    bare: Act


def rows(
    _full: bool = False,
    *,
    needs: int = NEEDS,
    people: int = PEOPLE,
    rounds: int = ROUNDS,
    where: Where = bench_database,
) -> list[Row]:
    """For each the ratio of the two, median of alternating rounds."""
    with where() as bench:
        there = scene(bench, needs=needs, people=people)
        return [_measured(bench, there, pair, rounds) for pair in _pairs(bench, there)]


def _pairs(bench: BenchDatabase, there: DeskScene) -> Iterator[_Pair]:
    now, here, none = datetime.now(UTC), there.community, Filters()
    with bench.database.transaction() as session:
        me = callers.by_person(session, there.coordinator)
        after: Place | None = None
        for _ in range(TENTH):
            page = queue.page(session, me, here, none, after=after, limit=PAGE, now=now)
            after = page[-1].place if page else after
        need = page[-1].need_id if page else None
        marks = [vault(session).name_mark(here, form) for form in name_words.forms(there.word)]
    values = {
        "community": here,
        "soon": now - deadlines.WITHOUT_YES[Urgency.SOON],
        "flexible": now - deadlines.WITHOUT_YES[Urgency.FLEXIBLE],
        "limit": PAGE,
    }
    tenth = values | ({"turn": after.turn, "id": after.id} if after else {"turn": now, "id": here})

    def ours(place: Place | None) -> Act:
        return lambda session, me: queue.page(session, me, here, none, after=place, limit=PAGE, now=now)

    yield _Pair("the queue's first page", ours(None), _bare(_FIRST, values))
    yield _Pair("its tenth page", ours(after), _bare(_TENTH, tenth))
    yield _Pair(
        "a search for people",
        lambda session, me: search.find(session, me, here, there.word, limit=search.AT_MOST, now=now),
        _bare(_PEOPLE, {"community": here, "marks": marks, "limit": search.LOOKED_AT}),
    )
    if need is not None:
        yield _Pair("the card of a need", *_card(bench, there, need, now))


def _bare(query: TextClause, values: dict[str, object]) -> Act:
    return lambda session, _me: session.execute(query, values).all()


def _card(bench: BenchDatabase, there: DeskScene, need: UUID, now: datetime) -> tuple[Act, Act]:
    """The card, and the statements that it takes, by the driver alone."""

    def ours(session: Session, me: Caller) -> object:
        effort = Effort(PAIRS, time.monotonic)
        return card.of(session, me, there.community, need, now=now, effort=effort)

    said: list[tuple[str, Any]] = []  # what the driver is given with each

    def note(_connection: object, _cursor: object, statement: str, values: Any, *_: object) -> None:
        said.append((statement, values))

    engine = bench.database.engine
    with bench.database.transaction() as session:
        me = callers.by_person(session, there.coordinator)
        event.listen(engine, "before_cursor_execute", note)
        try:
            ours(session, me)
        finally:
            event.remove(engine, "before_cursor_execute", note)

    def bare(session: Session, _me: Caller) -> object:
        connection = session.connection().connection.driver_connection
        assert connection is not None
        found = [connection.cursor().execute(statement, values) for statement, values in said]
        return [cursor.fetchall() for cursor in found if cursor.description is not None]

    return ours, bare


def _measured(bench: BenchDatabase, there: DeskScene, pair: _Pair, rounds: int) -> Row:
    found = [(_took(bench, there, pair.ours), _took(bench, there, pair.bare)) for _ in range(WARM + rounds)]
    del found[:WARM]
    ratios = sorted(ours / bare for ours, bare in found)
    ratio = statistics.median(ratios)
    ours, bare = (statistics.median(figures) for figures in zip(*found, strict=True))
    return Row(
        f"A coordinator's desk: {pair.what}, against bare queries for the same rows",
        f"{ours:.1f} ms / {bare:.1f} ms = {ratio:.2f} × ({ratios[0]:.2f}-{ratios[-1]:.2f})",
        f"≤ {GOAL:g} ×",
        ratio <= GOAL,
    )


def _took(bench: BenchDatabase, there: DeskScene, act: Act) -> float:
    """Milliseconds. Counting for a limit may end a transaction, so none is held open around it.

    It ends as a call at the door does, on either side: what is rolled back makes the driver forget what it prepared.
    """
    with bench.database.session() as session:
        me = callers.by_person(session, there.coordinator)
        began = time.perf_counter()
        act(session, me)
        session.commit()
        return (time.perf_counter() - began) * 1000
