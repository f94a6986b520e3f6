"""The spine: every action writes one line of what happened, in its own transaction.

Audit trail, notification outbox, history and statistics all read these lines. They hold ids and codes only;
free words live in `core.models.Note`, sealed, so that erasing a person leaves the chain of events whole.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core.database import parameters
from core.models import Match, Need, Offer

WAKE_CHANNEL = "minka_due"
CLOCK_MOVED = "clock"
"""What the channel says when the development clock was moved: everything may be due at once."""


class EventKind(StrEnum):
    PERSON_JOINED = "person_joined"
    PERSON_ERASED = "person_erased"
    PERSON_HIDDEN = "person_hidden"
    PERSON_SHOWN = "person_shown"
    PERSON_ENTERED = "person_entered"
    PERSON_TOOK_OVER = "person_took_over"
    CONSENT_GIVEN = "consent_given"
    NOT_REACHED = "not_reached"
    CONSENT_ASKED = "consent_asked"
    TAKE_OVER_OFFERED = "take_over_offered"
    REPRESENTATION_ENDED = "representation_ended"
    CONTACT_READ = "contact_read"
    COMMUNITY_FOUNDED = "community_founded"
    COMMUNITY_EDITED = "community_edited"
    COMMUNITY_RECOGNISED = "community_recognised"
    RECOGNITION_GIVEN = "recognition_given"
    COMMUNITY_DORMANT = "community_dormant"
    COMMUNITY_AWAKE = "community_awake"
    ALLIANCE_ASKED = "alliance_asked"
    ALLIANCE_STANDS = "alliance_stands"
    ALLIANCE_ENDED = "alliance_ended"
    ALLIANCE_DROPPED = "alliance_dropped"
    POLICY_CHANGED = "policy_changed"
    MEMBER_PENDING = "member_pending"
    MEMBER_ADMITTED = "member_admitted"
    MEMBER_SUSPENDED = "member_suspended"
    MEMBER_LEFT = "member_left"
    ROLE_CHANGED = "role_changed"
    TRUST_CHANGED = "trust_changed"
    VOUCHED = "vouched"
    VOUCH_WITHDRAWN = "vouch_withdrawn"
    INVITATION_MADE = "invitation_made"
    ORGANISATION_FOUNDED = "organisation_founded"
    ORGANISATION_VERIFIED = "organisation_verified"
    ORGANISATION_PEOPLE_CHANGED = "organisation_people_changed"
    NEED_POSTED = "need_posted"
    NEED_EDITED = "need_edited"
    NEED_EXPIRING = "need_expiring"
    NEED_EXPIRED = "need_expired"
    NEED_RENEWED = "need_renewed"
    NEED_WITHDRAWN = "need_withdrawn"
    NEED_FULFILLED = "need_fulfilled"
    NEED_REOPENED = "need_reopened"
    NEED_HIDDEN = "need_hidden"
    NEED_SHOWN = "need_shown"
    NEED_REMOVED = "need_removed"
    NEED_REINSTATED = "need_reinstated"
    NEED_NOTED = "need_noted"
    NEED_SHARED = "need_shared"
    NEED_UNANSWERED = "need_unanswered"
    NEED_TOLD_ORGANISATIONS = "need_told_organisations"
    DUTY_RUNG = "duty_rung"
    COORDINATORS_RUNG = "coordinators_rung"
    NOBODY_ON_DUTY = "nobody_on_duty"
    OFFER_POSTED = "offer_posted"
    OFFER_EDITED = "offer_edited"
    OFFER_PAUSED = "offer_paused"
    OFFER_RESUMED = "offer_resumed"
    OFFER_RENEWED = "offer_renewed"
    OFFER_WITHDRAWN = "offer_withdrawn"
    OFFER_EXPIRED = "offer_expired"
    OFFER_CHECK_IN = "offer_check_in"
    MATCH_PROPOSED = "match_proposed"
    MATCH_INVITED = "match_invited"
    MATCH_ACCEPTED = "match_accepted"
    MATCH_CONFIRMED = "match_confirmed"
    MATCH_TOMORROW = "match_tomorrow"
    MATCH_SOON = "match_soon"
    MATCH_DECLINED = "match_declined"
    MATCH_REFUSED = "match_refused"
    MATCH_LAPSED = "match_lapsed"
    MATCH_SUPERSEDED = "match_superseded"
    MATCH_WITHDRAWN = "match_withdrawn"
    MATCH_CANCELLED = "match_cancelled"
    MATCH_REPORTED = "match_reported"
    MATCH_COMPLETED = "match_completed"
    MATCH_FAILED = "match_failed"
    MATCH_DISPUTED = "match_disputed"
    MATCH_UNREPORTED = "match_unreported"
    REPORT_ASKED = "report_asked"
    CONTACT_CLOSED = "contact_closed"
    MESSAGE_SENT = "message_sent"
    SMS_BUDGET_SPENT = "sms_budget_spent"
    BLOCK_MADE = "block_made"
    BLOCK_LIFTED = "block_lifted"


_CODE = re.compile(r"[\w.:+/-]{0,100}")
_RECORD = text("""
    WITH line AS (
        INSERT INTO event (at, kind, actor_id, for_id, subject_type, subject_id, need_id, community_id, payload)
        VALUES (:at, :kind, :actor_id, :for_id, :subject_type, :subject_id, :need_id, :community_id,
                CAST(:payload AS jsonb))
        RETURNING id, at
    ), todo AS (
        INSERT INTO event_todo (event_id, at) SELECT id, at FROM line
    )
    SELECT id, pg_notify(:channel, '') FROM line
""")
_RECORD_MANY = text("""
    WITH line AS (
        INSERT INTO event (at, kind, actor_id, subject_type, subject_id, need_id, community_id, payload)
        SELECT :at, l.kind, CAST(:actor_id AS uuid), l.subject_type, l.subject_id, l.need_id, l.community_id,
               l.payload
          FROM ROWS FROM (json_to_recordset(CAST(:lines AS json))
                          AS (kind text, subject_type text, subject_id uuid, need_id uuid, community_id uuid,
                              payload jsonb)) WITH ORDINALITY
               AS l(kind, subject_type, subject_id, need_id, community_id, payload, place)
         ORDER BY l.place
        RETURNING id, at
    ), todo AS (
        INSERT INTO event_todo (event_id, at) SELECT id, at FROM line
    )
    SELECT pg_notify(:channel, '') FROM line LIMIT 1
""")


def record(
    session: Session,
    kind: EventKind,
    *,
    actor: UUID | None,
    subject: tuple[str, UUID],
    now: datetime,
    for_id: UUID | None = None,
    need_id: UUID | None = None,
    community_id: UUID | None = None,
    **payload: Any,
) -> int:
    """Writes one line and returns its number. Raises ValueError where the payload holds free words."""
    session.flush()
    row = session.execute(
        _RECORD,
        {
            "at": now,
            "kind": kind,
            "actor_id": actor,
            "for_id": for_id,
            "subject_type": subject[0],
            "subject_id": subject[1],
            "need_id": need_id,
            "community_id": community_id,
            "payload": json.dumps({name: _code(value) for name, value in payload.items()}),
            "channel": WAKE_CHANNEL,
        },
    ).one()
    return int(row[0])


@dataclass(frozen=True, slots=True)
class Line:
    """One of many lines that are written together; see `record`."""

    kind: EventKind
    subject: tuple[str, UUID]
    need_id: UUID | None = None
    community_id: UUID | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)


def record_many(session: Session, lines: Sequence[Line], *, actor: UUID | None, now: datetime) -> None:
    """Writes many lines in one statement, in the order given. Raises ValueError as `record` does."""
    session.flush()
    rows = parameters.rows(
        {
            "kind": line.kind,
            "subject_type": line.subject[0],
            "subject_id": line.subject[1],
            "need_id": line.need_id,
            "community_id": line.community_id,
            "payload": {name: _code(value) for name, value in line.payload.items()},
        }
        for line in lines
    )
    session.execute(_RECORD_MANY, {"at": now, "actor_id": actor, "lines": rows, "channel": WAKE_CHANNEL})


def wake(session: Session, why: str = "") -> None:
    """Tells the worker at commit that there is something to do, where no event does."""
    session.execute(text("SELECT pg_notify(:channel, :why)"), {"channel": WAKE_CHANNEL, "why": why})


def _code(value: Any) -> Any:
    """`value` if it is a code, an id or a number: an event must be readable without any person's key."""
    match value:
        case None | bool() | int() | float():
            return value
        case UUID():
            return str(value)
        case datetime():
            return value.isoformat()
        case list() | tuple():
            return [_code(item) for item in value]
        case str() if _CODE.fullmatch(value):
            return str(value)
    raise ValueError(f"an event holds ids and codes only, not {type(value).__name__} {value!r}")


_TYPES: dict[type, str] = {Need: "need", Offer: "offer", Match: "match"}


def record_on(
    session: Session,
    kind: EventKind,
    row: Need | Offer | Match,
    *,
    actor: UUID | None,
    now: datetime,
    for_id: UUID | None = None,
    **payload: Any,
) -> int:
    """Records that `kind` happened to it, in its community and with its need; returns the event's number."""
    return record(
        session,
        kind,
        actor=actor,
        for_id=for_id,
        subject=(_TYPES[type(row)], row.id),
        need_id=_need_of(row),
        community_id=row.community_id,
        now=now,
        **payload,
    )


def _need_of(row: Need | Offer | Match) -> UUID | None:
    if isinstance(row, Need):
        return row.id
    return row.need_id if isinstance(row, Match) else None
