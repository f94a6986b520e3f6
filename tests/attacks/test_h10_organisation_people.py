"""H10: a verified organisation's people added anybody, who then counted as checked, and nobody saw who they were."""

from tests.support.places import LANSING
from tests.support.world import World


def test_whom_an_organisation_names_acts_for_it_only_by_their_own_word(world: World) -> None:
    front, anybody, steward = (world.person(name) for name in ("Front", "Anybody", "Steward"))
    kitchen = world.organisation(front)
    here = world.community(steward, front, anybody)["id"]
    people = f"/v1/organisations/{kitchen}/people"
    offer = {"place": LANSING, "organisation_id": kitchen, "community_id": here}
    front.put(f"{people}/{anybody.id}")
    refused = anybody.refused("POST", "/v1/offers", offer)
    assert [error["code"] for error in refused["errors"]] == ["not_your_organisation"]
    assert anybody.refused("GET", people)["status"] == 404
    assert steward.get(people)["items"] == [front.id]
    anybody.put(f"{people}/{anybody.id}")
    assert anybody.post("/v1/offers", offer)["status"] == "active"
    assert steward.get(people)["items"] == [front.id, anybody.id]
    assert steward.get(f"/v1/organisations/{kitchen}")["people"] == 2


def test_nobody_asks_themself_in(world: World) -> None:
    front, stranger = world.person("Front"), world.person("Stranger")
    kitchen = world.organisation(front)
    for who in (stranger, world.person("Other")):
        refused = who.refused("PUT", f"/v1/organisations/{kitchen}/people/{stranger.id}")
        assert refused["status"] == 404
