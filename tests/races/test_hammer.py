"""Everything at once: moves, jobs, blocks, withdrawals and erasures of the same few needs and helpers.

Short in `make test`; `make chaos` hammers for a minute, or MINKA_HAMMER_SECONDS.
"""

import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from itertools import count, takewhile

import pytest
from sqlalchemy import text

from core.database.db import Database
from scheduler.jobs import JOBS
from tests.support.at_once import at_once, connections, deadlocks
from tests.support.people import Person
from tests.support.places import LANSING
from tests.support.world import World

SECONDS = float(os.environ.get("MINKA_HAMMER_SECONDS", "60"))
STROKES = 25
"""Strokes of each hammer in the short form."""
AUTHORS, HELPERS = 4, 8
DEALS = ("i_choose", "first_who_fits", "first_who_fits")

INVARIANTS = {
    "more agreed than needed": """
        SELECT n.id FROM need n JOIN match m ON m.need_id = n.id GROUP BY n.id
        HAVING sum(m.quantity) FILTER (WHERE m.status = 'confirmed') IS NOT NULL
           AND coalesce(sum(m.quantity) FILTER (WHERE m.status = 'confirmed'), 0)
             + coalesce(sum(m.completed_quantity) FILTER (WHERE m.status = 'completed'), 0) > n.quantity""",
    "two live matches of one pair": """
        SELECT need_id FROM match WHERE status IN ('proposed', 'invited', 'accepted', 'confirmed')
         GROUP BY need_id, helper_id HAVING count(*) > 1""",
    "an offer beyond its places": """
        SELECT o.id FROM offer o JOIN match m ON m.offer_id = o.id AND m.status IN ('accepted', 'confirmed')
         GROUP BY o.id HAVING count(*) > o.at_a_time""",
    "a need that is covered, yet open": """
        SELECT n.id FROM need n JOIN match m ON m.need_id = n.id WHERE n.status = 'open' GROUP BY n.id
        HAVING coalesce(sum(m.quantity) FILTER (WHERE m.status = 'confirmed'), 0)
             + coalesce(sum(m.completed_quantity) FILTER (WHERE m.status = 'completed'), 0) >= n.quantity""",
    "a need matched by nobody": """
        SELECT id FROM need n WHERE status = 'matched'
           AND NOT EXISTS (SELECT FROM match m WHERE m.need_id = n.id AND m.status = 'confirmed')""",
    "somebody still asked for what is covered or over": """
        SELECT m.id FROM match m JOIN need n ON n.id = m.need_id
         WHERE n.status <> 'open' AND m.status IN ('proposed', 'invited', 'accepted')""",
    "help agreed for what is over": """
        SELECT m.id FROM match m JOIN need n ON n.id = m.need_id
         WHERE n.status IN ('expired', 'withdrawn') AND m.status = 'confirmed'""",
    "a match on an offer that was taken back": """
        SELECT m.id FROM match m JOIN offer o ON o.id = m.offer_id
         WHERE o.status = 'withdrawn' AND m.status IN ('proposed', 'invited', 'accepted', 'confirmed')""",
    "a match across a block": """
        SELECT m.id FROM match m JOIN block b
            ON (b.blocker_id, b.blocked_id) IN ((m.helper_person_id, m.beneficiary_id),
                                                (m.beneficiary_id, m.helper_person_id))
         WHERE m.status IN ('proposed', 'invited', 'accepted', 'confirmed')""",
    "something left standing by somebody erased": """
        SELECT n.id FROM need n JOIN person p ON p.id = n.author_id
         WHERE p.erased_at IS NOT NULL AND n.status IN ('pending', 'open', 'matched')
         UNION ALL
        SELECT o.id FROM offer o JOIN person p ON p.id = o.author_id
         WHERE p.erased_at IS NOT NULL AND o.status IN ('active', 'paused')
         UNION ALL
        SELECT m.id FROM match m JOIN person p ON p.id IN (m.helper_person_id, m.beneficiary_id)
         WHERE p.erased_at IS NOT NULL AND m.status IN ('proposed', 'invited', 'accepted', 'confirmed')""",
    "an offer that the search does not see": """
        SELECT id FROM offer o WHERE status = 'active' AND for_need_id IS NULL
           AND (SELECT count(*) FROM supply s WHERE s.offer_id = o.id) <> cardinality(o.categories)""",
    "an offer that the search still sees": """
        SELECT offer_id FROM supply s JOIN offer o ON o.id = s.offer_id WHERE o.status <> 'active'""",
    "supply in a cell that the search does not know": """
        SELECT offer_id FROM supply s WHERE cell <> 0 AND NOT EXISTS (
            SELECT FROM supply_cell c WHERE c.pool_id = s.pool_id AND c.cell = s.cell)""",
}


HowLong = Callable[[], Iterator[int]]


def a_few_strokes() -> Iterator[int]:
    """The short form: the same number, whatever the machine."""
    yield from range(STROKES)


def for_a_while() -> Iterator[int]:
    until = time.monotonic() + SECONDS
    return takewhile(lambda _: time.monotonic() < until, count())


class HammeringPeople:
    """The people who hammer, and what they do to each other. Erased ones are followed by new ones."""

    def __init__(self, world: World, database: Database) -> None:
        self.world, self.database = world, database
        self.people: dict[str, Person] = {}
        self.told: Counter[int] = Counter()
        self.failed: list[str] = []
        self.community = world.community(world.person("Cy"))["id"]
        self.authors = [self.join(f"Author {n}").id for n in range(AUTHORS)]
        self.helpers = [self.join(f"Helper {n}").id for n in range(HELPERS)]
        self.strokes: tuple[tuple[int, Callable[[random.Random], None]], ...] = (
            (14, self.move),
            (5, self.answer),
            (4, self.post_need),
            (4, self.post_offer),
            (3, self.invite),
            (3, self.change_need),
            (3, self.change_offer),
            (1, self.block),
            (1, self.erase),
        )

    def join(self, name: str) -> Person:
        """Somebody new, vouched for, who may be asked as often as a hammer strikes."""
        person = self.world.person(name)
        person.post(f"/v1/communities/{self.community}/join")
        self.world.vouch_for(person, self.community)
        with self.database.transaction() as session:
            tireless = "UPDATE person SET asks_a_day = 9999, asks_a_week = 9999 WHERE id = :id"
            session.execute(text(tireless), {"id": person.id})
        self.people[person.id] = person
        return person

    def hammer(self, seed: int, how_long: HowLong) -> None:
        rng = random.Random(seed)
        weights, strokes = zip(*self.strokes, strict=True)
        for _ in how_long():
            rng.choices(strokes, weights)[0](rng)

    def let_time_act(self, seed: int, how_long: HowLong) -> None:
        """The jobs, now and then as if it were much later, so that proposals lapse and needs expire."""
        rng = random.Random(seed)
        for _ in how_long():
            later = timedelta(hours=rng.choice((0, 0, 0, 0, 13, 200)))
            for job in JOBS:
                job.run(self.database, self.world.now() + later, rng)

    def call(self, person_id: str, method: str, path: str, body: object = None) -> None:
        """As an app would. Refusals are fine, as long as they are refusals."""
        response = self.people[person_id].call(method, path, body)
        self.told[response.status_code] += 1
        if response.status_code >= 500:
            self.failed.append(f"{method} {path} {response.status_code} {response.text}")

    def any_of(self, query: str, **values: object) -> tuple[str, ...] | None:
        with self.database.transaction() as session:
            row = session.execute(text(f"{query} ORDER BY random() LIMIT 1"), values).first()
        return None if row is None else tuple(str(value) for value in row)

    def move(self, rng: random.Random) -> None:
        """Any move by one side of a standing match; what the state forbids is refused."""
        found = self.any_of(
            "SELECT id, status, helper_person_id, beneficiary_id FROM match"
            " WHERE status IN ('proposed', 'invited', 'accepted', 'confirmed')"
        )
        if found is None:
            return
        match, status, helper, beneficiary = found
        verb = rng.choice(
            ("report", "report", "cancel")
            if status == "confirmed"
            else ("accept", "accept", "confirm", "confirm", "decline", "choose", "refuse", "take-back")
        )
        who = {"accept": helper, "decline": helper, "confirm": beneficiary, "choose": beneficiary}
        body = {"report": {"outcome": rng.choice(("helped", "not_helped"))}, "cancel": {"reason": "ill"}}
        self.call(
            who.get(verb, rng.choice((helper, beneficiary))),
            "POST",
            f"/v1/matches/{match}/{verb}",
            body.get(verb),
        )

    def answer(self, rng: random.Random) -> None:
        """A helper answers a need they saw, with or without an offer."""
        found = self.any_of("SELECT id FROM need WHERE status = 'open'")
        if found is not None:
            self.call(rng.choice(self.helpers), "POST", f"/v1/needs/{found[0]}/responses", {})

    def invite(self, rng: random.Random) -> None:
        need = self.any_of("SELECT id, author_id FROM need WHERE status = 'open'")
        offer = self.any_of("SELECT id FROM offer WHERE status = 'active' AND for_need_id IS NULL")
        if need is not None and offer is not None:
            self.call(need[1], "GET", f"/v1/needs/{need[0]}/matches")
            self.call(need[1], "POST", f"/v1/needs/{need[0]}/invitations", {"offer_id": offer[0]})

    def post_need(self, rng: random.Random) -> None:
        need = {"category": "groceries", "place": LANSING, "quantity": rng.randint(1, 3)}
        criteria = {"decide": rng.choice(DEALS)}
        self.call(rng.choice(self.authors), "POST", "/v1/needs", need | {"criteria": criteria})

    def post_offer(self, rng: random.Random) -> None:
        place = LANSING | {"lat": LANSING["lat"] + rng.choice((0, 0.05))}
        capacity = {"at_a_time": rng.randint(1, 2), "per_week": 50}
        categories = ["groceries", *rng.sample(["repair", "ride", "pet_care", "water"], 2)]
        offer = {"place": place, "capacity": capacity, "categories": categories}
        self.call(rng.choice(self.helpers), "POST", "/v1/offers", offer)

    def change_need(self, rng: random.Random) -> None:
        found = self.any_of("SELECT id, author_id FROM need WHERE status IN ('open', 'matched', 'expired')")
        if found is not None:
            verb = rng.choice(("withdraw", "renew", "renew", "fulfil"))
            self.call(found[1], "POST", f"/v1/needs/{found[0]}/{verb}", {})

    def change_offer(self, rng: random.Random) -> None:
        found = self.any_of("SELECT id, author_id FROM offer WHERE status IN ('active', 'paused')")
        if found is not None:
            verb = rng.choice(("withdraw", "pause", "resume", "resume"))
            self.call(found[1], "POST", f"/v1/offers/{found[0]}/{verb}", {})

    def block(self, rng: random.Random) -> None:
        """Keeps the other side of a match away, or makes up again."""
        found = self.any_of("SELECT id, helper_person_id, beneficiary_id FROM match")
        if found is not None:
            about = {"about": {"type": "match", "id": found[0]}}
            self.call(rng.choice(found[1:]), "POST", "/v1/blocks", about)
        lifted = self.any_of("SELECT id, blocker_id FROM block")
        if lifted is not None and rng.random() < 0.7:
            self.call(lifted[1], "DELETE", f"/v1/blocks/{lifted[0]}")

    def erase(self, rng: random.Random) -> None:
        """Somebody leaves for good, in the midst of it; somebody new takes their place."""
        group = rng.choice((self.authors, self.helpers))
        place = rng.randrange(len(group))
        gone = group[place]
        self.call(gone, "DELETE", "/v1/me")
        group[place] = self.join("Newcomer").id


@pytest.fixture
def hammering_people(world: World) -> Iterator[HammeringPeople]:
    world.database.limits = 1000  # they do in seconds what others do in weeks
    with connections(world, 14) as database:
        yield HammeringPeople(world, database)


@pytest.mark.parametrize("how_long", [a_few_strokes, pytest.param(for_a_while, marks=pytest.mark.long)])
def test_nothing_breaks_under_the_hammer(hammering_people: HammeringPeople, how_long: HowLong) -> None:
    hammers = [partial(hammering_people.hammer, seed, how_long) for seed in range(10)]
    clocks = [partial(hammering_people.let_time_act, seed, how_long) for seed in range(100, 102)]
    at_once([*hammers, *clocks])
    print(
        f"\n{sum(hammering_people.told.values())} calls, by status {dict(sorted(hammering_people.told.items()))}"
    )
    assert not hammering_people.failed
    assert {200, 201, 409} <= hammering_people.told.keys()
    with hammering_people.database.transaction() as session:
        broken = {name: session.execute(text(query)).all() for name, query in INVARIANTS.items()}
    assert {name: rows for name, rows in broken.items() if rows} == {}
    assert deadlocks(hammering_people.database) == 0, "the lock order was broken somewhere"
