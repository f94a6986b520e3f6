"""How long a task takes where nothing was said (line 11)."""

from datetime import timedelta

import pytest

from matching.words.categories import CATEGORIES
from matching.words.durations import usual_minutes
from matching.words.values import Window
from tests.matching.builders import NOW

HANDED_OVER = """cooked_meals water baby_supplies hygiene clothing_bedding medicine_pickup lend_tools power_charging
    company_call"""
WHOLE = "childcare health_visit_company shelter common_work"


def long(*minutes: int) -> list[Window]:
    return [Window(NOW, NOW + timedelta(minutes=m)) for m in minutes]


def test_each_category_has_its_usual_time() -> None:
    expected = (
        dict.fromkeys(CATEGORIES, 60) | dict.fromkeys(HANDED_OVER.split(), 30) | dict.fromkeys(WHOLE.split())
    )
    assert {slug: usual_minutes(slug, at_least=1, windows=long(600)) for slug in CATEGORIES} == expected
    assert {usual_minutes(slug, at_least=2, windows=long(600)) for slug in CATEGORIES} == {None}


@pytest.mark.parametrize(
    ("windows", "minutes"),
    [((), 60), ((600, 60), 60), ((600, 45), 45), ((20,), 20), ((4,), None)],
)
def test_never_more_than_the_shortest_window(windows: tuple[int, ...], minutes: int | None) -> None:
    assert usual_minutes("groceries", at_least=1, windows=long(*windows)) == minutes
