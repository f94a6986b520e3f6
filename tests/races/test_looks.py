"""Forty looks at the same moment: thirty are on one's own word, whoever was faster."""

from functools import partial
from uuid import UUID

from sqlalchemy import text

from core.database.db import Database
from services.reveals import opening
from tests.support.at_once import at_once, caller_of, connections
from tests.support.looks import LookedAt
from tests.support.world import World


def test_of_forty_looks_at_once_thirty_are_on_ones_own_word(world: World) -> None:
    circle = LookedAt(world)
    needs = [UUID(circle.need()) for _ in range(5)]
    now = world.now()
    cora = caller_of(world.database, circle.cora, now)

    def look(database: Database, number: int) -> None:
        with database.transaction() as session:
            purpose = f"look {number}"
            opening.ask(session, cora, UUID(circle.id), needs[number % 5], purpose=purpose, now=now)

    with connections(world, 8) as database:
        for batch in range(5):
            at_once([partial(look, database, batch * 8 + number) for number in range(8)])
    with world.database.transaction() as session:
        ways = list(session.scalars(text("SELECT way FROM reveal ORDER BY way")))
    assert ways == ["alone"] * 30 + ["asked"] * 10
