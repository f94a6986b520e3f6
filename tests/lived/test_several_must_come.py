"""lived 16: where several must come, whoever agreed first waits for the others, is told so, and is let go in time."""

from datetime import timedelta
from typing import Any

import pytest

from tests.support.people import Person
from tests.support.world import World


class TwoWanted:
    """Ana asks for two to come together; Ben and Dan could, and Sol answers for the community."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.sol = world.person("Sol")
        self.community = world.community(self.sol)["id"]

    def ask(self, in_hours: float, **more: Any) -> tuple[Person, str]:
        """Somebody new asks for two people, for three hours that begin then; Ben and Dan are new here, too."""
        begins = self.world.now() + timedelta(hours=in_hours)
        window = {"from": begins.isoformat(), "to": (begins + timedelta(hours=3)).isoformat()}
        ana, self.ben, self.dan = (self.world.person(name) for name in ("Ana", "Ben", "Dan"))
        for helper in (self.ben, self.dan):
            helper.post(f"/v1/communities/{self.community}/join")
        when = {"kind": "windows", "windows": [window]}
        return ana, ana.need(category="learning", quantity=2, at_least=2, when=when, **more)["id"]

    def agree(self, ana: Person, need: str, helper: Person) -> str:
        match = str(helper.post(f"/v1/needs/{need}/responses", {})["id"])
        ana.post(f"/v1/matches/{match}/confirm")
        self.world.tick()
        return match

    def about(self, person: Person, thing: str) -> list[str]:
        """What this person was told of a need or a match, newest first."""
        items = person.get("/v1/me/notifications?limit=50")["items"]
        return [item["kind"] for item in items if item["subject"]["id"] == thing]

    def words(self, person: Person, thing: str) -> str:
        """The newest of it, as it reads."""
        items = person.get("/v1/me/notifications?limit=50")["items"]
        return next(str(item["text"]) for item in items if item["subject"]["id"] == thing)


@pytest.fixture(scope="module")
def two_wanted(shared_world: World) -> TwoWanted:
    return TwoWanted(shared_world)


def test_the_first_of_two_is_told_of_the_second_and_not_to_get_in_touch(two_wanted: TwoWanted) -> None:
    ana, need = two_wanted.ask(50)
    match = two_wanted.agree(ana, need, two_wanted.ben)
    assert two_wanted.about(two_wanted.ben, match) == ["one_of_several"]
    assert "1 of 2" in two_wanted.words(two_wanted.ben, match)
    assert ana.get(f"/v1/matches/{match}")["contact_opens"] == {"confirmed": 1, "of": 2}
    refused = two_wanted.ben.refused("GET", f"/v1/matches/{match}/contact")
    assert (refused["code"], refused["why"]) == ("contact_closed", "too_few")
    assert two_wanted.ben.get(f"/v1/matches/{match}")["contact_opens"] == {"confirmed": 1, "of": 2}

    second = two_wanted.agree(ana, need, two_wanted.dan)
    assert two_wanted.about(two_wanted.ben, match)[0] == "enough_come"
    assert two_wanted.about(two_wanted.dan, second) == ["confirmed_helper"]
    assert two_wanted.ben.get(f"/v1/matches/{match}/contact")["person"]["display_name"] == "Ana"
    two_wanted.world.advance(hours=36)
    two_wanted.world.advance(hours=13)
    told = two_wanted.about(two_wanted.ben, match)
    assert "too_few_yet" not in told
    assert "agreed_soon" in told, "reminders are for what will be"


def test_a_day_before_all_hear_that_it_will_not_be_and_then_it_is_not(two_wanted: TwoWanted) -> None:
    ana, need = two_wanted.ask(50)
    match = two_wanted.agree(ana, need, two_wanted.ben)
    two_wanted.world.advance(hours=25)
    assert two_wanted.about(two_wanted.ben, match) == ["one_of_several"]
    two_wanted.world.advance(hours=1)
    for person in (ana, two_wanted.ben):
        assert two_wanted.about(person, match)[0] == "too_few_yet"
        assert "1 of 2" in two_wanted.words(person, match)
    assert two_wanted.about(two_wanted.sol, match) == ["needs_a_human"]
    two_wanted.world.advance(hours=23)
    assert {"agreed_tomorrow", "agreed_soon"}.isdisjoint(two_wanted.about(two_wanted.ben, match))
    assert two_wanted.ben.get(f"/v1/matches/{match}")["status"] == "confirmed"

    two_wanted.world.advance(hours=1)
    ended = two_wanted.sol.get(f"/v1/matches/{match}")
    assert (ended["status"], ended["end_code"]) == ("cancelled", "not_enough_people")
    assert two_wanted.about(two_wanted.ben, match)[0] == "too_few_came"
    assert two_wanted.about(ana, match)[0] == "too_few_for_you"
    assert ana.get(f"/v1/needs/{need}")["status"] == "open", "it lives on to its own end"
    two_wanted.world.advance(hours=4)
    assert ana.get(f"/v1/needs/{need}")["status"] == "expired"


def test_where_it_is_urgent_they_hear_an_hour_before(two_wanted: TwoWanted) -> None:
    ana, need = two_wanted.ask(6, urgency="urgent")
    match = two_wanted.agree(ana, need, two_wanted.ben)
    two_wanted.world.advance(hours=4, minutes=50)
    assert two_wanted.about(two_wanted.ben, match) == ["one_of_several"]
    two_wanted.world.advance(minutes=15)
    assert two_wanted.about(two_wanted.ben, match)[0] == "too_few_yet"


def test_whoever_is_left_alone_hears_it_at_once(two_wanted: TwoWanted) -> None:
    ana, need = two_wanted.ask(90)
    first = two_wanted.agree(ana, need, two_wanted.ben)
    second = two_wanted.agree(ana, need, two_wanted.dan)
    two_wanted.dan.post(f"/v1/matches/{second}/cancel", {"reason": "ill"})
    two_wanted.world.tick()
    assert two_wanted.about(two_wanted.ben, first)[0] == "too_few_yet"
    two_wanted.world.advance(hours=65)
    assert two_wanted.about(two_wanted.ben, first).count("too_few_yet") == 1
    two_wanted.world.advance(hours=2)
    assert two_wanted.about(two_wanted.ben, first).count("too_few_yet") == 2, "and once more the day before"


def test_what_is_disputed_after_it_began_leaves_the_other_as_they_were(two_wanted: TwoWanted) -> None:
    ana, need = two_wanted.ask(5)
    first = two_wanted.agree(ana, need, two_wanted.ben)
    second = two_wanted.agree(ana, need, two_wanted.dan)
    two_wanted.world.advance(hours=9)
    two_wanted.dan.post(f"/v1/matches/{second}/report", {"outcome": "helped"})
    ana.post(f"/v1/matches/{second}/report", {"outcome": "not_helped"})
    two_wanted.world.tick()
    assert two_wanted.ben.get(f"/v1/matches/{first}")["status"] == "confirmed"


def test_asked_for_fewer_both_are_told_and_whoever_waited_waits_no_more(two_wanted: TwoWanted) -> None:
    ana, need = two_wanted.ask(50)
    match = two_wanted.agree(ana, need, two_wanted.ben)
    ana.patch(f"/v1/needs/{need}", {"at_least": 1})
    two_wanted.world.tick()
    assert two_wanted.about(two_wanted.ben, match) == ["fewer_come", "one_of_several"]
    assert two_wanted.about(ana, match)[0] == "fewer_come_to_you"
    assert "call it off" in two_wanted.words(two_wanted.ben, match)
    assert two_wanted.ben.call("GET", f"/v1/matches/{match}/contact").status_code == 200


def test_what_a_rule_of_risk_asks_for_is_never_lowered(two_wanted: TwoWanted) -> None:
    """Neither by asking for fewer nor by asking for less; what its author asked for beyond the rule may be."""
    sol, world = two_wanted.sol, two_wanted.world
    strict = world.community(sol, name="Where two come")["id"]
    rule = {"risk": {"learning": {"min_trust": "new", "at_least": 2}}, "reason": "two are safer"}
    sol.patch(f"/v1/communities/{strict}/policy", rule)
    ana, ben = world.person("Ana"), world.person("Ben")
    ben.post(f"/v1/communities/{strict}/join")
    asked = {"category": "learning", "quantity": 3, "at_least": 3, "visible_to": "members"}
    need = ana.need(community_id=strict, **asked)["id"]
    match = two_wanted.agree(ana, need, ben)
    for fewer in ({"at_least": 1}, {"at_least": 1, "quantity": 1}):
        problem = ana.refused("PATCH", f"/v1/needs/{need}", fewer, If_Match="*")
        assert [error["code"] for error in problem["errors"]] == ["needs_more_helpers"]
    ana.patch(f"/v1/needs/{need}", {"at_least": 2})
    assert ben.refused("GET", f"/v1/matches/{match}/contact")["why"] == "too_few"
    sol.patch(f"/v1/communities/{strict}/policy", {"risk": {"learning": None}, "reason": "we are few"})
    ana.patch(f"/v1/needs/{need}", {"at_least": 1})
    assert ben.call("GET", f"/v1/matches/{match}/contact").status_code == 200


def test_a_rule_made_stricter_later_leaves_how_many_come_as_it_was(two_wanted: TwoWanted) -> None:
    sol, world = two_wanted.sol, two_wanted.world
    here = world.community(sol, name="Where one comes")["id"]
    ana = world.person("Ana")
    need = ana.need(category="learning", quantity=3, community_id=here)["id"]
    rule = {"risk": {"learning": {"min_trust": "new", "at_least": 2}}, "reason": "two are safer"}
    sol.patch(f"/v1/communities/{here}/policy", rule)
    assert ana.patch(f"/v1/needs/{need}", {"quantity": 2})["quantity"] == 2
