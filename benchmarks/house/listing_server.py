"""The API with one more route, `/bare`: the same two statements by psycopg and orjson alone, and nothing else.

Run by `benchmarks.house.listing` as a process of its own: prints where it listens, then serves.
"""

import os
import socket
import threading
from datetime import UTC, datetime

import orjson
import psycopg
import uvicorn
from fastapi import FastAPI, Response
from sqlalchemy import make_url
from sqlalchemy.dialects.postgresql import psycopg as dialect

from commands.application import whole
from core.crypto.keyring import vault
from core.database.db import Database, vault_of
from core.database.holding import look
from core.machine import garbage, switching
from core.settings import Settings
from services.access import callers, tokens
from services.needs import lists as need_lists
from services.needs.lists import Wanted


def main() -> None:
    settings = Settings()
    assert settings.database_url is not None
    database = Database(
        settings.database_url,
        vault_of(settings),
        pool_size=settings.pool_size,
        statement_timeout_ms=settings.statement_timeout_ms,
        limits=1_000_000,  # one account reads the same list thousands of times
    )
    look(database)
    app = whole(settings, database)
    add_bare(app, database, os.environ["BENCH_TOKEN"])
    garbage.settle()
    switching.soon()
    # Named as TCP, or asyncio leaves Nagle's delay on and every call waits 40 ms.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    listening.listen(1024)
    print(f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False)).run(sockets=[listening])


def add_bare(app: FastAPI, database: Database, access_token: str) -> None:
    """Adds the bare handler for the holder of this token."""
    with database.transaction() as session:
        caller = callers.by_access_token(session, access_token, datetime.now(UTC))
        token = tokens.read(vault(session), "access", access_token)
    assert token is not None
    listed, values = need_lists.query(caller, Wanted(), after=None, limit=21)
    who = callers.WHO.text.replace(":id", f"'{token.session_id}'").replace(":now", "now()")
    url = make_url(database.direct_url).set(drivername="postgresql").render_as_string(hide_password=False)
    compiled = listed.compile(dialect=dialect.dialect())  # type: ignore[no-untyped-call]
    with psycopg.connect(url) as once:
        statement = psycopg.ClientCursor(once).mogrify(str(compiled), values)  # the values stand in it
    local = threading.local()

    def connection() -> psycopg.Connection:
        if not hasattr(local, "connection"):
            local.connection = psycopg.connect(url, autocommit=True, prepare_threshold=1)
        return local.connection  # type: ignore[no-any-return]

    @app.get("/bare")
    def bare() -> Response:
        with connection().cursor() as cursor:
            cursor.execute(who)
            cursor.fetchone()
            cursor.execute(statement)
            names = [column.name for column in cursor.description or ()]
            items = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        return Response(orjson.dumps(items, default=_plain), media_type="application/json")


def _plain(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


if __name__ == "__main__":
    main()
