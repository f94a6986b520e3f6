"""What events carry: one class for each kind, kept as JSON as it always was, and read as it was written."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlmodel import Session

from core.events import (
    EventKind,
    NewEvent,
    match_payloads,
    payload_as,
    payload_of,
    payloads,
    record,
    record_many,
)
from core.events.carried import PAYLOADS
from core.events.match_payloads import ContactOpened, MatchConfirmed, MatchEnded, MatchProposed
from core.events.payloads import (
    ContactRead,
    NeedFulfilled,
    NeedPosted,
    Nothing,
    OfferPosted,
    Payload,
    TrustChanged,
)
from core.models import Event
from matching.words.vocabulary import By, MatchStatus, TrustLevel, Urgency
from tests.support.payloads import ANA, NOW, SAMPLES, a_payload

STORED: dict[EventKind, dict[str, Any]] = {
    EventKind.PERSON_ENTERED: {"how": "phone"},
    EventKind.SIGNED_IN: {"sign_in": "00000000-0000-0000-0000-000000000001"},
    EventKind.NOT_REACHED: {"of": "match_confirmed"},
    EventKind.CONTACT_READ: {"by": "beneficiary"},
    EventKind.ALLIANCE_STANDS: {"other": "00000000-0000-0000-0000-000000000003"},
    EventKind.POLICY_CHANGED: {"changes": ["pause_minutes:-:60", "preset:usual:ask_few"]},
    EventKind.CHANGE_PROPOSED: {
        "change": "00000000-0000-0000-0000-000000000003",
        "what": "steward",
        "operator": True,
    },
    EventKind.CHANGE_MADE: {"change": "00000000-0000-0000-0000-000000000003", "what": "checked"},
    EventKind.ROLE_CHANGED: {"role": "member"},
    EventKind.TRUST_CHANGED: {"trust": "vouched"},
    EventKind.PROMISES_HANDED_OVER: {"many": 2},
    EventKind.INVITATION_MADE: {"uses": 3},
    EventKind.NEED_POSTED: {"urgency": "soon"},
    EventKind.NEED_REVEALED: {"way": "alone", "role": "coordinator"},
    EventKind.REVEAL_ASKED: {"reveal": "00000000-0000-0000-0000-000000000003"},
    EventKind.REVEALS_SEEN: {"many": 30},
    EventKind.EMERGENCY_DECLARED: {"until": "2026-03-01T12:00:00+00:00"},
    EventKind.NEED_EDITED: {"fields": ["criteria", "title"]},
    EventKind.NEED_FULFILLED: {},
    EventKind.NEED_UNANSWERED: {"candidates": 4},
    EventKind.DUTY_RUNG: {"on_duty": 2},
    EventKind.ENTRY_CLAIMED: {
        "whys": ["need_without_yes", "follow_up"],
        "until": "2026-03-01T12:00:00+00:00",
    },
    EventKind.COMMUNITY_FULL: {"until": "2026-03-01T12:00:00+00:00"},
    EventKind.DUTY_HANDED_ON: {"many": 3, "whys": ["call_me:1", "need_without_yes:2"]},
    EventKind.OFFER_POSTED: {},
    EventKind.MATCH_PROPOSED: {"by": "engine", "wave": 0},
    EventKind.MATCH_INVITED: {"how": None},
    EventKind.MATCH_ACCEPTED: {"quantity": 2, "how": "phone"},
    EventKind.MATCH_CONFIRMED: {
        "quantity": 2,
        "how": None,
        "helper_by": "00000000-0000-0000-0000-000000000002",
        "helper_for": None,
        "beneficiary_by": "00000000-0000-0000-0000-000000000001",
        "beneficiary_for": None,
    },
    EventKind.MATCH_SOON: {"start": "2026-03-01T12:00:00+00:00"},
    EventKind.MATCH_LAPSED: {"by": "system", "was": "invited", "code": None},
    EventKind.MATCH_REPORTED: {"by": "helper", "outcome": "helped", "concern": False},
    EventKind.MATCH_TOO_FEW: {"come": 1, "least": 2},
    EventKind.CONTACT_OPENED: {},
    EventKind.ACT_TAKEN_BACK: {"what": "hide", "events": [7, 8]},
    EventKind.SMS_BUDGET_SPENT: {"most": 100},
    EventKind.NEED_EXPIRED: {},
}
"""The samples, by a kind that carries each, as events have always held them."""

NAMED: list[tuple[EventKind, Payload, dict[str, Any]]] = [
    (
        EventKind.NEED_FULFILLED,
        NeedFulfilled(helped_elsewhere=False, late=False),
        {"helped_elsewhere": False, "late": False},
    ),
    (EventKind.OFFER_POSTED, OfferPosted(for_need=ANA), {"for_need": str(ANA)}),
    (EventKind.CONTACT_OPENED, ContactOpened(fewer=True), {"fewer": True}),
    (EventKind.MATCH_PROPOSED, MatchProposed(By.COORDINATOR), {"by": "coordinator"}),
    (
        EventKind.TRUST_CHANGED,
        TrustChanged(TrustLevel.CHECKED, check="certificate"),
        {"trust": "checked", "check": "certificate"},
    ),
    (
        EventKind.MATCH_CANCELLED,
        MatchEnded(By.SYSTEM, MatchStatus.CONFIRMED, "ended"),
        {"by": "system", "was": "confirmed", "code": "ended"},
    ),
]
"""Fields that are left out where there is nothing to say, said."""


def kept(session: Session, number: int) -> Any:
    return session.execute(text("SELECT payload FROM event WHERE id = :id"), {"id": number}).scalar_one()


def put(session: Session, kind: EventKind, payload: Payload) -> int:
    return record(session, kind, payload, actor=None, subject=("need", uuid4()), now=NOW)


def older(session: Session, kind: EventKind, payload: str) -> Event:
    """An event as an older version left it."""
    statement = (
        "INSERT INTO event (at, kind, subject_type, subject_id, payload)"
        " VALUES (:now, :kind, 'need', :id, CAST(:payload AS jsonb)) RETURNING id"
    )
    values = {"now": NOW, "kind": kind, "id": uuid4(), "payload": payload}
    return session.get_one(Event, session.execute(text(statement), values).scalar_one())


def test_every_kind_has_one_payload_and_every_payload_a_kind() -> None:
    named = [*vars(payloads).values(), *vars(match_payloads).values()]
    classes = {it for it in named if isinstance(it, type) and issubclass(it, Payload)} - {Payload}
    assert set(PAYLOADS) == set(EventKind)
    assert set(PAYLOADS.values()) == classes == {type(sample) for sample in SAMPLES}
    assert {PAYLOADS[kind] for kind in STORED} == classes


@pytest.mark.parametrize("kind", EventKind)
def test_what_is_written_is_read(session: Session, kind: EventKind) -> None:
    one = put(session, kind, a_payload(kind))
    record_many(session, [NewEvent(kind, ("need", uuid4()), payload=a_payload(kind))], actor=None, now=NOW)
    for event in session.get_one(Event, one), session.get_one(Event, one + 1):
        assert payload_of(event) == payload_as(event, PAYLOADS[kind]) == a_payload(kind)


@pytest.mark.parametrize("kind", STORED)
def test_a_payload_is_kept_as_it_always_was(session: Session, kind: EventKind) -> None:
    number = put(session, kind, a_payload(kind))
    assert kept(session, number) == STORED[kind]


@pytest.mark.parametrize(("kind", "payload", "json"), NAMED)
def test_what_is_said_only_now_and_then_is_kept_where_it_is(
    session: Session, kind: EventKind, payload: Payload, json: dict[str, Any]
) -> None:
    number = put(session, kind, payload)
    assert kept(session, number) == json
    assert payload_of(session.get_one(Event, number)) == payload


def test_what_was_noted_only_later_is_not_known_of_older_events(session: Session) -> None:
    assert payload_as(older(session, EventKind.CONTACT_READ, "{}"), ContactRead) == ContactRead(by=None)
    confirmed = older(session, EventKind.MATCH_CONFIRMED, '{"quantity": 1, "how": null}')
    assert payload_of(confirmed) == MatchConfirmed(1, None, None, None, None, None)


def test_what_nobody_knows_any_more_is_passed_over(session: Session) -> None:
    posted = older(session, EventKind.NEED_POSTED, '{"category": "ride", "urgency": "soon", "mood": "good"}')
    assert payload_of(posted) == NeedPosted(Urgency.SOON)
    assert payload_of(older(session, EventKind.NEED_HIDDEN, '{"why": "spam"}')) == Nothing()


def test_what_an_event_does_not_carry_is_not_read_from_it(session: Session) -> None:
    event = session.get_one(Event, put(session, EventKind.MATCH_PROPOSED, MatchProposed(By.ENGINE)))
    with pytest.raises(TypeError, match="match_proposed carries MatchProposed, not ContactRead"):
        payload_as(event, ContactRead)
