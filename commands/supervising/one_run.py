"""One `run` for each folder of data: a second would start a second worker, and stop what the first one needs."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class AlreadyRuns(Exception):
    """Another process runs Minka on this folder; or the folder cannot be written to. The text says what to do."""


@contextmanager
def alone_in(data_dir: Path) -> Iterator[None]:
    """Holds the folder for this process; the system lets go of it however the process ends."""
    path = data_dir / "run.lock"
    try:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise AlreadyRuns(
            f"{data_dir.absolute()} cannot be written to ({error.strerror}). Choose a MINKA_DATA_DIR that you may "
            "write to, or make room there."
        ) from error
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(file, 20, 0).decode(errors="replace").strip() or "unknown"
            raise AlreadyRuns(
                f"Minka already runs on {data_dir.absolute()} (process {holder}). Stop it first, or give this one "
                "another MINKA_DATA_DIR and MINKA_PORT."
            ) from None
        os.ftruncate(file, 0)
        os.pwrite(file, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(file)
