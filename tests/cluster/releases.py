"""The release before this one, as its source: a commit of our own history, for nothing has been released yet."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.cluster.layout import ROOT

OLDER = "8f69a159"
"""A commit with the tables of today: the migrations before it want everything stopped, by their own word."""


@contextmanager
def release_before(folder: Path) -> Iterator[Path]:
    """Its source, in a folder of its own, without the history."""
    source = folder / "release-before"
    source.mkdir()
    packed = subprocess.run(["git", "archive", OLDER], cwd=ROOT, check=True, capture_output=True).stdout
    subprocess.run(["tar", "-x", "-C", str(source)], input=packed, check=True)
    yield source


def is_there() -> bool:
    """Whether this is a checkout that has it."""
    known = ["git", "cat-file", "-e", f"{OLDER}^{{commit}}"]
    return subprocess.run(known, cwd=ROOT, check=False, capture_output=True).returncode == 0
