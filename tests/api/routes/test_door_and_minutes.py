"""A need's door in own words, opened with the place; how long it takes; what a circle says of itself."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from core.models import Need
from services import sealed
from tests.support.kept import Keep
from tests.support.people import Person
from tests.support.places import LANSING
from tests.support.world import World

DOOR = "12 Oak St, second door"


class Two:
    """Somebody who asks, somebody who helps, and a steward."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.ana, self.ben, self.steward = (world.person(name) for name in ("Ana", "Ben", "Sue"))
        self.community = world.community(self.steward, self.ben)["id"]

    def agreed(self, **fields: Any) -> str:
        need = self.ana.need(address=DOOR, **fields)["id"]
        match = str(self.ben.post(f"/v1/needs/{need}/responses")["id"])
        self.ana.post(f"/v1/matches/{match}/confirm")
        return match


@pytest.fixture
def two(keep: Keep) -> Two:
    return keep(Two)


def test_the_door_opens_with_the_contact_and_shuts_with_it(two: Two) -> None:
    match = two.agreed()
    need = two.ana.match_on(two.ana.get("/v1/needs?mine=true")["items"][0]["id"])["need_id"]
    assert two.ana.get(f"/v1/needs/{need}")["address"] == DOOR
    for other in (two.ben, two.steward):
        assert DOOR not in other.call("GET", f"/v1/needs/{need}").text
        assert DOOR not in other.call("GET", f"/v1/matches/{match}").text
    answer = two.ben.call("GET", f"/v1/matches/{match}/contact")
    assert answer.json()["address"] == DOOR
    assert "no-store" in answer.headers["cache-control"]
    assert "no-store" in two.ana.call("GET", f"/v1/needs/{need}").headers["cache-control"]
    two.ana.post(f"/v1/matches/{match}/cancel")
    assert two.ben.call("GET", f"/v1/matches/{match}/contact").status_code == 409


def test_the_door_is_shown_only_where_the_place_is_shared(two: Two) -> None:
    contact = two.ben.get(f"/v1/matches/{two.agreed(share=['phone'])}/contact")
    assert (contact["place"], contact["address"]) == (None, None)


def test_the_door_can_be_changed_and_is_gone_with_its_author(two: Two) -> None:
    need = two.ana.need(address=DOOR)["id"]
    two.ana.patch(f"/v1/needs/{need}", {"address": "The green one"})
    assert two.ana.get(f"/v1/needs/{need}")["address"] == "The green one"
    two.ana.patch(f"/v1/needs/{need}", {"address": None})
    assert two.ana.get(f"/v1/needs/{need}")["address"] is None
    kept = two.ana.need(address=DOOR)["id"]
    two.ana.delete("/v1/me")
    with two.world.database.session() as session:
        assert sealed.opened_in_need(session, session.get_one(Need, UUID(kept)), "address") is None


def test_how_long_it_takes_is_at_most_the_shortest_window(two: Two) -> None:
    start = two.world.now() + timedelta(days=1)

    def hours(*lengths: int) -> dict[str, Any]:
        windows = [
            {"from": start.isoformat(), "to": (start + timedelta(hours=length)).isoformat()}
            for length in lengths
        ]
        return {"kind": "windows", "windows": windows}

    need = two.ana.need(when=hours(2, 3), minutes=120)
    assert need["minutes"] == 120
    assert two.ben.get(f"/v1/needs/{need['id']}")["minutes"] == 120
    body = {"category": "groceries", "place": LANSING, "when": hours(2, 3), "minutes": 121}
    assert _codes(two.ana, "POST", "/v1/needs", body) == [("/minutes", "longer_than_window")]
    for wrong in (4, 1441):
        assert _codes(two.ana, "POST", "/v1/needs", body | {"minutes": wrong})[0][0] == "/minutes"
    tag = two.ana.call("GET", f"/v1/needs/{need['id']}").headers["etag"]
    problem = two.ana.refused("PATCH", f"/v1/needs/{need['id']}", {"when": hours(1)}, If_Match=tag)
    assert [error["code"] for error in problem["errors"]] == ["longer_than_window"]
    two.ana.patch(f"/v1/needs/{need['id']}", {"when": hours(1), "minutes": 30})
    two.ana.patch(f"/v1/needs/{need['id']}", {"minutes": None})
    assert two.ana.get(f"/v1/needs/{need['id']}")["minutes"] is None


def test_how_long_it_takes_is_fixed_while_somebody_relies_on_it(two: Two) -> None:
    two.agreed(quantity=2)
    need = two.ana.get("/v1/needs?mine=true")["items"][0]["id"]
    tag = two.ana.call("GET", f"/v1/needs/{need}").headers["etag"]
    problem = two.ana.refused("PATCH", f"/v1/needs/{need}", {"minutes": 30}, If_Match=tag)
    assert problem["code"] == "fixed_while_confirmed"


def _codes(person: Person, method: str, path: str, body: Any) -> list[tuple[str, str]]:
    return [(error["pointer"], error["code"]) for error in person.refused(method, path, body)["errors"]]


def test_a_circle_says_what_it_is_and_who_answers_for_it(two: Two) -> None:
    path = f"/v1/communities/{two.community}"
    said = {
        "about": "Neighbours of the two rivers",
        "contact": {"phone": "+15175550100", "email": "circle@example.org", "hours": "9 to 12"},
        "landmarks": [{"name": "The bridge", "lat": 42.73, "lon": -84.55}],
    }
    two.steward.patch(path, said)
    stranger = two.ana.get(path)
    assert {name: stranger[name] for name in said} == said
    assert stranger["answerable"] == []
    listed = two.ana.get("/v1/communities")["items"][0]
    assert listed["contact"] == said["contact"]
    assert not {"about", "landmarks", "answerable"} & listed.keys()
    two.steward.patch(path, {"about": None, "contact": None})
    emptied = two.ana.get(path)
    assert (emptied["about"], emptied["contact"]) == (None, None)
    assert emptied["landmarks"] == said["landmarks"]
    many = [{"name": f"Place {n}", "lat": 42.73, "lon": -84.55} for n in range(61)]
    tag = two.steward.call("GET", path).headers["etag"]
    assert two.steward.refused("PATCH", path, {"landmarks": many}, If_Match=tag)["errors"]


def test_nobody_is_named_to_all_but_by_their_own_yes(two: Two) -> None:
    path = f"/v1/communities/{two.community}"
    two.world.appoint(two.ben, two.community, "coordinator")
    mine, theirs = f"{path}/members/{two.ben.id}", f"{path}/members/{two.steward.id}"
    assert two.steward.call("PATCH", mine, {"answerable": True}).status_code == 403
    assert two.ben.call("PATCH", theirs, {"answerable": True}).status_code == 403
    assert two.ben.call("PATCH", mine, {"answerable": True}).json()["answerable"] is True
    assert two.ana.get(path)["answerable"] == ["Ben"]
    two.steward.patch(mine, {"role": "member"})
    assert two.ana.get(path)["answerable"] == []
    two.world.appoint(two.ben, two.community, "coordinator")
    assert two.ana.get(path)["answerable"] == [], "who comes back is asked again"
