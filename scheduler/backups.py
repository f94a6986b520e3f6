"""What the worker does for backups: keeps the list of who was erased lately, and has a backup made each day."""

import logging
import random
import subprocess
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from sqlalchemy import text

from core import clock
from core.backups import erasures
from core.backups.errors import BackupError
from core.database.db import Database
from core.database.due import Since
from core.machine import process
from scheduler.job import Job

log = logging.getLogger(__name__)

EVERY = timedelta(days=1)
_NEWEST = "(SELECT at FROM heartbeat WHERE job = 'backup')"
_MADE = text(f"SELECT {_NEWEST}")
_DUE = Since(f"coalesce({_NEWEST} + interval '{EVERY.total_seconds()} seconds', to_timestamp(0))")


def keep_erasures(keys_dir: Path, days: int) -> Job:
    """The list of erasures beside the epochs (`core.backups.erasures`), seconds behind; days: as backups are kept.

    Where the folder is not writable the log says so once, and the operator keeps the list: `manage.py erasures`.
    """
    refused: list[str] = []

    def run(database: Database, now: datetime, _rng: random.Random) -> int:
        with database.transaction() as session:
            lately = erasures.lately(session, days=days, now=now)
        try:
            many = erasures.add(keys_dir / erasures.NAME, lately, days=days, now=now) if lately else 0
        except BackupError as error:
            if str(error) not in refused:
                log.error("%s Keep `manage.py erasures` elsewhere: `restore` needs it.", error)
            refused[:] = [str(error)]
            return 0
        refused.clear()
        return many

    return Job("keep_erasures", timedelta(seconds=5), run)


class DailyBackup:
    """Has `command` make a backup each day, in a process of its own that steps back before whatever is waited for.

    `environment`: what it is started with; it needs the master key, which vouches for the backup.
    """

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._command, self._environment = list(command), dict(environment)
        self._child: subprocess.Popen[bytes] | None = None
        self._said: IO[bytes] | None = None

    @property
    def job(self) -> Job:
        return Job("back_up", timedelta(minutes=1), self.run, _DUE, lambda: self._child is not None)

    def run(self, database: Database, _now: datetime, _rng: random.Random) -> int:
        """Starts a backup where the newest is a day old, or tells how the one under way went; waits for none."""
        if self._child is not None:
            self._tell_when_done(self._child)
            return 0
        with database.transaction() as session:
            made = session.execute(_MADE).scalar_one()
        if made is None or clock.real_now() - made >= EVERY:
            self._said = TemporaryFile()  # noqa: SIM115 - closed when the child is done
            self._child = subprocess.Popen(  # noqa: S603 - our own program, no shell
                self._command,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=self._said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            process.step_back(self._child.pid)
        return 0

    def close(self) -> None:
        """Ends the one under way; it leaves nothing behind, and is due again."""
        if self._child is not None and self._said is not None:
            self._child.terminate()
            self._child.wait()
            self._child = None
            self._said.close()

    def _tell_when_done(self, child: "subprocess.Popen[bytes]") -> None:
        if child.poll() is None or self._said is None:
            return
        self._child = None
        with self._said as said:
            said.seek(0)
            lines = said.read().decode(errors="replace").strip().splitlines()
        told = [line for line in lines if line.startswith(("✓", "✗"))] or lines[-1:] or ["it said nothing"]
        if child.returncode == 0:
            log.info("backed up: %s", told[0])
        else:
            log.error("no backup was made: %s", told[0])
