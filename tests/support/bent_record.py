"""A sealed record that somebody bends who may do anything in the database, and whether that is found."""

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import text

from core.audit import verifying, witnessing
from tests.support.record import NOW, happened_apart, seal_all, undone_as_owner
from tests.support.world import World

_THIRD = "(SELECT id FROM event ORDER BY epoch, xid, id OFFSET 2 LIMIT 1)"
TAMPERS: Mapping[str, str] = {
    "what": f"UPDATE event SET kind = 'need_hidden' WHERE id = {_THIRD}",
    "who": f"UPDATE event SET actor_id = gen_random_uuid() WHERE id = {_THIRD}",
    "when": f"UPDATE event SET at = at + interval '1 second' WHERE id = {_THIRD}",
    "gone": f"WITH t AS (DELETE FROM event_todo) DELETE FROM event WHERE id = {_THIRD}",
}
"""By what of a sealed event is bent, how."""


def sealed(world: World, folder: Path) -> Path:
    """Something happens, and is sealed; the file of the record's heads."""
    heads = folder / "heads-of-a-bent-record"
    happened_apart(world.database, times=5)
    seal_all(world.database)
    with world.database.transaction() as session:
        witnessing.witness(session, heads, now=NOW)
    return heads


def is_found(world: World, heads: Path, tamper: str) -> bool:
    """Whether the record says that something was bent; nothing of it stays."""
    with undone_as_owner(world.address, world.database) as session:
        session.execute(text(tamper))
        return verifying.verify(session, heads).fault is not None
