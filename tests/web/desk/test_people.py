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
def peopled_circle(shared_world: World) -> Circle:
    found = Circle(shared_world)
    found.sara.patch(found.path, {"join_policy": "approval"})
    return found


@pytest.fixture
def coras_people(shared_world: World, peopled_circle: Circle) -> Iterator[Surfer]:
    with surfing_as(shared_world, peopled_circle.cora) as surfer:
        yield surfer


def people(surfer: Surfer, peopled_circle: Circle, **query: str) -> PageShown:
    return surfer.open(f"/c/{peopled_circle.id}/desk/people", **query)


def asking_to_join(peopled_circle: Circle, name: str) -> Person:
    person = peopled_circle.world.person(name)
    person.post(f"{peopled_circle.path}/join")
    return person


def member(peopled_circle: Circle, name: str) -> Person:
    person = asking_to_join(peopled_circle, name)
    peopled_circle.cora.patch(f"{peopled_circle.path}/members/{person.id}", {"state": "active"})
    return person


class TestFinding:
    def test_the_beginning_of_a_name_or_a_whole_number_finds_somebody(
        self, shared_world: World, peopled_circle: Circle, coras_people: Surfer
    ) -> None:
        elder = entered(shared_world, peopled_circle.cora, "Wilhelmine Ölmann", phone="+1 517 555 0188")
        peopled_circle.cora.need(community_id=peopled_circle.id, on_behalf_of=elder["id"])
        for sought in ("wil", "Olmann", "(517) 555-0188"):
            page = people(coras_people, peopled_circle, q=sought)
            assert "Wilhelmine" in page.text, sought
            assert "+15175550188" not in page.response.text
        assert "Nobody of this circle" in people(coras_people, peopled_circle, q="517 555 01").text

    def test_of_another_circle_nobody_is_found_and_members_search_nothing(
        self, shared_world: World, peopled_circle: Circle, coras_people: Surfer
    ) -> None:
        shared_world.person("Xaverine", proved="+15175550199")
        for sought in ("Xaverine", "+1 517 555 0199"):
            assert "Nobody of this circle" in people(coras_people, peopled_circle, q=sought).text
        with surfing_as(shared_world, peopled_circle.mia) as mias:
            assert people(mias, peopled_circle, q="Cora").status == 403

    def test_what_no_page_asks_for_is_refused(self, coras_people: Surfer, peopled_circle: Circle) -> None:
        assert people(coras_people, peopled_circle, name="Mia").status == 422


class TestLettingIn:
    def test_several_are_let_in_by_their_exact_number_or_nobody(
        self, peopled_circle: Circle, coras_people: Surfer
    ) -> None:
        three = [asking_to_join(peopled_circle, name) for name in ("Tom", "Tim", "Tam")]
        page = people(coras_people, peopled_circle)
        ticks = [("people", one.id) for one in three[:2]]
        wrong = coras_people.send(page, "admit", ticked=ticks, many="3")
        assert wrong.status == 409
        assert peopled_circle.cora.get(f"{peopled_circle.path}/people/{three[0].id}")["state"] == "pending"
        done = coras_people.send(page, "admit", ticked=ticks, many="2")
        assert "They belong to it now." in done.text
        states = [peopled_circle.cora.get(f"{peopled_circle.path}/people/{one.id}")["state"] for one in three]
        assert states == ["active", "active", "pending"]

    def test_who_is_not_let_in_reads_why(self, peopled_circle: Circle, coras_people: Surfer) -> None:
        person = asking_to_join(peopled_circle, "Rolf")
        page = coras_people.open(f"/c/{peopled_circle.id}/desk/people/{person.id}")
        assert coras_people.send(page, "refuse").status == 422
        coras_people.send(page, "refuse", reason_refuse="You live far away.")
        assert "You live far away." in str(person.get("/v1/decisions"))

    def test_one_is_let_in_from_their_card(self, peopled_circle: Circle, coras_people: Surfer) -> None:
        person = asking_to_join(peopled_circle, "Rita")
        path = f"/c/{peopled_circle.id}/desk/people/{person.id}"
        coras_people.send(coras_people.open(path, do="admit"), "admit")
        assert peopled_circle.cora.get(f"{peopled_circle.path}/people/{person.id}")["state"] == "active"
        assert "admit" not in coras_people.open(path).does


class TestCard:
    def test_it_tells_load_and_the_day_and_neither_place_nor_number_nor_hours(
        self, peopled_circle: Circle, coras_people: Surfer
    ) -> None:
        helper = member(peopled_circle, "Benedikt")
        helper.patch("/v1/me", {"phone": "+1 517 555 0188"})
        helper.offer(community_id=peopled_circle.id, place={"lat": 42.7367, "lon": -84.5567}, share=["phone"])
        need = peopled_circle.mia.need(
            community_id=peopled_circle.id, title="Bread", address="Quagmire Lane"
        )["id"]
        match = helper.post(f"/v1/needs/{need}/responses", {})["id"]
        page = coras_people.open(f"/c/{peopled_circle.id}/desk/people/{helper.id}")
        assert "said yes to: 1" in page.text
        assert f"/desk/matches/{match}" in page.response.text
        assert not any(secret in page.response.text for secret in SECRETS)

    def test_all_promises_are_handed_over_with_a_reason_that_each_reads(
        self, peopled_circle: Circle, coras_people: Surfer
    ) -> None:
        helper, author = member(peopled_circle, "Hanna"), member(peopled_circle, "Otto")
        helper.offer(community_id=peopled_circle.id)
        need = author.need(community_id=peopled_circle.id)["id"]
        match = helper.post(f"/v1/needs/{need}/responses", {})["id"]
        author.post(f"/v1/matches/{match}/confirm")
        path = f"/c/{peopled_circle.id}/desk/people/{helper.id}"
        done = coras_people.send(coras_people.open(path), "hand_over", reason_hand_over="She has a fever.")
        assert "Others are asked now." in done.text
        assert author.get(f"/v1/needs/{need}")["status"] == "open"
        assert "She has a fever." in str(author.get(f"/v1/needs/{need}/history"))
        assert "hand_over" not in coras_people.open(path).does

    def test_a_membership_is_put_on_hold_and_let_back_each_with_a_reason(
        self, peopled_circle: Circle, coras_people: Surfer
    ) -> None:
        person = member(peopled_circle, "Sven")
        path = f"/c/{peopled_circle.id}/desk/people/{person.id}"
        coras_people.send(coras_people.open(path), "suspend", reason_suspend="Rude at the door.")
        assert "Rude at the door." in str(person.get("/v1/decisions"))
        coras_people.send(coras_people.open(path), "let_back", reason_let_back="He said sorry.")
        assert "He said sorry." in str(person.get("/v1/decisions"))

    def test_speaking_for_somebody_ends_once_they_were_asked(
        self, shared_world: World, peopled_circle: Circle, coras_people: Surfer
    ) -> None:
        elder = entered(shared_world, peopled_circle.sara, "Berta")
        peopled_circle.sara.need(community_id=peopled_circle.id, on_behalf_of=elder["id"])
        path = f"/c/{peopled_circle.id}/desk/people/{elder['id']}"
        page = coras_people.open(path)
        assert "Sara speaks for them" in page.text
        unasked = coras_people.send(page, "end_speaking")
        assert "#end_speaking-told" in unasked.hrefs
        coras_people.send(unasked, "end_speaking", ticked=[("told", "yes")])
        assert peopled_circle.sara.call("GET", f"/v1/people/{elder['id']}").status_code == 404

    def test_for_who_keeps_away_and_of_oneself_no_card_is_there(
        self, shared_world: World, peopled_circle: Circle, coras_people: Surfer
    ) -> None:
        other = member(peopled_circle, "Kurt")
        need = other.need(community_id=peopled_circle.id, visible_to="members")["id"]
        peopled_circle.sara.post("/v1/blocks", {"about": {"type": "need", "id": need}})
        absent = f"/c/{peopled_circle.id}/desk/people/01910000-0000-7000-8000-000000000000"
        with surfing_as(shared_world, peopled_circle.sara) as saras:
            page = saras.open(f"/c/{peopled_circle.id}/desk/people/{other.id}")
            assert page.status == 404
            assert page.response.text == saras.open(absent).response.text
        assert coras_people.open(f"/c/{peopled_circle.id}/desk/people/{peopled_circle.cora.id}").status == 404
