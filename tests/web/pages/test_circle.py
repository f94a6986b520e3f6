"""A circle's pages: what a stranger reads, what members and those who answer for it may do."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from services.communities import recognition
from tests.support.browsers import PageShown, Surfer, surfing, surfing_as
from tests.support.people import Person
from tests.support.world import World

CONTACT = {"phone": "+15175550100", "email": "circle@lansing.example", "hours": "mornings"}


@pytest.fixture(scope="module")
def gretas_circle(shared_world: World) -> dict[str, Any]:
    """A recognised circle that Greta answers for."""
    greta = shared_world.person("Greta")
    circle = shared_world.community(greta, name="Maple Street", contact=CONTACT, about="We help.")
    return {**greta.get(f"/v1/communities/{circle['id']}"), "greta": greta}


@pytest.fixture
def greta_surfs(shared_world: World, gretas_circle: dict[str, Any]) -> Iterator[Surfer]:
    with surfing_as(shared_world, gretas_circle["greta"]) as surfer:
        yield surfer


@pytest.fixture
def stranger(shared_world: World) -> Iterator[Surfer]:
    with surfing(shared_world) as surfer:
        yield surfer


def of(circle: dict[str, Any], *rest: str) -> str:
    return "/".join(("/c", circle["slug"], *rest))


class TestStrangers:
    def test_a_stranger_reads_what_it_is_and_how_it_is_reached(
        self, stranger: Surfer, gretas_circle: dict[str, Any]
    ) -> None:
        page = stranger.open(of(gretas_circle))
        assert page.status == 200
        for told in ("Maple Street", "We help.", CONTACT["phone"], CONTACT["email"], "911"):
            assert told in page.text
        assert {"/ask?c=maple-street", "/help", "tel:+15175550100", of(gretas_circle, "call")} <= set(
            page.hrefs
        )
        assert "leave" not in page.does

    def test_its_id_leads_there_too_and_what_is_none_is_told_alike(
        self, stranger: Surfer, gretas_circle: dict[str, Any]
    ) -> None:
        assert "Maple Street" in stranger.open(f"/c/{gretas_circle['id']}").text
        absent = [stranger.open(f"/c/{name}") for name in ("nowhere", "01910000-0000-7000-8000-000000000000")]
        assert {page.status for page in absent} == {404}
        assert len({page.response.text for page in absent}) == 1

    def test_help_is_offered_in_the_circle_whose_page_one_came_from(
        self, shared_world: World, stranger: Surfer, gretas_circle: dict[str, Any]
    ) -> None:
        """Also where there are many: nobody has to find theirs again in a list."""
        there = f"/help?c={gretas_circle['slug']}"
        assert there in stranger.open(of(gretas_circle)).hrefs
        assert f"/in?next=/help/new%3Fc%3D{gretas_circle['slug']}" in stranger.open(there).hrefs
        with surfing_as(shared_world, shared_world.person("Lia")) as surfer:
            assert f"/help/new?c={gretas_circle['slug']}" in surfer.open(there).hrefs

    def test_the_first_page_leads_to_the_one_circle_there_is(
        self, stranger: Surfer, gretas_circle: dict[str, Any]
    ) -> None:
        assert stranger.open("/").path == of(gretas_circle)

    def test_rules_are_read_in_words(self, stranger: Surfer, gretas_circle: dict[str, Any]) -> None:
        page = stranger.open(of(gretas_circle, "rules"))
        assert "How many people are asked at once at most" in page.text
        assert "save" not in page.does

    @pytest.mark.parametrize("below", ["members", "edit", "invite"])
    def test_what_is_for_members_leads_to_sign_in(
        self, stranger: Surfer, gretas_circle: dict[str, Any], below: str
    ) -> None:
        answer = stranger.http.get(of(gretas_circle, below), follow_redirects=False)
        assert answer.headers["Location"] == f"/in?next={of(gretas_circle, below)}"

    @pytest.mark.parametrize("below", ["members", "edit", "invite", "word/AAAA"])
    def test_for_somebody_outside_they_are_not_there(
        self, shared_world: World, gretas_circle: dict[str, Any], below: str
    ) -> None:
        with surfing_as(shared_world, shared_world.person("Otis")) as outside:
            page = outside.open(of(gretas_circle, below))
            assert page.status == 404
            assert page.response.text == outside.open("/c/nowhere/members").response.text

    def test_a_new_one_is_found_by_its_link_alone(self, shared_world: World, stranger: Surfer) -> None:
        new = shared_world.community(shared_world.person("Nadia"), recognised=False, name="Elm Street")
        assert "Elm Street" not in stranger.open("/", q="Elm").text
        page = stranger.open(of(new))
        assert "This circle is new" in page.text

    def test_the_address_of_a_new_one_still_leads_there_once_it_is_recognised(
        self, shared_world: World, stranger: Surfer
    ) -> None:
        new = shared_world.community(shared_world.person("Noor"), recognised=False, name="Lime Street")
        with shared_world.database.transaction() as session:
            recognition.recognise(session, UUID(new["id"]), now=shared_world.now())
        page = stranger.open(of(new))
        assert "Lime Street" in page.text
        assert "/ask?c=lime-street" in page.hrefs

    def test_a_circle_is_found_by_a_place_that_people_know(
        self, stranger: Surfer, greta_surfs: Surfer, gretas_circle: dict[str, Any]
    ) -> None:
        edit = greta_surfs.open(of(gretas_circle, "edit"))
        said = greta_surfs.send(
            edit, "save", landmarks="Old mill: 42.73, -84.55\nLibrary = 42.7310, -84.5510"
        )
        assert said.path == of(gretas_circle)
        page = stranger.send(stranger.open("/", q="x"), "search", q="old MILL")
        assert "Maple Street" in page.text
        assert "Old mill" in page.text


def test_joining_and_leaving(shared_world: World, gretas_circle: dict[str, Any]) -> None:
    with surfing_as(shared_world, shared_world.person("Jonas")) as surfer:
        joined = surfer.send(surfer.open(of(gretas_circle)), "join")
        assert "You belong to it now" in joined.text
        assert "You see who looks after the circle" in surfer.open(of(gretas_circle, "members")).text
        left = surfer.send(surfer.open(of(gretas_circle)), "leave")
        assert "join" in left.does


def test_the_last_steward_is_told_why_they_cannot_leave(shared_world: World) -> None:
    last = shared_world.person("Lena")
    circle = shared_world.community(last, shared_world.person("Lars"), recognised=False, name="Oak Street")
    with surfing_as(shared_world, last) as surfer:
        page = surfer.send(surfer.open(f"/c/{circle['slug']}"), "leave")
        assert page.status == 409
        assert "You are its only steward" in page.text


class TestInvitations:
    def test_an_invitation_is_shown_once_and_lets_one_in(
        self, shared_world: World, gretas_circle: dict[str, Any], greta_surfs: Surfer, stranger: Surfer
    ) -> None:
        made = greta_surfs.send(greta_surfs.open(of(gretas_circle, "invite")), "invite")
        link = next(word for word in made.text.split() if "/join/" in word)
        again = greta_surfs.http.get(str(made.response.url))
        assert link in again.text  # reload makes no other
        with surfing_as(shared_world, gretas_circle["greta"]) as elsewhere:
            assert link not in elsewhere.http.get(str(made.response.url)).text
        path = "/c/" + link.partition("/c/")[2]
        assert any(href.startswith("/in?next=") for href in stranger.open(path).hrefs)
        with surfing_as(shared_world, shared_world.person("Ines")) as invited:
            assert "You belong to it now" in invited.send(invited.open(path), "join").text

    def test_a_wrong_word_is_refused_on_the_page(
        self, shared_world: World, gretas_circle: dict[str, Any]
    ) -> None:
        with surfing_as(shared_world, shared_world.person("Otto")) as surfer:
            page = surfer.send(surfer.open(of(gretas_circle, "join", "WRONG")), "join")
            assert page.status == 403
            assert "This circle" in page.text or "too old or used up" in page.text


class TestWords:
    @pytest.fixture
    def mo(self, shared_world: World, gretas_circle: dict[str, Any]) -> Person:
        person = shared_world.person("Mo")
        person.post(f"/v1/communities/{gretas_circle['id']}/join")
        return person

    def link_of(self, world: World, circle: dict[str, Any], person: Person) -> str:
        with surfing_as(world, person) as surfer:
            text = surfer.open(of(circle, "members")).text
        return "/c/" + next(word for word in text.split() if "/word/" in word).partition("/c/")[2]

    def test_a_member_asks_for_a_word_by_a_link(
        self, shared_world: World, gretas_circle: dict[str, Any], mo: Person, greta_surfs: Surfer
    ) -> None:
        link = self.link_of(shared_world, gretas_circle, mo)
        page = greta_surfs.open(link)
        assert "Mo" in page.text
        assert "Your word counts" in greta_surfs.send(page, "vouch").text
        assert "You gave your word" in greta_surfs.open(link).text

    def test_a_link_that_nobody_made_names_nobody(
        self, shared_world: World, gretas_circle: dict[str, Any], mo: Person, greta_surfs: Surfer
    ) -> None:
        link = self.link_of(shared_world, gretas_circle, mo)
        forged = link[:-4] + ("AAAA" if not link.endswith("AAAA") else "BBBB")
        assert greta_surfs.open(forged).status == 404

    def test_whoever_hides_is_not_there(
        self, shared_world: World, gretas_circle: dict[str, Any], mo: Person, greta_surfs: Surfer
    ) -> None:
        link = self.link_of(shared_world, gretas_circle, mo)
        mo.put("/v1/me/hide")
        assert greta_surfs.open(link).status == 404

    def test_those_who_answer_for_it_give_their_word_and_take_it_back(
        self, gretas_circle: dict[str, Any], mo: Person, greta_surfs: Surfer
    ) -> None:
        def press(do: str) -> PageShown:
            shown = greta_surfs.open(of(gretas_circle, "members"))
            form = next(f for f in shown.forms if do in f.buttons and ("person", mo.id) in f.fields)
            answer = greta_surfs.post(of(gretas_circle, "members"), [*form.fields, ("do", do)])
            assert answer.status_code == 200
            return shown

        press("vouch")
        press("withdraw")
        press("vouch")


def test_coordinators_take_duty_and_strangers_learn_that_somebody_is_there(
    gretas_circle: dict[str, Any], greta_surfs: Surfer, stranger: Surfer
) -> None:
    assert "Nobody right now" in stranger.open(of(gretas_circle)).text
    page = greta_surfs.open(of(gretas_circle, "members"))
    assert "On duty until" in greta_surfs.send(page, "on_duty", hours="4").text
    there = stranger.open(of(gretas_circle)).text
    assert "Somebody is there now" in there
    assert "Greta" not in there
    greta_surfs.send(greta_surfs.open(of(gretas_circle, "members")), "named")
    assert "Greta" in stranger.open(of(gretas_circle)).text


class TestEdits:
    def test_a_wrong_number_stands_at_its_field_with_what_was_typed(
        self, gretas_circle: dict[str, Any], greta_surfs: Surfer
    ) -> None:
        page = greta_surfs.open(of(gretas_circle, "edit"))
        page = greta_surfs.send(page, "save", phone="twelve", about="Typed with care.")
        assert page.status == 422
        assert "#phone" in page.hrefs
        assert dict(page.form("save").fields)["about"] == "Typed with care."
        assert "We help." in greta_surfs.open(of(gretas_circle)).text

    def test_whoever_was_slower_reads_both_texts(
        self, gretas_circle: dict[str, Any], greta_surfs: Surfer
    ) -> None:
        first, second = (greta_surfs.open(of(gretas_circle, "edit")) for _ in range(2))
        greta_surfs.send(first, "save", hours="evenings")
        page = greta_surfs.send(second, "save", hours="at noon")
        assert page.status == 409
        assert "evenings" in page.text
        assert dict(page.form("save").fields)["hours"] == "at noon"
        greta_surfs.send(page, "save")
        assert "at noon" in greta_surfs.open(of(gretas_circle)).text

    def test_a_landmark_that_cannot_be_read_is_named(
        self, gretas_circle: dict[str, Any], greta_surfs: Surfer
    ) -> None:
        page = greta_surfs.open(of(gretas_circle, "edit"))
        page = greta_surfs.send(page, "save", landmarks="Bus stop on the hill")
        assert page.status == 422
        assert "“Bus stop on the hill”" in page.text

    def test_rules_are_changed_with_a_reason(
        self, gretas_circle: dict[str, Any], greta_surfs: Surfer, stranger: Surfer
    ) -> None:
        page = greta_surfs.open(of(gretas_circle, "rules"))
        wrong = greta_surfs.send(page, "save", wave_size="999", reason="More at once.")
        assert "#wave_size" in wrong.hrefs
        missing = greta_surfs.send(page, "save", wave_size="٢٠")
        assert "#reason" in missing.hrefs
        done = greta_surfs.send(missing, "save", reason="Fewer phones ring.")
        assert done.status == 200
        told = stranger.open(of(gretas_circle, "rules")).text
        assert "Fewer phones ring." in told
        assert "20" in told


class TestFounding:
    def test_somebody_founds_a_circle(self, shared_world: World) -> None:
        with surfing_as(shared_world, shared_world.person("Fadhila")) as surfer:
            page = surfer.open("/found")
            wrong = surfer.send(page, "found", name="Tudor", place="near the bridge")
            assert "#place" in wrong.hrefs
            there = "https://www.openstreetmap.org/#map=17/-4.03920/39.66530"
            done = surfer.send(wrong, "found", place=there, phone="0722 000 111")
            assert done.path.startswith("/c/tudor-")
            circle = surfer.open(done.path.removesuffix("/poster")).text
            assert "+254722000111" in circle
            assert "This circle is new" in circle

    def test_without_a_map_it_lies_where_a_neighbouring_one_does(
        self, shared_world: World, gretas_circle: dict[str, Any]
    ) -> None:
        founder = shared_world.person("Fritzi")
        with surfing_as(shared_world, founder) as surfer:
            page = surfer.send(surfer.open("/found"), "found", name="Ash Street")
            assert "#place" in page.hrefs
            done = surfer.send(page, "found", near=gretas_circle["slug"])
        slug = done.path.split("/")[2]
        found = founder.get("/v1/me")["memberships"][0]["community"]
        assert (found["slug"], found["time_zone"]) == (slug, "America/Detroit")

    def test_the_same_form_sent_twice_founds_one(self, shared_world: World) -> None:
        founder = shared_world.person("Felix")
        with surfing_as(shared_world, founder) as surfer:
            page = surfer.open("/found")
            for _ in range(2):
                surfer.send(page, "found", name="Fir Street", place="42.7, -84.5")
        assert len(founder.get("/v1/me")["memberships"]) == 1

    def test_a_stranger_reads_what_it_takes(self, stranger: Surfer) -> None:
        page = stranger.open("/found")
        assert "two neighbouring circles" in page.text
        assert "found" not in page.does


def test_hours_are_read_from_left_to_right_whatever_the_page_is(
    stranger: Surfer, greta_surfs: Surfer, gretas_circle: dict[str, Any]
) -> None:
    greta_surfs.send(greta_surfs.open(of(gretas_circle, "edit")), "save", hours="8–12")
    page = stranger.open(of(gretas_circle), lang="ar").response.text
    assert page.count('<bdi class="note">8–12</bdi>') == page.count("8–12") == 2
