"""Shown places in the simulator: what the platform knows, whom it may ask by that, and what it costs."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.simulation import shown
from benchmarks.simulation.figures import Figures
from benchmarks.simulation.places import Known, Towns, as_shown, as_they_are
from benchmarks.simulation.simulate import run
from benchmarks.simulation.world import WORLDS, World, draw
from matching.rounds.arrays import Floats

HAMLET = replace(WORLDS["stressed"], helpers=60, needs_a_day=8.0, days=10, side_km=20.0, reach_km=5.0)
TOWN = Towns(np.array([[10.0, 10.0]]), np.array([20_000]))
VILLAGE = Towns(np.array([[10.0, 10.0]]), np.array([800]))
NOWHERE = Towns(np.array([[10.0, 10.0]]), np.array([0]))
STANDING_OUT = 1.4
"""A corner is so much farther from a cell's middle than its disc goes, with what its parts stick out."""


def anywhere(count: int = 200) -> Floats:
    return np.random.default_rng(0).random((count, 2)) * 20


def off(at: Floats, known: Known) -> Floats:
    """How far each place is from where it is taken to be, in radii of its cell."""
    return np.asarray(np.hypot(*(at - known.at).T) / known.radius)


@pytest.mark.parametrize(
    ("towns", "widths"),
    [(TOWN, {1, 3}), (VILLAGE, {3}), (NOWHERE, {8, 9})],
    ids=["town", "village", "nowhere"],
)
def test_places_are_shown_by_the_measure(towns: Towns, widths: set[int]) -> None:
    at = anywhere()
    known = as_shown(at, towns)
    assert {int(radius) for radius in known.radius} <= widths
    assert off(at, known).max() < STANDING_OUT
    assert len(np.unique(known.at, axis=0)) < len(at)


def test_near_a_town_places_are_shown_more_closely_than_far_from_it() -> None:
    known = as_shown(np.array([[10.0, 10.0], [40.0, 40.0]]), TOWN)
    assert 2 * known.radius[0] < known.radius[1]


def test_true_places_are_known_as_they_are() -> None:
    assert np.array_equal(as_they_are(anywhere()).at, anywhere())
    assert not as_they_are(anywhere()).radius.any()


def test_only_what_the_platform_knows_differs() -> None:
    true, by_cells = (draw(replace(HAMLET, shown=known), 1) for known in (0, 1))
    for what in ("helper_at", "offers", "willing", "need_at", "category", "posted", "urgent", "reach"):
        assert np.array_equal(getattr(true, what), getattr(by_cells, what))
    assert (by_cells.helpers_known.radius > 1).all()


def moved_within_cells(world: World) -> World:
    """Everybody is where the platform takes them to be."""
    return replace(world, helper_at=world.helpers_known.at, need_at=world.needs_known.at)


def test_whom_it_may_ask_goes_by_shown_places_alone() -> None:
    world = draw(replace(HAMLET, shown=1), 1)
    moved = moved_within_cells(world)
    for need in range(len(world.posted)):
        for one, other in zip(world.known_within(need, 40), moved.known_within(need, 40), strict=True):
            assert np.array_equal(one, other)


@pytest.mark.parametrize("known", [0, 1])
def test_nobody_helps_from_beyond_what_they_said(known: int) -> None:
    world = draw(replace(HAMLET, shown=known), 2)
    for need in range(len(world.posted)):
        helpers, _ = world.known_within(need, 40)
        km = world.km(need, helpers)
        beyond = km > world.reach[helpers]
        assert not world.true_yes(need, helpers, km)[beyond].any()
        assert known or not beyond.any()


def test_whoever_said_nothing_of_reach_is_asked_as_before() -> None:
    world = draw(replace(HAMLET, reach_km=float("inf")), 1)
    for need in range(len(world.posted)):
        for one, other in zip(world.known_within(need, 40), world.within(need, 40), strict=True):
            assert np.array_equal(one, other)


def test_needs_are_met_by_shown_places_too() -> None:
    world = draw(replace(HAMLET, shown=1), 1)
    assert not np.isnan(run(world, "ours", 1).filled_after).all()


def test_a_loss_is_counted_by_hand() -> None:
    one = Figures(*[1.0] * 12)
    true = [replace(one, fill=0.5), replace(one, fill=0.3)]
    by_shown = [replace(one, fill=0.4), replace(one, fill=0.3)]
    found = shown.loss(true, by_shown, "fill")
    assert found is not None
    assert (found.true, found.shown) == pytest.approx((0.4, 0.35))
    assert (found.share, found.error) == pytest.approx((0.125, 0.125))


def test_what_no_world_has_is_not_lost() -> None:
    none = replace(Figures(*[1.0] * 12), countryside_fill=float("nan"))
    assert shown.loss([none], [none], "countryside_fill") is None
