"""The epochs of wrapping keys that a backup needs: copied beside its dump, and put back where they are missing."""

from collections.abc import Sequence
from pathlib import Path

from sqlmodel import Session

from core.backups.errors import BackupError, unwritable
from core.backups.manifest import EPOCHS, Manifest
from core.crypto import standing
from core.crypto.epoch_files import EpochFiles
from core.machine import durable


def needed(session: Session) -> list[int]:
    """The numbers of those that rows stand on, or that new ones are wrapped under; no others. What only an older backup
    needs is to be noise when its days are over, and would stay readable as long as this one is kept.
    """
    if not standing.are_known(session):
        return []
    return [
        row.number
        for row in standing.adopted(session)
        if row.number and (row.left_at is None or standing.stands(session, row.number))
    ]


def copy(files: EpochFiles | None, numbers: Sequence[int], to: Path) -> None:
    """Copies these into a folder of their own. Raises BackupError where one is not there."""
    to.mkdir(mode=0o700)
    for number in numbers:
        name = files.path(number) if files is not None else Path(f"{number:06}.epoch")
        try:
            durable.write(to / name.name, name.read_bytes())
        except OSError as error:
            raise BackupError(
                f"{name} cannot be read ({error.strerror}), and the backup would not open without it. Name the "
                "folder of epochs in MINKA_KEYS."
            ) from error


def put_back(backup: Path, said: Manifest, keys_dir: Path) -> list[str]:
    """Puts the backup's epochs into `keys_dir`, each that is not there; returns which. Raises BackupError where another
    one is there under the same name: of two sets one would be lost, and with it what people wrote under it.
    """
    names = [Path(name).name for name in sorted(said.files) if name.startswith(f"{EPOCHS}/")]
    missing = []
    for name in names:
        there, ours = keys_dir / name, (backup / EPOCHS / name).read_bytes()
        if not there.exists():
            missing.append(name)
        elif there.read_bytes() != ours:
            raise BackupError(
                f"{there} is another epoch than the backup's of that name. Name an empty folder in MINKA_KEYS, and "
                "keep this one: it belongs to another database. Nothing was changed."
            )
    try:
        for name in missing:
            keys_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
            durable.replace(keys_dir / name, (backup / EPOCHS / name).read_bytes())
    except OSError as error:
        raise unwritable(keys_dir, error) from error
    return missing
