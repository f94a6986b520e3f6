"""The short form of `make cluster`: a primary is killed, a pooler restarted, on a cluster of real servers."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cluster import layout

ROOT = Path(__file__).parents[2]
LONGEST_S = 600


@pytest.mark.skipif(bool(layout.missing()), reason=layout.missing() or "all is there")
def test_a_failover_and_a_pooler_that_goes_lose_nothing_and_do_nothing_twice() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.cluster", "--short"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=LONGEST_S,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert " goals met, " in ended.stdout, "how long it took is said, and held to by `make cluster` alone"
