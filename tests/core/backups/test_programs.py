"""PostgreSQL's programs: as new as the server, whatever is on PATH; what they say on failing is one sentence."""

from pathlib import Path

import pytest

from core.backups import programs
from core.backups.errors import BackupError
from core.database.db import Address

OLD = "#!/bin/sh\necho 'pg_dump (PostgreSQL) 15.18 (Debian 15.18-0)'\n"


@pytest.fixture
def an_old_one_on_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("pg_dump", "pg_restore"):
        (tmp_path / name).write_text(OLD)
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.mark.usefixtures("an_old_one_on_path")
@pytest.mark.parametrize(("server", "chosen"), [(15, 15), (16, 16), (17, 18), (18, 18)])
def test_a_server_is_dumped_by_its_own_version_or_the_next(server: int, chosen: int) -> None:
    assert programs.for_server(server).major == chosen


def test_a_server_newer_than_all_of_them_is_told() -> None:
    with pytest.raises(BackupError, match=r"PostgreSQL 97, and there is no pg_dump here that is as new"):
        programs.for_server(97)


def test_what_a_program_says_is_told_without_the_password(address: Address) -> None:
    dump = programs.for_server(18).folder / "pg_dump"
    wrong = address.direct_url.replace("minka_app:", "minka_app:wrong")
    with pytest.raises(BackupError, match="password authentication failed") as refused:
        programs.run(dump, "--schema-only", "--file=/dev/null", url=wrong)
    assert "wrong" not in str(refused.value)
    programs.run(dump, "--schema-only", "--file=/dev/null", url=address.direct_url)
