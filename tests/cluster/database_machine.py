"""One database machine: etcd, PostgreSQL under Patroni, PgBouncer; and what can befall a machine."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil

from core.database.embedded.account import Account
from tests.cluster import apart
from tests.cluster.layout import PATRONI, Layout, program

SERVERS = ("etcd", "patroni", "pgbouncer")
DISK = "900m"
"""Of each machine, where it has one of its own: soon full."""
_MAY_PASS = ("--inh-caps=+dac_override", "--ambient-caps=+dac_override")
"""Patroni's Python may lie in a folder of root's, through which nobody else passes."""


class DatabaseMachine:
    """`name` is its letter. Its servers are started as a machine starts them at boot, and stay until something ends
    them; nobody starts them again but `start`.
    """

    def __init__(self, layout: Layout, name: str, account: Account) -> None:
        self.layout, self.name, self.host = layout, name, layout.host(name)
        self.home = layout.home(name)
        self._account = account
        self._apart = apart.Apart(name, self.host) if apart.is_inside() else None
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self.home.mkdir()
        if self._apart:
            disk = ["mount", "-t", "tmpfs", "-o", f"size={DISK},mode=0755", f"disk-of-{name}", str(self.home)]
            subprocess.run(disk, check=True)
        self._fill_in()

    def _fill_in(self) -> None:
        for file in ("etcd.yaml", "patroni.yaml", "pgbouncer.ini"):
            (self.home / file).write_text(self.layout.filled(file, self.name))
        (self.home / "pgbouncer.users").write_text(f'"minka_app" "{self.layout.secrets["app"]}"\n')
        (self.home / "etcd").mkdir(mode=0o700)
        if self._account.uid is not None and self._account.gid is not None:
            for path in (self.home, *self.home.iterdir()):
                os.chown(path, self._account.uid, self._account.gid)

    def start(self, *servers: str) -> None:
        """Starts these of its servers, or all that do not run."""
        commands: dict[str, list[str | None]] = {
            "etcd": [program("etcd"), "--config-file", str(self.home / "etcd.yaml")],
            "patroni": [str(PATRONI), str(self.home / "patroni.yaml")],
            "pgbouncer": [program("pgbouncer"), "-q", str(self.home / "pgbouncer.ini")],
        }
        for name in servers or SERVERS:
            running = self._running.get(name)
            if running is None or running.poll() is not None:
                self._running[name] = self._launch(name, [str(part) for part in commands[name]])

    def _launch(self, name: str, command: list[str]) -> "subprocess.Popen[bytes]":
        enter: list[str] = [*self._apart.enter, "--"] if self._apart else []
        if self._account.uid is not None:
            enter += ["setpriv", f"--reuid={self._account.uid}", f"--regid={self._account.gid}"]
            enter += ["--clear-groups", *_MAY_PASS, "--"]
        with (self.home / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                [*enter, *command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.home,
                env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC", "HOME": str(self.home)},
                start_new_session=True,
            )

    def processes(self) -> list[psutil.Process]:
        """All that runs on it, PostgreSQL's own processes among it."""
        found: dict[int, psutil.Process] = {}
        for one in psutil.process_iter():
            with suppress(psutil.Error):
                if any(str(self.home) in word for word in one.cmdline()):
                    found[one.pid] = one
                    found |= {child.pid: child for child in one.children(recursive=True)}
        return list(found.values())

    def postgres(self) -> list[psutil.Process]:
        """PostgreSQL's processes alone, the one that began them first."""
        for one in self.processes():
            with suppress(psutil.Error):
                if one.name() == "postgres" and str(self.home / "data") in " ".join(one.cmdline()):
                    return [one, *one.children(recursive=True)]
        return []

    def server(self, name: str) -> list[psutil.Process]:
        """The process of one of its servers."""
        process = self._running[name]
        return [psutil.Process(process.pid)] if process.poll() is None else []

    def kill(self) -> None:
        """The power goes: all of its processes at once."""
        end(self.processes())
        for process in self._running.values():
            process.wait()

    def cut(self) -> None:
        """Nobody hears of it any more, nor it of anybody."""
        assert self._apart is not None
        self._apart.cut()

    def join(self) -> None:
        assert self._apart is not None
        self._apart.join()

    def fill(self) -> Path:
        """Fills its disk to the last byte; what does so, to be taken away again."""
        assert self._apart is not None
        filler = self.home / "filler"
        subprocess.run(["dd", "if=/dev/zero", f"of={filler}", "bs=64K"], check=False, capture_output=True)
        return filler

    def close(self) -> None:
        for _ in range(5):  # Patroni may be starting one while we look
            end(self.processes())
        for process in self._running.values():
            process.wait()
        if self._apart:
            self._apart.close()
            subprocess.run(["umount", "--lazy", str(self.home)], check=False)

    def log(self, name: str) -> Path:
        return self.home / f"{name}.log"


def end(processes: list[psutil.Process], number: int = signal.SIGKILL) -> None:
    """Sends all of them a signal, as near to at once as it gets."""
    for one in processes:
        with suppress(psutil.Error):
            one.send_signal(number)


def freeze(processes: list[psutil.Process]) -> None:
    end(processes, signal.SIGSTOP)


def thaw(processes: list[psutil.Process]) -> None:
    end(processes, signal.SIGCONT)


def every(seconds: float, until: float) -> Iterator[float]:
    """Times to look at something, so far apart; it ends with an AssertionError after `until` seconds."""
    begin = time.monotonic()
    while (since := time.monotonic() - begin) < until:
        yield since
        time.sleep(seconds)
    raise AssertionError(f"not within {until:g} s")
