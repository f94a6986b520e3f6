"""All parts of Minka that `/readyz` and `doctor` look at. One more is a function of its own, named here."""

from core.backups import age
from core.health import database_parts, key_parts, machine_parts, replica_parts
from core.health.part import Named
from notifications.send import holding, states
from scheduler import progress

PARTS: tuple[Named, ...] = (
    *database_parts.PARTS,
    *replica_parts.PARTS,
    *key_parts.PARTS,
    *progress.PARTS,
    *states.PARTS,
    *machine_parts.PARTS,
    *age.PARTS,
    *holding.PARTS,
)
