"""Two edit the same thing from two phones at one moment: the second hears that it was edited, and undoes nothing."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from sqlalchemy import text

from tests.support.at_once import connections, somebody_waits
from tests.support.people import Person
from tests.support.without_app import entered
from tests.support.world import World


def edits_meanwhile(world: World, who: Person, path: str, edited: str) -> httpx.Response:
    """The answer to an edit which had read the edition when another one, of this person, was not ended yet."""
    tag = who.call("GET", path).headers["etag"]
    with connections(world, 2) as database, ThreadPoolExecutor(1) as pool, database.session() as first:
        first.execute(text("UPDATE person SET edition = edition + 1 WHERE id = :id"), {"id": edited})
        answer = pool.submit(who.call, "PATCH", path, {"display_name": "Another"}, If_Match=tag)
        while not somebody_waits(database):
            assert not answer.done()
        first.commit()
        return answer.result()


@pytest.mark.parametrize("whose", ["own", "represented"])
def test_an_edit_that_began_before_another_ended_is_stale(shared_world: World, whose: str) -> None:
    ana = shared_world.person("Ana")
    shared_world.community(shared_world.person("Sara"), ana, name=f"Town {whose}")
    if whose == "own":
        answer = edits_meanwhile(shared_world, ana, "/v1/me", ana.id)
    else:
        elder = entered(shared_world, ana, "Rosa")["id"]
        answer = edits_meanwhile(shared_world, ana, f"/v1/people/{elder}", elder)
    assert (answer.status_code, answer.json()["code"]) == (412, "changed_meanwhile")
