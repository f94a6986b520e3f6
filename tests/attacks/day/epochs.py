"""Epochs → people who erased themselves and whose words open 38 days later: by an old log and every key still held."""

from tests.attacks.day.figure import Figure
from tests.support.erased import days_go_by, erased
from tests.support.world import World

MANY = 4


def played(world: World) -> Figure:
    world.person("Ben stays")
    gone = [erased(world, world.person(f"Ana {number}")) for number in range(MANY)]
    days_go_by(world)
    return Figure(
        "erased people whose words open", sum(one.opens(world.database.vault) for one in gone), MANY
    )
