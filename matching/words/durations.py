"""How long a task takes where its author did not say: by its category, never more than its shortest window.

None is the whole window. `MINUTES_LEAST` and `MINUTES_MOST` bound what an author may say.
"""

from collections.abc import Sequence
from datetime import timedelta

from matching.words.values import Window

MINUTES_LEAST, MINUTES_MOST = 5, 1440
_USUAL = 60
_HANDED_OVER = 30
_WHOLE_WINDOW = frozenset({"childcare", "health_visit_company", "shelter", "common_work"})
_SHORT = frozenset(
    {
        "cooked_meals",
        "water",
        "baby_supplies",
        "hygiene",
        "clothing_bedding",
        "medicine_pickup",
        "lend_tools",
        "power_charging",
        "company_call",
    }
)
"""What is handed over at the door, or said over the phone."""


def usual_minutes(category: str, *, at_least: int, windows: Sequence[Window]) -> int | None:
    """Minutes for a task of this category for which so many must come; None: the whole window."""
    if at_least > 1 or category in _WHOLE_WINDOW:
        return None
    return within(windows, _HANDED_OVER if category in _SHORT else _USUAL)


def within(windows: Sequence[Window], minutes: int) -> int | None:
    """So many minutes, or as many as the shortest window has; None where that is less than anything may take."""
    shortest = shortest_window(windows)
    most = minutes if shortest is None else min(minutes, shortest // timedelta(minutes=1))
    return most if most >= MINUTES_LEAST else None


def shortest_window(windows: Sequence[Window]) -> timedelta | None:
    """How long the shortest of a need's windows is; None where it may be met at any time."""
    return min((window.end - window.start for window in windows), default=None)
