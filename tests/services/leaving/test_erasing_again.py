"""An erasure carried out again, as after a backup from before it was restored."""

from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from core.ids import new_id
from core.models import Event, Need, Person
from services import leaving
from tests.support.world import World


def test_an_erasure_is_carried_out_again_without_its_person(world: World) -> None:
    """As the person's own act; told a second time, or of somebody who is not there, it does nothing."""
    ana, now = world.person("Ana", proved="ana@example.org"), world.now()
    world.community(world.person("Cora"), ana)
    ana.need()
    with world.database.transaction() as session:
        assert leaving.erase_again(session, UUID(ana.id), now=now)
    with world.database.transaction() as session:
        assert not leaving.erase_again(session, UUID(ana.id), now=now)
        assert not leaving.erase_again(session, new_id(), now=now)
        assert session.get_one(Person, UUID(ana.id)).erased_at is not None
        assert session.scalars(select(col(Need.status))).all() == ["withdrawn"]
        lines = session.scalars(select(Event).where(col(Event.kind) == "person_erased")).all()
        assert [(line.actor_id, line.subject_id) for line in lines] == [(UUID(ana.id), UUID(ana.id))]
    assert ana.call("GET", "/v1/me").status_code == 401
