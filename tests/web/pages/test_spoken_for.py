"""The pages of somebody one speaks for: written down, asked for, and taken into their own hands."""

from collections.abc import Iterator

import pytest

from tests.support.browsers import PageShown, Surfer, surfing_as
from tests.support.people import Person
from tests.support.world import World


@pytest.fixture(scope="module")
def gerda(shared_world: World) -> Person:
    """A coordinator of a recognised circle."""
    person = shared_world.person("Gerda", proved="gerda@lansing.example")
    shared_world.community(person)
    return person


@pytest.fixture
def gerda_surfs(shared_world: World, gerda: Person) -> Iterator[Surfer]:
    with surfing_as(shared_world, gerda) as surfer:
        yield surfer


def entered(surfer: Surfer, name: str, **typed: str) -> PageShown:
    page = surfer.open("/people/new")
    return surfer.send(page, "enter", display_name=name, ticked=[("how", "phone")], **typed)


def test_somebody_is_written_down_and_asked_for(gerda_surfs: Surfer, gerda: Person) -> None:
    page = entered(gerda_surfs, "Old Tom", phone="517 555 0142")
    assert "Written down." in page.text
    person_id = page.path.rpartition("/")[2]
    assert f"/ask?for={person_id}" in page.hrefs
    assert "On the phone" in page.text
    need = gerda.need(on_behalf_of=person_id, title="Bread and milk")
    assert f"/needs/{need['id']}" in gerda_surfs.open(page.path).hrefs
    assert "Old Tom" in gerda_surfs.open("/people").text


def test_what_is_missing_stands_at_its_field(gerda_surfs: Surfer) -> None:
    page = gerda_surfs.send(gerda_surfs.open("/people/new"), "enter", display_name="Tom", phone="12")
    assert page.status == 422
    assert "#how" in page.hrefs
    assert dict(page.form("enter").fields)["display_name"] == "Tom"


def test_a_word_is_shown_once_and_signs_them_in(
    shared_world: World, gerda: Person, gerda_surfs: Surfer
) -> None:
    page = entered(gerda_surfs, "Berta")
    made = gerda_surfs.send(page, "code")
    word = made.response.text.partition('class="code" dir="ltr">')[2].partition("<")[0]
    assert word
    with surfing_as(shared_world, gerda) as elsewhere:
        assert word not in elsewhere.http.get(str(made.response.url)).text
    shared_world.http.post("/v1/auth/sessions", json={"card": word}).raise_for_status()
    assert gerda_surfs.open(page.path).status == 404


def test_what_was_written_down_is_changed_and_ended(gerda_surfs: Surfer, gerda: Person) -> None:
    page = entered(gerda_surfs, "Carla", not_safe="yes")
    assert "somebody else may read it" in page.text
    edit = gerda_surfs.open(f"{page.path}/edit")
    gerda_surfs.send(edit, "save", display_name="Carla R.")
    stale = gerda_surfs.send(edit, "save", display_name="Carla S.")
    assert stale.status == 409
    assert "Carla R." in stale.text
    ended = gerda_surfs.send(gerda_surfs.open(page.path), "end")
    assert ended.path == "/people"
    assert gerda_surfs.open(page.path).status == 404


def test_a_link_that_cannot_be_sent_is_told_on_the_page(gerda_surfs: Surfer) -> None:
    page = gerda_surfs.send(entered(gerda_surfs, "Dora"), "take_over")
    assert page.status == 409
    assert "Dora" in page.text


def test_for_everybody_else_they_are_not_there(shared_world: World, gerda_surfs: Surfer) -> None:
    page = entered(gerda_surfs, "Emil")
    with surfing_as(shared_world, shared_world.person("Nosy")) as other:
        for path in (page.path, f"{page.path}/edit"):
            absent = path.replace(page.path, "/people/01910000-0000-7000-8000-000000000000")
            assert other.open(path).status == 404
            assert other.open(path).response.text == other.open(absent).response.text


def test_who_is_no_member_anywhere_is_told_why_not(shared_world: World) -> None:
    with surfing_as(shared_world, shared_world.person("Nobody")) as surfer:
        page = entered(surfer, "Fritz")
        assert page.status == 403
        assert dict(page.form("enter").fields)["display_name"] == "Fritz"
