"""The card of a match over HTTP: why it waits, what may be decided, and to whom it is not there."""

import pytest

from tests.support.community import CleosCommunity
from tests.support.world import World


class Quarrel(CleosCommunity):
    """Ana says that Ben did not help, Ben says that he did."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.ana = self.member("Ana")
        need = self.ana.need(community_id=self.id)["id"]
        self.match = self.ben_says_yes(need)["id"]
        self.ana.post(f"/v1/matches/{self.match}/confirm")
        world.advance(days=1)
        self.ben.post(f"/v1/matches/{self.match}/report", {"outcome": "helped"})
        self.ana.post(f"/v1/matches/{self.match}/report", {"outcome": "not_helped"})
        world.tick()
        self.path = f"/v1/communities/{self.id}/matches/{self.match}/card"


@pytest.fixture(scope="module")
def quarrel(shared_world: World) -> Quarrel:
    return Quarrel(shared_world)


def test_a_dispute_is_read_with_its_need_and_what_may_be_decided(quarrel: Quarrel) -> None:
    card = quarrel.cleo.get(quarrel.path)
    assert (card["entry"]["why"], card["verdicts"]) == ("dispute", ["completed", "failed"])
    assert (card["match"]["id"], card["match"]["need_id"]) == (quarrel.match, card["need"]["id"])
    assert [line["kind"] for line in card["history"]].count("match_reported") == 2
    assert not {"contact", "phone", "address"} & {*card["match"], *card["need"]}


def test_for_the_two_of_it_and_elsewhere_no_card_is_there(quarrel: Quarrel) -> None:
    assert quarrel.ana.refused("GET", quarrel.path)["status"] == 403
    assert quarrel.world.person("Out").refused("GET", quarrel.path)["status"] == 404
    elsewhere = quarrel.world.community(quarrel.cleo, name="Elsewhere")["id"]
    there = f"/v1/communities/{elsewhere}/matches/{quarrel.match}/card"
    assert quarrel.cleo.refused("GET", there)["status"] == 404


def test_who_has_it_open_stands_on_it(quarrel: Quarrel) -> None:
    quarrel.cleo.post(f"/v1/communities/{quarrel.id}/queue/{quarrel.match}/claim")
    assert quarrel.cleo.get(quarrel.path)["held"]["person_id"] == quarrel.cleo.id
