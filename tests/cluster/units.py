"""A process of Minka's as systemd keeps one: started again as `deploy/` says when it dies; all it logs is kept."""

import re
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.operated.machine import environment

DEPLOY = Path(__file__).parents[2] / "deploy"


@dataclass(frozen=True, slots=True)
class Said:
    """One line of a log, and when it came (`time.monotonic`)."""

    at: float
    text: str


class Unit:
    """`command` is `serve` or `worker`; `source` the folder of the release that runs. Use start and stop."""

    def __init__(self, name: str, command: str, settings: Mapping[str, str], source: Path) -> None:
        self.name, self.command, self.settings, self.source = name, command, settings, source
        kind = "api" if command == "serve" else "worker"
        unit = (DEPLOY / f"minka-{kind}.service").read_text()
        self._pause = float(_said(unit, "RestartSec"))
        self._never_after = int(_said(unit, "RestartPreventExitStatus"))
        self.said: list[Said] = []
        self.restarted = 0
        self._wanted = threading.Event()
        self._process: subprocess.Popen[str] | None = None
        self._thread: threading.Thread | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        self._wanted.set()
        self._launch()
        self._thread = threading.Thread(target=self._keep, name=self.name, daemon=True)
        self._thread.start()

    def kill(self) -> None:
        """By kill -9, with all that it had started."""
        for one in (psutil.Process(self.pid), *psutil.Process(self.pid).children(recursive=True)):
            with suppress(psutil.Error):
                one.kill()

    @property
    def is_given_up(self) -> bool:
        """Whether it is to run, and nobody starts it any more but by hand."""
        return self._wanted.is_set() and (self._thread is None or not self._thread.is_alive())

    def stop(self) -> None:
        """As `systemctl stop`: asked once, killed after twenty seconds."""
        self._wanted.clear()
        assert self._process is not None
        assert self._thread is not None
        self._process.terminate()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._thread.join()

    def upgrade(self, source: Path) -> None:
        """Stopped, and started from another release."""
        self.stop()
        self.source = source
        self.start()

    def said_since(self, at: float) -> list[Said]:
        return [one for one in list(self.said) if one.at >= at]

    def _launch(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "manage.py", self.command],
            cwd=self.source,
            env=environment(self.settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def _keep(self) -> None:
        while True:
            assert self._process is not None
            assert self._process.stdout is not None
            with self._process.stdout as lines:
                self.said.extend(Said(time.monotonic(), line.rstrip()) for line in lines)
            ended = self._process.wait()
            if not self._wanted.is_set():
                return
            self.said.append(Said(time.monotonic(), f"(ended with {ended})"))
            if ended == self._never_after:
                return
            time.sleep(self._pause)
            if not self._wanted.is_set():
                return
            self.restarted += 1
            self._launch()


def _said(unit: str, name: str) -> str:
    found = re.search(rf"^{name}=(\S+)$", unit, re.MULTILINE)
    assert found is not None, name
    return found[1]
