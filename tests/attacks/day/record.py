"""Record → bent lines of what happened that nobody finds: whoever owns the database edits and deletes sealed events."""

from pathlib import Path

from tests.attacks.day.figure import Figure
from tests.support.bent_record import TAMPERS, is_found, sealed
from tests.support.world import World


def played(world: World) -> Figure:
    heads = sealed(world, Path(world.settings.data_dir))
    unfound = sum(not is_found(world, heads, tamper) for tamper in TAMPERS.values())
    return Figure("bent lines of the record that nobody finds", unfound, len(TAMPERS))
