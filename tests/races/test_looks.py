"""Forty looks at the same moment: thirty are on one's own word, whichever phone was faster."""

from functools import partial
from uuid import UUID

from sqlalchemy import text

from core.access import Caller
from core.database.db import Database
from core.models import Person
from services.access import callers
from services.people import sign_in
from services.reveals import opening
from tests.support.at_once import at_once, connections
from tests.support.looks import LookedAt
from tests.support.world import World

PHONES = 8


def test_of_forty_looks_at_once_thirty_are_on_ones_own_word(world: World) -> None:
    circle = LookedAt(world)
    needs = [UUID(circle.need()) for _ in range(PHONES)]
    now = world.now()

    def signed_in() -> Caller:
        with world.database.transaction() as session:
            cora = session.get_one(Person, UUID(circle.cora.id))
            token = sign_in.start_session(session, cora, device_name="one more", now=now).access_token
            return callers.by_access_token(session, token, now)

    phones = [signed_in() for _ in range(PHONES)]

    def look(database: Database, phone: int, number: int) -> None:
        with database.transaction() as session:
            cora, purpose = phones[phone], f"look {number}"
            opening.ask(session, cora, UUID(circle.id), needs[phone], purpose=purpose, now=now)

    with connections(world, PHONES) as database:
        for number in range(5):
            at_once([partial(look, database, phone, number) for phone in range(PHONES)])
    with world.database.transaction() as session:
        ways = list(session.scalars(text("SELECT way FROM reveal ORDER BY way")))
    assert ways == ["alone"] * 30 + ["asked"] * 10
