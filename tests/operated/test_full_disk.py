"""A disk that is full, for real: named in a sentence, and well again by itself once there is room."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.operated.machine import Machine, eventually, named, well_again
from tests.servers.smtp import SmtpServer

MEGABYTES = 260
"""Enough for the tables, what PostgreSQL writes ahead, and nothing more for long."""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own that is soon full."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m,mode=0755", "minka-test", str(folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode != 0:
        pytest.skip("a small disk is for root, and for machines that let one mount")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.long
def test_a_full_disk_is_named_and_what_was_acknowledged_stays(small_disk: Path) -> None:
    with SmtpServer() as relay:
        letters = {"smtp_host": relay.host, "smtp_port": str(relay.port), "smtp_start_tls": "false"}
        with Machine(relay, small_disk, **letters) as machine:
            eventually(lambda: machine.part("worker")[0] == "ok", "the worker beats")
            assert machine.a_code_leaves()
            filler = small_disk / "filler"
            fill = ["dd", "if=/dev/zero", f"of={filler}", "bs=64K"]
            assert b"No space left" in subprocess.run(fill, check=False, capture_output=True).stderr
            named(machine, "space", "Only 0 MB are free on the disk of MINKA_DATA_DIR. Make room")
            filler.unlink()
            for part in ("database", "write", "worker"):
                well_again(machine, part)
            eventually(machine.a_code_leaves, "codes leave")
