"""L8: a link that was shared into the wrong chat stayed open for seven days."""

from typing import Any
from uuid import uuid4

from tests.support import pages
from tests.support.world import World


def test_a_shared_link_is_shut_at_once_and_for_good(shared_world: World) -> None:
    ana, other = shared_world.person("Ana"), shared_world.person("Other")
    shared_world.community(shared_world.person("Steward"), ana, other)
    path = f"/v1/needs/{ana.need()['id']}/share-links"
    assert ana.get(path) == {"items": []}
    first = ana.post(path)
    assert first["allowed"] == ["take_back"]
    assert ana.get(path)["items"] == [first], "as it was, and no longer for being looked at"

    assert other.refused("DELETE", f"{path}/{first['id']}")["status"] == 403
    assert opens(shared_world, first) == 200
    for _ in range(2):
        assert ana.delete(f"{path}/{first['id']}") is None
        assert opens(shared_world, first) == 404
    assert ana.get(path) == {"items": []}

    second = ana.post(path)
    assert second["url"] != first["url"]
    assert (opens(shared_world, first), opens(shared_world, second)) == (404, 200)
    shared_world.advance(days=2)
    shared_world.tick()
    ana.delete(f"{path}/{second['id']}")
    assert opens(shared_world, ana.post(path)) == 200
    assert (opens(shared_world, first), opens(shared_world, second)) == (404, 404)


def test_only_a_link_of_the_need_is_taken_back_by_it(shared_world: World) -> None:
    ana = shared_world.person("Ana")
    shared_world.community(shared_world.person("Steward"), ana)
    need = ana.need()["id"]
    shared_world.advance(hours=1)
    another = ana.need(category="water")["id"]
    link = ana.post(f"/v1/needs/{another}/share-links")
    for wrong in (link["id"], str(uuid4())):
        assert ana.refused("DELETE", f"/v1/needs/{need}/share-links/{wrong}")["status"] == 404
    assert opens(shared_world, link) == 200


def opens(world: World, link: Any) -> int:
    return pages.get(world.http, pages.link_in(link["url"])).status
