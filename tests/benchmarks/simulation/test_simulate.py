from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.simulation.asking import Limits, SimulatedRun, Simulation
from benchmarks.simulation.bound import most_that_can_be_filled
from benchmarks.simulation.figures import Figures, mean, measured
from benchmarks.simulation.policies import POLICIES, ours
from benchmarks.simulation.simulate import main, one_seed, run
from benchmarks.simulation.world import WORLDS, World, draw, from_history
from matching.words.policy import ASK_FEW, ASK_MANY, USUAL

HAMLET = replace(WORLDS["stressed"], helpers=60, needs_a_day=8.0, days=10, side_km=20.0)
MONTH = replace(WORLDS["stressed"], helpers=80, needs_a_day=15.0, days=30, side_km=20.0)


@pytest.fixture(scope="module")
def hamlet() -> World:
    return draw(HAMLET, 1)


def most_within(result: SimulatedRun, helper: int, hours: float) -> int:
    """The most proposals this helper got in any stretch of so many hours."""
    at = np.sort(result.proposed_at[result.proposed_to == helper])
    return max((int(np.count_nonzero((at >= t) & (at < t + hours))) for t in at), default=0)


def test_no_helper_is_asked_beyond_their_dials_in_a_month() -> None:
    world = draw(MONTH, 2)
    dice = np.random.default_rng(0)
    a_day, a_week = dice.integers(1, 3, 80), dice.integers(1, 8, 80)
    result = Simulation(world, ours(ASK_MANY, 2), 2, Limits(a_day, a_week)).run()
    free = Simulation(world, ours(ASK_MANY, 2), 2).run()
    for helper in range(80):
        assert most_within(result, helper, 24) <= a_day[helper]
        assert most_within(result, helper, 168) <= a_week[helper]
    assert any(most_within(free, helper, 168) > a_week[helper] for helper in range(80))
    assert not np.isnan(result.filled_after).all()


def test_ours_keeps_to_the_dials_of_its_policy() -> None:
    result = run(draw(MONTH, 3), "ours", 3, USUAL)
    assert max(most_within(result, helper, 24) for helper in range(80)) == USUAL.proposals_a_day
    assert max(most_within(result, helper, 168) for helper in range(80)) == USUAL.proposals_a_week


@pytest.mark.parametrize("name", POLICIES)
def test_the_same_seed_tells_the_same_story(hamlet: World, name: str) -> None:
    first, second = run(hamlet, name, 1), run(hamlet, name, 1)
    assert np.array_equal(first.filled_after, second.filled_after, equal_nan=True)
    assert np.array_equal(first.proposed_to, second.proposed_to)
    assert np.array_equal(first.proposed_at, second.proposed_at)


@pytest.mark.parametrize("name", POLICIES)
def test_a_story_is_possible(hamlet: World, name: str) -> None:
    result = run(hamlet, name, 1)
    filled = ~np.isnan(result.filled_after)
    allowed = np.where(hamlet.urgent, HAMLET.urgent_hours, HAMLET.hours)
    assert filled.any()
    assert (result.sent[filled] > 0).all()
    assert (result.filled_after[filled] <= allowed[filled]).all()
    assert result.sent.sum() == len(result.proposed_to)
    assert (result.proposed_at <= (hamlet.posted + allowed).max()).all()


def test_a_yes_that_comes_too_late_meets_no_need() -> None:
    slow = draw(replace(HAMLET, answer_hours=20.0), 1)
    result = run(slow, "notify_all", 1)
    filled = ~np.isnan(result.filled_after)
    assert (
        result.filled_after[filled] <= np.where(slow.urgent, HAMLET.urgent_hours, HAMLET.hours)[filled]
    ).all()
    assert filled.any()
    assert result.not_needed > 0


def test_ours_asks_far_less_than_everybody_and_no_fewer_needs_are_met() -> None:
    everybody = mean(one_seed(MONTH, "notify_all", USUAL, seed) for seed in range(2))
    sparse = mean(one_seed(MONTH, "ours_no_limits", USUAL, seed) for seed in range(2))
    assert sparse.proposals < everybody.proposals / 2
    assert sparse.fill > everybody.fill


def test_a_dial_does_what_it_says() -> None:
    few = one_seed(MONTH, "ours_no_limits", ASK_FEW, 0)
    many = one_seed(MONTH, "ours_no_limits", ASK_MANY, 0)
    assert few.proposals < many.proposals


def test_no_policy_beats_the_bound(hamlet: World) -> None:
    bound = most_that_can_be_filled(hamlet)
    assert 0 < bound <= 1
    for name in POLICIES:
        assert measured(hamlet, run(hamlet, name, 1)).fill < bound


def test_figures_are_counted_by_hand(hamlet: World) -> None:
    world = replace(
        hamlet,
        posted=np.array([0.0, 200.0]),
        urgent=np.array([True, False]),
        countryside=np.array([False, True]),
    )
    result = SimulatedRun(
        filled_after=np.array([2.0, np.nan]),
        sent=np.array([1, 3]),
        proposed_for=np.array([0, 1, 1, 1]),
        proposed_to=np.array([0, 0, 1, 2]),
        proposed_at=np.array([0.0, 200.0, 200.0, 200.0]),
        gone=np.arange(60) < 6,
        not_needed=3,
    )
    figures = measured(world, result)
    assert (figures.fill, figures.urgent_fill, figures.countryside_fill) == (0.5, 1.0, 0.0)
    assert figures.fill_last_third == 0.0
    assert (figures.hours_to_yes_p50, figures.proposals_per_fill, figures.proposals) == (2.0, 4.0, 4.0)
    assert (figures.left, figures.not_needed_per_fill) == (0.1, 3.0)


def test_a_mean_leaves_out_what_a_run_does_not_have() -> None:
    one = Figures(*[1.0] * 12)
    other = replace(one, fill=0.0, countryside_fill=float("nan"))
    assert (mean([one, other]).fill, mean([one, other]).countryside_fill) == (0.5, 1.0)
    assert np.isnan(mean([other, other]).countryside_fill)


def test_a_community_runs_it_on_its_own_history(tmp_path: Path) -> None:
    (tmp_path / "needs.csv").write_text(
        "x_km,y_km,category,posted,urgent\n0,0,ride,30,0\n1,0,ride,10,1\n0,1,meals,12,0\n"
    )
    (tmp_path / "helpers.csv").write_text("x_km,y_km,categories\n0,0,ride meals\n0,2,meals\n3,4,ride\n")
    world = from_history(tmp_path, HAMLET, 0)
    assert world.posted.tolist() == [10, 12, 30]
    assert world.urgent.tolist() == [True, False, False]
    near, km = world.within(2, 100)
    assert (near.tolist(), km.tolist()) == ([0, 2], [0.0, 5.0])
    run(world, "ours", 0)


def test_the_command_line_shows_a_table_and_saves_a_picture(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = tmp_path / "out.png"
    world = ["--helpers", "40", "--needs-a-day", "5", "--days", "7", "--side-km", "15"]
    policies = ["--policies", "notify_all,ours", "--dial", "attention_price=0.2", "--jobs", "1"]
    main([*world, *policies, "--seeds", "0-1", "--plot", str(picture)])
    shown = capsys.readouterr().out
    assert "40 helpers" in shown
    assert "notify all" in shown
    assert "proposals per fill" in shown
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("wrong", [["--policies", "shout"], ["--world", "mars"], ["--preset", "never"]])
def test_a_wrong_option_is_refused(wrong: list[str]) -> None:
    with pytest.raises(SystemExit):
        main(wrong)
