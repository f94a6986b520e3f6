"""What a backup says of itself: a manifest that the master key vouches for, and that names every file by its hash."""

import hashlib
import hmac
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import orjson
from pydantic import BaseModel, ConfigDict, ValidationError

from core.backups.errors import BackupError
from core.crypto.vault import Vault

NAME = "manifest.json"
DUMP = "database.dump"
EPOCHS = "epochs"
_PURPOSE, _KEY_PURPOSE = "backup", "key of backups"
_AT_ONCE = 1 << 20


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class File(_Said):
    """A file of a backup: how long, and the hash of all of it, in hexadecimal digits."""

    bytes: int
    sha256: str


class Sealed(_Said):
    """The newest seal of the record (`core.audit`): its number, and the head that holds everything before it."""

    number: int
    head: str


class Manifest(_Said):
    """What a backup holds. `at`: the moment of its snapshot; `counts`: rows of each table; `epochs`: numbers of the
    epochs of wrapping keys that it needs; `key`: by what the right master key is told; `mac`: that all of this was
    written by whoever has it.
    """

    format: Literal[1] = 1
    minka: str
    schema_head: str
    postgresql: str
    dumped_by: int
    at: datetime
    counts: dict[str, int]
    epochs: list[int]
    sealed: Sealed | None
    files: dict[str, File]
    key: str = ""
    mac: str = ""


def signed(manifest: Manifest, keys: Vault) -> Manifest:
    """The same, vouched for."""
    with_key = manifest.model_copy(update={"key": keys.mac(_KEY_PURPOSE, b"").hex(), "mac": ""})
    return with_key.model_copy(update={"mac": keys.mac(_PURPOSE, _bytes(with_key)).hex()})


def written(manifest: Manifest) -> bytes:
    """As it stands in its file."""
    return orjson.dumps(manifest.model_dump(mode="json"), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)


def read(backup: Path, keys: Vault) -> Manifest:
    """The manifest of a backup, which was made with this key and not changed since. Raises BackupError."""
    try:
        manifest = Manifest.model_validate_json((backup / NAME).read_bytes())
    except OSError as error:
        raise BackupError(
            f"{backup} is no backup of Minka that can be read ({error.strerror}: {NAME})."
        ) from None
    except ValidationError:
        raise BackupError(
            f"{backup / NAME} is not as this Minka writes it: it was changed, or is of a newer version."
        ) from None
    if not hmac.compare_digest(manifest.key, keys.mac(_KEY_PURPOSE, b"").hex()):
        raise BackupError(
            f"{backup} was made with another MINKA_MASTER_KEY: nothing in it would open. Set the key that was in "
            "force when it was made."
        )
    if not hmac.compare_digest(signed(manifest, keys).mac, manifest.mac):
        raise BackupError(f"{backup / NAME} was changed since the backup was made. Take another backup.")
    return manifest


def ensure_whole(backup: Path, manifest: Manifest) -> None:
    """Raises BackupError where a file of the backup is missing, cut short, or not what was written."""
    for name, was in sorted(manifest.files.items()):
        path = backup / name
        try:
            found = described(path)
        except OSError as error:
            raise BackupError(f"{path} cannot be read ({error.strerror}). Take another backup.") from None
        if found != was:
            how = "was cut short" if found.bytes < was.bytes else "was changed"
            raise BackupError(f"{path} {how} since the backup was made. Take another backup.")


def described(path: Path) -> File:
    """A file as a manifest names it."""
    hashed, length = hashlib.sha256(), 0
    with path.open("rb") as file:
        while some := file.read(_AT_ONCE):
            hashed.update(some)
            length += len(some)
    return File(bytes=length, sha256=hashed.hexdigest())


def name_of(at: datetime) -> str:
    """The name of the folder of a backup of this moment."""
    return f"minka-{at.astimezone(UTC):%Y-%m-%dT%H-%M-%SZ}"


def _bytes(manifest: Manifest) -> bytes:
    return orjson.dumps(manifest.model_dump(mode="json", exclude={"mac"}), option=orjson.OPT_SORT_KEYS)
