"""A day with false helpers, stewards, coordinators and authors among honest people: what they get of it is nothing.

Each mechanism has a figure of its own. `make sabotage` takes the mechanisms out, one after another, and prints how the
figures move: its own does, and no other.
"""

from collections.abc import Callable

import pytest

from tests.attacks.day import trust, turns, walk
from tests.attacks.day.cast import Cast
from tests.attacks.day.figure import Figure, row
from tests.attacks.day.figures import FIGURES
from tests.support.world import World

Record = Callable[[str, object], None]


def noted(record_property: Record, mechanism: str, figure: Figure) -> Figure:
    print(row(mechanism, figure))
    for name, value in (("figure", mechanism), ("got", figure.got), ("what", figure.what)):
        record_property(name, value)
    return figure


@pytest.mark.parametrize("mechanism", FIGURES)
def test_a_figure(world: World, record_property: Record, mechanism: str) -> None:
    figure = noted(record_property, mechanism, FIGURES[mechanism](world))
    assert figure.got <= figure.most, figure


@pytest.mark.parametrize("helpers", [1, pytest.param(20, marks=pytest.mark.long)])
def test_all_routes_tell_false_people_nothing(world: World, record_property: Record, helpers: int) -> None:
    cast = Cast(world, helpers=helpers)
    contacts, habits, where = walk.played(cast, whole=helpers > 1)
    for figure in (contacts, habits):
        noted(record_property, "all", figure)
    assert where == []
    looks = [line["look"] for line in cast.ana.get("/v1/me/access-log")["items"] if line["look"]]
    assert {look["display_name"] for look in looks} == {"coordinator"}, (
        "whoever looks up is read by whose it is"
    )


@pytest.mark.long
def test_an_honest_need_beside_sixty_false_ones(world: World) -> None:
    figure = turns.played(world, false_authors=20)
    assert figure.got <= figure.most, figure


@pytest.mark.long
def test_addresses_among_twenty_false_helpers(world: World) -> None:
    figure = trust.played(world, false_helpers=20)
    assert figure.got <= figure.most, figure
