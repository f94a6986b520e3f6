"""lived 23: two letters of three led nowhere: each leads to a page on which its reader can do what it asks for."""

from dataclasses import dataclass
from uuid import UUID

import pytest
from sqlmodel import Session

from core import clock
from core.dials import LOCAL_URL
from core.events import EventKind, record
from core.ids import new_id
from core.models import Delivery, Notification
from core.models.notification import ChannelName
from notifications.messages import pages as message_pages
from notifications.messages.catalogue import CATALOGUE
from notifications.messages.notice import Audience, Notice, TrueWhile
from notifications.send import wording
from notifications.send.wording import Letterhead
from tests.support import pages
from tests.support.linked_community import LinkedCommunity
from tests.support.payloads import a_payload
from tests.support.people import Person
from tests.support.telling import change, scalar
from tests.texts.locales import asks_for
from texts.catalogue import keys, say
from web.links.door import PURPOSES

TOLD = [(kind, notice) for kind, notices in CATALOGUE.items() for notice in notices if notice.channels]
"""Every message that leaves: whoever has no app gets it as a letter."""

TEXTED = [(kind, notice) for kind, notice in TOLD if notice.sms is not None]

ASKS = {
    "proposal": {"yes", "no"},
    "proposal_from_ally": {"yes", "no"},
    "invitation": {"yes", "no"},
    "yes": {"yes", "no"},
    "unsettled": {"yes", "no"},
    "confirmed_helper": {"show", "cancel"},
    "confirmed_beneficiary": {"show", "cancel"},
    "agreed_tomorrow": {"show", "cancel"},
    "agreed_soon": {"show", "cancel"},
    "reported": {"helped", "not_helped"},
    "how_did_it_go": {"helped", "not_helped"},
    "message": {"send"},
    "need_expiring": {"renew"},
    "still_needed": {"renew"},
    "you_choose_now": {"close"},
    "nobody_yet": {"close"},
    "nobody_on_duty": {"close"},
    "offer_expired": {"renew"},
    "offer_check_in": {"renew"},
    "offer_paused": {"renew"},
    "ring": {"take"},
    "call_urgent": {"take"},
    "needs_a_human": {"take"},
    "concern": {"take"},
    "consent_asked": {"yes", "no"},
    "take_over_offered": {"code"},
}
"""What a message asks for, by its template: the buttons that must be there. What decides for a circle or an
organisation is in `test_decisions_by_letter`; every other message tells what happened, and asks for nothing.
"""
IN_NO_QUEUE = {EventKind.MATCH_STANDING_FELL, EventKind.MATCH_TOO_FEW}
"""What coordinators are told, and what nobody need take."""

FOLLOWED = {EventKind.APPEAL_MADE}
"""Whose letter is followed in `tests/journeys/test_appeals`: nobody of this community may hear it."""

TO_DO = {say(key, "en") for key in keys("en") if key.startswith("page.human.do.")}

STANDS = {
    "proposal": "proposed",
    "proposal_from_ally": "proposed",
    "invitation": "invited",
    "yes": "accepted",
}
STANDS |= {"unsettled": "accepted", "unsettled_helper": "accepted"}
TELLS_ONLY = {EventKind.MATCH_STANDING_FELL: "standing_fell", EventKind.MATCH_TOO_FEW: "too_few"}
"""What coordinators hear of and nobody needs to take: the page says why."""
NEED = {"still_needed": "expired"}
OFFER = {"offer_expired": "expired", "offer_paused": "paused"}


@dataclass
class Reader:
    """Somebody without the app, and what a message is about."""

    person: Person
    subject: tuple[str, str]


def subject_of(community: LinkedCommunity, kind: EventKind, notice: Notice) -> Reader:
    """Who reads such a letter, and about what, as things are in the linked community."""
    audience = notice.audience.value
    helping = audience.startswith("helper") or notice.template.endswith("_helper")
    of_a_circle = (
        audience in ("on_duty", "who_hears", "whose_word_is_asked")
        or "stewards" in audience
        or "coordinators" in audience
    )
    if kind in (EventKind.CONSENT_ASKED, EventKind.TAKE_OVER_OFFERED, EventKind.PERSON_TOLD):
        return Reader(community.mercy, ("person", community.mercy.id))
    if kind is EventKind.NOT_REACHED:
        return Reader(community.steward, ("person", community.mercy.id))
    if kind.startswith(("match_", "report_", "message_", "contact_")):
        about = ("match", community.agreed)
        return Reader(
            community.steward if of_a_circle else community.ben if helping else community.ana, about
        )
    if kind.startswith(("need_", "duty_", "coordinators_", "nobody_")):
        need = community.urgent["id"] if of_a_circle else community.shared["id"]
        return Reader(community.steward if of_a_circle else community.ana, ("need", need))
    if kind.startswith("offer_"):
        return Reader(community.ben, ("offer", community.offer))
    if kind.startswith("call_"):
        call = scalar(community.database, "SELECT id FROM call_request")
        return Reader(community.steward, ("call_request", str(call)))
    if kind is EventKind.MEMBER_PENDING:
        return Reader(community.steward, ("person", community.cy.id))
    reader = community.steward if of_a_circle else community.ben
    return Reader(reader, ("person", reader.id) if "community" not in kind else ("community", community.id))


def letter(
    community: LinkedCommunity, kind: EventKind, notice: Notice, channel: ChannelName
) -> wording.Words:
    """The words of the letter or text that this notice would be, made as the sender makes them."""
    reader = subject_of(community, kind, notice)
    with community.database.transaction() as session:
        now = clock.now(session, movable=True)
        told = _told(session, community, kind, notice, reader)
        sent = Delivery(channel=channel, notification_id=told.id, due_at=now, expires_at=now)
        return wording.words_for(session, sent, told, notice, Letterhead(LOCAL_URL, "en", now))


def _told(
    session: Session, community: LinkedCommunity, kind: EventKind, notice: Notice, reader: Reader
) -> Notification:
    now = clock.now(session, movable=True)
    type, id = reader.subject
    event = record(
        session,
        kind,
        a_payload(kind),
        actor=None,
        subject=(type, UUID(id)),
        need_id=UUID(id) if type == "need" else None,
        community_id=UUID(community.id),
        now=now,
    )
    told = Notification(
        id=new_id(),
        person_id=UUID(reader.person.id),
        event_id=event,
        kind=notice.template,
        subject_type=type,
        subject_id=UUID(id),
        params={
            name: 2
            for part in ("title", "text")
            for name in asks_for(f"notification.{notice.template}.{part}")
        },
        at=now,
    )
    session.add(told)
    session.flush()
    return told


def speak_nearby(community: LinkedCommunity, *, for_helper: bool) -> None:
    """Somebody who speaks for one of the two of a match shares a number with the other."""
    change(
        community.database,
        "INSERT INTO representation"
        " (id, person_id, representative_id, how, covers, given_at, created_at, safe_to_write)"
        " VALUES (gen_random_uuid(), :who, :cy, 'phone', '{answer}', now(), now(), true)",
        who=(community.ben if for_helper else community.ana).id,
        cy=community.cy.id,
    )
    for person in (community.ana, community.ben):
        mark = "INSERT INTO household_mark (person_id, lookup) VALUES (:p, '\\x01')"
        change(community.database, mark, p=person.id)


def bring_about(community: LinkedCommunity, kind: EventKind, notice: Notice) -> None:
    """Has match, need and offer stand as they do when such a message leaves."""
    database = community.database
    status = "disputed" if kind is EventKind.MATCH_DISPUTED else STANDS.get(notice.template, "confirmed")
    if notice.audience is Audience.COORDINATORS_FOR_A_YES:
        status = "invited" if kind is EventKind.MATCH_INVITED else "accepted"
        speak_nearby(community, for_helper=status == "invited")
    keys = "" if status == "confirmed" else ", confirmed_at = NULL, contact_until = NULL"
    told = (
        "UPDATE need SET visible_to = 'members', criteria = jsonb_set(criteria, '{decide}', '\"i_choose\"')"
    )
    change(database, f"{told} WHERE id = (SELECT need_id FROM match WHERE id = :m)", m=community.agreed)
    change(database, f"UPDATE match SET status = '{status}'{keys} WHERE id = :m", m=community.agreed)
    waits = "now()" if notice.true_while is TrueWhile.WAITS_FOR_OTHERS else "NULL"
    change(database, f"UPDATE match SET company_due_at = {waits} WHERE id = :m", m=community.agreed)
    change(
        database,
        "UPDATE need SET status = :s WHERE id = :n",
        s=NEED.get(notice.template, "open"),
        n=community.shared["id"],
    )
    change(
        database,
        "UPDATE offer SET status = :s WHERE id = :o",
        s=OFFER.get(notice.template, "active"),
        o=community.offer,
    )
    if notice.audience is Audience.WHO_HEARS:
        said = {"outcome": "not_helped", "concern": True}
        community.ana.post(f"/v1/matches/{community.agreed}/report", said)
    if kind is EventKind.MATCH_TOO_FEW:
        change(database, "UPDATE match SET company_due_at = now() WHERE id = :m", m=community.agreed)
    if kind.startswith("call_"):
        body = {"phone": "+15175550161", "language": "en", "urgent": True}
        where = f"/v1/communities/{community.id}/call-requests"
        assert community.http.post(where, json=body).status_code == 202
        change(database, "UPDATE call_request SET taken_in_at = asked_at")
    if kind is EventKind.MEMBER_PENDING:
        community.steward.patch(f"/v1/communities/{community.id}", {"join_policy": "approval"})
        for move in ("leave", "join"):
            community.cy.post(f"/v1/communities/{community.id}/{move}")


def named(one: object) -> str:
    return str(one.audience) if isinstance(one, Notice) else str(one)


@pytest.mark.parametrize(("kind", "notice"), [one for one in TOLD if one[0] not in FOLLOWED], ids=named)
def test_every_letter_leads_to_a_page_where_it_is_done(
    linked_community: LinkedCommunity, kind: EventKind, notice: Notice
) -> None:
    bring_about(linked_community, kind, notice)
    words = letter(linked_community, kind, notice, ChannelName.EMAIL)
    page = pages.get(linked_community.http, pages.link_in(words.link))
    assert page.status == 200, page.text
    wanted = set() if kind in IN_NO_QUEUE else ASKS.get(notice.template, set())
    assert wanted <= set(page.buttons), (notice.template, page.buttons)
    if notice.template in ("ring", "needs_a_human", "concern"):
        assert TO_DO & set(page.text.splitlines()), "what a coordinator can do about it"
    assert {"+15175550100", "911"} <= set(page.text.split()) or notice.link is not None, "whom to call"


@pytest.mark.parametrize(("kind", "notice"), TEXTED, ids=named)
def test_every_text_message_leads_there_too(
    linked_community: LinkedCommunity, kind: EventKind, notice: Notice
) -> None:
    bring_about(linked_community, kind, notice)
    words = letter(linked_community, kind, notice, ChannelName.SMS)
    assert words.link in words.text
    page = pages.get(linked_community.http, pages.link_in(words.text))
    assert page.status == 200
    assert ASKS.get(notice.template, set()) <= set(page.buttons), (notice.template, page.buttons)


@pytest.mark.parametrize("subject_type", ["match", "need", "offer", "person", "community", "organisation"])
def test_no_message_can_be_added_that_leads_nowhere(subject_type: str) -> None:
    """Whatever a new row of the catalogue says: there is a page, and one that somebody serves."""
    for _kind, notice in TOLD:
        assert message_pages.page_for(notice, subject_type) in PURPOSES


def test_a_letter_says_of_which_appointment_it_speaks(linked_community: LinkedCommunity) -> None:
    """lived 18: whoever has three appointments must know which one is off; a push says nothing of it."""
    when = "UPDATE match SET agreed_from = :at, agreed_to = CAST(:at AS timestamptz) + interval '1 hour' WHERE id = :m"
    change(linked_community.database, when, m=linked_community.agreed, at="2026-12-24T15:00:00Z")
    notice = next(one for one in CATALOGUE[EventKind.MATCH_CANCELLED] if one.template == "cancelled")
    told = letter(linked_community, EventKind.MATCH_CANCELLED, notice, ChannelName.EMAIL)
    assert "Dec 24" in told.text
    pushed = letter(linked_community, EventKind.MATCH_CANCELLED, notice, ChannelName.PUSH)
    assert pushed.text == say("notification.cancelled.text", "en")
