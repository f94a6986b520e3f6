"""People who erase themselves, and what an old log still has of them: the wrapped key, and what was sealed under it."""

import random
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from core.crypto.epochs import DoesNotOpen
from core.crypto.vault import Cell, Vault, unseal
from core.models import Person as PersonRow
from core.models import PersonKey
from scheduler.jobs import turn_epochs
from tests.support.people import Person
from tests.support.world import World

BACKUP_DAYS = 30
DAYS = 38
"""A week under one epoch, the life of a backup, and the day until the next look."""


@dataclass(frozen=True)
class InTheLog:
    """What the write-ahead log, the heap and each old dump keep of a row that is gone."""

    person: UUID
    wrapped: bytes
    name: bytes

    def opens(self, vault: Vault) -> bool:
        """Whether it opens with the keys of this vault."""
        try:
            key = vault.unwrap(self.wrapped, self.person, 1)
            return bool(unseal(key, Cell("person", self.person, "display_name"), 1, self.name))
        except DoesNotOpen:
            return False


def logged(world: World, person: Person) -> InTheLog:
    """What is written about this person now, as it stays in the log whatever becomes of them."""
    with world.database.transaction() as session:
        row = session.get_one(PersonRow, UUID(person.id))
        assert row.display_name is not None
        return InTheLog(row.id, session.get_one(PersonKey, row.id).wrapped, row.display_name)


def erased(world: World, person: Person) -> InTheLog:
    """Erases them, as they ask for it; what an old log keeps."""
    kept = logged(world, person)
    person.delete("/v1/me")
    return kept


def days_go_by(world: World, days: int = DAYS) -> None:
    """Day by day, with the worker's job that turns the epochs."""
    job, began = turn_epochs(BACKUP_DAYS), world.now()
    for day in range(1, days + 1):
        while job.run(world.database, began + timedelta(days=day), random.Random(day)):
            pass
