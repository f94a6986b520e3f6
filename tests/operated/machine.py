"""One small machine: `manage.py run` as an operator starts it, with all that it prints, and what is there of it."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import httpx
import psutil

from tests.servers.smtp import SmtpServer

ROOT = Path(__file__).parents[2]
WITHIN_S = 15.0
"""So soon each fault is healed or named. Tests wait four times as long: what else a machine does, they do not measure;
`make faults` does.
"""
waited: list[tuple[float, str]] = []
"""How many seconds were waited for what, since somebody emptied it."""


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """An operator's: these settings and no others."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MINKA_", "PG"))}
    return kept | {f"MINKA_{name.upper()}": value for name, value in settings.items()}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def eventually(what: Callable[[], Any], about: str, within: float = 4 * WITHIN_S) -> Any:
    """The first answer of `what` that counts as true."""
    began = time.monotonic()
    while not (answer := what()):
        assert time.monotonic() < began + within, f"it never came to pass: {about}"
        time.sleep(0.1)
    waited.append((time.monotonic() - began, about))
    return answer


def command(*arguments: str, preload: str = "", **settings: str) -> "subprocess.CompletedProcess[str]":
    """`manage.py …` to its end, with these settings and no others; an empty one is unset. `preload`: a library that
    stands before the system's.
    """
    began = time.monotonic()
    ended = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment({name: value for name, value in settings.items() if value})
        | ({"LD_PRELOAD": preload} if preload else {}),
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    waited.append((time.monotonic() - began, f"{arguments[0]} says so"))
    return ended


class Machine:
    """Use as `with Machine() as machine`; it is up then. Whatever is left of it at the end is killed."""

    def __init__(self, relay: SmtpServer, folder: Path | None = None, **settings: str) -> None:
        self.relay = relay
        self._folder = tempfile.TemporaryDirectory(prefix="minka-operated-")
        self.data = (folder or Path(self._folder.name)) / "var"
        self.port = free_port()
        self.settings = {
            "env": "development",
            "data_dir": str(self.data),
            "port": str(self.port),
            "log_level": "WARNING",
        } | settings
        self._lines: list[str] = []
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        os.chmod(self._folder.name, 0o755)
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill_all()
        self._folder.cleanup()

    def start(self) -> None:
        """Starts `run`, and waits until it answers."""
        self._process = subprocess.Popen(
            [sys.executable, "manage.py", "run"],
            cwd=ROOT,
            env=environment(self.settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        threading.Thread(target=self._read, args=(self._process,), daemon=True).start()
        eventually(self.is_alive, "the API answers", 120)

    def _read(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        with process.stdout:
            self._lines.extend(process.stdout)

    @property
    def said(self) -> str:
        """All that it printed and logged."""
        return "".join(self._lines)

    @property
    def process(self) -> "subprocess.Popen[str]":
        assert self._process is not None
        return self._process

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def is_alive(self) -> bool:
        return self.get("/healthz") is not None

    def get(self, path: str) -> httpx.Response | None:
        """An answer that is no server's error; None where there is none."""
        try:
            answer = httpx.get(self.url + path, timeout=10)
        except httpx.TransportError:
            return None
        return answer if answer.status_code < 500 else None

    def ready(self) -> dict[str, Any]:
        """What `/readyz` says; nothing where nobody answers."""
        try:
            answer: dict[str, Any] = httpx.get(f"{self.url}/readyz", timeout=10).json()
        except (httpx.TransportError, ValueError):
            return {}
        return answer

    def part(self, name: str) -> tuple[str, str]:
        """How a part does, and the sentence about it."""
        found = [part for part in self.ready().get("parts", []) if part["name"] == name]
        return (found[0]["state"], found[0]["sentence"]) if found else ("unknown", "")

    def a_code_leaves(self) -> bool:
        """Whether a code that is asked for now reaches its mailbox."""
        address = self.ask_for_a_code()
        if not address:
            return False
        there = lambda: any(one["recipient"] == address for one in self.relay.received)  # noqa: E731
        return bool(eventually(there, "a code leaves"))

    def ask_for_a_code(self) -> str:
        """The address for which a code was asked; none where nobody took the call."""
        address = f"{uuid4().hex}@mombasa.example"
        try:
            asked = httpx.post(f"{self.url}/v1/auth/codes", json={"address": address}, timeout=15)
        except httpx.TransportError:
            return ""
        return address if asked.status_code < 400 else ""

    def command(self, *arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
        """`manage.py …` with the machine's settings, but for these; an empty one is unset."""
        return command(*arguments, **self.settings | settings)

    def child(self, command: str) -> psutil.Process | None:
        """API (`serve`) or worker, where it lives."""
        try:
            children = psutil.Process(self.process.pid).children()
            return next((one for one in children if command in one.cmdline()), None)
        except psutil.Error:
            return None

    def postgres(self) -> int | None:
        """The process of the embedded server, where it lives."""
        for one in self.left():
            with suppress(psutil.Error):  # it may end between two looks
                if f"{self.data}/pg/cluster" in one.cmdline():
                    return int(one.pid)
        return None

    def left(self) -> list[psutil.Process]:
        """All processes that are there of it."""
        family = [self.process.pid]
        found = []
        for one in psutil.process_iter():
            try:
                ours = one.pid in family or one.ppid() in family or str(self.data) in " ".join(one.cmdline())
                ours = ours or one.environ().get("MINKA_DATA_DIR") == str(self.data)
                if ours and one.status() != psutil.STATUS_ZOMBIE:
                    found.append(one)
            except psutil.Error:
                continue
        return found

    def stop(self, number: int = signal.SIGTERM) -> None:
        """Asks it to stop, and waits."""
        self.process.send_signal(number)
        self.process.wait(timeout=60)

    def kill_all(self) -> None:
        """Ends whatever is left of it, hard."""
        for one in self.left():
            try:
                one.kill()
            except psutil.Error:
                continue
        self.process.wait(timeout=30)


def named(machine: Machine, part: str, says: str, *states: str) -> None:
    """The part is named with these words."""
    eventually(
        lambda: (
            (told := machine.part(part)) and told[0] in (states or ("degraded", "down")) and says in told[1]
        ),
        f"{part} is named: {says}",
    )


def well_again(machine: Machine, part: str) -> None:
    eventually(lambda: machine.part(part)[0] == "ok", f"{part} is well again")
