"""L10: whoever served could connect to the server that comes along as its superuser: it asked nobody for a password."""

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from core.database import embedded
from core.database.db import APP_ROLE, Address
from core.database.embedded.cluster import OWNER
from tests.support.databases import FAST

TRUSTING = "local all all trust\nhost all all all reject\n"


@contextmanager
def as_role(address: Address, user: str, password: str | None) -> Iterator[psycopg.Connection]:
    """A connection by the socket, as whoever reaches it may try."""
    url = make_url(address.direct_url).set(drivername="postgresql", username=user, password=password)
    with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as connection:
        yield connection


def password_in(url: str) -> str:
    return str(make_url(url).password)


@pytest.mark.parametrize("guess", [None, "", "postgres"])
def test_the_owner_is_asked_for_a_password(address: Address, guess: str | None) -> None:
    with pytest.raises(psycopg.OperationalError), as_role(address, OWNER, guess):
        pass


def test_what_serves_does_not_become_the_owner(address: Address) -> None:
    app, owner = password_in(address.app_url), password_in(address.owner_url)
    assert app != owner
    with pytest.raises(psycopg.OperationalError), as_role(address, OWNER, app):
        pass
    tries = (
        "SET ROLE postgres",
        "SET SESSION AUTHORIZATION postgres",
        f"ALTER ROLE {APP_ROLE} SUPERUSER",
        "ALTER ROLE postgres PASSWORD 'mine'",
        "COPY event TO PROGRAM 'cat'",
        "SELECT pg_read_file('pg_hba.conf')",
        "ALTER SYSTEM SET listen_addresses = '*'",
    )
    with as_role(address, APP_ROLE, app) as connection:
        for statement in tries:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)
    with as_role(address, OWNER, owner) as connection:
        assert connection.execute(
            "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
        ).fetchone() == (True,)


def test_a_cluster_that_asked_nobody_asks_from_the_next_start_on(tmp_path: Path) -> None:
    """As one that was made before: trusting, its roles without passwords, and with data."""
    home = tmp_path / "pg"
    with embedded.start(home, settings=FAST) as server:
        address = _in_postgres(server)
        with as_role(address, OWNER, password_in(address.owner_url)) as connection:
            connection.execute("CREATE ROLE minka_app LOGIN")
            connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
            connection.execute("GRANT SELECT ON kept TO minka_app")
            connection.execute("ALTER ROLE postgres PASSWORD NULL")
    (home / "cluster" / "pg_hba.conf").write_text(TRUSTING)
    for file in home.glob("*.password"):
        file.unlink()

    with embedded.start(home, settings=FAST) as server:
        address = _in_postgres(server)
        with pytest.raises(psycopg.OperationalError), as_role(address, OWNER, None):
            pass
        with as_role(address, APP_ROLE, password_in(address.app_url)) as connection:
            assert connection.execute("SELECT n FROM kept").fetchone() == (7,)
        files = list(home.glob("*.password*"))
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
        assert len(files) == 2


def _in_postgres(server: embedded.EmbeddedServer) -> Address:
    url, owner = (server.url(database="postgres", user=role) for role in (APP_ROLE, OWNER))
    return Address(url, owner, server)
