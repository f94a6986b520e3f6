"""H10: a steward alone moved a community people trust, made a double a steward, and changed whom to call."""

from typing import Any

import pytest

from tests.support.kept import Keep
from tests.support.people import Person
from tests.support.places import LANSING
from tests.support.world import World

MIAMI = {"lat": 25.76, "lon": -80.19}
JACKSON = {"lat": 42.25, "lon": -84.4}
AMBULANCE = {"label": "Ambulance", "phone": "911"}
FALSE = {"label": "Ambulance", "phone": "+1 900 555 0100"}


class Trusted:
    """A recognised community with Sam, its only steward, and a double of his; Nora is a neighbour's steward."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.sam, self.double, self.nora = (world.person(name) for name in ("Sam", "Double", "Nora"))
        self.ana = world.person("Ana")
        self.id: str = world.community(self.sam, self.double, self.ana, emergency=[AMBULANCE])["id"]
        world.community(self.nora, name="Jackson", place=JACKSON)

    @property
    def path(self) -> str:
        return f"/v1/communities/{self.id}"

    def seen(self, who: Person | None = None) -> dict[str, Any]:
        return dict((who or self.ana).get(self.path))

    def waiting(self, who: Person | None = None) -> list[dict[str, Any]]:
        return list(self.seen(who)["pending_changes"])

    def lines(self) -> list[tuple[str, str]]:
        return [(line["label"], line["phone"]) for line in self.seen()["emergency"]]

    def say(self, who: Person, word: str, change: dict[str, Any]) -> int:
        return who.call("POST", f"{self.path}/changes/{change['id']}/{word}").status_code

    def wants_steward(self, person: Person) -> dict[str, Any]:
        self.sam.patch(f"{self.path}/members/{person.id}", {"role": "steward"})
        [change] = self.waiting(self.sam)
        return change

    def role(self, person: Person) -> str:
        return str(self.seen(person)["mine"]["role"])


@pytest.fixture
def trusted(keep: Keep) -> Trusted:
    return keep(Trusted)


def test_a_trusted_community_is_moved_by_nobody_alone(trusted: Trusted) -> None:
    before = trusted.seen()
    changed = trusted.sam.patch(
        trusted.path, {"name": "Free help", "place": JACKSON, "languages": ["en", "es"]}
    )
    assert changed["languages"] == ["en", "es"], "what harms nobody holds at once"
    [change] = trusted.waiting()
    assert (change["kind"], change["name"], change["waits_for"]) == (
        "description",
        "Free help",
        ["neighbour", "operator"],
    )
    after = trusted.seen()
    assert [after[name] for name in ("name", "lat", "lon")] == [
        before[name] for name in ("name", "lat", "lon")
    ]
    assert trusted.say(trusted.sam, "agree", change) == 403, "whoever wants it is one"
    assert trusted.say(trusted.double, "agree", change) == 403
    assert trusted.say(trusted.ana, "agree", change) == 403
    assert "change_waits" in inbox(trusted, trusted.nora)
    assert trusted.say(trusted.nora, "agree", change) == 200
    assert (trusted.seen()["name"], trusted.seen()["lat"]) == ("Free help", JACKSON["lat"])
    assert trusted.waiting() == []
    assert trusted.say(trusted.nora, "agree", change) == 200, "said again, it is as it is"


def inbox(trusted: Trusted, who: Person) -> list[str]:
    trusted.world.tick()
    return who.inbox()


@pytest.mark.parametrize(
    "change", [{"place": MIAMI}, {"reach_km": 500}], ids=["another state", "a far reach"]
)
def test_what_no_neighbour_can_know_wants_the_operator(trusted: Trusted, change: dict[str, Any]) -> None:
    trusted.sam.patch(trusted.path, change)
    [waiting] = trusted.waiting()
    assert waiting["waits_for"] == ["operator"]
    assert trusted.say(trusted.nora, "agree", waiting) == 403
    trusted.world.operator(waiting["id"])
    after = trusted.seen()
    assert after["reach_km"] == change.get("reach_km", 25)
    assert after["lat"] == change.get("place", LANSING)["lat"]


def test_whom_to_call_is_not_changed_by_one(trusted: Trusted) -> None:
    """Two own stewards add a line at once, shown with its day; taking one away waits for somebody from outside."""
    second = trusted.world.person("Second")
    second.post(f"{trusted.path}/join")
    trusted.world.appoint(second, trusted.id, "steward")
    trusted.sam.patch(trusted.path, {"emergency": [FALSE]})
    waiting = {change["kind"]: change for change in trusted.waiting()}
    assert {kind: change["waits_for"] for kind, change in waiting.items()} == {
        "emergency_added": ["operator", "steward"],
        "emergency_taken": ["neighbour", "operator"],
    }
    assert trusted.lines() == [("Ambulance", "911")], "the old line stands"
    assert trusted.say(second, "agree", waiting["emergency_taken"]) == 403
    assert trusted.say(trusted.nora, "agree", waiting["emergency_added"]) == 403, "for two of their own"
    second.patch(trusted.path, {"emergency": [FALSE]})
    assert trusted.lines() == [("Ambulance", "911"), ("Ambulance", "+1 900 555 0100")]
    assert trusted.seen()["emergency"][1]["since"] is not None
    assert trusted.say(trusted.nora, "object", waiting["emergency_taken"]) == 200
    assert trusted.lines()[0] == ("Ambulance", "911")
    assert "change_not_made" in inbox(trusted, trusted.sam)


def test_a_lone_stewards_double_is_none_by_waiting(trusted: Trusted) -> None:
    """Nobody there could object: a neighbour or the operator has to say yes, and three days go by all the same."""
    change = trusted.wants_steward(trusted.double)
    trusted.world.advance(days=20)
    assert trusted.role(trusted.double) == "member"
    assert trusted.say(trusted.nora, "agree", change) == 200
    assert trusted.role(trusted.double) == "steward"


def test_a_neighbours_yes_makes_a_second_steward_after_three_days(trusted: Trusted) -> None:
    change = trusted.wants_steward(trusted.double)
    assert trusted.say(trusted.nora, "agree", change) == 200
    trusted.world.advance(hours=71)
    assert trusted.role(trusted.double) == "member"
    trusted.world.advance(hours=2)
    assert trusted.role(trusted.double) == "steward"
    assert "change_made" in trusted.sam.inbox()


def test_a_further_steward_is_one_after_three_days_unless_somebody_objects(trusted: Trusted) -> None:
    second = trusted.world.person("Second")
    second.post(f"{trusted.path}/join")
    trusted.world.appoint(second, trusted.id, "steward")
    change = trusted.wants_steward(trusted.double)
    assert change["waits_for"] == ["operator", "steward"]
    trusted.world.advance(hours=73)
    assert trusted.role(trusted.double) == "steward"


def test_the_operator_or_a_neighbour_keeps_the_double_out(trusted: Trusted) -> None:
    change = trusted.wants_steward(trusted.double)
    assert trusted.waiting(trusted.world.person("Out")) == [], (
        "who is to answer for it is its members' to know"
    )
    trusted.world.operator(change["id"], approve=False)
    trusted.world.advance(days=4)
    assert trusted.role(trusted.double) == "member"
    again = trusted.wants_steward(trusted.double)
    assert trusted.say(trusted.double, "object", again) == 403, "their own matter"
    assert trusted.say(trusted.nora, "object", again) == 200
    trusted.world.advance(days=4)
    assert trusted.role(trusted.double) == "member"


def test_whoever_wanted_it_takes_it_back_or_goes_and_nothing_comes_of_it(trusted: Trusted) -> None:
    change = trusted.wants_steward(trusted.double)
    assert trusted.say(trusted.sam, "object", change) == 200
    assert trusted.waiting(trusted.sam) == []
    trusted.sam.patch(trusted.path, {"name": "Another"})
    trusted.world.advance(days=31)
    assert (trusted.waiting(), trusted.seen()["name"]) == ([], "Lansing")
    assert "change_not_made" in trusted.sam.inbox(), "no word came within a month"


def test_a_double_with_a_community_nearby_is_no_neighbour(trusted: Trusted) -> None:
    """Sam made them something at home, or they answer for a community nobody recognised: neither is a second word."""
    world, near = trusted.world, {"lat": 42.5, "lon": -84.5}
    world.appoint(trusted.double, trusted.id, "coordinator")
    world.community(trusted.double, name="Mason", place=near)
    fresh = world.person("Fresh")
    world.community(fresh, recognised=False, name="Holt", place=near)
    trusted.sam.patch(trusted.path, {"name": "Free help"})
    [change] = trusted.waiting()
    for who in (trusted.double, fresh):
        assert trusted.say(who, "agree", change) == 403
    trusted.sam.patch(f"{trusted.path}/members/{trusted.double.id}", {"role": "member"})
    assert trusted.say(trusted.double, "agree", change) == 403, "they were made something by Sam"
    assert trusted.seen()["name"] == "Lansing"


def test_a_word_for_a_new_community_is_void_once_it_says_something_else(world: World) -> None:
    one, two, mal = world.person("One"), world.person("Two"), world.person("Mal")
    world.community(one)
    world.community(two, name="Jackson", place=JACKSON)
    new = world.community(mal, recognised=False, name="Soup")["id"]
    path = f"/v1/communities/{new}"
    assert one.post(f"{path}/recognitions")["state"] == "new"
    assert mal.patch(path, {"name": "The Red Cross"})["name"] == "The Red Cross", "nobody trusts it yet"
    assert two.post(f"{path}/recognitions")["state"] == "new"
    assert one.post(f"{path}/recognitions")["state"] == "recognised"


def test_a_community_that_reaches_far_is_the_operators_to_recognise(world: World) -> None:
    one, two, mal = world.person("One"), world.person("Two"), world.person("Mal")
    world.community(one)
    world.community(two, name="Jackson", place=JACKSON)
    wide = world.community(mal, recognised=False, name="All of us", reach_km=400)["id"]
    path = f"/v1/communities/{wide}/recognitions"
    assert [steward.post(path)["state"] for steward in (one, two)] == ["new", "new"]
