"""A form that was typed longer than its sign-in lasted keeps its words, for whoever typed them and nobody else."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from core.models import Draft
from doors.forms import Fields
from tests.support.browsers import PageShown, Surfer, surfing_as
from tests.support.people import Person
from tests.support.world import World
from web.answers.kept import Kept, filled
from web.parts.fields import Button, Choice, Field, Form, Grid
from web.parts.shapes import Fold, Item, Items

WORDS = "Soup for my mother, please knock twice."


@pytest.fixture(scope="module")
def slow_writer(shared_world: World) -> Person:
    return shared_world.person("Olga", proved="olga@example.org")


@pytest.fixture
def on_a_phone_of_others(shared_world: World, slow_writer: Person) -> Iterator[Surfer]:
    with surfing_as(shared_world, slow_writer, own_phone=False) as surfer:
        yield surfer


def written_too_long(world: World, surfer: Surfer) -> PageShown:
    """The sign-in page that somebody is led to whose words took longer than their sign-in lasted."""
    page = surfer.open("/dev/parts")
    world.advance(minutes=45)
    surfer.http.headers["Referer"] = f"{world.server.url}/dev/parts"
    page = surfer.send(page, "send", details=WORDS, ticked=[("some", "a")])
    assert page.path == "/in"
    return page


def signed_in(world: World, surfer: Surfer, page: PageShown, address: str) -> PageShown:
    page = surfer.send(page, "send", address=address)
    world.tick()
    return surfer.send(page, "in", code=world.code_for(address))


def drafts(world: World) -> int:
    with world.database.transaction() as session:
        return int(session.execute(select(func.count()).select_from(Draft)).scalar_one())


def test_the_words_stand_in_the_form_again(shared_world: World, on_a_phone_of_others: Surfer) -> None:
    page = written_too_long(shared_world, on_a_phone_of_others)
    assert drafts(shared_world) == 1
    page = signed_in(shared_world, on_a_phone_of_others, page, "olga@example.org")
    assert page.path == "/dev/parts"
    assert "What you wrote is here again" in page.text
    said = page.form("send").fields
    assert ("details", WORDS) in said
    assert [text for name, text in said if name == "some"] == ["a", "b", "c"]
    assert on_a_phone_of_others.send(page, "send", name="Olga").status == 200
    assert drafts(shared_world) == 0
    assert WORDS not in on_a_phone_of_others.open("/dev/parts").response.text


def test_nobody_else_reads_them(shared_world: World, on_a_phone_of_others: Surfer) -> None:
    page = written_too_long(shared_world, on_a_phone_of_others)
    page = signed_in(shared_world, on_a_phone_of_others, page, "next@example.org")
    assert page.path == "/dev/parts"
    assert WORDS not in page.response.text
    on_a_phone_of_others.send(on_a_phone_of_others.open("/out"), "out")
    assert drafts(shared_world) == 0, "signing out leaves nothing"


def test_a_form_that_another_site_sends_is_kept_nowhere(
    shared_world: World, on_a_phone_of_others: Surfer
) -> None:
    shared_world.advance(minutes=45)
    fields = [("details", WORDS), ("_form", "A" * 43), ("do", "send")]
    assert on_a_phone_of_others.post("/dev/parts", fields).status_code == 403
    assert drafts(shared_world) == 0


NAMES = st.sampled_from(["a", "b", "c"])
TEXTS = st.text("xyz", max_size=3)


@given(st.lists(st.tuples(NAMES, TEXTS), max_size=6), TEXTS)
def test_only_the_form_that_was_sent_is_filled(said: list[tuple[str, str]], about: str) -> None:
    fields = (
        Field("a"),
        Field("b", kind="some_of", choices=(Choice("x", "X"),)),
        Grid("c", "", (), ()),
        Field("about", kind="hidden", value=about),
        Field("version", kind="hidden", value="7"),
    )
    form = Form((Button("send", "Send"),), fields)
    others = (
        Form((), fields, action="/elsewhere"),
        Form((), (*fields[:3], Field("about", kind="hidden", value=f"{about}!"))),
    )
    kept = Kept("/here", Fields((*said, ("about", about), ("version", "6"))))
    parts = (Fold("", (form,)), Items((Item("", forms=others),)), *others)
    [fold, items, *rest] = filled(parts, kept, "/here")
    assert isinstance(fold, Fold)
    [there] = fold.parts
    assert isinstance(there, Form)
    a, b, c, hidden, version = there.fields
    assert isinstance(a, Field)
    assert isinstance(b, Field)
    assert isinstance(c, Grid)
    assert isinstance(version, Field)
    assert a.value == kept.fields.one("a")
    assert b.picked == kept.fields.all("b")
    assert c.picked == frozenset(kept.fields.all("c"))
    assert (hidden, version.value) == (fields[3], "6")
    assert fold.open
    assert items == parts[1]
    assert tuple(rest) == others
