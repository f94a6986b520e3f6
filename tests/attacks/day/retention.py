"""Retention → what of a need that was over a month ago somebody reads who has the database and every key."""

import random
from datetime import timedelta

from scheduler.jobs import JOBS
from tests.attacks.day.figure import Figure
from tests.support import opened
from tests.support.places import LANSING
from tests.support.world import World

WORDS = {
    "title": "A pot of soup",
    "details": "Third bell",
    "private_note": "Under the pot",
    "address": "Lane 12",
}


def played(world: World) -> Figure:
    """Ana asked, and took it back; all jobs have looked for six weeks. Her key is still there, as she is."""
    ana = world.person("Ana")
    world.community(world.person("Cora"), ana)
    need = ana.need(place=LANSING, **WORDS)["id"]
    ana.post(f"/v1/needs/{need}/withdraw")
    world.tick()
    before = _read(world)
    for job in JOBS:
        if job.name.startswith("forget_") or job.name == "purge":
            job.run(world.database, world.now() + timedelta(days=42), random.Random(1))
    return Figure("words and places of a need that is long over", len(_read(world)), len(before))


def _read(world: World) -> list[str]:
    with world.database.transaction() as session:
        keys = opened.person_keys(session).values()
        return [column for table, column, _ in opened.opened(session, keys) if table == "need"]
