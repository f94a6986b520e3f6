"""The folder of epochs: each is a small file `NNNNNN.epoch`, whose secret is sealed under the master key.

A file is there whole or not at all, and never changes. Of two processes that make the same number at once one does.
"""

import os
import re
from base64 import b64decode, b64encode
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core import source
from core.crypto.deriving import KEY_BYTES, derived
from core.machine import durable

_NAME = re.compile(r"(\d{6})\.epoch")
_GONE = ".gone"
_NONCE = 12
_LONGEST = 4096
"""Bytes; one of ours has less than two hundred."""


class BrokenEpoch(Exception):
    """A file of an epoch that does not open; the text names it, and says why that may be."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} does not open: it was sealed under another master key, or it is not whole. Put the file back from "
            "a backup, or set the MINKA_MASTER_KEY under which it was made."
        )


class Opened(NamedTuple):
    """What a file holds: its secret, and when it was made."""

    secret: bytes
    made_at: datetime


class EpochFiles:
    """The files in `folder`, which is made with the first of them."""

    def __init__(self, folder: Path, master_key: bytes) -> None:
        self.folder = folder
        self._key = AESGCM(derived(master_key, "epochs"))

    @property
    def writable(self) -> bool:
        """Whether this process may make and destroy epochs."""
        nearest = next(place for place in (self.folder, *self.folder.absolute().parents) if place.exists())
        return os.access(nearest, os.W_OK | os.X_OK)

    def path(self, number: int) -> Path:
        return self.folder / f"{number:06}.epoch"

    def numbers(self) -> list[int]:
        """Of which epochs there is a file, in order; none where there is no folder."""
        names = os.listdir(self.folder) if self.folder.is_dir() else []
        return sorted(int(found[1]) for name in names if (found := _NAME.fullmatch(name)))

    def read(self, number: int) -> Opened:
        """Raises BrokenEpoch, and OSError where it cannot be read at all."""
        path = self.path(number)
        with path.open("rb") as file:
            raw = file.read(_LONGEST)
        try:
            told = orjson.loads(raw)
            made, sealed = str(told["made"]), b64decode(told["sealed"], validate=True)
            secret = self._key.decrypt(sealed[:_NONCE], sealed[_NONCE:], _associated(number, made))
            return Opened(secret, datetime.fromisoformat(made))
        except (ValueError, KeyError, TypeError, InvalidTag) as error:
            raise BrokenEpoch(path) from error

    def make(self, number: int, now: datetime) -> bool:
        """Makes this epoch; False where it is there already, whoever made it. Raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = now.isoformat()
        draw = source.current().random_bytes
        nonce = draw(_NONCE)
        sealed = nonce + self._key.encrypt(nonce, draw(KEY_BYTES), _associated(number, made))
        told = orjson.dumps({"epoch": number, "made": made, "sealed": b64encode(sealed).decode()})
        return self._put(self.path(number), told + b"\n")

    def _put(self, path: Path, content: bytes) -> bool:
        """Writes it whole under a name of its own, then gives it the right one, which only one process can do."""
        own = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(6).hex()}")
        try:
            durable.write(own, content, new=True)
            os.link(own, path)
        except FileExistsError:
            return False
        finally:
            own.unlink(missing_ok=True)
        durable.sync(self.folder)
        return True

    def destroy(self, number: int) -> bool:
        """Overwrites the file and takes it away; False where it is not there. Raises OSError where it may not.

        It loses its name first, so that nobody reads half of it; what was begun so is brought to its end by `sweep`.
        """
        path = self.path(number)
        try:
            path.rename(path.with_name(f".{path.name}{_GONE}"))
        except FileNotFoundError:
            return False
        self.sweep()
        return True

    def sweep(self) -> None:
        """Overwrites and takes away what is being destroyed. Raises OSError."""
        gone = list(self.folder.glob(f".*{_GONE}")) if self.folder.is_dir() else []
        for path in gone:
            with suppress(FileNotFoundError):  # another process was faster
                descriptor = os.open(path, os.O_WRONLY)
                try:
                    os.write(descriptor, os.urandom(os.fstat(descriptor).st_size))
                    os.fsync(descriptor)
                finally:
                    os.close(descriptor)
                path.unlink()
        if gone:
            durable.sync(self.folder)


def _associated(number: int, made: str) -> bytes:
    return f"epoch|{number}|{made}".encode()
