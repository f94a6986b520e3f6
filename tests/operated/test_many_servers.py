"""Several API processes behind one port: one that dies is replaced, and all end with whoever started them."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from core.database.db import Address
from tests.operated.machine import ROOT, environment, eventually, free_port

PROCESSES = 2


class ManyServers:
    """`manage.py serve` with several processes."""

    def __init__(self, address: Address, folder: Path) -> None:
        self.port = free_port()
        settings = {
            "env": "development",
            "data_dir": str(folder),
            "database_url": address.app_url,
            "direct_database_url": address.direct_url,
            "port": str(self.port),
            "workers": str(PROCESSES),
        }
        command = [sys.executable, "manage.py", "serve"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment(settings))

    def answers(self) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/healthz", timeout=10).is_success
        except httpx.TransportError:
            return False

    def servers(self) -> list[psutil.Process]:
        """The processes that answer: not Python's own that tracks what they share."""
        children = psutil.Process(self.process.pid).children()
        alive = [child for child in children if child.status() != psutil.STATUS_ZOMBIE]
        return [child for child in alive if "spawn_main" in " ".join(child.cmdline())]


@pytest.fixture
def many_served(address: Address, tmp_path: Path) -> Iterator[ManyServers]:
    made = ManyServers(address, tmp_path)
    eventually(lambda: made.answers() and len(made.servers()) == PROCESSES, "all of them are up")
    yield made
    made.process.kill()
    made.process.wait()


def test_a_server_that_is_killed_is_replaced_and_all_end_with_their_parent(many_served: ManyServers) -> None:
    dying, other = many_served.servers()
    dying.kill()
    eventually(
        lambda: other in (now := many_served.servers()) and len(now) == PROCESSES and dying not in now,
        "another one takes its place",
    )
    eventually(many_served.answers, "calls are answered")
    left = many_served.servers()
    os.kill(many_served.process.pid, signal.SIGKILL)
    assert psutil.wait_procs(left, timeout=30)[1] == []


def test_all_stop_when_told_to(many_served: ManyServers) -> None:
    left = many_served.servers()
    many_served.process.terminate()
    assert many_served.process.wait(timeout=30) == 0
    assert psutil.wait_procs(left, timeout=30)[1] == []
