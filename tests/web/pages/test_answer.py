"""Saying "I can": to a need one saw, for all of it or a part; to a proposal; and what comes before one may."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from core import limits
from doors import reading
from tests.support.browsers import surfing, surfing_as
from tests.support.people import Person
from tests.support.places import LANSING
from tests.support.world import World


@dataclass
class Circle:
    """One circle, where each test has somebody of its own who asks, and somebody who answers."""

    world: World
    id: str
    steward: Person

    def member(self, name: str) -> Person:
        person = self.world.person(name)
        person.post(f"/v1/communities/{self.id}/join")
        return person

    def need(self, **fields: Any) -> tuple[Person, str]:
        asks = self.member("Asks")
        body = {"category": "groceries", "place": LANSING, "title": "Bread for my mother", **fields}
        return asks, asks.post("/v1/needs", body)["id"]


@pytest.fixture(scope="module")
def answered_circle(shared_world: World) -> Circle:
    steward = shared_world.person("Steward")
    return Circle(shared_world, shared_world.community(steward)["id"], steward)


def at(world: World, hours: int) -> str:
    moment = world.now() + timedelta(days=1, hours=hours)
    return f"{moment:%Y-%m-%dT%H:00:00Z}"


def match_of(path: str) -> str:
    return path.rpartition("/")[2]


def test_a_yes_leads_to_its_match(answered_circle: Circle) -> None:
    asks, need = answered_circle.need()
    juma = answered_circle.member("Juma")
    with surfing_as(answered_circle.world, juma) as surfer:
        page = surfer.open(f"/needs/{need}/answer")
        assert "Bread for my mother" in page.text
        after = surfer.send(page, "yes", message="I pass the bakery at ten.")
        assert after.path.startswith("/matches/")
        assert "Your yes is on its way" in after.text
        assert surfer.open(f"/needs/{need}/answer").path == after.path
        assert (
            surfer.send(page, "yes", message="I pass the bakery at ten.").path == after.path
        )  # pressed twice
    match = asks.get(f"/v1/matches/{match_of(after.path)}")
    assert match["status"] == "accepted"
    messages = asks.get(f"/v1/matches/{match['id']}/messages")["items"]
    assert [one["text"] for one in messages] == ["I pass the bakery at ten."]


def test_a_part_of_the_time_and_of_the_quantity(answered_circle: Circle) -> None:
    world = answered_circle.world
    window = {"from": at(world, 0), "to": at(world, 8)}
    when = {"kind": "windows", "windows": [window]}
    asks, need = answered_circle.need(
        category="cooked_meals", quantity=12, unit="portion", when=when, minutes=60
    )
    juma = answered_circle.member("Juma")
    start = datetime.fromisoformat(window["from"])
    with surfing_as(world, juma) as surfer:
        page = surfer.open(f"/needs/{need}/answer")
        assert "You both have time" in page.text
        refused = surfer.send(page, "yes", ticked=(), **{"from": "ten-ish"}, quantity="4")
        assert refused.status == 422
        assert "#from" in refused.hrefs
        assert dict(refused.form("yes").fields)["quantity"] == "4"
        late = surfer.send(
            refused, "yes", ticked=(), **{"from": f"{start + timedelta(hours=1):%H:%M}", "to": "9"}
        )
        assert late.status == 422  # it ends on the next day, and the time that was asked for does not
        hours = {"from": f"{start + timedelta(hours=1):%H:%M}", "to": f"{start + timedelta(hours=3):%H}"}
        after = surfer.send(late, "yes", ticked=(), **hours, quantity="٤")
    match = asks.get(f"/v1/matches/{match_of(after.path)}")
    assert match["quantity"] == 4
    agreed = {name: datetime.fromisoformat(text) for name, text in match["agreed"].items()}
    assert agreed == {"from": start + timedelta(hours=1), "to": start + timedelta(hours=3)}


def test_which_of_two_times_is_meant_is_asked_and_not_guessed(answered_circle: Circle) -> None:
    world = answered_circle.world
    windows = [{"from": at(world, first), "to": at(world, first + 4)} for first in (0, 24)]
    _, need = answered_circle.need(when={"kind": "windows", "windows": windows}, minutes=60)
    with surfing_as(world, answered_circle.member("Juma")) as surfer:
        page = surfer.send(surfer.open(f"/needs/{need}/answer"), "yes", ticked=(), **{"from": "10:00"})
    assert (page.status, "#window" in page.hrefs) == (422, True)


def test_a_day_for_what_may_be_done_at_any_time(answered_circle: Circle) -> None:
    asks, need = answered_circle.need()
    juma = answered_circle.member("Juma")
    tomorrow = (answered_circle.world.now() + timedelta(days=1)).date()
    with surfing_as(answered_circle.world, juma) as surfer:
        page = surfer.open(f"/needs/{need}/answer")
        assert surfer.send(page, "yes", ticked=(), **{"from": "10"}).status == 422  # of which day?
        after = surfer.send(page, "yes", ticked=(), **{"window": f"{tomorrow}", "from": "10h", "to": "11:30"})
    agreed = asks.get(f"/v1/matches/{match_of(after.path)}")["agreed"]
    start = datetime.combine(tomorrow, datetime.min.time(), UTC) + timedelta(hours=10)
    assert datetime.fromisoformat(agreed["from"]).hour - start.hour in range(-14, 15)  # where the helper is
    assert datetime.fromisoformat(agreed["to"]) - datetime.fromisoformat(agreed["from"]) == timedelta(
        minutes=90
    )


def test_with_an_offer_of_ones_own_or_just_this_once(answered_circle: Circle) -> None:
    asks, need = answered_circle.need()
    juma = answered_circle.member("Juma")
    offer = juma.post("/v1/offers", {"categories": ["groceries"], "place": LANSING})["id"]
    with surfing_as(answered_circle.world, juma) as surfer:
        page = surfer.open(f"/needs/{need}/answer")
        assert dict(page.form("yes").fields)["offer"] == offer
        after = surfer.send(page, "yes", offer="once")
    match = asks.get(f"/v1/matches/{match_of(after.path)}")
    assert match["status"] == "accepted"
    assert match["offer_id"] != offer


def test_a_proposal_is_answered_here_too(answered_circle: Circle) -> None:
    juma = answered_circle.member("Juma")
    juma.post("/v1/offers", {"categories": ["water"], "place": LANSING})
    asks, need = answered_circle.need(category="water")
    answered_circle.world.tick()
    [proposed] = [m for m in juma.get("/v1/matches")["items"] if m["need_id"] == need]
    assert proposed["status"] == "proposed"
    with surfing_as(answered_circle.world, juma) as surfer:
        after = surfer.send(surfer.open(f"/needs/{need}/answer"), "yes")
    assert after.path == f"/matches/{proposed['id']}"
    assert asks.get(f"/v1/matches/{proposed['id']}")["status"] == "accepted"


def test_first_a_member_and_grown_up(answered_circle: Circle) -> None:
    _, need = answered_circle.need(visible_to="public")
    lina = answered_circle.world.person("Lina", is_adult=None)
    with surfing_as(answered_circle.world, lina) as surfer:
        page = surfer.open(f"/needs/{need}/answer")
        assert page.does == ["join"]
        joined = surfer.send(page, "join")
        assert joined.does == ["adult"]
        assert surfer.send(joined, "adult").status == 422
        ready = surfer.send(joined, "adult", grown_up="yes")
        assert surfer.send(ready, "yes").path.startswith("/matches/")


def test_who_is_not_grown_up_is_told_so(answered_circle: Circle) -> None:
    _, need = answered_circle.need()
    child = answered_circle.member("Child")
    child.patch("/v1/me", {"is_adult": False})
    with surfing_as(answered_circle.world, child) as surfer:
        page = surfer.open(f"/needs/{need}/answer")
        assert page.does == []
        assert "18" in page.text


def test_whom_it_is_not_for_learns_nothing(answered_circle: Circle) -> None:
    asks, need = answered_circle.need()
    blocked, outsider = answered_circle.member("Blocked"), answered_circle.world.person("Outsider")
    blocked.post("/v1/blocks", {"about": {"type": "need", "id": need}})
    with surfing(answered_circle.world) as stranger:
        answer = stranger.http.get(f"/needs/{need}/answer", follow_redirects=False)
        assert answer.headers["Location"] == f"/in?next=/needs/{need}/answer"
    nothing = "019aa000-0000-7000-8000-000000000000"
    for person in (blocked, outsider):
        with surfing_as(answered_circle.world, person) as surfer:
            hidden, absent = (surfer.open(f"/needs/{id}/answer") for id in (need, nothing))
        assert (hidden.status, hidden.text) == (404, absent.text)
    with surfing_as(answered_circle.world, asks) as surfer:
        assert surfer.open(f"/needs/{need}/answer").path == f"/needs/{need}"


def test_who_reads_very_many_answers_without_their_words(answered_circle: Circle) -> None:
    _, need = answered_circle.need()
    reader = answered_circle.member("Curious")
    with surfing_as(answered_circle.world, reader) as surfer:
        assert "Bread for my mother" in surfer.open(f"/needs/{need}/answer").text
        with answered_circle.world.database.transaction() as session:
            key, now = UUID(reader.id).bytes, answered_circle.world.now()
            limits.arrive(session, reading.WORDS, key, now, many=reading.WORDS.burst - 1)
        page = surfer.open(f"/needs/{need}/answer")
    assert (page.status, "Bread" in page.text, "yes" in page.does) == (200, False, True)


def test_what_ended_meanwhile_is_said(answered_circle: Circle) -> None:
    asks, need = answered_circle.need()
    juma = answered_circle.member("Juma")
    with surfing_as(answered_circle.world, juma) as surfer:
        page = surfer.open(f"/needs/{need}/answer")
        asks.post(f"/v1/needs/{need}/withdraw")
        over = surfer.send(page, "yes", message="Still there?")
        assert over.status in (404, 409)
