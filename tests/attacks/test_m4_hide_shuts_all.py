"""M4: hiding left match, contact and messages readable."""

from tests.support.concerned_community import ConcernedCommunity
from tests.support.people import Person


def reads(who: Person, need: str, match: str) -> list[int]:
    """What somebody gets of a need, its match, the contact and the messages."""
    paths = (f"needs/{need}", f"matches/{match}", f"matches/{match}/contact", f"matches/{match}/messages")
    return [who.call("GET", f"/v1/{path}").status_code for path in paths]


def test_who_hides_is_gone_for_everybody_else_until_they_show_themselves(
    concerned: ConcernedCommunity,
) -> None:
    need, match = concerned.agreed()
    concerned.ana.put("/v1/me/hide")
    assert reads(concerned.ben, need, match) == [404] * 4
    assert reads(concerned.cora, need, match) == [404] * 4
    assert concerned.ben.call("POST", f"/v1/matches/{match}/messages", {"text": "hello"}).status_code == 404
    assert concerned.ben.get("/v1/matches")["items"] == []
    assert concerned.cora.get(f"/v1/communities/{concerned.id}/board?what=matches")["matches"] == []
    assert reads(concerned.ana, need, match) == [200] * 4
    concerned.ana.delete("/v1/me/hide")
    assert reads(concerned.ben, need, match) == [200] * 4


def test_a_helper_who_hides_is_gone_for_the_author_too(concerned: ConcernedCommunity) -> None:
    need, match = concerned.agreed()
    concerned.ben.put("/v1/me/hide")
    assert reads(concerned.ana, need, match) == [200, 404, 404, 404]
    assert reads(concerned.ben, need, match)[1:] == [200, 200, 200]


def test_what_a_coordinator_hides_shuts_between_the_two(concerned: ConcernedCommunity) -> None:
    need, match = concerned.agreed()
    path = f"/v1/communities/{concerned.id}/needs/{need}"
    concerned.cora.patch(path, {"hidden": True, "reason": "it names somebody else"})
    assert reads(concerned.ben, need, match) == [404] * 4
    assert reads(concerned.ana, need, match) == [200, 200, 409, 200]
    assert concerned.ana.call("POST", f"/v1/matches/{match}/messages", {"text": "hello"}).status_code == 409
    assert reads(concerned.cora, need, match)[:2] == [200, 200]
    concerned.cora.patch(path, {"hidden": False, "reason": "it is fine now"})
    assert reads(concerned.ben, need, match) == [200] * 4
