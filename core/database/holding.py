"""A process among others that read and write one database: it holds the epochs that are in use before it serves, and
says for as long as it lives which ones it holds. A new epoch is adopted only when all who live hold it.

Reasons and races: docs/adr/0023.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session, col

from core.crypto import standing
from core.crypto.epoch_files import BrokenEpoch
from core.crypto.epochs import Epochs
from core.database import troubles
from core.database.db import Database
from core.database.fitting import DoesNotFit
from core.models import WrappingEpoch

log = logging.getLogger(__name__)

EVERY_S = 20.0
"""Seconds between two words of a process. One whose last is older than `standing.LIVING` does not count."""
LAST_WORD_S = 3.0
"""Seconds for the last one."""


class Holder:
    """This process, as the others see it. `read_clock`: what time it is, in a transaction."""

    def __init__(self, database: Database, *, kind: str, read_clock: Callable[[Session], datetime]) -> None:
        self._database, self._read_clock = database, read_clock
        self._epochs = database.vault.epochs
        self._epochs.kind = kind
        self._joined = False
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._speak, name="holder", daemon=True)

    def join(self) -> None:
        """Makes sure that this process may serve: it has all that is in use. The first of all makes the first epoch.

        Raises DoesNotFit with a sentence. A database that is not migrated yet is joined at a later word.
        """
        with self._database.transaction() as session:
            if not standing.are_known(session):
                return
            standing.lock(session)  # from here on nobody adopts what this process has not read
            read(self._epochs)
            _ensure_held(session, self._epochs)
            if standing.adopted(session)[-1].number == 0:
                self._adopt_the_first(session)
            standing.say(session, self._epochs)
        self._joined = True
        look(self._database)

    def start(self) -> None:
        """Says from now on that this process lives, until the database is closed."""
        self._database.at_close(self._leave)
        self._thread.start()

    def _adopt_the_first(self, session: Session) -> None:
        epochs, now = self._epochs, self._read_clock(session)
        if epochs.files is not None and epochs.newest.number == 0:
            try:
                epochs.files.make(1, now)
            except OSError as error:
                raise DoesNotFit(
                    f"There is no epoch of wrapping keys in {epochs.files.folder}, and none can be made there "
                    f"({error.strerror}). Make one with `python manage.py keys new` where that folder can be written, "
                    "and put it here."
                ) from error
            read(epochs)
        first = epochs.newest
        if first.number == 0:
            return
        if standing.lacking(session, epochs, first.mark):
            raise DoesNotFit(
                f"The first epoch of wrapping keys waits for processes that do not have {first.number:06}.epoch. "
                "MINKA_KEYS must show all of them the same files."
            )
        adopt(session, epochs, first.number, now)
        if not standing.stands(session, 0):  # from here on nothing is wrapped under the master key itself
            session.execute(delete(WrappingEpoch).where(col(WrappingEpoch.number) == 0))

    def _speak(self) -> None:
        while not self._over.wait(EVERY_S):
            try:
                look(self._database) if self._joined else self.join()
            except (DBAPIError, PoolTimeout) as error:
                log.warning("the epochs are told later: %s", troubles.sentence(error))
            except Exception:
                log.exception("epochs")
        try:
            with self._database.transaction() as session:
                if standing.are_known(session):
                    standing.leave(session, self._epochs)
        except (DBAPIError, PoolTimeout):
            log.warning("the database did not hear that this process ends; its word grows old")

    def _leave(self) -> None:
        """Whatever hangs, this process ends: nobody waits longer for its last word."""
        self._over.set()
        self._thread.join(timeout=LAST_WORD_S)


def look(database: Database) -> None:
    """Takes up new epochs, says what this process holds, wraps under the newest that was adopted, and lets go of what
    was destroyed.
    """
    epochs = database.vault.epochs
    try:
        epochs.read()
    except (BrokenEpoch, OSError) as error:
        log.warning("epochs: %s", error)
    with database.transaction() as session:
        standing.say(session, epochs)
        newest = standing.adopted(session)[-1]
        destroyed = standing.destroyed(session)
    if standing.held(epochs, newest):
        epochs.adopt(newest.number)
    else:
        log.error("this process lacks epoch %s, which is in use: put its file into MINKA_KEYS", newest.number)
    marks = {one.number: one.mark for one in destroyed}
    for number, epoch in epochs.held.items():
        if number and marks.get(number) == epoch.mark:
            let_go(epochs, number)


def let_go(epochs: Epochs, number: int) -> None:
    """Forgets an epoch that was destroyed, and destroys its file where this process may."""
    epochs.let_go(number)
    if epochs.files is None or not epochs.files.writable:
        return
    try:
        if epochs.files.destroy(number):
            log.info("epoch %s was destroyed", number)
    except OSError as error:
        log.warning("%s could not be destroyed: %s", epochs.files.path(number), error.strerror)


def read(epochs: Epochs) -> None:
    """Reads the folder. Raises DoesNotFit where a file does not open."""
    try:
        epochs.read()
    except BrokenEpoch as broken:
        raise DoesNotFit(str(broken)) from broken
    except OSError as error:
        raise DoesNotFit(f"MINKA_KEYS cannot be read: {error}") from error


def adopt(session: Session, epochs: Epochs, number: int, now: datetime) -> None:
    """From this transaction's end on all is wrapped under this epoch. Call under the lock."""
    epoch = epochs.held[number]
    session.add(WrappingEpoch(number=number, mark=epoch.mark, made_at=epoch.made_at or now, adopted_at=now))
    session.flush()


def _ensure_held(session: Session, epochs: Epochs) -> None:
    """Raises DoesNotFit where this process lacks an epoch that is in use, or has another one of its number."""
    for row in standing.adopted(session):
        in_use = row.left_at is None or standing.stands(session, row.number)
        if row.number == 0 or not in_use or standing.held(epochs, row):
            continue
        where = epochs.files.path(row.number) if epochs.files else "MINKA_KEYS, which is not set,"
        if row.number in epochs.held:
            raise DoesNotFit(
                f"{where} is another epoch {row.number} than the one that this database is sealed under. All processes "
                "of a database must be shown the same folder (MINKA_KEYS)."
            )
        raise DoesNotFit(
            f"{where} is missing, and what people wrote is sealed under it. Put it back from the folder of another "
            "machine or from the backup that this database came from; name the folder in MINKA_KEYS."
        )
