"""All parts of Minka that `/readyz` and `doctor` look at. One more is a function of its own, named here."""

from core.health import database_parts, machine_parts
from core.health.part import Named
from notifications.send import states
from scheduler import progress

PARTS: tuple[Named, ...] = (
    *database_parts.PARTS,
    *progress.PARTS,
    *states.PARTS,
    *machine_parts.PARTS,
)
