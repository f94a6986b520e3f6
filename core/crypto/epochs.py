"""Epochs of wrapping keys, as one process holds them: what was wrapped names its epoch in its first four bytes.

Epoch 0 is the master key itself, as it was before there were epochs, and is what a vault without a folder has. Where
there is a folder nothing is wrapped under it any more (docs/adr/0023).
"""

import hashlib
import hmac
import logging
from datetime import datetime
from pathlib import Path
from threading import Lock
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core import source
from core.crypto.deriving import derived
from core.crypto.epoch_files import BrokenEpoch, EpochFiles

log = logging.getLogger(__name__)

NUMBER_BYTES = 4
MARK_BYTES = 16
ONCE_IN = 1.0
"""Seconds between two looks into the folder for a number that is not there: anybody may make one up."""


class DoesNotOpen(Exception):
    """A sealed value was changed, moved to another place, or its key is another one."""


class NotHeld(DoesNotOpen):
    """This process does not have the epoch that a value is sealed under: not yet, or not any more."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(f"epoch {number} is not held by this process")


class Epoch:
    """One epoch's keys. `mark`: 16 bytes by which a database knows it, and from which nothing of it can be found."""

    __slots__ = ("made_at", "mark", "number", "prefix", "system", "wrap")

    def __init__(self, number: int, secret: bytes, made_at: datetime | None = None) -> None:
        self.number, self.made_at = number, made_at
        self.prefix = number.to_bytes(NUMBER_BYTES, "big")
        self.wrap = AESGCM(derived(secret, "wrap"))
        self.system = AESGCM(derived(secret, "system"))
        mark = hmac.digest(derived(secret, "mark"), self.prefix, hashlib.sha256)[:MARK_BYTES]
        self.mark = mark if number else bytes(MARK_BYTES)


class Epochs:
    """Those that this process holds, as `holder`, a process of this `kind`; `current` is the one that it
    wraps under.

    Without a folder it holds epoch 0 alone.
    """

    def __init__(self, master_key: bytes, folder: Path | None = None) -> None:
        self.files = EpochFiles(folder, master_key) if folder is not None else None
        self.holder: UUID = uuid4()
        self.kind = "minka"
        self.current = Epoch(0, master_key)
        self._held = {0: self.current}
        self._reading = Lock()
        self._missed_at = float("-inf")

    @property
    def held(self) -> dict[int, Epoch]:
        """All of them by their number."""
        return dict(self._held)

    @property
    def newest(self) -> Epoch:
        return self._held[max(self._held)]

    def read(self) -> None:
        """Takes up what is new in the folder. Raises BrokenEpoch, after all others were read, and OSError."""
        if self.files is None:
            return
        broken: BrokenEpoch | None = None
        with self._reading:
            for number in self.files.numbers():
                if number and number not in self._held:
                    try:
                        secret, made_at = self.files.read(number)
                    except FileNotFoundError:  # destroyed at this moment
                        continue
                    except BrokenEpoch as error:
                        broken = error
                    else:
                        self._held = {**self._held, number: Epoch(number, secret, made_at)}
        if broken is not None:
            raise broken

    def of(self, value: bytes) -> Epoch:
        """The epoch that this value names; one not seen before is looked for in the folder. Raises NotHeld."""
        number = int.from_bytes(value[:NUMBER_BYTES], "big")
        found = self._held.get(number)
        if found is None:
            self._look_for(number)
            found = self._held.get(number)
        if found is None:
            raise NotHeld(number)
        return found

    def _look_for(self, number: int) -> None:
        seconds = source.current().seconds()
        if self.files is None or seconds - self._missed_at < ONCE_IN:
            return
        try:
            self.read()
        except (BrokenEpoch, OSError) as error:
            log.warning("epochs: %s", error)
        if number not in self._held:
            self._missed_at = seconds

    def adopt(self, number: int) -> None:
        """Wraps under this one from now on. Raises NotHeld."""
        if number not in self._held:
            raise NotHeld(number)
        self.current = self._held[number]

    def let_go(self, number: int) -> None:
        """Forgets one that was destroyed; what it wrapped opens here no more."""
        self._held = {kept: epoch for kept, epoch in self._held.items() if kept != number}
