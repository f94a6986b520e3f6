"""The list of erasures outside the database: it knows more than a restored database, and lets go when days are over."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlmodel import Session

from core.backups import erasures
from core.backups.errors import BackupError
from core.models import Person
from tests.support.rows import a_person

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
ANA, BEN, EVE = (UUID(int=number) for number in (1, 2, 3))


def test_what_the_database_forgot_stays_until_its_days_are_over(tmp_path: Path) -> None:
    path = tmp_path / "epochs" / "erased"
    long_ago, lately = NOW - timedelta(days=36), NOW - timedelta(days=1)
    assert erasures.add(path, {ANA: long_ago, BEN: lately}, days=30, now=NOW) == 2
    assert erasures.add(path, {EVE: NOW}, days=30, now=NOW) == 1
    assert erasures.read(path) == {ANA: long_ago, BEN: lately, EVE: NOW}
    assert erasures.add(path, {}, days=30, now=NOW + timedelta(days=2)) == 0
    assert erasures.read(path) == {BEN: lately, EVE: NOW}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_database_tells_those_of_the_last_weeks(session: Session) -> None:
    for days in (0, 20, 36, 38):
        session.get_one(Person, a_person(session, NOW)).erased_at = NOW - timedelta(days=days)
    a_person(session, NOW)
    session.flush()
    assert sorted(NOW - at for at in erasures.lately(session, days=30, now=NOW).values()) == [
        timedelta(days=days) for days in (0, 20, 36)
    ]


@pytest.mark.parametrize("line", ["nobody", "00000000-0000-0000-0000-000000000001", f"{ANA} yesterday"])
def test_a_line_that_is_none_stops_the_restore(tmp_path: Path, line: str) -> None:
    path = tmp_path / "erased"
    path.write_text(f"{BEN} {NOW.isoformat()}\n{line}\n")
    with pytest.raises(BackupError, match=r"Line 2 of .* is no erasure"):
        erasures.read(path)


def test_a_folder_that_takes_nothing_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BackupError, match="cannot be"):
        erasures.add(tmp_path / "file" / "erased", {ANA: NOW}, days=30, now=NOW)
