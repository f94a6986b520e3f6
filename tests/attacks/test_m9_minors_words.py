"""M9: the words of somebody under 18 were read by all members, and could be shared into chats."""

import pytest

from tests.attacks.test_c1_concern_keeps_away import Town
from tests.support.world import World


@pytest.fixture
def town(world: World) -> Town:
    return Town(world)


@pytest.mark.parametrize("visible_to", ["members", "public"])
def test_a_minors_need_is_seen_by_coordinators_and_verified_organisations_only(
    town: Town, visible_to: str
) -> None:
    mia, gil, olu = (town.world.person(name) for name in ("Mia", "Gil", "Olu"))
    for person in (mia, gil, olu):
        person.post(f"/v1/communities/{town.id}/join")
    town.world.organisation(gil)
    olu.post("/v1/organisations", {"name": "Not verified", "kind": "collective"})
    mia.patch("/v1/me", {"is_adult": False})
    need = mia.need(title="I am home alone", visible_to=visible_to, community_id=town.id)["id"]
    seen = {
        who.name: who.call("GET", f"/v1/needs/{need}").status_code == 200
        for who in (mia, town.cora, gil, olu, town.ben)
    }
    assert seen == {"Mia": True, "Cora": True, "Gil": True, "Olu": False, "Ben": False}
    for who in (olu, town.ben):
        assert "home alone" not in who.call("GET", "/v1/needs").text
        assert need not in who.call("GET", f"/v1/needs?community={town.id}").text
    assert mia.call("POST", f"/v1/needs/{need}/share-links").status_code == 409


def test_a_link_shared_before_shows_nothing_any_more(town: Town) -> None:
    mia = town.world.person("Mia")
    mia.post(f"/v1/communities/{town.id}/join")
    need = mia.need(community_id=town.id)["id"]
    link = mia.post(f"/v1/needs/{need}/share-links")["url"]
    path = "/l/" + link.rpartition("/l/")[2]
    assert town.world.http.get(path).status_code == 200
    mia.patch("/v1/me", {"is_adult": False})
    assert town.world.http.get(path).status_code == 404
