"""Weekly hours as a grid of boxes, seven days by six parts of the day, and back again.

What does not fall on the grid (a night, half past seven) stands below it as a line of its own, and stays what it is:
saving writes anew only the hours whose boxes somebody changed. So an untouched grid saves exactly what was there,
whoever wrote it, in its order.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from core.errors import Invalid
from matching.words.tasks import Weekday
from matching.words.values import Slot
from web.parts.day_parts import DAY_PARTS, DayPart

MOST_LINES = 50
"""So many weekly times an offer carries."""


@dataclass(frozen=True, slots=True)
class Box:
    """One part of one day of the week."""

    weekday: Weekday
    part: DayPart

    @property
    def value(self) -> str:
        """What a form sends for it, ticked: `mon-9`."""
        return f"{self.weekday}-{self.part.value}"


BOXES = {box.value: box for box in (Box(day, part) for day in Weekday for part in DAY_PARTS)}


@dataclass(frozen=True, slots=True)
class Week:
    """Weekly hours as a page shows them. `lines`: each by its place among all hours, which is what a form sends.

    `any_time`: no hours are said, so that all are meant.
    """

    ticked: frozenset[Box]
    lines: tuple[tuple[int, Slot], ...]
    any_time: bool


def shown(availability: Sequence[Slot]) -> Week:
    """The grid and the lines of these hours."""
    on_grid = frozenset(box for slot in availability for box in boxes_of(slot))
    lines = tuple((at, slot) for at, slot in enumerate(availability) if not boxes_of(slot))
    return Week(on_grid, lines, not availability)


def boxes_of(slot: Slot) -> tuple[Box, ...]:
    """The boxes that weekly hours fill exactly; none where they begin or end within one, or in the night."""
    starts, ends = [part.start for part in DAY_PARTS], [part.end for part in DAY_PARTS]
    if slot.start not in starts or slot.end not in ends:
        return ()
    first, last = starts.index(slot.start), ends.index(slot.end)
    return tuple(Box(slot.weekday, part) for part in DAY_PARTS[first : last + 1])


def saved(
    before: Sequence[Slot], ticked: Iterable[str], kept: Iterable[str], *, any_time: bool, pointer: str
) -> tuple[Slot, ...]:
    """The hours as a form left them: `before` with what was changed of it.

    `ticked`: the boxes, by value; `kept`: the lines, by their places; what is neither is passed over. `any_time`:
    somebody says that any time is fine. Boxes ticked beside it win where it was so before: they are what was changed.
    Raises Invalid `hours_needed` where nothing is left and any time is not meant, since no hours mean all hours, and
    `too_many` beyond what an offer carries.
    """
    now, stay = {BOXES[value] for value in ticked if value in BOXES}, set(kept)
    if any_time and (before or not now):
        return ()
    after: list[Slot] = []
    for at, slot in enumerate(before):
        boxes = boxes_of(slot)
        if boxes and not now.issuperset(boxes):
            after += _joined(now.intersection(boxes))
        elif boxes or str(at) in stay:
            after.append(slot)
    after += _joined(now - shown(before).ticked)
    if not after:
        raise Invalid(pointer, "hours_needed")
    return _few_enough(after, pointer)


def _few_enough(hours: list[Slot], pointer: str) -> tuple[Slot, ...]:
    """As they are; beyond what an offer carries, all boxes that touch written as one."""
    if len(hours) <= MOST_LINES:
        return tuple(hours)
    lines = [slot for slot in hours if not boxes_of(slot)]
    fewer = [*_joined({box for slot in hours for box in boxes_of(slot)}), *lines]
    if len(fewer) > MOST_LINES:
        raise Invalid(pointer, "too_many", most=MOST_LINES)
    return tuple(fewer)


def _joined(boxes: Collection[Box]) -> Iterator[Slot]:
    """Boxes as hours, those that touch as one, in the order of the week."""
    for day in Weekday:
        places = [at for at, part in enumerate(DAY_PARTS) if Box(day, part) in boxes]
        for _, run in groupby(enumerate(places), lambda pair: pair[1] - pair[0]):
            touching = [DAY_PARTS[at] for _, at in run]
            yield Slot(day, touching[0].start, touching[-1].end)
