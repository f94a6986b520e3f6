"""Who was erased lately, in a file beside the epochs: a restore of an older backup carries these erasures out again.

A line for each: an id, and when. They are the database's own rows, written by the worker within seconds; the file is
what is left of them where the database is lost. An id says nothing to anybody without the database.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core.backups.errors import BackupError, unwritable
from core.machine import durable
from core.models import Person

NAME = "erased"
MARGIN = timedelta(days=7)
"""So much longer than a backup an erasure is kept: a backup may be put back on its last day."""


def lately(session: Session, *, days: int, now: datetime) -> dict[UUID, datetime]:
    """Who was erased within the days that backups are kept, and when."""
    rows = select(col(Person.id), col(Person.erased_at)).where(col(Person.erased_at) > now - _kept(days))
    return {id_: at for id_, at in session.execute(rows) if at is not None}


def read(path: Path) -> dict[UUID, datetime]:
    """The erasures in a file; none where there is no file. Raises BackupError for a line that is none."""
    try:
        lines = path.read_text().splitlines()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise BackupError(
            f"{path} cannot be read ({getattr(error, 'strerror', 'it is no text')})."
        ) from error
    return dict(_parsed(line, path, number) for number, line in enumerate(lines, start=1) if line.strip())


def add(path: Path, erased: Mapping[UUID, datetime], *, days: int, now: datetime) -> int:
    """Writes these into the file beside what it holds, without those whose days are over; returns how many are new.

    What the database does not know stays: it may have been restored since. Raises BackupError where that fails.
    """
    before = read(path)
    kept = {id_: at for id_, at in (before | dict(erased)).items() if at > now - _kept(days)}
    if kept == before:
        return 0
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        durable.replace(path, written(kept).encode())
    except OSError as error:
        raise unwritable(path, error) from error
    return len(kept.keys() - before.keys())


def written(erased: Mapping[UUID, datetime]) -> str:
    """As it stands in the file, the oldest first."""
    return "".join(
        f"{id_} {at.isoformat()}\n" for id_, at in sorted(erased.items(), key=lambda one: (one[1], one[0]))
    )


def _kept(days: int) -> timedelta:
    return timedelta(days=days) + MARGIN


def _parsed(line: str, path: Path, number: int) -> tuple[UUID, datetime]:
    try:
        id_, at = line.split(" ")
        return UUID(id_), datetime.fromisoformat(at)
    except ValueError:
        raise BackupError(
            f"Line {number} of {path} is no erasure (an id, a space, a time). Nothing was restored: somebody would be "
            "back who was erased."
        ) from None
