"""One's own pages: each thing saved by itself, and nobody else's to read."""

import re
from collections.abc import Iterator

import pytest

from tests.support.browsers import Surfer, surfing, surfing_as
from tests.support.people import Person
from tests.support.world import World

PAGES = (
    "/me",
    "/me/inbox",
    "/me/reach",
    "/me/hours",
    "/me/letters",
    "/me/sign-ins",
    "/me/looks",
    "/me/blocks",
    "/me/export",
)


@pytest.fixture(scope="module")
def ida(shared_world: World) -> Person:
    return shared_world.person("Ida", proved="ida@lansing.example")


@pytest.fixture
def ida_surfs(shared_world: World, ida: Person) -> Iterator[Surfer]:
    with surfing_as(shared_world, ida) as surfer:
        yield surfer


@pytest.mark.parametrize("path", [*PAGES, "/me/leave", "/people", "/people/new", "/decisions", "/reports"])
def test_a_stranger_signs_in_first(shared_world: World, path: str) -> None:
    with surfing(shared_world) as surfer:
        answer = surfer.http.get(path, follow_redirects=False)
    assert answer.headers["Location"] == f"/in?next={path}"


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["ar", "sw"])
def test_each_page_is_drawn_in_each_language(ida_surfs: Surfer, path: str, language: str) -> None:
    page = ida_surfs.open(path, lang=language)
    assert page.status == 200
    assert f'<html lang="{language}"' in page.response.text


class TestAbout:
    def test_what_one_says_of_oneself_is_saved(self, ida_surfs: Surfer, ida: Person) -> None:
        page = ida_surfs.open("/me")
        said = ida_surfs.send(
            page, "save", display_name="Ida B.", time_zone="Africa/Nairobi", ticked=[("languages", "sw")]
        )
        assert "Saved." in said.text
        me = ida.get("/v1/me")
        assert (me["display_name"], me["time_zone"], me["is_adult"]) == ("Ida B.", "Africa/Nairobi", True)
        assert set(me["languages"]) == {"en", "sw"}

    def test_another_language_holds_at_once(self, ida_surfs: Surfer) -> None:
        page = ida_surfs.send(ida_surfs.open("/me"), "save", locale="es")
        assert '<html lang="es"' in page.response.text
        ida_surfs.send(page, "save", locale="en")

    def test_whoever_was_slower_reads_both_names(self, ida_surfs: Surfer) -> None:
        first, second = ida_surfs.open("/me"), ida_surfs.open("/me")
        ida_surfs.send(first, "save", display_name="Ida C.")
        page = ida_surfs.send(second, "save", display_name="Ida D.")
        assert page.status == 409
        assert "Ida C." in page.text
        assert dict(page.form("save").fields)["display_name"] == "Ida D."

    def test_a_time_zone_that_is_none(self, ida_surfs: Surfer) -> None:
        page = ida_surfs.send(ida_surfs.open("/me"), "save", time_zone="Mars/Olympus")
        assert page.status == 422
        assert "#time_zone" in page.hrefs

    def test_one_is_out_of_sight_by_one_press(self, ida_surfs: Surfer, ida: Person) -> None:
        page = ida_surfs.send(ida_surfs.open("/me"), "hide")
        assert "You are hidden" in page.text
        assert ida.get("/v1/me")["hidden"]
        ida_surfs.send(page, "show")
        assert not ida.get("/v1/me")["hidden"]


class TestHours:
    def test_hours_are_typed_as_people_write_them(self, ida_surfs: Surfer, ida: Person) -> None:
        page = ida_surfs.open("/me/hours")
        ida_surfs.send(page, "save", quiet_from="٢١:٣٠", quiet_to="7 am", asks_a_day="2")
        me = ida.get("/v1/me")
        assert (me["quiet_from"], me["quiet_to"], me["asks_a_day"]) == ("21:30:00", "07:00:00", 2)

    def test_half_of_them_is_none(self, ida_surfs: Surfer) -> None:
        page = ida_surfs.send(ida_surfs.open("/me/hours"), "save", quiet_from="21", quiet_to="")
        assert page.status == 422
        assert "#quiet_to" in page.hrefs


class TestReach:
    def test_a_number_is_written_down_as_one_writes_it(self, ida_surfs: Surfer, ida: Person) -> None:
        wrong = ida_surfs.send(ida_surfs.open("/me/reach"), "phone", phone="call me")
        assert wrong.status == 422
        assert dict(wrong.form("phone").fields)["phone"] == "call me"
        page = ida_surfs.send(wrong, "phone", phone="+1 517 555 0123")
        assert "not proved yet" in page.text
        assert ida.get("/v1/me")["phone"] == "+15175550123"

    def test_an_address_is_proved_by_a_code(self, shared_world: World) -> None:
        with surfing_as(shared_world, shared_world.newcomer("Nils")) as surfer:
            page = surfer.send(surfer.open("/me/reach"), "send", address="nils@lansing.example")
            shared_world.tick()
            wrong = surfer.send(page, "code", code="000000")
            assert wrong.status == 422
            code = shared_world.code_for("nils@lansing.example")
            done = surfer.send(wrong, "code", code=code)
            assert "you can sign in with it" in done.text
            assert "proved by a code" in done.text


def test_letters_are_switched_off_and_the_rest_stays(ida_surfs: Surfer, ida: Person) -> None:
    page = ida_surfs.open("/me/letters")
    fields = [pair for pair in page.form("save").fields if pair != ("kinds", "email")]
    ida_surfs.post("/me/letters", [*fields, ("do", "save")])
    kinds = ida.get("/v1/me/notification-settings")["kinds"]
    assert not kinds["email"]
    assert kinds["digest"]


def test_what_one_hears_of_stands_once_by_name(ida_surfs: Surfer, ida: Person) -> None:
    page = ida_surfs.open("/me/letters")
    labels = re.findall(r'name="kinds"[^>]*> *<span>([^<]+)', page.response.text)
    assert len(labels) > 20
    assert len(set(labels)) == len(labels)
    assert "A change waits for a second word" not in page.text, (
        "whoever answers for no circle is not told of it"
    )


def test_saving_what_one_hears_of_changes_nothing_by_itself(ida_surfs: Surfer, ida: Person) -> None:
    """Also where an app switched off one of two that have the same name."""
    ida.patch("/v1/me/notification-settings", {"kinds": {"refused": False}})
    before = ida.get("/v1/me/notification-settings")
    ida_surfs.send(ida_surfs.open("/me/letters"), "save")
    assert ida.get("/v1/me/notification-settings") == before


def test_a_strange_sign_in_is_ended(shared_world: World, ida: Person, ida_surfs: Surfer) -> None:
    with surfing_as(shared_world, ida) as other:
        page = ida_surfs.open("/me/sign-ins")
        assert "here" in page.text
        ida_surfs.send(page, "others")
        assert other.http.get("/me", follow_redirects=False).status_code == 303
    assert ida_surfs.open("/me").status == 200
    shared_world.prove_again(ida)


def test_the_inbox_is_read(shared_world: World) -> None:
    steward, nora = shared_world.person("Steward"), shared_world.person("Nora")
    circle = shared_world.community(steward, name="Birch Street", join_policy="approval")
    nora.post(f"/v1/communities/{circle['id']}/join")
    steward.patch(f"/v1/communities/{circle['id']}/members/{nora.id}", {"state": "active"})
    shared_world.advance(seconds=10)
    with surfing_as(shared_world, nora) as surfer:
        page = surfer.open("/me/inbox")
        assert "read" in page.does
        assert "read" not in surfer.send(page, "read").does


class TestDecided:
    """What the inbox asks for is decided on a page of its own, whether or not a letter came."""

    def test_an_invitation_of_an_organisation_is_accepted(self, shared_world: World) -> None:
        olga, otis = shared_world.person("Olga"), shared_world.person("Otis")
        organisation = shared_world.organisation(olga)
        olga.put(f"/v1/organisations/{organisation}/people/{otis.id}")
        shared_world.tick()
        with surfing_as(shared_world, otis) as surfer, surfing_as(shared_world, olga) as other:
            inbox = surfer.open("/me/inbox")
            path = next(href for href in inbox.hrefs if href.startswith("/me/inbox/"))
            assert other.open(path).status == 404
            assert surfer.send(surfer.open(path), "yes").status == 200
        assert [one["id"] for one in otis.get("/v1/me")["organisations"]] == [organisation]

    def test_an_appeal_without_words_is_asked_for_them(self, shared_world: World) -> None:
        steward, rude = shared_world.person("Stella"), shared_world.person("Rudi")
        circle = shared_world.community(steward, rude, name="Pine Street")
        path = f"/v1/communities/{circle['id']}/members/{rude.id}"
        steward.patch(path, {"state": "suspended", "reason": "Rude at the door."})
        shared_world.tick()
        with surfing_as(shared_world, rude) as surfer:
            hrefs = surfer.open("/me/inbox").hrefs
            page = surfer.open(next(href for href in hrefs if href.startswith("/me/inbox/")))
            assert "Rude at the door." in page.text
            assert surfer.send(page, "appeal").status == 422
            done = surfer.send(page, "appeal", note="I was polite.")
            assert "Somebody who had no part in it looks again" in done.text


class TestLeaving:
    def test_it_wants_a_tick_and_then_everything_is_gone(self, shared_world: World) -> None:
        person = shared_world.person("Lotte", proved="lotte@lansing.example")
        with surfing_as(shared_world, person) as surfer:
            page = surfer.send(surfer.open("/me/leave"), "erase")
            assert page.status == 422
            assert "#sure" in page.hrefs
            gone = surfer.send(page, "erase", sure="yes")
            assert gone.response.history[0].headers["Clear-Site-Data"] == '"cache", "storage"'
            assert surfer.http.get("/me", follow_redirects=False).status_code == 303
        assert shared_world.row(person).erased_at is not None

    def test_without_an_address_it_waits_a_day_and_can_be_called_off(self, shared_world: World) -> None:
        person = shared_world.newcomer("Lola")
        with surfing_as(shared_world, person) as surfer:
            shared_world.advance(minutes=20)
            page = surfer.send(surfer.open("/me/leave"), "erase", sure="yes")
            assert "From" in page.text
            assert "Your account stays" in surfer.send(page, "keep").text
        assert shared_world.row(person).erasure_from is None


def test_a_block_is_lifted(shared_world: World) -> None:
    author, helper = shared_world.person("Alma"), shared_world.person("Hugo")
    shared_world.community(author, helper, name="Cedar Street")
    need = author.need(visible_to="members")
    helper.post("/v1/blocks", {"about": {"type": "need", "id": need["id"]}})
    with surfing_as(shared_world, helper) as surfer:
        page = surfer.open("/me/blocks")
        assert "Somebody who asked for something" in page.text
        assert "Nobody." in surfer.send(page, "lift").text
    with surfing_as(shared_world, author) as surfer:
        assert "Nobody." in surfer.open("/me/blocks").text
