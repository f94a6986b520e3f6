"""Databases to test in: each a copy of the migrated template, with a name of its own, gone afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from sqlalchemy import create_engine, text

from core.db import APP_ROLE, Address
from core.embedded import EmbeddedServer


def address_of(server: EmbeddedServer, name: str) -> Address:
    return Address(
        server.url(database=name, user=APP_ROLE), server.url(database=name, user="postgres"), server
    )


@contextmanager
def copied(server: EmbeddedServer, template: str) -> Iterator[Address]:
    """A fresh copy of `template`."""
    name = f"t_{uuid4().hex[:12]}"
    engine = create_engine(server.owner_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY"))
    try:
        yield address_of(server, name)
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()
