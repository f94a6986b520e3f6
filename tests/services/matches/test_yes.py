"""The author's yes: so many invitations stand at a time, and each comes back when it is answered."""

from services.matches.yes import OPEN_INVITATIONS
from tests.support.world import World


def test_five_are_invited_at_a_time(world: World) -> None:
    ana = world.person("Ana")
    helpers = [world.person(f"Helper {number}") for number in range(OPEN_INVITATIONS + 1)]
    world.community(world.person("Sara"), ana, *helpers)
    offers = [helper.offer()["id"] for helper in helpers]
    need = ana.need(criteria={"decide": "ask_me_first"}, quantity=9)["id"]
    path = f"/v1/needs/{need}/invitations"
    first, *_ = [ana.invite(need, offer)["id"] for offer in offers[:-1]]
    refused = ana.refused("POST", path, {"offer_id": offers[-1]})
    assert (refused["status"], refused["code"], refused["most"]) == (409, "enough_invitations", 5)
    helpers[0].post(f"/v1/matches/{first}/decline")
    assert ana.post(path, {"offer_id": offers[-1]})["status"] == "invited"
