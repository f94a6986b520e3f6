"""Faults of a machine that runs: each is healed by itself, or named in one sentence by `/readyz` within 15 seconds."""

import os
import signal
import socket
import subprocess
from collections.abc import Callable

import psutil

from tests.operated.faults_of_database import (
    no_connection_left,
    read_only_database,
    role_without_rights,
    schema_behind,
    standby,
)
from tests.operated.machine import Machine, command, eventually, named, well_again

Play = Callable[[Machine], None]


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
