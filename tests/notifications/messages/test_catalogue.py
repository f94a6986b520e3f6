"""The catalogue is whole, consistent, light enough, and says nothing about anybody."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from core.dials import LOCAL_URL
from core.events import EventKind
from core.events.carried import PAYLOADS
from core.events.match_payloads import (
    ContactOpened,
    MatchConfirmed,
    MatchEnded,
    MatchReminded,
    MatchReported,
)
from core.events.payloads import AllianceChanged, NeedFulfilled, Payload
from core.models import Concern, Delivery, Device, Digest, Event, Notification
from core.models.notification import ChannelName
from matching.words.end_codes import WhyEnded
from matching.words.vocabulary import By, MatchStatus, NeedStatus, Outcome
from notifications.channels.base import Parcel
from notifications.channels.fcm_messages import MOST_BYTES, compose, weight
from notifications.messages.catalogue import CATALOGUE, SWITCHABLE, TEMPLATES
from notifications.messages.notice import Audience, Notice, TrueWhile
from notifications.send import parcels
from tests.support.parcels import a_parcel
from tests.support.telling import announce, change, happen, scalar
from tests.support.world import World, device_for
from texts.catalogue import LANGUAGES, say

NOTICES = [(kind, notice) for kind, notices in CATALOGUE.items() for notice in notices]


def test_every_kind_of_event_has_its_row() -> None:
    assert set(CATALOGUE) == set(EventKind)
    assert all(isinstance(notices, tuple) for notices in CATALOGUE.values())


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_is_switchable_everywhere_or_nowhere(template: str) -> None:
    assert len({notice.may_switch_off for _, notice in NOTICES if notice.template == template}) == 1


def test_within_one_event_a_template_means_one_thing() -> None:
    """Delivery finds the notice of a message by its template."""
    for kind, notices in CATALOGUE.items():
        meant = {
            (notice.template, notice.true_while, notice.pressing, notice.may_switch_off) for notice in notices
        }
        assert len(meant) == len({notice.template for notice in notices}), kind


OF_A_MATCH = {
    TrueWhile.MATCH_PROPOSED,
    TrueWhile.MATCH_INVITED,
    TrueWhile.MATCH_ACCEPTED,
    TrueWhile.MATCH_CONFIRMED,
    TrueWhile.AGREED_FOR_TOMORROW,
    TrueWhile.AGREED_FOR_SOON,
    TrueWhile.NOT_BLOCKED,
    TrueWhile.WAITS_FOR_OTHERS,
    TrueWhile.CONTACT_OPEN,
}
OF_A_NEED = {
    TrueWhile.MARKED_DOUBLE,
    TrueWhile.NEED_OPEN,
    TrueWhile.WITHOUT_YES,
    TrueWhile.NEED_EXPIRED,
    TrueWhile.ORGANISATIONS_TOLD,
}


def test_what_must_be_so_is_asked_of_what_the_event_is_about() -> None:
    for kind, notice in NOTICES:
        if notice.true_while in OF_A_MATCH:
            assert kind.startswith(("match_", "message_", "report_", "contact_")), kind
        if notice.true_while in OF_A_NEED:
            assert kind.startswith("need_") or kind is EventKind.NOBODY_ON_DUTY, kind


def test_what_is_only_in_the_inbox_is_nothing_to_switch_off() -> None:
    loud = {notice.template for _, notice in NOTICES if notice.channels}
    assert set(SWITCHABLE) <= loud


NUMBERS = {"many": 10, "come": 10, "least": 12, "done": 10, "asked": 12}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_push_weighs_a_kibibyte_at_most(language: str) -> None:
    for template in TEMPLATES:
        parcel = a_parcel(
            message_id="f" * 32,
            kind=template,
            subject=say(f"notification.{template}.title", language, **NUMBERS),
            text=say(f"notification.{template}.text", language, **NUMBERS),
            link="https://minka.a-long-name.example.org/matches/01a1faab-8b54-7619-af68-c7086f4c6562",
            locale=language,
            collapse_key="co-c7086f4c65620000",
            time_to_live=timedelta(days=28),
            urgent=True,
            silent=True,
        )
        assert weight(compose(parcel)) <= MOST_BYTES, template


NAMED_BESIDE = (Audience.PERSON, Audience.REPRESENTATIVES, Audience.ASSIGNEE)
"""Whom an event names beside what it is about."""
WHO_WAIT = (Audience.HELPER_WHO_WAITS, Audience.BENEFICIARY_WHO_WAITS)
OF_FEWER = (Audience.HELPER_OF_FEWER, Audience.BENEFICIARY_OF_FEWER)
IN_DISPUTE = (Audience.HELPER_IN_DISPUTE, Audience.BENEFICIARY_IN_DISPUTE)
_STATES = (
    (MatchStatus.PROPOSED, NeedStatus.OPEN),
    (MatchStatus.CONFIRMED, NeedStatus.MATCHED),
    (MatchStatus.ACCEPTED, NeedStatus.OPEN),
    (MatchStatus.INVITED, NeedStatus.OPEN),
    (MatchStatus.PROPOSED, NeedStatus.PENDING),
    (MatchStatus.PROPOSED, NeedStatus.EXPIRED),
)
"""Of each kind of message at least one is true in one of these; the test says so where a kind is true in none."""
CANARIES = {
    "title": "Quagmire-title",
    "details": "Quagmire-details",
    "private_note": "Quagmire-note",
    "address": "Quagmire-door",
    "place": "42.7317",
    "category": "pet_care",
    "author": "Quagmire-Ana",
    "helper": "Quagmire-Ben",
    "community": "Quagmire-Town",
    "mail": "quagmire@example.org",
}


@pytest.fixture
def everybody_concerned(world: World) -> "EverybodyConcerned":
    return EverybodyConcerned(world)


class EverybodyConcerned:
    """A need full of canaries, a helper who was reported, and who hears it: everybody whom an event can concern."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._states = list(_STATES)
        self.author = world.sign_in(CANARIES["mail"])
        self.author.patch(
            "/v1/me", {"display_name": CANARIES["author"], "quiet_from": "00:00", "quiet_to": "00:00"}
        )
        self.helper = world.person(CANARIES["helper"])
        self.steward = world.person("steward")
        self.listener = world.person("listener")
        self.people = (self.author, self.helper, self.steward, self.listener)
        for n, person in enumerate(self.people):
            device_for(person, f"ok-{n}")
        others = (self.author, self.helper, self.listener)
        community = world.community(self.steward, *others, name=CANARIES["community"])
        self.community_id: str = community["id"]
        world.appoint(self.listener, self.community_id, "coordinator")
        self.offer_id: str = self.helper.offer(categories=[CANARIES["category"]])["id"]
        self.need_id: str = self.author.need(
            title=CANARIES["title"],
            details=CANARIES["details"],
            private_note=CANARIES["private_note"],
            address=CANARIES["address"],
            place={"lat": 42.7317, "lon": -84.5519},
            category=CANARIES["category"],
            criteria={"decide": "i_choose"},
        )["id"]
        self.match_id: str = self.author.invite(self.need_id, self.offer_id)["id"]
        reported = {"about": {"type": "match", "id": self.match_id}, "kind": "fake"}
        self.author.post("/v1/reports", reported | {"text": CANARIES["details"]})
        self.case_id = str(scalar(world.database, "SELECT id FROM safety_case"))
        change(
            world.database,
            "INSERT INTO representation"
            " (id, person_id, representative_id, how, covers, safe_to_write, given_at, created_at)"
            " VALUES (gen_random_uuid(), :helper, :steward, 'phone', '{post}', true, now(), now())",
            helper=self.helper.id,
            steward=self.steward.id,
        )
        self.elsewhere: str = world.community(self.steward, name="Quagmire-Elsewhere")["id"]
        world.organisation(self.helper, name="Quagmire-Kitchen")
        change(
            world.database,
            "UPDATE need SET visible_to = 'members', handed_over_at = now(), next_wave_at = NULL",
        )
        world.tick()

    def subject(self, kind: EventKind) -> tuple[str, str]:
        """What an event of this kind is about."""
        if kind in (EventKind.REPORT_MADE, EventKind.REPORT_PRESSES):
            return ("case", self.case_id)
        if kind.startswith("match_"):
            return ("match", self.match_id)
        if kind.startswith("need_"):
            return ("need", self.need_id)
        match CATALOGUE[kind][0].audience:
            case Audience.AUTHOR | Audience.ASSIGNEE:
                return ("need", self.need_id)
            case Audience.OFFERER:
                return ("offer", self.offer_id)
            case Audience.PERSON | Audience.REPRESENTATIVES:
                return ("person", self.helper.id)
            case Audience.ORGANISATIONS:
                return ("need", self.need_id)
            case Audience.STEWARDS | Audience.STEWARDS_OF_THE_OTHER | Audience.STEWARDS_OF_BOTH:
                return ("community", self.community_id)
            case _:
                return ("match", self.match_id)

    def _as_it_must_be(self, notice: Notice) -> None:
        """That others are missing, that it was marked a double, and that somebody is spoken for, stand beside the
        states.
        """
        waits = self.world.now() if notice.true_while is TrueWhile.WAITS_FOR_OTHERS else None
        change(self.world.database, "UPDATE match SET company_due_at = :at", at=waits)
        spoken_for = notice.audience is Audience.REPRESENTATIVES
        told = "UPDATE person SET represented = :yes WHERE id = :id"
        change(self.world.database, told, yes=spoken_for, id=self.helper.id)
        double = self.need_id if notice.true_while is TrueWhile.MARKED_DOUBLE else None
        change(self.world.database, "UPDATE need SET duplicate_of = :id", id=double)

    def _raise_concern(self, event: int) -> None:
        """The author's about the helper, of the moment of this event."""
        with self.world.database.transaction() as session:
            at = session.get_one(Event, event).at
            author, helper = UUID(self.author.id), UUID(self.helper.id)
            session.add(
                Concern(
                    match_id=UUID(self.match_id),
                    community_id=UUID(self.community_id),
                    side=By.BENEFICIARY,
                    for_id=author,
                    by_id=author,
                    about_id=helper,
                    at=at,
                    bars_until=at,
                )
            )

    def _at_the_desk(self, audience: Audience) -> None:
        """Somebody is on duty next, or the need is something that needs a human."""
        if audience is Audience.ON_DUTY_NEXT:
            self.world.appoint(self.helper, self.community_id, "coordinator")
            until = {"until": (self.world.now() + timedelta(days=1)).isoformat()}
            self.helper.put(f"/v1/communities/{self.community_id}/duty", until)
        if audience is Audience.ASSIGNEE:
            change(self.world.database, "UPDATE need SET follow_up_at = :at", at=self.world.now())

    def parcels(self, kind: EventKind, notice: Notice) -> Iterator[Parcel]:
        """What leaves when this happens, by itself or in a digest, in whatever state it is true."""
        with_yes = (Audience.HELPER_WHO_SAID_YES, Audience.HELPER_WHOSE_NEED_ENDED)
        said_yes = self.world.now() if notice.audience in with_yes else None
        start = self.world.now() + timedelta(days=1)
        change(
            self.world.database,
            "UPDATE match SET helper_key_at = :at, agreed_from = :start, agreed_to = :start + interval '1 hour'",
            at=said_yes,
            start=start,
        )
        change(self.world.database, "UPDATE delivery SET status = 'sent' WHERE status = 'pending'")
        self._as_it_must_be(notice)
        allied = notice.audience is Audience.HELPER_OF_AN_ALLY
        offered_in = self.elsewhere if allied else self.community_id
        change(self.world.database, "UPDATE offer SET community_id = :id", id=offered_in)
        said: dict[type[Payload], Payload] = {
            MatchReminded: MatchReminded(start),
            AllianceChanged: AllianceChanged(UUID(self.community_id)),
            MatchEnded: MatchEnded(By.SYSTEM, _was(notice), _code_of(notice)),
        }
        if notice.audience in WHO_WAIT:
            said[MatchConfirmed] = MatchConfirmed(1, None, None, None, None, None, come=1, least=2)
        if notice.audience is Audience.AUTHOR_HELPED_IN_PART:
            said[NeedFulfilled] = NeedFulfilled(done=1, asked=2)
        if notice.audience in OF_FEWER:
            said[ContactOpened] = ContactOpened(fewer=True)
        if notice.audience is Audience.WHO_HEARS:
            said[MatchReported] = MatchReported(By.BENEFICIARY, Outcome.NOT_HELPED, concern=True)
        looks = notice.audience is Audience.SECOND_PERSON
        if looks:
            self.world.appoint(self.helper, self.community_id, "steward")
        self._at_the_desk(notice.audience)
        # Whoever is asked to look after it is no party of the match.
        named = self.listener if notice.audience is Audience.ASSIGNEE else self.helper
        event = happen(
            self.world,
            kind,
            self.subject(kind),
            actor=self.helper.id if looks else None,
            need_id=self.need_id,
            community_id=self.community_id,
            for_id=named.id if notice.audience in NAMED_BESIDE else None,
            payload=said.get(PAYLOADS[kind]),
        )
        if notice.audience is Audience.WHO_HEARS and kind is EventKind.MATCH_REPORTED:
            self._raise_concern(event)
        announce(self.world)
        if looks or notice.audience is Audience.ON_DUTY_NEXT:
            self.world.appoint(self.helper, self.community_id, "member")
        if notice.audience is Audience.ASSIGNEE:
            change(self.world.database, "UPDATE need SET follow_up_at = NULL")
        with self.world.database.session() as session:
            _in_digests(session, notice.template, self.world.now())
            query = (
                "SELECT d.id FROM delivery d JOIN notification n"
                " ON n.id = d.notification_id OR n.digest_id = d.digest_id"
            )
            rows = session.connection().exec_driver_sql(query + " WHERE n.kind = %s", (notice.template,))
            for delivery_id in rows.scalars().all():
                delivery = session.get_one(Delivery, delivery_id)
                for states in list(self._states):
                    match_status, need_status = states
                    session.connection().exec_driver_sql("UPDATE match SET status = %s", (match_status,))
                    session.connection().exec_driver_sql("UPDATE need SET status = %s", (need_status,))
                    session.expire_all()
                    found = parcels.pack(session, delivery, now=self.world.now())
                    if isinstance(found, Parcel):
                        self._states.remove(states)
                        self._states.insert(0, states)  # what was true for one is often true for the next
                        yield found
                        break
            session.rollback()


def _was(notice: Notice) -> MatchStatus:
    """How a match stood before its end, where that decides who is told."""
    return MatchStatus.DISPUTED if notice.audience in IN_DISPUTE else MatchStatus.ACCEPTED


def _code_of(notice: Notice) -> str | None:
    """Why a match ended, where that decides who is told."""
    if notice.audience in (Audience.HELPER_OF_TOO_FEW, Audience.BENEFICIARY_OF_TOO_FEW):
        return WhyEnded.NOT_ENOUGH_PEOPLE
    if notice.audience in (Audience.HELPER_PROMISED_ELSEWHERE, Audience.BENEFICIARY_OF_ANOTHERS):
        return WhyEnded.PROMISED_ELSEWHERE
    if notice.audience in (Audience.HELPER_HANDED_OVER, Audience.BENEFICIARY_HANDED_OVER):
        return WhyEnded.HANDED_OVER
    with_need = (Audience.HELPER_WHOSE_NEED_ENDED, Audience.BENEFICIARY_WHOSE_NEED_ENDED)
    return "need_expired" if notice.audience in with_need else None


def _in_digests(session: Session, template: str, now: datetime) -> None:
    """Has each message that waits leave in a digest of its own, to its reader's device."""
    waiting = select(Notification).where(
        col(Notification.kind) == template, col(Notification.rhythm).is_not(None)
    )
    for row in session.scalars(waiting).all():
        digest = Digest(person_id=row.person_id, at=now)
        session.add(digest)
        device = session.scalars(select(col(Device.id)).where(col(Device.person_id) == row.person_id)).first()
        session.flush()
        row.digest_id = digest.id
        until = now + timedelta(days=1)
        session.add(
            Delivery(
                channel=ChannelName.PUSH,
                device_id=device,
                digest_id=digest.id,
                due_at=now,
                expires_at=until,
            )
        )
    session.flush()


def test_no_push_and_no_mail_of_any_kind_says_anything_private(
    everybody_concerned: EverybodyConcerned,
) -> None:
    seen = set()
    for kind, notice in NOTICES:
        for parcel in everybody_concerned.parcels(kind, notice):
            seen.add(notice.template)
            pushed = json.loads(str(compose(parcel))) if parcel.address_kind != "email" else {}
            everything = json.dumps(
                [{**pushed, "token": ""}, parcel.subject, parcel.text, parcel.link], ensure_ascii=False
            )
            for name, canary in CANARIES.items():
                assert canary.lower() not in everything.lower(), f"{kind} says the {name}"
            assert everybody_concerned.author.id not in everything, "nobody learns whose need it is"
            assert parcel.link.startswith(LOCAL_URL)
            thing = parcel.link.rsplit("/", 1)[1]
            assert "/l/" in parcel.link or thing in ("me", "my", "help") or UUID(thing)
    assert seen == {notice.template for _, notice in NOTICES if notice.channels}, (
        "every kind that leaves was seen"
    )
