"""The image, tried without Docker: its own steps in a clean folder, by somebody who is not root."""

import os
import subprocess
from pathlib import Path

import pytest

from core.database.embedded.account import claim
from tests.operated.machine import free_port
from tests.support.databases import quick_folder

ROOT = Path(__file__).parents[2]


@pytest.mark.long
def test_the_steps_of_the_image_give_a_minka_of_at_most_400_mb() -> None:
    """API, worker and backup on a PostgreSQL with passwords: `steps.sh` tells how large it is, and what answers."""
    with quick_folder() as place:
        account = claim(place)
        played = subprocess.run(
            ["bash", str(ROOT / "tests" / "docker" / "steps.sh"), str(place)],
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(place),
                "DB_PORT": str(free_port()),
                "MINKA_PORT": str(free_port()),
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            user=account.uid,
            group=account.gid,
            extra_groups=account.extra_groups,
        )
    print(played.stdout)
    assert played.returncode == 0, played.stderr
    assert "all well" in played.stdout
