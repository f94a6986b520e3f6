"""Samples → ends of a helper's hours learnt: a false author asks for the same at one hour after another."""

from itertools import pairwise

from tests.attacks.day.figure import Figure
from tests.support.false_author import NEW_A_DAY, FalseAuthor
from tests.support.world import World

HOURS = (2, 5, 8, 10, 11, 13, 16)
"""Ben helps from nine to noon: between eight and ten, and between eleven and one, something would change."""


def played(world: World) -> Figure:
    author = FalseAuthor(world)
    shown = []
    for hour in HOURS:
        shown.append(author.hours in author.after(when=author.at(hour)))
    changes = sum(one != other for one, other in pairwise(shown[NEW_A_DAY:]))
    return Figure("ends of a helper's hours learnt in a day", changes, 2)
