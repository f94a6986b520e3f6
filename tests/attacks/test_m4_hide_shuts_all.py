"""M4: hiding left match, contact and messages readable."""

import pytest

from tests.attacks.test_c1_concern_keeps_away import Town
from tests.support.people import Person
from tests.support.world import World


@pytest.fixture
def town(world: World) -> Town:
    return Town(world)


def reads(who: Person, need: str, match: str) -> list[int]:
    """What somebody gets of a need, its match, the contact and the messages."""
    paths = (f"needs/{need}", f"matches/{match}", f"matches/{match}/contact", f"matches/{match}/messages")
    return [who.call("GET", f"/v1/{path}").status_code for path in paths]


def test_who_hides_is_gone_for_everybody_else_until_they_show_themselves(town: Town) -> None:
    need, match = town.agreed()
    town.ana.put("/v1/me/hide")
    assert reads(town.ben, need, match) == [404] * 4
    assert reads(town.cora, need, match) == [404] * 4
    assert town.ben.call("POST", f"/v1/matches/{match}/messages", {"text": "hello"}).status_code == 404
    assert town.ben.get("/v1/matches")["items"] == []
    assert town.cora.get(f"/v1/communities/{town.id}/board?what=matches")["matches"] == []
    assert reads(town.ana, need, match) == [200] * 4
    town.ana.delete("/v1/me/hide")
    assert reads(town.ben, need, match) == [200] * 4


def test_a_helper_who_hides_is_gone_for_the_author_too(town: Town) -> None:
    need, match = town.agreed()
    town.ben.put("/v1/me/hide")
    assert reads(town.ana, need, match) == [200, 404, 404, 404]
    assert reads(town.ben, need, match)[1:] == [200, 200, 200]


def test_what_a_coordinator_hides_shuts_between_the_two(town: Town) -> None:
    need, match = town.agreed()
    path = f"/v1/communities/{town.id}/needs/{need}"
    town.cora.patch(path, {"hidden": True, "reason": "it names somebody else"})
    assert reads(town.ben, need, match) == [404] * 4
    assert reads(town.ana, need, match) == [200, 200, 409, 200]
    assert town.ana.call("POST", f"/v1/matches/{match}/messages", {"text": "hello"}).status_code == 409
    assert reads(town.cora, need, match)[:2] == [200, 200]
    town.cora.patch(path, {"hidden": False, "reason": "it is fine now"})
    assert reads(town.ben, need, match) == [200] * 4
