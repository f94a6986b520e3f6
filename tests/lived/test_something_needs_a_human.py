"""lived 23, 24: "something needs a human" led coordinators nowhere: now one press takes it, and the others need not."""

from uuid import UUID

import pytest
from sqlalchemy import select
from sqlmodel import col

from core import clock
from core.dials import LOCAL_URL
from core.models import Event, Notification
from core.models.link import LinkPurpose
from matching.states import desk
from notifications.announce import outbox
from notifications.messages import spoken_for
from notifications.messages.notice import TrueWhile
from notifications.send import truth, wording
from notifications.send.wording import Letterhead
from services.access import callers
from services.oversight import taking
from tests.support import pages
from tests.support.linked_community import WORDS, LinkedCommunity
from tests.support.people import Person
from tests.support.telling import change, scalar
from texts.catalogue import say


@pytest.fixture
def second_coordinator(linked_community: LinkedCommunity) -> Person:
    path = f"/v1/communities/{linked_community.id}/members/{linked_community.cy.id}"
    linked_community.steward.patch(path, {"role": "coordinator"})
    return linked_community.cy


def link_to_the_same(community: LinkedCommunity, person: Person) -> str:
    """A letter about the same urgent need, to another coordinator."""
    change(
        community.database,
        "INSERT INTO notification (id, person_id, event_id, kind, subject_type, subject_id, params, at)"
        " SELECT CAST(left(CAST(id AS text), 24) || right(CAST(gen_random_uuid() AS text), 12) AS uuid),"
        " :p, event_id, kind, subject_type, subject_id, params, at FROM notification"
        " WHERE person_id = :s AND kind = 'ring' ORDER BY id DESC LIMIT 1",
        p=person.id,
        s=community.steward.id,
    )
    query = "SELECT CAST(id AS text) FROM notification WHERE person_id = :p AND kind = 'ring'"
    told = str(scalar(community.database, query, p=person.id))
    return community.link(LinkPurpose.HUMAN, person, told)


def test_why_and_where_stand_on_it_and_nobodys_words(linked_community: LinkedCommunity) -> None:
    page = linked_community.get("human")
    assert say("page.human.why.nobody_left", "en") in page.text
    assert {"Today", "Lansing", "911"} <= set(page.text.splitlines())
    assert any(href.startswith("geo:42.7") for href in page.hrefs)
    for secret in ("Ana", "Rice", WORDS):
        assert secret not in page.text
    cell = next(href for href in page.hrefs if href.startswith("geo:"))
    assert "42.731" not in cell, "the middle of what everybody is shown, not the place"


def test_a_letter_about_a_concern_leads_to_what_to_do(linked_community: LinkedCommunity) -> None:
    """As it happens: somebody says that something was not right, and the steward opens the letter that comes of it."""
    said = {"outcome": "not_helped", "note": WORDS, "concern": True}
    linked_community.ana.post(f"/v1/matches/{linked_community.agreed}/report", said)
    page = pages.get(linked_community.http, link_of_the_concern(linked_community))
    assert page.status == 200
    assert {say(f"page.human.{part}.concern", "en") for part in ("why", "do")} <= set(page.text.splitlines())
    assert not {"Ana", "Ben", WORDS} & set(page.text.splitlines()), "who and what is read signed in"
    taken = pages.press(linked_community.http, page, "take")
    assert "It is yours" in taken.text
    assert say("page.human.do.concern", "en") in taken.text


def link_of_the_concern(community: LinkedCommunity) -> str:
    """The link in the letter that the steward gets, made as the sender makes it."""
    with community.database.transaction() as session:
        now = clock.now(session, movable=True)
        outbox.announce(session, now=now)
        mine = col(Notification.person_id) == UUID(community.steward.id)
        told = session.scalars(select(Notification).where(mine, col(Notification.kind) == "concern")).one()
        notice = spoken_for.notice_of(session.get_one(Event, told.event_id), told)
        head = Letterhead(LOCAL_URL, "en", now)
        return pages.link_in(wording.page_of(session, told, notice, head, seed=told.id))


def test_one_press_takes_it_and_the_others_read_that_somebody_has(
    linked_community: LinkedCommunity, second_coordinator: Person
) -> None:
    http = linked_community.http
    theirs = link_to_the_same(linked_community, second_coordinator)
    page = linked_community.press("human", "take")
    assert "It is yours" in page.text
    assert page.buttons == {}
    late = pages.get(http, theirs)
    assert (late.status, late.buttons) == (200, {})
    assert "Somebody else looks after it" in late.text
    assert http.post(theirs, data={"do": "take"}).status_code == 200, "two who press at once"
    holder = "SELECT CAST(person_id AS text) FROM taken_up"
    assert scalar(linked_community.database, holder) == linked_community.steward.id
    for who, mine in ((linked_community.steward, True), (second_coordinator, False)):
        items = who.get(f"/v1/communities/{linked_community.id}/queue")["items"]
        entries = [one for one in items if one["id"] == linked_community.urgent["id"]]
        assert [one["held"]["by_me"] for one in entries] == [mine] * len(entries)
    linked_community.advance(hours=1, minutes=1)
    again = pages.press(http, pages.get(http, theirs), "take")
    assert "It is yours" in again.text, "what is left undone is everybody's again; urgent within the hour"


def test_what_was_answered_meanwhile_needs_nobody(linked_community: LinkedCommunity) -> None:
    linked_community.ana.post(f"/v1/needs/{linked_community.urgent['id']}/withdraw")
    page = linked_community.get("human")
    assert (page.status, page.buttons) == (200, {})
    assert say("page.human.over", "en") in page.text


def test_whoever_coordinates_no_more_reads_nothing(
    linked_community: LinkedCommunity, second_coordinator: Person
) -> None:
    theirs = link_to_the_same(linked_community, second_coordinator)
    path = f"/v1/communities/{linked_community.id}/members/{second_coordinator.id}"
    linked_community.steward.patch(path, {"role": "member"})
    assert pages.get(linked_community.http, theirs).status == 403
    assert linked_community.http.post(theirs, data={"do": "take"}).status_code == 403


def test_nobody_reads_anothers_line(linked_community: LinkedCommunity) -> None:
    told = linked_community.notification
    link = linked_community.link(LinkPurpose.HUMAN, linked_community.steward, told)
    assert pages.get(linked_community.http, link).status == 404


def test_the_others_are_not_called_to_what_somebody_has_taken(
    linked_community: LinkedCommunity, second_coordinator: Person
) -> None:
    link_to_the_same(linked_community, second_coordinator)
    before = left(linked_community, second_coordinator)
    linked_community.press("human", "take")
    assert (before, left(linked_community, second_coordinator)) == (True, False)
    assert left(linked_community, linked_community.steward), "whoever has it is still told of it"


def left(community: LinkedCommunity, person: Person) -> bool:
    """Whether the ring about the urgent need would still leave for this coordinator."""
    with community.database.transaction() as session:
        now = clock.now(session, movable=True)
        mine = col(Notification.person_id) == UUID(person.id)
        told = session.scalars(
            select(Notification)
            .where(mine, col(Notification.kind) == "ring")
            .order_by(col(Notification.id).desc())
        ).first()
        assert told is not None
        event = session.get_one(Event, told.event_id)
        return truth.holds(session, TrueWhile.NOT_TAKEN_UP, told, event, now)


def test_nobody_goes_on_holding_what_others_are_to_hear_of(
    linked_community: LinkedCommunity, second_coordinator: Person
) -> None:
    """A false coordinator takes what is urgent, again and again, and does nothing."""
    path = linked_community.paths["human"]
    theirs = link_to_the_same(linked_community, second_coordinator)
    linked_community.press("human", "take")
    linked_community.advance(minutes=50)
    assert linked_community.http.post(path, data={"do": "take"}).status_code == 200
    linked_community.advance(minutes=11)
    assert left(linked_community, second_coordinator)
    assert (
        "It is yours"
        in pages.press(linked_community.http, pages.get(linked_community.http, theirs), "take").text
    )


def test_whoever_coordinates_no_more_holds_nothing(
    linked_community: LinkedCommunity, second_coordinator: Person
) -> None:
    theirs = link_to_the_same(linked_community, second_coordinator)
    pages.press(linked_community.http, pages.get(linked_community.http, theirs), "take")
    assert not left(linked_community, linked_community.steward)
    path = f"/v1/communities/{linked_community.id}/members/{second_coordinator.id}"
    linked_community.steward.patch(path, {"role": "member"})
    assert left(linked_community, linked_community.steward)
    assert "It is yours" in linked_community.press("human", "take").text


def test_a_concern_is_held_for_an_hour(linked_community: LinkedCommunity) -> None:
    """It cannot wait, whatever its need is."""
    linked_community.ben.post(
        f"/v1/matches/{linked_community.agreed}/report", {"outcome": "not_helped", "concern": True}
    )
    with linked_community.database.transaction() as session:
        now = clock.now(session, movable=True)
        steward = callers.by_person(session, UUID(linked_community.steward.id))
        community, match = UUID(linked_community.id), UUID(linked_community.agreed)
        held = taking.take(session, steward, community, match, now=now)
    assert held is not None
    assert held.until - now == desk.CLAIMED_AT_ONCE
