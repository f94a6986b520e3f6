"""A landmark chosen from a list is the one that was read, or none."""

import pytest

from core.models import Community
from core.models.circle_values import Landmark
from matching.words.values import Point
from tests.support.circles import circle
from web.places import landmarks

LIBRARY, MILL = Landmark("The library", 42.73, -84.55), Landmark("The old mill", 42.7, -84.5)


def circle_of(*places: Landmark) -> Community:
    return circle(landmarks=tuple(places))


def test_each_landmark_is_named_once_and_leads_to_its_place() -> None:
    here = circle_of(LIBRARY, MILL, LIBRARY)
    choices = landmarks.to_choose(here)
    assert [choice.name for choice in choices] == ["The library", "The old mill"]
    assert [landmarks.place_of(here, choice.value) for choice in choices] == [
        Point(42.73, -84.55),
        Point(42.7, -84.5),
    ]


@pytest.mark.parametrize(
    "edited",
    [(MILL,), (Landmark("The library", 42.8, -84.55), MILL), (Landmark("The new library", 42.73, -84.55),)],
)
def test_a_list_edited_meanwhile_leads_nobody_elsewhere(edited: tuple[Landmark, ...]) -> None:
    library, mill = landmarks.to_choose(circle_of(LIBRARY, MILL))
    here = circle_of(*edited)
    assert landmarks.place_of(here, library.value) is None
    assert landmarks.place_of(here, mill.value) in (None, Point(42.7, -84.5))
    reordered = circle_of(MILL, LIBRARY)
    assert landmarks.place_of(reordered, library.value) == Point(42.73, -84.55)


@pytest.mark.parametrize("value", ["", "0", "nonsense"])
def test_what_no_list_held_is_no_landmark(value: str) -> None:
    assert landmarks.place_of(circle_of(LIBRARY), value) is None
