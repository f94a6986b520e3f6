"""The sample of the day that a need's author is shown, where nobody in it could be asked."""

from uuid import UUID

from core.effort import Effort
from core.models import Need
from services.asking import samples
from tests.support.world import World


def test_a_call_that_found_nobody_who_fits_has_used_the_days_question(world: World) -> None:
    """Cut short or not: else hour upon hour could be asked about for nothing."""
    ana, ben = world.person("Ana"), world.person("Ben")
    world.community(world.person("Cora"), ana, ben)
    offer = ben.offer()["id"]
    ben.post(f"/v1/offers/{offer}/pause")
    need = UUID(ana.need(criteria={"decide": "ask_me_first"})["id"])
    with world.database.transaction() as session:
        whole = Effort(1_000, lambda: 0.0)
        row = session.get_one(Need, need)
        assert samples.of_today(session, row, limit=5, now=world.now(), effort=whole) == []
    ben.post(f"/v1/offers/{offer}/resume")
    assert ana.get(f"/v1/needs/{need}/matches")["candidates"] == []
