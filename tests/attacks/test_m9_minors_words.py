"""M9: the words of somebody under 18 were read by all members, and could be shared into chats."""

import pytest

from tests.support.concerned_community import ConcernedCommunity


@pytest.mark.parametrize("visible_to", ["members", "public"])
def test_a_minors_need_is_seen_by_coordinators_and_verified_organisations_only(
    concerned: ConcernedCommunity, visible_to: str
) -> None:
    mia, gil, olu = (concerned.world.person(name) for name in ("Mia", "Gil", "Olu"))
    for person in (mia, gil, olu):
        person.post(f"/v1/communities/{concerned.id}/join")
    concerned.world.organisation(gil)
    olu.post("/v1/organisations", {"name": "Not verified", "kind": "collective"})
    mia.patch("/v1/me", {"is_adult": False})
    need = mia.need(title="I am home alone", visible_to=visible_to, community_id=concerned.id)["id"]
    seen = {
        who.name: who.call("GET", f"/v1/needs/{need}").status_code == 200
        for who in (mia, concerned.cora, gil, olu, concerned.ben)
    }
    assert seen == {"Mia": True, "Cora": True, "Gil": True, "Olu": False, "Ben": False}
    for who in (olu, concerned.ben):
        assert "home alone" not in who.call("GET", "/v1/needs").text
        assert need not in who.call("GET", f"/v1/needs?community={concerned.id}").text
    assert mia.call("POST", f"/v1/needs/{need}/share-links").status_code == 409


def test_a_link_shared_before_shows_nothing_any_more(concerned: ConcernedCommunity) -> None:
    mia = concerned.world.person("Mia")
    mia.post(f"/v1/communities/{concerned.id}/join")
    need = mia.need(community_id=concerned.id)["id"]
    link = mia.post(f"/v1/needs/{need}/share-links")["url"]
    path = "/l/" + link.rpartition("/l/")[2]
    assert concerned.world.http.get(path).status_code == 200
    mia.patch("/v1/me", {"is_adult": False})
    assert concerned.world.http.get(path).status_code == 404
