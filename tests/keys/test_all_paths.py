"""The promise under everything else: a match is confirmed by two keys, turned by two hands, whatever happens.

Short in `make test`; `make chaos` walks longer (MINKA_KEYS_RUNS, MINKA_KEYS_STEPS).
"""

import os
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from core.database.embedded import EmbeddedServer
from tests.keys.machine import AnyPath
from tests.support.databases import copied
from tests.support.world import World

RUNS = int(os.environ.get("MINKA_KEYS_RUNS", "200"))
STEPS = int(os.environ.get("MINKA_KEYS_STEPS", "40"))


def walk(server: EmbeddedServer, template: str, folder: Path, *, runs: int, steps: int, same: bool) -> None:
    def make_world(stack: ExitStack) -> World:
        address = stack.enter_context(copied(server, template))
        return stack.enter_context(World(address, folder, limits=1000))

    class Walk(AnyPath):
        pass

    Walk.make_world = staticmethod(make_world)
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=runs,
            stateful_step_count=steps,
            derandomize=same,
            phases=[Phase.generate] if same else list(Phase),
            database=None,
            deadline=None,
            print_blob=not same,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_no_short_path_confirms_a_match_by_one_hand(
    server: EmbeddedServer, template: str, tmp_path: Path
) -> None:
    """Always the same path; after each step the machine's invariant raises where one hand confirmed."""
    walk(server, template, tmp_path, runs=4, steps=12, same=True)


@pytest.mark.long
def test_no_long_path_confirms_a_match_by_one_hand(
    server: EmbeddedServer, template: str, tmp_path: Path
) -> None:
    """Another path each time; a failure of the machine's invariant prints how to walk it again."""
    walk(server, template, tmp_path, runs=RUNS, steps=STEPS, same=False)
