"""A database whose changes can be undone, so that hundreds of tests may each find the same data."""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta

import httpx
from sqlmodel import Session

from core.database.db import Database
from core.database.wakeups import WAKEUPS
from services.access import step_up, tokens
from tests.support.people import Person
from tests.support.server import serving
from tests.support.world import World


class UndoableDatabase(Database):
    """A database on one connection, whose transactions are savepoints of a larger one that is undone."""

    def open(self) -> None:
        """Takes its one connection; `close` gives it back."""
        self._connection = self.engine.connect()

    def session(self) -> Session:
        """A session whose commits last until the larger transaction is undone."""
        return Session(
            self._connection,
            info=self.info,
            expire_on_commit=False,
            join_transaction_mode="create_savepoint",
        )

    @property
    def info(self) -> dict[str, object]:
        """As usual, but nobody is woken: nothing of it is ever committed."""
        return {name: value for name, value in super().info.items() if name != WAKEUPS}

    @contextmanager
    def undone(self) -> Iterator[None]:
        """What is done within is undone at its end."""
        transaction = self._connection.begin()
        try:
            yield
        finally:
            transaction.rollback()

    def close(self) -> None:
        self._connection.close()
        super().close()


def sign_in_for_a_day(world: World, people: Iterable[Person]) -> None:
    """Gives them access tokens for a day: the usual ones end after ten minutes, and what renews them is undone. So
    long, too, they have shown who they are.
    """
    tomorrow = world.now() + timedelta(days=1)
    expiry = int(tomorrow.timestamp())
    for person in people:
        token = tokens.read(world.database.vault, "access", person.access_token)
        assert token is not None
        person.access_token = tokens.access(
            world.database.vault, token.session_id, expiry=expiry, generation=token.generation
        )
        with world.database.transaction() as session:
            step_up.proved(session, token.session_id, tomorrow)


@contextmanager
def undoable(world: World) -> Iterator[tuple[UndoableDatabase, httpx.Client]]:
    """The world's data as an undoable database, and a client of the API over it."""
    database = UndoableDatabase(
        world.address.app_url,
        world.database.vault,
        pool_size=1,
        statement_timeout_ms=world.settings.statement_timeout_ms,
    )
    with closing(database):
        database.open()
        with (
            serving(world.settings, database) as server,
            httpx.Client(base_url=server.url, timeout=30) as http,
        ):
            yield database, http
