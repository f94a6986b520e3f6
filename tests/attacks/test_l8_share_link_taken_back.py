"""L8: a link that was shared into the wrong chat stayed open for seven days."""

from typing import Any
from uuid import uuid4

from tests.support import pages
from tests.support.world import World


def test_a_shared_link_is_shut_at_once_and_for_good(world: World) -> None:
    ana, other = world.person("Ana"), world.person("Other")
    world.community(world.person("Steward"), ana, other)
    path = f"/v1/needs/{ana.need()['id']}/share-links"
    assert ana.get(path) == {"items": []}
    first = ana.post(path)
    assert first["allowed"] == ["take_back"]
    assert ana.get(path)["items"] == [first], "as it was, and no longer for being looked at"

    assert other.refused("DELETE", f"{path}/{first['id']}")["status"] == 403
    assert opens(world, first) == 200
    for _ in range(2):
        assert ana.delete(f"{path}/{first['id']}") is None
        assert opens(world, first) == 404
    assert ana.get(path) == {"items": []}

    second = ana.post(path)
    assert second["url"] != first["url"]
    assert (opens(world, first), opens(world, second)) == (404, 200)
    world.advance(days=2)
    world.tick()
    ana.delete(f"{path}/{second['id']}")
    assert opens(world, ana.post(path)) == 200
    assert (opens(world, first), opens(world, second)) == (404, 404)


def test_only_a_link_of_the_need_is_taken_back_by_it(world: World) -> None:
    ana = world.person("Ana")
    world.community(world.person("Steward"), ana)
    need = ana.need()["id"]
    world.advance(hours=1)
    another = ana.need(category="water")["id"]
    link = ana.post(f"/v1/needs/{another}/share-links")
    for wrong in (link["id"], str(uuid4())):
        assert ana.refused("DELETE", f"/v1/needs/{need}/share-links/{wrong}")["status"] == 404
    assert opens(world, link) == 200


def opens(world: World, link: Any) -> int:
    return pages.get(world.http, pages.link_in(link["url"])).status
