"""`run` looks after what it starts, owns it, and says "Stopped." only when all of it is gone."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest

from tests.operated.machine import ROOT, WITHIN_S, Machine, environment, eventually


@pytest.fixture(scope="module")
def looked_after() -> Iterator[Machine]:
    """A machine whose parts are killed by one test after the other."""
    with Machine() as machine:
        eventually(lambda: machine.part("worker")[0] == "ok", "the worker beats")
        yield machine


def a_code_leaves(machine: Machine) -> bool:
    """Whether a code that is asked for is on its way to where it was asked for."""
    address = f"{uuid4().hex}@mombasa.example"
    asked = httpx.post(f"{machine.url}/v1/auth/codes", json={"address": address}, timeout=10)
    if asked.status_code >= 400:
        return False

    def there() -> bool:
        box = machine.get(f"/dev/outbox?address={address}")
        return box is not None and bool(box.json()["items"])

    return bool(eventually(there, "a code leaves"))


def test_a_killed_worker_is_replaced_and_codes_leave(looked_after: Machine) -> None:
    first = looked_after.child("worker")
    assert first is not None
    first.kill()
    second = eventually(
        lambda: (now := looked_after.child("worker")) and now.pid != first.pid and now, "a new one", WITHIN_S
    )
    assert second.pid != first.pid
    assert a_code_leaves(looked_after)
    assert "the worker was ended by SIGKILL; it is started again in 0.5 s" in looked_after.said


def test_a_killed_api_answers_again(looked_after: Machine) -> None:
    first = looked_after.child("serve")
    assert first is not None
    first.kill()
    eventually(lambda: (now := looked_after.child("serve")) and now.pid != first.pid, "a new one")
    eventually(looked_after.is_alive, "the API answers")
    assert "the API was ended by SIGKILL" in looked_after.said


def test_a_killed_postgres_is_brought_back_and_both_go_on(looked_after: Machine) -> None:
    first = looked_after.postgres()
    assert first is not None
    os.kill(first, signal.SIGKILL)
    eventually(lambda: looked_after.postgres() not in (None, first), "a new server")
    eventually(lambda: a_code_leaves(looked_after), "codes leave")
    assert "the embedded PostgreSQL is gone; it is started again" in looked_after.said
    assert "the embedded PostgreSQL is back" in looked_after.said


def test_a_second_run_on_the_same_folder_is_refused(looked_after: Machine) -> None:
    second = subprocess.run(
        [sys.executable, "manage.py", "run"],
        cwd=ROOT,
        env=environment(looked_after.settings),
        check=False,
        capture_output=True,
        text=True,
    )
    assert second.returncode == 2, second.stderr
    assert f"already runs on {looked_after.data} (process {looked_after.process.pid})" in second.stdout
    assert looked_after.is_alive()


def test_stopped_is_said_when_all_of_it_is_gone(looked_after: Machine) -> None:
    """With a worker that hangs and answers no signal: within ten seconds all the same."""
    hung = looked_after.child("worker")
    assert hung is not None
    hung.suspend()
    looked_after.stop()
    assert looked_after.left() == []
    eventually(lambda: "Stopped. The data is kept" in looked_after.said, "it says so", 5)
    assert "the worker did not stop in time, and is ended as it is" in looked_after.said


def test_nothing_outlives_a_run_that_is_killed(looked_after: Machine) -> None:
    """It runs again on the same data; its death reaches API, worker and PostgreSQL without a word."""
    looked_after.start()
    parts = [looked_after.child("serve"), looked_after.child("worker"), looked_after.postgres()]
    assert None not in parts
    looked_after.process.kill()
    eventually(lambda: looked_after.left() == [], "all of it is gone", WITHIN_S)


def test_what_cannot_live_ends_all_of_it_with_a_sentence(looked_after: Machine) -> None:
    """A port that is taken: API, worker and PostgreSQL end, and nothing is tried for ever."""
    with socket.create_server(("127.0.0.1", looked_after.port)):
        ended = subprocess.run(
            [sys.executable, "manage.py", "run"],
            cwd=ROOT,
            env=environment(looked_after.settings),
            check=False,
            capture_output=True,
            text=True,
            timeout=120,
        )
    assert ended.returncode == 3, ended.stderr
    assert f"Port {looked_after.port} is taken by another program" in ended.stdout
    assert "MINKA_PORT" in ended.stdout
    assert "Traceback" not in ended.stdout + ended.stderr
    assert looked_after.left() == []
