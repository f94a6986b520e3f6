"""Faults of a machine that runs: each is healed by itself, or named in one sentence by `/readyz` within 15 seconds."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from sqlalchemy import create_engine, text

from core.database.db import DATABASE
from core.health.database_parts import head
from tests.operated.machine import WITHIN_S, Machine, command, eventually

Play = Callable[[Machine], None]


def named(machine: Machine, part: str, says: str, *states: str) -> None:
    """The part is named with these words, within the time."""
    began = time.monotonic()
    eventually(
        lambda: (
            (told := machine.part(part)) and told[0] in (states or ("degraded", "down")) and says in told[1]
        ),
        f"{part} is named: {says}",
    )
    assert time.monotonic() - began < 2 * WITHIN_S


def well_again(machine: Machine, part: str) -> None:
    eventually(lambda: machine.part(part)[0] == "ok", f"{part} is well again")


def owner_says(machine: Machine, *statements: str) -> None:
    """As the owner of the machine's database."""
    password = (machine.data / "pg" / "postgres.password").read_text().strip()
    url = f"postgresql+psycopg://postgres:{password}@/{DATABASE}?host={machine.data / 'pg'}&port=5432"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def killed_worker(machine: Machine) -> None:
    _killed(machine, "worker")
    assert machine.a_code_leaves()


def killed_api(machine: Machine) -> None:
    _killed(machine, "serve")
    eventually(machine.is_alive, "the API answers")


def _killed(machine: Machine, which: str) -> None:
    first = machine.child(which)
    assert first is not None
    first.kill()
    eventually(lambda: (now := machine.child(which)) and now.pid != first.pid, f"a new {which}")


def killed_postgres(machine: Machine) -> None:
    first = machine.postgres()
    assert first is not None
    os.kill(first, signal.SIGKILL)
    eventually(lambda: machine.postgres() not in (None, first), "a new server")
    eventually(machine.a_code_leaves, "codes leave")


def stopped_worker(machine: Machine) -> None:
    """It hangs, and does nothing any more."""
    worker = machine.child("worker")
    assert worker is not None
    worker.suspend()
    try:
        named(machine, "worker", "No worker has given a sign of life since")
    finally:
        worker.resume()
    well_again(machine, "worker")


def frozen_postgres(machine: Machine) -> None:
    """All its processes stand still: it neither answers nor hangs up."""
    server = psutil.Process(machine.postgres())
    frozen = [server, *server.children()]
    for one in frozen:
        one.suspend()
    try:
        named(machine, "database", "MINKA_", "down")
    finally:
        for one in frozen:
            one.resume()
    well_again(machine, "database")
    eventually(machine.a_code_leaves, "codes leave")


def relay_that_is_gone(machine: Machine) -> None:
    with machine.relay.away():
        assert machine.ask_for_a_code()
        named(machine, "channels", "Mail does not leave: nobody answers at MINKA_SMTP_HOST")
        assert "nobody answers at MINKA_SMTP_HOST" in machine.said
    assert machine.a_code_leaves()
    well_again(machine, "channels")


def tried(machine: Machine, says: str, **settings: str) -> None:
    """`mail-test` with these settings ends with a sentence."""
    ended = machine.command("mail-test", "ana@mombasa.example", **settings)
    assert (ended.returncode, says in ended.stdout) == (1, True), ended.stdout + ended.stderr


def relay_with_another_password(machine: Machine) -> None:
    machine.relay.user = ("minka", "right")
    try:
        tried(
            machine,
            "refuses MINKA_SMTP_USERNAME and MINKA_SMTP_PASSWORD",
            smtp_username="minka",
            smtp_password="wrong",
        )
    finally:
        machine.relay.user = None


def relay_without_tls(machine: Machine) -> None:
    tried(machine, "the mail server offers no STARTTLS", smtp_start_tls="true")


def unknown_relay(machine: Machine) -> None:
    tried(
        machine, "the host in MINKA_SMTP_HOST is not known", smtp_host="mail.invalid", smtp_start_tls="true"
    )


def silent_gateway(machine: Machine) -> None:
    ended = machine.command("sms-test", "+254700000001", sms_url="http://127.0.0.1:9/")
    assert (ended.returncode, "nobody answers at MINKA_SMS_URL" in ended.stdout) == (1, True), ended.stdout


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


_HANG_UP = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'minka_app'"


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


def clock_that_went_back(machine: Machine) -> None:
    """A process whose clock shows an hour ago, beside what was written down at the right time."""
    shim = machine.data / "an_hour_ago.so"
    source = machine.data / "an_hour_ago.c"
    source.write_text(_AN_HOUR_AGO)
    subprocess.run(["cc", "-shared", "-fPIC", "-o", str(shim), str(source), "-ldl"], check=True)
    ended = command("doctor", **machine.settings, preload=str(shim))
    assert "clock: The clock went back by 60 min" in ended.stdout, ended.stdout


_AN_HOUR_AGO = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>
int clock_gettime(clockid_t id, struct timespec *at) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
    int said = real(id, at);
    if (id == CLOCK_REALTIME) at->tv_sec -= 3600;
    return said;
}
"""


def second_run(machine: Machine) -> None:
    ended = machine.command("run")
    assert (ended.returncode, "already runs on" in ended.stdout) == (2, True), ended.stdout


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
    assert "primary: This database is a standby" in ended.stdout, ended.stdout + ended.stderr


def _same_owner(as_of: Path, path: Path) -> None:
    if path.exists() and os.geteuid() == 0:
        found = as_of.stat()
        os.chown(path, found.st_uid, found.st_gid)


def killed_run(machine: Machine) -> None:
    machine.process.kill()
    eventually(lambda: machine.left() == [], "all of it is gone")


def hung_at_the_stop(machine: Machine) -> None:
    worker = machine.child("worker")
    assert worker is not None
    worker.suspend()
    machine.stop()
    assert machine.left() == []
    eventually(lambda: "Stopped. The data is kept" in machine.said, "it says so", 5)
    assert "the worker did not stop in time, and is ended as it is" in machine.said


def port_that_is_taken(machine: Machine) -> None:
    """API, worker and PostgreSQL end, and nothing is tried for ever."""
    machine.stop()
    with socket.create_server(("127.0.0.1", machine.port)):
        ended = machine.command("run")
    assert (ended.returncode, "Traceback" in ended.stdout + ended.stderr) == (3, False), ended.stderr
    assert f"Port {machine.port} is taken by another program. End that one, or set MINKA_PORT" in ended.stdout
    assert machine.left() == []


FAULTS: dict[str, Play] = {
    "a killed worker": killed_worker,
    "a killed API": killed_api,
    "a killed PostgreSQL": killed_postgres,
    "a worker that hangs": stopped_worker,
    "a PostgreSQL that is frozen": frozen_postgres,
    "a mail server that is gone": relay_that_is_gone,
    "a wrong password of the mail server": relay_with_another_password,
    "a mail server without TLS": relay_without_tls,
    "an unknown mail server": unknown_relay,
    "a gateway for texts that is silent": silent_gateway,
    "migrations that are missing": schema_behind,
    "a database that turned read only": read_only_database,
    "a role without its rights": role_without_rights,
    "no connection left": no_connection_left,
    "a clock that went back": clock_that_went_back,
    "a second run": second_run,
    "a run that is killed": killed_run,
    "a worker that hangs at the stop": hung_at_the_stop,
    "a run whose port is taken": port_that_is_taken,
    "a standby": standby,
}
