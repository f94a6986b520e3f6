"""A place apart: a network and a table of processes of our own, in which the database machines are real neighbours.

What is begun in it ends with it, however it ends. Root alone may have one; elsewhere all machines are addresses of the
loopback, nothing can be cut off, and what is left is looked for by the folder that it was started in.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

INSIDE, FOLDER = "MINKA_TEST_APART", "MINKA_TEST_FOLDER"
MEMORY, ROOM = Path("/dev/shm"), "4g"
_WITH_US = ("setpriv", "--pdeathsig", "KILL")
"""It ends with whoever began it, also where that one is killed."""
_REAP = '"$@" & wait $!'
"""The first process of a table of processes buries the others: bash does, Python does not."""
NETWORK = "10.77.0"
_WAYS = ["--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]


def can_be_had() -> bool:
    """Whether this machine lets us have one."""
    needed = all(shutil.which(name) for name in ("unshare", "nsenter", "setpriv", "ip", "bash"))
    if not needed or os.geteuid() != 0:
        return False
    tried = ["unshare", *_WAYS, "ip", "link", "add", "br0", "type", "bridge"]
    return subprocess.run(tried, check=False, capture_output=True).returncode == 0


def run(module: str, *arguments: str) -> int:
    """Runs this module in a place apart where there can be one; its exit code. Interrupted, nothing is left of it."""
    command = [sys.executable, "-m", module, *arguments]
    apart = can_be_had()
    with tempfile.TemporaryDirectory(prefix="minka-cluster-", dir=None if apart else _quick()) as folder:
        environment = os.environ | {FOLDER: folder}
        if apart:
            command = [*_WITH_US, "unshare", *_WAYS, "bash", "-c", _REAP, "bash", *command]
            environment[INSIDE] = "1"
        process = subprocess.Popen(command, env=environment)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
        try:
            return process.wait()
        finally:
            process.kill()
            process.wait()


def is_inside() -> bool:
    """Whether this process is in one."""
    return os.environ.get(INSIDE) == "1"


def folder() -> Path:
    """Where all of it lies: gone at the end, whatever happens."""
    return Path(os.environ[FOLDER])


def begin() -> None:
    """The wires: a bridge that the machines hang on, and our own loopback; and a disk of memory, which ends with us."""
    if not is_inside():
        return
    disk = ["mount", "-t", "tmpfs", "-o", f"size={ROOM},mode=0755", "minka-cluster", str(folder())]
    subprocess.run(disk, check=True)
    # What a PostgreSQL that is killed leaves in the memory that processes share ends with us, too.
    subprocess.run(["mount", "-t", "tmpfs", "minka-shared", str(MEMORY)], check=True)
    _ip("link", "set", "lo", "up")
    _ip("link", "add", "br0", "type", "bridge")
    _ip("addr", "add", f"{NETWORK}.1/24", "dev", "br0")
    _ip("link", "set", "br0", "up")


def _quick() -> Path | None:
    """Memory, where there is enough: three PostgreSQL and etcd wait for the disk at each step."""
    there = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 3 << 30
    return MEMORY if there else None


class Apart:
    """A machine with a network of its own, on one wire to the others."""

    def __init__(self, name: str, host: str) -> None:
        self._keeps = subprocess.Popen(["unshare", "--net", "sleep", "infinity"])
        self._wire = f"to-{name}-{self._keeps.pid}"
        self._wait_for_its_network()
        _ip(
            *("link", "add", self._wire, "type", "veth"),
            *("peer", "name", "eth0", "netns", str(self._keeps.pid)),
        )
        _ip("link", "set", self._wire, "master", "br0", "up")
        for what in (
            ("addr", "add", f"{host}/24", "dev", "eth0"),
            ("link", "set", "eth0", "up"),
            ("link", "set", "lo", "up"),
        ):
            subprocess.run([*self.enter, "ip", *what], check=True)

    @property
    def enter(self) -> Sequence[str]:
        """Before a command: has it run on this machine."""
        return ("nsenter", "--target", str(self._keeps.pid), "--net")

    def cut(self) -> None:
        """Nothing reaches it, and nothing that it says arrives; it is told of neither."""
        _ip("link", "set", self._wire, "nomaster")

    def join(self) -> None:
        _ip("link", "set", self._wire, "master", "br0")

    def close(self) -> None:
        self._keeps.kill()
        self._keeps.wait()

    def _wait_for_its_network(self) -> None:
        ours = os.readlink("/proc/self/ns/net")
        while os.readlink(f"/proc/{self._keeps.pid}/ns/net") == ours:
            pass  # a thousandth of a second


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True)
