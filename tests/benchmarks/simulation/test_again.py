"""The second asking in the simulator: nobody twice before everybody once, nobody a third time, never if urgent."""

from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.simulation import again
from benchmarks.simulation.asking import SECOND_TIME_AFTER, SimulatedRun
from benchmarks.simulation.people import Helpers
from benchmarks.simulation.simulate import run
from benchmarks.simulation.world import WORLDS, World, draw

MONTH = replace(WORLDS["stressed"], helpers=200, needs_a_day=1.0, days=30, blind_hours=1e-6)
SLOW_VILLAGE = replace(WORLDS["village8"], days=120, hours=again.WEEK)


@pytest.fixture(scope="module")
def slow_village() -> World:
    return draw(SLOW_VILLAGE, 1)


def times_asked(result: SimulatedRun) -> dict[tuple[int, int], list[float]]:
    """By need and helper: when they were asked."""
    asked = defaultdict(list)
    proposals = zip(result.proposed_for, result.proposed_to, result.proposed_at, strict=True)
    for need, helper, at in proposals:
        asked[int(need), int(helper)].append(float(at))
    return asked


def test_second_times_come_after_two_days_and_after_everybody(slow_village: World) -> None:
    asked = times_asked(run(slow_village, "ours", 1))
    twice = {pair: at for pair, at in asked.items() if len(at) == 2}
    assert twice, "else nothing was seen"
    assert max(map(len, asked.values())) == 2
    for (need, _), (first, second) in twice.items():
        assert second - first >= SECOND_TIME_AFTER
        assert not slow_village.urgent[need]
        firsts = [at[0] for (other, _), at in asked.items() if other == need]
        assert max(firsts) <= second


def test_without_it_nobody_is_asked_twice(slow_village: World) -> None:
    asked = times_asked(run(slow_village, "ours_never_twice", 1))
    assert max(map(len, asked.values())) == 1


@pytest.mark.parametrize("final", [0, 1])
def test_whose_silence_is_final_says_no_yes_any_more(final: int) -> None:
    world = draw(replace(MONTH, final_silence=final), 1)
    helpers = Helpers(world, 1)
    who = np.arange(MONTH.helpers)
    asked = [helpers.propose(0, who, np.zeros(len(who)), now)[0] for now in (12.0, 36.0)]
    silent_first = ~asked[0]
    assert asked[0].any()
    assert (asked[1] & silent_first).any() == (not final)
    assert helpers.propose(1, who, np.zeros(len(who)), 60.0)[0].any(), "another need is another question"


def test_rows_measure_fill_and_proposals_by_what_silence_means() -> None:
    small = {name: replace(WORLDS[name], days=20) for name in again.VILLAGES}
    rows = again.rows(worlds=small, seeds=range(2))
    assert len(rows) == 2 * 2 * len(again.VILLAGES)
    assert all(row.met is not None for row in rows)
