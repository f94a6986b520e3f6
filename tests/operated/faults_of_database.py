"""Faults of the database under a machine that runs, each named in one sentence, and well again by itself."""

import os
import shutil
from pathlib import Path

from sqlalchemy import create_engine, text

from core.database.db import DATABASE
from core.health.database_parts import head
from tests.operated.machine import Machine, eventually, named, well_again

_HANG_UP = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'minka_app'"


def owner_says(machine: Machine, *statements: str) -> None:
    """As the owner of the machine's database."""
    password = (machine.data / "pg" / "postgres.password").read_text().strip()
    url = f"postgresql+psycopg://postgres:{password}@/{DATABASE}?host={machine.data / 'pg'}&port=5432"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def schema_behind(machine: Machine) -> None:
    owner_says(machine, "UPDATE alembic_version SET version_num = '0007'")
    try:
        named(machine, "schema", "The database is at migration 0007", "down")
    finally:
        assert machine.command("doctor").stdout.count("python manage.py migrate") == 1
        owner_says(machine, f"UPDATE alembic_version SET version_num = '{head()}'")
    well_again(machine, "schema")


def read_only_database(machine: Machine) -> None:
    owner_says(machine, f"ALTER DATABASE {DATABASE} SET default_transaction_read_only = on", _HANG_UP)
    try:
        named(machine, "write", "takes no writes", "down")
    finally:
        undo = "SET default_transaction_read_only = off"
        owner_says(machine, undo, f"ALTER DATABASE {DATABASE} RESET default_transaction_read_only", _HANG_UP)
    well_again(machine, "write")
    eventually(machine.a_code_leaves, "codes leave")


def role_without_rights(machine: Machine) -> None:
    owner_says(machine, "REVOKE INSERT, UPDATE ON heartbeat FROM minka_app")
    try:
        named(machine, "write", "may not do this. Run `python manage.py migrate`", "down")
    finally:
        assert machine.command("migrate").returncode == 0  # the way out that is named
    well_again(machine, "write")


def no_connection_left(machine: Machine) -> None:
    owner_says(machine, "ALTER ROLE minka_app CONNECTION LIMIT 0", _HANG_UP)
    try:
        named(machine, "database", "no connection left", "down")
    finally:
        owner_says(machine, "ALTER ROLE minka_app CONNECTION LIMIT -1")
    well_again(machine, "database")


def standby(machine: Machine) -> None:
    """The same data, brought up as a standby."""
    machine.stop()
    copy = machine.data.parent / "standby"
    shutil.copytree(machine.data, copy, symlinks=True, ignore=shutil.ignore_patterns("*.s.PGSQL*", ".s.*"))
    for there in (machine.data / "pg").rglob("*"):
        _same_owner(there, copy / "pg" / there.relative_to(machine.data / "pg"))
    _same_owner(machine.data / "pg", copy / "pg")
    signal_file = copy / "pg" / "cluster" / "standby.signal"
    signal_file.touch()
    _same_owner(machine.data / "pg" / "cluster" / "PG_VERSION", signal_file)
    ended = machine.command("doctor", data_dir=str(copy))
    assert "The database takes no writes: it is a standby" in ended.stdout, ended.stdout + ended.stderr


def _same_owner(as_of: Path, path: Path) -> None:
    if path.exists() and os.geteuid() == 0:
        found = as_of.stat()
        os.chown(path, found.st_uid, found.st_gid)
