"""A circle that is full says so for a day at most; its open needs are told to a chat without a word of who asks."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session

from core.access import Caller
from core.errors import Forbidden, Invalid
from core.geography import measure
from core.models import Community, Need, Person
from core.models.circle_values import Landmark
from doors import sharing
from matching.states import desk
from matching.words.vocabulary import Urgency, VisibleTo
from services.access import callers
from services.desk import full, open_needs
from services.needs import views as need_views
from tests.support.desks import NOW, coordinator, waiting_need
from tests.support.rows import a_membership, a_person
from texts.catalogue import LANGUAGES, say

URL = "https://minka.example.org"
LIBRARY = Landmark("the library", 42.731, -84.551)


def author_of(session: Session, need: Need) -> Caller:
    return callers.by_person(session, need.author_id)


def test_a_full_day_is_told_to_whoever_asks_with_whom_to_call_and_ends_by_itself(
    session: Session, community: UUID
) -> None:
    cora = coordinator(session, community)
    need = waiting_need(session, community)
    until = NOW + desk.FULL_AT_MOST
    with pytest.raises(Invalid):
        full.say(session, cora, community, until=until + timedelta(seconds=1), now=NOW)
    circle = full.say(session, cora, community, until=until, now=NOW)
    author = author_of(session, need)
    seen = need_views.view(session, author, need, now=NOW)
    assert seen.progress is not None
    assert seen.progress.full_until == until
    assert seen.emergency, "not urgent, and yet whom to call"
    assert full.stands(circle, NOW)
    later = need_views.view(session, author, need, now=until)
    assert later.progress is not None
    assert (later.progress.full_until, later.emergency, full.stands(circle, until)) == (None, None, False)


def test_a_full_day_is_taken_back_by_any_who_answer_for_the_circle(session: Session, community: UUID) -> None:
    cora, cleo = coordinator(session, community), coordinator(session, community)
    circle = full.say(session, cora, community, until=NOW + timedelta(hours=3), now=NOW)
    for _ in range(2):
        full.unsay(session, cleo, community, now=NOW)
    assert not full.stands(circle, NOW)
    member = a_person(session, NOW)
    a_membership(session, community, member, NOW)
    with pytest.raises(Forbidden):
        full.say(session, callers.by_person(session, member), community, until=NOW, now=NOW)


def test_urgent_ones_come_first_and_a_landmark_says_where(session: Session, community: UUID) -> None:
    cora = coordinator(session, community)
    circle = session.get_one(Community, community)
    circle.landmarks = (LIBRARY,)
    here = measure.shown_at(LIBRARY.lat, LIBRARY.lon)
    waiting_need(session, community, cell=here, visible_to=VisibleTo.PUBLIC)
    waiting_need(session, community, days=1, category="errands", urgency=Urgency.URGENT, cell=here)
    waiting_need(session, community, days=2, category="company_call", cell=None)
    told = open_needs.text(session, cora, community, now=NOW)
    assert [(need.category, need.near, need.remote) for need in told.needs] == [
        ("errands", None, False),
        ("groceries", "the library", False),
        ("company_call", None, True),
    ], "where it is, is said of what everybody may see"
    assert told.many == 3


UNSEEN: dict[str, dict[str, Any]] = {
    "only whom its author picks": {"visible_to": VisibleTo.ASKED},
    "a double": {"duplicate_of": True},
    "hidden": {"hidden": True},
    "hidden by its author": {"author_hidden": True},
    "over": {"expires_at": NOW},
    "of somebody under 18": {"author": "minor"},
}


@pytest.mark.parametrize("why", UNSEEN)
def test_what_not_everybody_may_see_is_not_among_it(session: Session, community: UUID, why: str) -> None:
    cora = coordinator(session, community)
    fields = dict(UNSEEN[why])
    if "duplicate_of" in fields:
        fields["duplicate_of"] = waiting_need(session, community, author_hidden=True).id
    if fields.get("author") == "minor":
        fields["author"] = a_person(session, NOW, is_adult=False)
    expires_at = fields.pop("expires_at", None)
    need = waiting_need(session, community, **fields)
    if expires_at is not None:
        need.expires_at = expires_at
        session.flush()
    assert open_needs.text(session, cora, community, now=NOW).needs == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_reads_in_each_language_and_names_nobody(
    session: Session, community: UUID, language: str
) -> None:
    cora = coordinator(session, community)
    for _ in range(open_needs.AT_MOST + 2):
        need = waiting_need(session, community)
    told = open_needs.text(session, cora, community, now=NOW)
    words = sharing.open_needs(told, URL, language)
    lines = words.splitlines()
    assert len(lines) == open_needs.AT_MOST + 3
    assert say("category.groceries", language) in lines[1]
    assert "2" in lines[-2]
    assert lines[-1].endswith(f"{URL}/c/{told.circle.slug}")
    assert str(need.id) not in words
    assert str(session.get_one(Person, need.author_id).id) not in words
    nothing = open_needs.ForTheChat(told.circle, (), 0)
    assert say("share.chat.nothing", language, circle="Lansing", url="").strip(". ") in sharing.open_needs(
        nothing, URL, language
    )
