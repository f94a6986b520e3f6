"""The people of a circle on the desk: found, let in, and looked at; with no place, hours or way to reach them."""

from collections.abc import Iterator

import pytest

from tests.support.browsers import PageShown, Surfer, surfing_as
from tests.support.calling import Circle
from tests.support.people import Person
from tests.support.without_app import entered
from tests.support.world import World

SECRETS = ("5550188", "Quagmire", "42.7367")


@pytest.fixture(scope="module")
def circle(shared_world: World) -> Circle:
    found = Circle(shared_world)
    found.sara.patch(found.path, {"join_policy": "approval"})
    return found


@pytest.fixture
def coras(shared_world: World, circle: Circle) -> Iterator[Surfer]:
    with surfing_as(shared_world, circle.cora) as surfer:
        yield surfer


def people(surfer: Surfer, circle: Circle, **query: str) -> PageShown:
    return surfer.open(f"/c/{circle.id}/desk/people", **query)


def asking_to_join(circle: Circle, name: str) -> Person:
    person = circle.world.person(name)
    person.post(f"{circle.path}/join")
    return person


def member(circle: Circle, name: str) -> Person:
    person = asking_to_join(circle, name)
    circle.cora.patch(f"{circle.path}/members/{person.id}", {"state": "active"})
    return person


class TestFinding:
    def test_the_beginning_of_a_name_or_a_whole_number_finds_somebody(
        self, shared_world: World, circle: Circle, coras: Surfer
    ) -> None:
        elder = entered(shared_world, circle.cora, "Wilhelmine Ölmann", phone="+1 517 555 0188")
        circle.cora.need(community_id=circle.id, on_behalf_of=elder["id"])
        for sought in ("wil", "Olmann", "(517) 555-0188"):
            page = people(coras, circle, q=sought)
            assert "Wilhelmine" in page.text, sought
            assert "+15175550188" not in page.response.text
        assert "Nobody of this circle" in people(coras, circle, q="517 555 01").text

    def test_of_another_circle_nobody_is_found_and_members_search_nothing(
        self, shared_world: World, circle: Circle, coras: Surfer
    ) -> None:
        shared_world.person("Xaverine", proved="+15175550199")
        for sought in ("Xaverine", "+1 517 555 0199"):
            assert "Nobody of this circle" in people(coras, circle, q=sought).text
        with surfing_as(shared_world, circle.mia) as mias:
            assert people(mias, circle, q="Cora").status == 403

    def test_what_no_page_asks_for_is_refused(self, coras: Surfer, circle: Circle) -> None:
        assert people(coras, circle, name="Mia").status == 422


class TestLettingIn:
    def test_several_are_let_in_by_their_exact_number_or_nobody(self, circle: Circle, coras: Surfer) -> None:
        three = [asking_to_join(circle, name) for name in ("Tom", "Tim", "Tam")]
        page = people(coras, circle)
        ticks = [("people", one.id) for one in three[:2]]
        wrong = coras.send(page, "admit", ticked=ticks, many="3")
        assert wrong.status == 409
        assert circle.cora.get(f"{circle.path}/people/{three[0].id}")["state"] == "pending"
        done = coras.send(page, "admit", ticked=ticks, many="2")
        assert "They belong to it now." in done.text
        states = [circle.cora.get(f"{circle.path}/people/{one.id}")["state"] for one in three]
        assert states == ["active", "active", "pending"]

    def test_who_is_not_let_in_reads_why(self, circle: Circle, coras: Surfer) -> None:
        person = asking_to_join(circle, "Rolf")
        page = coras.open(f"/c/{circle.id}/desk/people/{person.id}")
        assert coras.send(page, "refuse").status == 422
        coras.send(page, "refuse", reason_refuse="You live far away.")
        assert "You live far away." in str(person.get("/v1/decisions"))

    def test_one_is_let_in_from_their_card(self, circle: Circle, coras: Surfer) -> None:
        person = asking_to_join(circle, "Rita")
        path = f"/c/{circle.id}/desk/people/{person.id}"
        coras.send(coras.open(path, do="admit"), "admit")
        assert circle.cora.get(f"{circle.path}/people/{person.id}")["state"] == "active"
        assert "admit" not in coras.open(path).does


class TestCard:
    def test_it_tells_load_and_the_day_and_neither_place_nor_number_nor_hours(
        self, circle: Circle, coras: Surfer
    ) -> None:
        helper = member(circle, "Benedikt")
        helper.patch("/v1/me", {"phone": "+1 517 555 0188"})
        helper.offer(community_id=circle.id, place={"lat": 42.7367, "lon": -84.5567}, share=["phone"])
        need = circle.mia.need(community_id=circle.id, title="Bread", address="Quagmire Lane")["id"]
        match = helper.post(f"/v1/needs/{need}/responses", {})["id"]
        page = coras.open(f"/c/{circle.id}/desk/people/{helper.id}")
        assert "said yes to: 1" in page.text
        assert f"/desk/matches/{match}" in page.response.text
        assert not any(secret in page.response.text for secret in SECRETS)

    def test_all_promises_are_handed_over_with_a_reason_that_each_reads(
        self, circle: Circle, coras: Surfer
    ) -> None:
        helper, author = member(circle, "Hanna"), member(circle, "Otto")
        helper.offer(community_id=circle.id)
        need = author.need(community_id=circle.id)["id"]
        match = helper.post(f"/v1/needs/{need}/responses", {})["id"]
        author.post(f"/v1/matches/{match}/confirm")
        path = f"/c/{circle.id}/desk/people/{helper.id}"
        done = coras.send(coras.open(path), "hand_over", reason_hand_over="She has a fever.")
        assert "Others are asked now." in done.text
        assert author.get(f"/v1/needs/{need}")["status"] == "open"
        assert "She has a fever." in str(author.get(f"/v1/needs/{need}/history"))
        assert "hand_over" not in coras.open(path).does

    def test_a_membership_is_put_on_hold_and_let_back_each_with_a_reason(
        self, circle: Circle, coras: Surfer
    ) -> None:
        person = member(circle, "Sven")
        path = f"/c/{circle.id}/desk/people/{person.id}"
        coras.send(coras.open(path), "suspend", reason_suspend="Rude at the door.")
        assert "Rude at the door." in str(person.get("/v1/decisions"))
        coras.send(coras.open(path), "let_back", reason_let_back="He said sorry.")
        assert "He said sorry." in str(person.get("/v1/decisions"))

    def test_speaking_for_somebody_ends_once_they_were_asked(
        self, shared_world: World, circle: Circle, coras: Surfer
    ) -> None:
        elder = entered(shared_world, circle.sara, "Berta")
        circle.sara.need(community_id=circle.id, on_behalf_of=elder["id"])
        path = f"/c/{circle.id}/desk/people/{elder['id']}"
        page = coras.open(path)
        assert "Sara speaks for them" in page.text
        unasked = coras.send(page, "end_speaking")
        assert "#end_speaking-told" in unasked.hrefs
        coras.send(unasked, "end_speaking", ticked=[("told", "yes")])
        assert circle.sara.call("GET", f"/v1/people/{elder['id']}").status_code == 404

    def test_for_who_keeps_away_and_of_oneself_no_card_is_there(
        self, shared_world: World, circle: Circle, coras: Surfer
    ) -> None:
        other = member(circle, "Kurt")
        need = other.need(community_id=circle.id, visible_to="members")["id"]
        circle.sara.post("/v1/blocks", {"about": {"type": "need", "id": need}})
        absent = f"/c/{circle.id}/desk/people/01910000-0000-7000-8000-000000000000"
        with surfing_as(shared_world, circle.sara) as saras:
            page = saras.open(f"/c/{circle.id}/desk/people/{other.id}")
            assert page.status == 404
            assert page.response.text == saras.open(absent).response.text
        assert coras.open(f"/c/{circle.id}/desk/people/{circle.cora.id}").status == 404
