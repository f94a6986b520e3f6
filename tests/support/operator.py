"""The operator's commands as an operator starts them: processes of their own, with these settings and no others."""

import os
import subprocess

from tests.support.databases import settings_of
from tests.support.forked import ROOT, manage
from tests.support.world import World

__all__ = ["ROOT", "as_operator_of", "run"]


def run(*arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """`python manage.py …` with these settings and no others."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MINKA_")}
    return manage(arguments, kept | {f"MINKA_{name.upper()}": value for name, value in settings.items()})


def as_operator_of(world: World, *arguments: str, code: int = 0) -> str:
    """What a command says about this world; it must end with `code`."""
    done = run(
        *arguments,
        env="development",
        data_dir=str(world.settings.data_dir),
        **settings_of(world.address),
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout
