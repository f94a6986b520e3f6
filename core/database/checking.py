"""The epochs of wrapping keys looked over: what stands on which, which files are here, and whether every key opens."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import text
from sqlmodel import Session

from core.crypto import standing
from core.crypto.epoch_files import BrokenEpoch
from core.crypto.epochs import DoesNotOpen, Epochs
from core.crypto.keyring import vault
from core.database import fitting
from core.models import WrappingEpoch

_ALL = {
    table: text(f"SELECT {owner} AS owner, version, wrapped FROM {table}")  # noqa: S608  (constants)
    for table, owner in standing.KEYS.items()
}
_AT_A_TIME = 5000


@dataclass
class Report:
    """What was found. `wrong` is a sentence for each thing that does not hold; nothing is wrong where it is empty."""

    adopted: list[WrappingEpoch]
    counts: list[standing.Count]
    opened: int = 0
    waiting: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def look_over(session: Session) -> Report:
    """Looks at the check value, at the files, and at every wrapped key. Changes nothing."""
    epochs = vault(session).epochs
    report = Report(standing.adopted(session), standing.counts(session))
    if not fitting.is_its_key(session):
        report.wrong.append("MINKA_MASTER_KEY is not the key of this database: its check value is another.")
    try:
        epochs.read()
    except (BrokenEpoch, OSError) as error:
        report.wrong.append(str(error))
    report.wrong += _missing(session, epochs, report)
    report.wrong += _too_many(session, epochs, report)
    report.waiting += _waiting(session, epochs, report)
    for table in standing.KEYS:
        opened, closed = _opened(session, table)
        report.opened += opened
        if closed:
            some = ", ".join(closed[:3])
            report.wrong.append(
                f"{len(closed):,} keys of {table} do not open, of {some}{' …' * (len(closed) > 3)}"
            )
    return report


def _missing(session: Session, epochs: Epochs, report: Report) -> Iterator[str]:
    for row in report.adopted:
        if row.number == 0 or standing.held(epochs, row):
            continue
        name = epochs.files.path(row.number) if epochs.files else f"epoch {row.number}"
        if row.number in epochs.held:
            yield f"{name} is another epoch {row.number} than the one of this database."
        elif standing.stands(session, row.number):
            yield f"{name} is missing, and rows stand on it."
        elif row.left_at is None:
            yield f"{name} is missing, and it is in use."


def _too_many(session: Session, epochs: Epochs, report: Report) -> Iterator[str]:
    known, newest = {row.number for row in report.adopted}, report.adopted[-1].number
    gone = {(row.number, row.mark) for row in standing.destroyed(session)}
    for number, epoch in epochs.held.items():
        if epochs.files is None or number == 0 or number in known or number > newest:
            continue
        path = epochs.files.path(number)
        if (number, epoch.mark) in gone:
            yield f"{path} was to be destroyed and is still here: `python manage.py keys destroy-old`, or delete it."
        else:
            yield f"{path} is of no use to this database: is it another one's, or was it left out?"


def _waiting(session: Session, epochs: Epochs, report: Report) -> Iterator[str]:
    """Newer epochs, and the processes for which each waits."""
    for number, epoch in sorted(epochs.held.items()):
        if number > report.adopted[-1].number:
            lacking = ", ".join(standing.lacking(session, epochs, epoch.mark))
            yield f"epoch {number} waits " + (f"for {lacking}" if lacking else "for a worker to adopt it")


def _opened(session: Session, table: str) -> tuple[int, list[str]]:
    """How many keys of a table open, and whose do not."""
    opened, closed = 0, []
    options = {"yield_per": _AT_A_TIME}
    for row in session.execute(_ALL[table], execution_options=options):
        try:
            vault(session).unwrap(bytes(row.wrapped), row.owner, row.version)
        except DoesNotOpen:
            closed.append(str(row.owner))
        else:
            opened += 1
    return opened, closed
