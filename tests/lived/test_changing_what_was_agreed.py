"""Line 21 of what a town showed: what was promised can be changed while it is confirmed, by either side."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.support.people import Person
from tests.support.telling import change
from tests.support.world import World

MANY = {"quantity": 10, "unit": "item"}


class Circle:
    """A community, and agreements in it, each between two people of its own."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.id: str = world.community(world.person("Cora"))["id"]
        self.day = (world.now() + timedelta(days=1)).replace(hour=0)

    def person(self, name: str) -> Person:
        person = self.world.person(name)
        person.post(f"/v1/communities/{self.id}/join")
        self.world.vouch_for(person, self.id)
        return person

    def at(self, start: float, end: float) -> dict[str, str]:
        times = (self.day + timedelta(hours=hour) for hour in (start, end))
        return dict(zip(("from", "to"), (at.strftime("%Y-%m-%dT%H:%M:%SZ") for at in times), strict=True))

    def agreed(self, answer: dict[str, Any] | None = None, **fields: Any) -> "Agreed":
        """Both have said yes: to what `fields` say of the need, and `answer` of the yes."""
        ana, ben = self.person("Ana"), self.person("Ben")
        need = ana.need(**fields)["id"]
        offer = ben.offer(stock=8)["id"]
        match = ben.post(f"/v1/needs/{need}/responses", {"offer_id": offer} | (answer or {}))["id"]
        ana.post(f"/v1/matches/{match}/confirm")
        return Agreed(ana, ben, need, f"/v1/matches/{match}")


class Agreed:
    """Ana, who asked, Ben, who helps, and what they agreed on."""

    def __init__(self, ana: Person, ben: Person, need: str, path: str) -> None:
        self.ana, self.ben, self.need, self.path = ana, ben, need, path

    def refused(self, person: Person, body: dict[str, Any]) -> dict[str, Any]:
        return person.refused("PATCH", self.path, body, If_Match="*")

    def agree(self, person: Person) -> dict[str, Any]:
        """Says yes to the wish as this person reads it now."""
        tag = person.call("GET", self.path).headers["etag"]
        return dict(person.post(f"{self.path}/agree-change", If_Match=tag))

    def not_agreed(self, person: Person) -> dict[str, Any]:
        return person.refused("POST", f"{self.path}/agree-change", If_Match="*")


@pytest.fixture
def agreed_circle(shared_world: World) -> Circle:
    return Circle(shared_world)


def codes(problem: dict[str, Any]) -> list[str]:
    return [error["code"] for error in problem["errors"]]


def test_less_holds_at_once_and_the_rest_is_asked_for_again(agreed_circle: Circle) -> None:
    two = agreed_circle.agreed({"quantity": 6}, quantity=6, unit="item")
    assert two.ana.get(f"/v1/needs/{two.need}")["status"] == "matched"
    less = two.ben.patch(two.path, {"quantity": 4})
    assert (less["quantity"], less["change"]) == (4, None)
    need = two.ana.get(f"/v1/needs/{two.need}")
    assert need["status"] == "open"
    agreed_circle.world.tick()
    assert "agreement_changed" in two.ana.inbox()


def test_more_holds_when_the_other_side_agrees_and_not_before(agreed_circle: Circle) -> None:
    two = agreed_circle.agreed({"quantity": 2}, **MANY)
    wished = two.ben.patch(two.path, {"quantity": 5})
    assert (wished["quantity"], wished["change"]) == (2, {"by": "helper", "quantity": 5, "window": None})
    assert two.not_agreed(two.ben)["code"] == "not_possible"
    agreed_circle.world.tick()
    assert "change_wished" in two.ana.inbox()
    seen = two.ana.get(two.path)
    assert {"agree_change", "keep_as_it_is", "edit"} <= set(seen["allowed"])
    agreed = two.agree(two.ana)
    assert (agreed["quantity"], agreed["change"]) == (5, None)
    agreed_circle.world.tick()
    assert "agreement_changed" in two.ben.inbox()
    assert codes(two.refused(two.ben, {"quantity": 9})) == ["more_than_you_bring"]
    assert codes(two.refused(two.ana, {"quantity": 11})) == ["more_than_remains"]
    assert two.ana.patch(two.path, {"quantity": 9})["change"] is not None, "what he has is his own to say"
    assert codes(two.not_agreed(two.ben)) == ["more_than_you_bring"]


def test_another_time_waits_too_and_the_same_edit_agrees(agreed_circle: Circle) -> None:
    two = agreed_circle.agreed(when={"kind": "windows", "windows": [agreed_circle.at(14, 18)]})
    was = two.ana.get(two.path)["agreed"]
    wished = two.ana.patch(two.path, {"window": agreed_circle.at(16, 17)})
    assert (wished["agreed"], wished["change"]["window"]) == (was, agreed_circle.at(16, 17))
    assert two.ana.get(two.path)["change"]["by"] == "beneficiary"
    done = two.ben.patch(two.path, {"window": agreed_circle.at(16, 17)})
    assert (done["agreed"], done["between"], done["change"]) == (agreed_circle.at(16, 17), None, None)
    assert done["contact_until"] > two.ana.get(f"/v1/needs/{two.need}")["expires_at"]


def test_some_time_becomes_an_hour(agreed_circle: Circle) -> None:
    """Line 11: both are asked to fix one."""
    two = agreed_circle.agreed(when={"kind": "windows", "windows": [agreed_circle.at(8, 18)]})
    assert two.ben.get(two.path)["between"] == agreed_circle.at(8, 18)
    two.ben.patch(two.path, {"window": agreed_circle.at(9, 10)})
    fixed = two.agree(two.ana)
    assert (fixed["agreed"], fixed["between"]) == (agreed_circle.at(9, 10), None)


def test_what_was_agreed_stays_where_one_of_the_two_says_so(agreed_circle: Circle) -> None:
    two = agreed_circle.agreed({"quantity": 2}, **MANY)
    two.ana.patch(two.path, {"quantity": 3})
    kept = two.ben.post(f"{two.path}/keep-as-it-is")
    assert (kept["quantity"], kept["change"]) == (2, None)
    agreed_circle.world.tick()
    assert "change_kept" in two.ana.inbox()
    two.ana.patch(two.path, {"quantity": 3})
    assert two.ana.post(f"{two.path}/keep-as-it-is")["change"] is None, "one's own wish is taken back"
    assert two.not_agreed(two.ben)["code"] == "not_possible"
    agreed_circle.world.tick()
    assert "change_kept" in two.ben.inbox(), "whoever was told of a wish hears that it is none any more"


def test_a_helper_wishes_within_the_meeting_and_an_author_learns_no_hours(agreed_circle: Circle) -> None:
    two = agreed_circle.agreed(
        {"window": agreed_circle.at(9, 10)}, when={"kind": "windows", "windows": [agreed_circle.at(8, 18)]}
    )
    cleo = agreed_circle.person("Cleo")
    other = cleo.need(when={"kind": "windows", "windows": [agreed_circle.at(12, 13)]})["id"]
    second = two.ben.post(f"/v1/needs/{other}/responses")["id"]
    cleo.post(f"/v1/matches/{second}/confirm")
    assert codes(two.refused(two.ben, {"window": agreed_circle.at(18, 19)})) == ["outside_the_needs_windows"]
    assert codes(two.refused(two.ben, {"window": agreed_circle.at(9, 9.5)})) == ["shorter_than_it_takes"]
    assert two.refused(two.ben, {"window": agreed_circle.at(12, 13)})["reason"] == "busy"
    assert two.ana.patch(two.path, {"window": agreed_circle.at(12, 13)})["change"] is not None
    assert two.not_agreed(two.ben)["reason"] == "busy"
    assert two.ana.get(two.path)["agreed"] == agreed_circle.at(9, 10)


def test_an_edit_names_what_it_saw_and_is_made_once(agreed_circle: Circle) -> None:
    two = agreed_circle.agreed({"quantity": 5}, **MANY)
    missing = two.ben.call("PATCH", two.path, {"quantity": 4})
    assert missing.status_code == 428
    tag = two.ben.call("GET", two.path).headers["etag"]

    def again() -> httpx.Response:
        return two.ben.call("PATCH", two.path, {"quantity": 4}, If_Match=tag, Idempotency_Key="once")

    first, second = again(), again()
    assert (first.status_code, second.headers["idempotency-replayed"]) == (200, "true")
    assert two.ben.call("PATCH", two.path, {"quantity": 3}, If_Match=tag).status_code == 412
    two.ana.post(f"{two.path}/cancel")
    assert two.refused(two.ben, {"quantity": 3})["code"] == "not_possible"


def test_nobody_agrees_to_what_they_have_not_read(agreed_circle: Circle) -> None:
    """Bait and switch: what is agreed to is what was shown, not what was put in its place meanwhile."""
    two = agreed_circle.agreed(when={"kind": "windows", "windows": [agreed_circle.at(8, 18)]})
    two.ana.patch(two.path, {"window": agreed_circle.at(10, 11)})
    tag = two.ben.call("GET", two.path).headers["etag"]
    two.ana.patch(two.path, {"window": agreed_circle.at(17, 18)})
    assert two.ben.call("POST", f"{two.path}/agree-change", If_Match=tag).status_code == 412
    assert two.ben.call("POST", f"{two.path}/agree-change").status_code == 428
    assert two.ben.get(two.path)["agreed"] is None
    assert two.agree(two.ben)["agreed"] == agreed_circle.at(17, 18)


def test_the_same_wish_twice_is_told_once(agreed_circle: Circle) -> None:
    two = agreed_circle.agreed({"quantity": 2}, **MANY)
    for _ in range(3):
        two.ana.patch(two.path, {"quantity": 3})
        agreed_circle.world.tick()
    assert two.ben.inbox().count("change_wished") == 1


def test_what_was_reported_on_is_not_changed_any_more(agreed_circle: Circle) -> None:
    """Else silence about the first time would count as an answer about the second."""
    two = agreed_circle.agreed({"quantity": 3}, **MANY)
    two.ana.patch(two.path, {"quantity": 4})
    two.ben.post(f"{two.path}/report", {"outcome": "helped"})
    assert not {"edit", "agree_change", "keep_as_it_is"} & set(two.ben.get(two.path)["allowed"])
    assert two.not_agreed(two.ben)["code"] == "not_possible"
    assert two.refused(two.ana, {"quantity": 1})["code"] == "not_possible"


def test_another_time_begins_its_clocks_anew(agreed_circle: Circle) -> None:
    """What was asked, and shut, after the first time is open again for the second."""
    until = (agreed_circle.day + timedelta(days=14)).isoformat()
    two = agreed_circle.agreed({"window": agreed_circle.at(9, 10)}, expires_at=until)
    agreed_circle.world.advance(days=5)
    assert two.ben.call("GET", f"{two.path}/contact").status_code == 409
    agreed_circle.day += timedelta(days=7)
    two.ana.patch(two.path, {"window": agreed_circle.at(9, 10)})
    two.agree(two.ben)
    assert two.ben.call("GET", f"{two.path}/contact").status_code == 200
    agreed_circle.world.advance(days=4)
    assert two.ben.inbox().count("how_did_it_go") == 2


def test_one_person_more_in_number_is_not_two_people(agreed_circle: Circle) -> None:
    """M8 by way of a change: an organisation of which one comes takes the place of the second who must."""
    ana, ola = agreed_circle.person("Ana"), agreed_circle.person("Ola")
    kitchen = agreed_circle.world.organisation(ola)
    capacity = {"at_a_time": 5, "per_week": 50, "up_to": 5}
    offer = ola.offer(organisation_id=kitchen, community_id=agreed_circle.id, capacity=capacity)["id"]
    need = ana.need(quantity=2, at_least=2)["id"]
    answer = {"offer_id": offer, "quantity": 1}
    two = Agreed(ana, ola, need, f"/v1/matches/{ola.post(f'/v1/needs/{need}/responses', answer)['id']}")
    ana.post(f"{two.path}/confirm")
    assert two.refused(ola, {"quantity": 2})["code"] == "name_who_comes"


def test_an_hour_agreed_anew_ends_the_yeses_that_it_stands_in_the_way_of(agreed_circle: Circle) -> None:
    """Line 15: as when it was agreed first."""
    two = agreed_circle.agreed(
        {"window": agreed_circle.at(9, 10)}, when={"kind": "windows", "windows": [agreed_circle.at(8, 18)]}
    )
    other = agreed_circle.person("Cleo").need(
        when={"kind": "windows", "windows": [agreed_circle.at(12, 13)]}
    )["id"]
    waits = two.ben.post(f"/v1/needs/{other}/responses")["id"]
    two.ben.patch(two.path, {"window": agreed_circle.at(12, 13)})
    two.agree(two.ana)
    ended = two.ben.get(f"/v1/matches/{waits}")
    assert (ended["status"], ended["end_code"]) == ("withdrawn", "promised_elsewhere")


def test_one_hand_agrees_with_itself_never(agreed_circle: Circle) -> None:
    """Whatever was overlooked before: of the other side, and by the hand that wished it."""
    two = agreed_circle.agreed({"quantity": 2}, **MANY)
    two.ben.patch(two.path, {"quantity": 3})
    hand = "UPDATE match SET change_hand = :hand WHERE id = :match"
    change(agreed_circle.world.database, hand, hand=two.ana.id, match=two.path.split("/")[-1])
    assert two.not_agreed(two.ana)["code"] == "own_need"
    assert two.refused(two.ana, {"quantity": 3})["code"] == "own_need", "the same edit is the same word"
    assert two.ana.get(two.path)["quantity"] == 2
