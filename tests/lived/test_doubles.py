"""lived 10: marking a double is an act that both can read, stops the asking, and that its author can undo."""

from typing import Any

import pytest

from tests.support import pages
from tests.support.people import Person
from tests.support.without_app import entered
from tests.support.world import World

TOLD_TWICE = "The same bags were asked for before"


class TwoNeeds:
    """Cleo answers for the community; a Ben who is new is asked for what is asked for then."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.cleo = world.person("Cleo")
        self.community = world.community(self.cleo)["id"]
        self.bens: list[Person] = []

    def helper(self) -> Person:
        """A new Ben, whom nobody has asked yet; the one before takes a break."""
        for ben in self.bens[-1:]:
            ben.put("/v1/me/pause", {})
        ben = self.world.person("Ben")
        ben.post(f"/v1/communities/{self.community}/join")
        ben.offer()
        self.bens.append(ben)
        return ben

    def ask(self, name: str = "Ana", **fields: Any) -> tuple[Person, str]:
        """Somebody new asks."""
        person = self.world.person(name, **fields)
        need = str(person.need()["id"])
        self.world.tick()
        return person, need

    def mark(self, need: str, original: str) -> dict[str, Any]:
        body = {"duplicate_of": original, "reason": TOLD_TWICE}
        marked = self.cleo.patch(f"/v1/communities/{self.community}/needs/{need}", body)
        self.world.advance(seconds=10)
        return dict(marked)

    def refused(self, need: str, original: str, **more: Any) -> dict[str, Any]:
        body = {"duplicate_of": original, "reason": TOLD_TWICE} | more
        return self.cleo.refused("PATCH", f"/v1/communities/{self.community}/needs/{need}", body)

    def asked(self, ben: Person, need: str) -> bool:
        """Whether this helper was proposed it, and may answer now."""
        matches = ben.get("/v1/matches?limit=50")["items"]
        return [match["status"] for match in matches if match["need_id"] == need] == ["proposed"]

    def rung_for(self) -> list[str]:
        """The needs for which Cleo was rung."""
        items = self.cleo.get("/v1/me/notifications?limit=50")["items"]
        return [item["subject"]["id"] for item in items if item["kind"] == "ring"]

    def lines(self, person: Person, need: str) -> dict[str, dict[str, Any]]:
        items = person.get(f"/v1/needs/{need}/history?limit=50")["items"]
        return {item["kind"]: item for item in items}


@pytest.fixture(scope="module")
def two_needs(shared_world: World) -> TwoNeeds:
    return TwoNeeds(shared_world)


def test_a_double_asks_nobody_and_stands_in_both_histories(two_needs: TwoNeeds) -> None:
    ana, first = two_needs.ask()
    ben = two_needs.helper()
    mary, second = two_needs.ask("Mary")
    assert two_needs.asked(ben, second)
    match = ben.match_on(second)["id"]
    assert two_needs.mark(second, first)["duplicate_of"] == first

    gone = two_needs.cleo.get(f"/v1/matches/{match}")
    assert (gone["status"], gone["end_code"]) == ("withdrawn", "answered_elsewhere")
    for person, need, kind in ((mary, second, "need_marked_double"), (ana, first, "need_has_double")):
        line = two_needs.lines(person, need)[kind]
        assert (line["who"], line["reason"]) == ("coordinator", TOLD_TWICE)
    seen = mary.get(f"/v1/needs/{second}")
    assert (seen["status"], seen["duplicate_of"], seen["notices"]) == ("open", None, ["marked_double"])
    assert "another_matter" in seen["allowed"]
    assert mary.inbox()[0] == "marked_double"
    newcomer = two_needs.helper()
    two_needs.world.advance(hours=30)
    assert not two_needs.asked(newcomer, second), "nobody is asked for it, however long it stands"
    queue = two_needs.cleo.get(f"/v1/communities/{two_needs.community}/queue?limit=50")["items"]
    assert second not in [entry["id"] for entry in queue]


def test_marking_it_again_is_no_second_act(two_needs: TwoNeeds) -> None:
    _, first = two_needs.ask()
    mary, second = two_needs.ask("Mary")
    two_needs.mark(second, first)
    two_needs.mark(second, first)
    items = mary.get(f"/v1/needs/{second}/history?limit=50")["items"]
    assert [item["kind"] for item in items].count("need_marked_double") == 1
    assert mary.inbox().count("marked_double") == 1


def test_one_press_and_asking_goes_on_for_good(two_needs: TwoNeeds) -> None:
    _, first = two_needs.ask()
    mary, second = two_needs.ask("Mary", proved="mary@example.org")
    two_needs.mark(second, first)
    ben = two_needs.helper()
    two_needs.world.tick()
    assert not two_needs.asked(ben, second)
    letter = two_needs.world.outbox("mary@example.org")[0]
    assert "asked for already" in letter["subject"]
    page = pages.get(two_needs.world.http, pages.link_in(letter["text"]))
    pages.press(two_needs.world.http, page, "another")
    two_needs.world.tick()
    assert two_needs.asked(ben, second)
    seen = mary.get(f"/v1/needs/{second}")
    assert ("notices" in seen, "another_matter" in seen["allowed"]) == (False, False)
    assert mary.post(f"/v1/needs/{second}/another-matter")["status"] == "open", "saying it twice is harmless"
    assert two_needs.refused(second, first)["code"] == "author_says_another_matter"
    assert two_needs.lines(mary, second)["need_is_another_matter"]["who"] == "author"


def test_what_nobody_marked_is_no_other_matter(two_needs: TwoNeeds) -> None:
    ana, need = two_needs.ask()
    assert ana.refused("POST", f"/v1/needs/{need}/another-matter")["code"] == "not_possible"


def test_a_double_is_fulfilled_with_its_original(two_needs: TwoNeeds) -> None:
    ana, first = two_needs.ask()
    mary, second = two_needs.ask("Mary")
    two_needs.mark(second, first)
    ana.post(f"/v1/needs/{first}/fulfil", {"helped_elsewhere": True})
    two_needs.world.tick()
    assert mary.get(f"/v1/needs/{second}")["status"] == "fulfilled"
    text = two_needs.lines(mary, second)["need_fulfilled"]["text"]
    assert text == "It ended with the one that asked for the same"
    assert mary.post(f"/v1/needs/{second}/another-matter")["status"] == "open", (
        "also when it comes to light late"
    )
    ben = two_needs.helper()
    two_needs.world.tick()
    assert two_needs.asked(ben, second)


def test_a_double_whose_original_ends_without_help_asks_again_by_itself(two_needs: TwoNeeds) -> None:
    ana, first = two_needs.ask()
    mary, second = two_needs.ask("Mary")
    two_needs.mark(second, first)
    ben = two_needs.helper()
    ana.post(f"/v1/needs/{first}/withdraw")
    two_needs.world.tick()
    assert mary.get(f"/v1/needs/{second}")["status"] == "open"
    assert two_needs.asked(ben, second)
    assert "stands_alone" in mary.inbox()


def test_whoever_speaks_for_both_sees_which_one_it_doubles(two_needs: TwoNeeds) -> None:
    sara = two_needs.world.person("Sara")
    sara.post(f"/v1/communities/{two_needs.community}/join")
    mercy = entered(two_needs.world, sara, "Mercy")
    first = sara.need(on_behalf_of=mercy["id"])["id"]
    second = sara.need()["id"]
    two_needs.world.tick()
    two_needs.mark(second, first)
    assert sara.get(f"/v1/needs/{second}")["duplicate_of"] == first


def test_what_has_a_yes_is_no_double_and_what_gets_help_is_none_any_more(two_needs: TwoNeeds) -> None:
    ana, first = two_needs.ask()
    mary, second = two_needs.ask("Mary")
    ben = two_needs.helper()
    match = ben.post(f"/v1/needs/{second}/responses", {})["id"]
    assert two_needs.refused(second, first)["code"] == "somebody_said_yes"
    two_needs.mark(first, second)
    answer = ben.post(f"/v1/needs/{first}/responses", {})["id"]
    ana.post(f"/v1/matches/{answer}/confirm")
    mary.post(f"/v1/matches/{match}/refuse")
    mary.post(f"/v1/needs/{second}/withdraw")
    two_needs.world.tick()
    seen = ana.get(f"/v1/needs/{first}")
    assert (seen["status"], seen["duplicate_of"]) == ("matched", None)


def test_what_does_not_go_together_is_refused_with_what_to_do(two_needs: TwoNeeds) -> None:
    (_, first), (mary, second), (_, third) = (two_needs.ask() for _ in range(3))
    missing = {"duplicate_of": first}
    path = f"/v1/communities/{two_needs.community}/needs/{second}"
    assert two_needs.cleo.refused("PATCH", path, missing)["errors"][0]["code"] == "reason_needed"
    two_needs.mark(second, first)
    assert two_needs.refused(third, second)["errors"][0]["code"] == "original_is_a_double"
    assert two_needs.refused(first, third)["errors"][0]["code"] == "has_doubles_itself"
    mary.post(f"/v1/needs/{second}/withdraw")
    assert two_needs.refused(third, second)["errors"][0]["code"] == "original_is_over"
    assert two_needs.refused(third, third)["errors"][0]["code"] == "not_of_itself"


def test_a_double_of_what_nobody_sees_any_more_asks_by_itself(two_needs: TwoNeeds) -> None:
    """Else whoever hides, or is hidden, takes the other one along."""
    _, first = two_needs.ask()
    mary, second = two_needs.ask("Mary")
    two_needs.mark(second, first)
    ben = two_needs.helper()
    path = f"/v1/communities/{two_needs.community}/needs/{first}"
    two_needs.cleo.patch(path, {"hidden": True, "reason": "It is no need"})
    two_needs.world.advance(seconds=10)
    assert two_needs.asked(ben, second)
    assert "stands_alone" in mary.inbox()
    assert two_needs.refused(second, first)["errors"][0]["code"] == "original_is_over"


def test_nobody_is_rung_for_a_double(two_needs: TwoNeeds) -> None:
    _, first = two_needs.ask()
    mary = two_needs.world.person("Mary")
    second = str(mary.need(urgency="urgent")["id"])
    two_needs.mark(second, first)
    two_needs.world.advance(minutes=20)
    assert second not in two_needs.rung_for()
    mary.post(f"/v1/needs/{second}/another-matter")
    two_needs.world.tick()
    assert second in two_needs.rung_for(), "and for what is another matter Cleo is"


def test_nobody_marks_in_their_own_matter_nor_what_is_over(two_needs: TwoNeeds) -> None:
    own = str(two_needs.cleo.need()["id"])
    mary, need = two_needs.ask("Mary")
    assert two_needs.refused(need, own)["code"] == "not_in_own_matter"
    mary.post(f"/v1/needs/{need}/withdraw")
    _, original = two_needs.ask()
    assert two_needs.refused(need, original)["code"] == "not_possible"
