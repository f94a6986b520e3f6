"""Somebody who answers for a circle signed in eight times, to look at more places at once than at one after another."""

from functools import partial
from uuid import UUID

from core.models import Person as Row
from services.access import step_up
from services.people import sign_in
from tests.support.at_once import at_once
from tests.support.looks import LookedAt
from tests.support.people import Person
from tests.support.world import World

SIGN_INS, EACH, ALONE = 8, 5, 30


def signed_in_eight_times(world: World, who: Person) -> list[Person]:
    phones = []
    with world.database.transaction() as session:
        person, now = session.get_one(Row, UUID(who.id)), world.now()
        for number in range(SIGN_INS):
            found = sign_in.start_session(session, person, device_name=f"phone {number}", now=now)
            step_up.proved(session, found.session_id, now)
            phones.append(Person(world.http, who.name, who.id, found.access_token, found.refresh_token))
    return phones


def test_thirty_looks_an_hour_are_thirty_however_many_sign_ins_look_at_once(shared_world: World) -> None:
    here = LookedAt(shared_world)
    need = here.need()
    phones = signed_in_eight_times(shared_world, here.cora)

    def look(phone: Person, number: int) -> int:
        return here.look(need, phone, f"look {number} with {phones.index(phone)}").status_code

    answers = at_once([partial(look, phone, number) for phone in phones for number in range(EACH)])
    assert sorted(answers) == [201] * ALONE + [202] * (SIGN_INS * EACH - ALONE)
    assert len(here.ana.get("/v1/me/access-log?limit=50")["items"]) == ALONE, (
        "each stands in whose contact it is"
    )
    assert here.queue(here.sam) == ["reveal_waits"]
