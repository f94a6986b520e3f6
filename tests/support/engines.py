"""Databases on engines that earlier tests have done with: an engine keeps what SQLAlchemy once made of a statement.

To turn a query into SQL takes longer than to run it on the few rows of a test, and a thousand tests ask the same.
"""

from collections import defaultdict
from typing import Any

from sqlalchemy import Engine, event, make_url

from core.database.db import Database


class _Lent:
    """An engine whose connections lead to the database that it is lent for."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.url = engine, engine.url
        event.listen(engine, "do_connect", self._lead_there)

    def _lead_there(self, dialect: Any, record: object, args: object, wanted: dict[str, Any]) -> None:
        wanted.update(dialect.create_connect_args(self.url)[1])


_free: defaultdict[object, list[_Lent]] = defaultdict(list)
"""Engines of this process that nobody uses, by the server and by how their connections are made."""


class ReusingDatabase(Database):
    """A database like any other, on an engine that an earlier one has done with."""

    def __init__(self, url: str, *args: Any, **named: Any) -> None:
        super().__init__(url, *args, **named)
        self._kind = (make_url(url).set(database="any"), self.pool_size, named["statement_timeout_ms"])
        self._lent = _free[self._kind].pop() if _free[self._kind] else _Lent(self.engine)
        self._lent.url = make_url(url)
        self.engine = self._lent.engine

    def close(self) -> None:
        """Lets the engine go on, unless somebody still holds a connection of it."""
        idle = self.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
        super().close()
        if idle:
            _free[self._kind].append(self._lent)
