"""The page of a need for whom it is of: how it stands, changing it, sharing it, asking somebody, ending it."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest

from tests.support.browsers import PageShown, Surfer, surfing, surfing_as
from tests.support.community import CleosCommunity
from tests.support.people import Person
from tests.support.world import World
from texts.catalogue import say


@dataclass
class Author:
    """Dora with two phones, and what she asks for."""

    community: CleosCommunity
    dora: Person
    phone: Surfer
    other_phone: Surfer

    def asks(self, **fields: Any) -> str:
        self.community.world.advance(hours=2)
        return str(self.dora.need(**fields)["id"])

    def page(self, need: str) -> PageShown:
        return self.phone.open(f"/needs/{need}")


@pytest.fixture(scope="module")
def with_two_phones(shared_world: World) -> Iterator[Author]:
    community = CleosCommunity(shared_world)
    dora = community.member("Dora")
    shared_world.vouch_for(dora, community.id)  # so that she may ask for many things
    with ExitStack() as stack:
        phone, other = (stack.enter_context(surfing_as(shared_world, dora)) for _ in range(2))
        yield Author(community, dora, phone, other)


def test_somebody_is_asked_by_a_press(with_two_phones: Author) -> None:
    community = with_two_phones.community
    fay = community.member("Fay")
    need = fay.need(criteria={"decide": "ask_me_first"})["id"]
    with surfing_as(community.world, fay) as phone:
        people = phone.open(f"/needs/{need}/people")
        assert "Ben" not in people.text, "names come with a yes"
        asked = phone.send(people, "invite")
    assert asked.path.startswith("/matches/")
    assert say("web.said.invited", "en") in asked.text
    [invited] = fay.get(f"/v1/needs/{need}/matches")["items"]
    assert invited["status"] == "invited"


def test_where_there_is_nobody_the_page_says_so_and_what_may_help(with_two_phones: Author) -> None:
    need = with_two_phones.asks(category="childcare", criteria={"min_trust": "checked"})
    page = with_two_phones.page(need)
    assert say("nobody.nobody_now", "en") in page.text
    assert say("nobody.widen_hours", "en") in page.text
    assert say("nobody.nobody_now", "en") in with_two_phones.phone.open("/my").text


def test_a_change_holds_and_names_only_what_changed(with_two_phones: Author) -> None:
    need = with_two_phones.asks(title="Bread", details="Soft, please", quantity=2)
    form = with_two_phones.phone.open(f"/needs/{need}/edit")
    assert ("title", "Bread") in form.form("save").fields
    saved = with_two_phones.phone.send(form, "save", title="Soft bread", quantity="٤")
    assert saved.path == f"/needs/{need}"
    found = with_two_phones.dora.get(f"/v1/needs/{need}")
    assert (found["title"], found["details"], found["quantity"]) == ("Soft bread", "Soft, please", 4)
    with_two_phones.phone.send(with_two_phones.phone.open(f"/needs/{need}/edit"), "save")
    again = with_two_phones.dora.get(f"/v1/needs/{need}/history")["items"]
    assert [line["kind"] for line in again].count("need_edited") == 1, "saving without a change is none"


def test_of_two_changes_at_once_both_texts_are_shown(with_two_phones: Author) -> None:
    need = with_two_phones.asks(title="Soup")
    path = f"/needs/{need}/edit"
    one, other = with_two_phones.phone.open(path), with_two_phones.other_phone.open(path)
    with_two_phones.other_phone.send(other, "save", title="Lentil soup")
    stale = with_two_phones.phone.send(one, "save", title="Tomato soup")
    assert stale.status == 409
    assert "Lentil soup" in stale.text
    assert ("title", "Tomato soup") in stale.form("save").fields
    assert with_two_phones.dora.get(f"/v1/needs/{need}")["title"] == "Lentil soup"
    with_two_phones.phone.send(stale, "save")
    assert with_two_phones.dora.get(f"/v1/needs/{need}")["title"] == "Tomato soup"


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ({"quantity": "many"}, "quantity"),
        ({"minutes": "3"}, "minutes"),
        ({"from": "10"}, "day"),
        ({"for_people": ""}, "for_people"),
        ({"max_distance_km": "0"}, "max_distance_km"),
        ({"title": "x" * 200}, "title"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_changes_nothing(
    with_two_phones: Author, typed: dict[str, str], at: str
) -> None:
    need = with_two_phones.asks(title="Rice", quantity=2)
    page = with_two_phones.phone.send(
        with_two_phones.phone.open(f"/needs/{need}/edit"),
        "save",
        ticked=[("details", "White"), *typed.items()],
    )
    assert page.status == 422
    assert f"#{at}" in page.hrefs
    assert ("details", "White") in page.form("save").fields
    assert with_two_phones.dora.get(f"/v1/needs/{need}").get("details") is None
    with_two_phones.dora.post(f"/v1/needs/{need}/withdraw")


def test_shared_into_a_chat_and_shut_again(with_two_phones: Author) -> None:
    need = with_two_phones.asks(title="Secret soup", share=["place"])
    shared = with_two_phones.phone.send(with_two_phones.phone.open(f"/needs/{need}/share"), "share")
    link = next(word for word in shared.text.split() if "/l/" in word)
    path = link.partition("/l/")[2]
    with surfing(with_two_phones.community.world) as stranger:
        assert "Groceries" in stranger.open(f"/l/{path}").text
        assert "Secret" not in stranger.open(f"/l/{path}").text
        with_two_phones.phone.send(shared, "shut")
        assert stranger.open(f"/l/{path}").status == 404


@pytest.mark.parametrize(
    ("do", "status"), [("close", "withdrawn"), ("enough", "fulfilled"), ("elsewhere", "fulfilled")]
)
def test_a_need_ends_as_its_author_says(with_two_phones: Author, do: str, status: str) -> None:
    need = with_two_phones.asks()
    ended = with_two_phones.phone.send(with_two_phones.page(need), do)
    assert with_two_phones.dora.get(f"/v1/needs/{need}")["status"] == status
    assert do not in ended.does


def test_what_happened_is_told_line_by_line(with_two_phones: Author) -> None:
    need = with_two_phones.asks()
    told = with_two_phones.phone.open(f"/needs/{need}/history")
    assert say("event.need_posted", "en") in told.text
    assert say("who.author", "en") in told.text
    assert with_two_phones.phone.open(f"/needs/{need}/history", after="x").status == 400


def test_what_is_another_persons_is_not_to_be_changed(with_two_phones: Author) -> None:
    need = with_two_phones.asks()
    with surfing_as(with_two_phones.community.world, with_two_phones.community.ben) as helper:
        seen = helper.open(f"/needs/{need}")
        assert f"/needs/{need}/answer" in seen.hrefs or any("/matches/" in href for href in seen.hrefs)
        assert not {"close", "enough", "save", "share"} & set(seen.does)
        for page in ("edit", "share", "people"):
            assert helper.open(f"/needs/{need}/{page}").status == 404
