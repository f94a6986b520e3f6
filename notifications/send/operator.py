"""Letters to whoever runs the server, where their word may be missing; they are nobody's account here.

A letter names the community, what waits, and the command that answers it; of people it says nothing.
"""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from core.events import EventKind, payload_of
from core.events.payloads import ChangeProposed
from core.models import Appeal, Case, Community, Concern, Delivery, Event, PendingChange
from core.models.person import ContactKind
from notifications.channels.base import Parcel
from notifications.messages.operator import LETTERS, Mailbox
from services.reveals import second_words
from texts.catalogue import say


def letter(
    session: Session, delivery: Delivery, event: Event, to: Mailbox, *, now: datetime
) -> Parcel | None:
    """The letter about an event; None where there is nothing to do about it any more."""
    community = session.get(Community, event.community_id)
    if community is None:
        return None
    about, what = _about(session, event, community)
    if about is None:
        return None
    text = LETTERS[EventKind(event.kind)]
    named = {"community": community.name, "id": about, "what": what}
    named |= {answer: f"manage.py cases {answer} {about}" for answer in ("close", "uphold", "overturn")}
    named |= {"read": f"manage.py cases show {about}"}
    return Parcel(
        delivery_id=delivery.id,
        message_id=delivery.id.hex,
        address=to.address,
        address_kind=ContactKind.EMAIL,
        kind=f"operator_{text}",
        subject=say(f"mail.operator.{text}.subject", to.locale, **named),
        text=say(f"mail.operator.{text}.text", to.locale, **named),
        link="",
        locale=to.locale,
        collapse_key=None,
        time_to_live=delivery.expires_at - now,
        urgent=False,
    )


def _about(session: Session, event: Event, community: Community) -> tuple[UUID | None, str]:
    """What a letter is about, while it still waits, and of which kind that is."""
    match payload_of(event):
        case ChangeProposed(change=change, what=what):
            row = session.get(PendingChange, change)
            return (change, what) if row is not None and row.ended_at is None else (None, what)
    if event.kind == EventKind.CONCERN_UNHEARD:
        concern = session.get(Concern, event.subject_id)
        return (event.subject_id if concern is not None and concern.closed_at is None else None), ""
    if event.kind == EventKind.APPEAL_UNHEARD:
        appeal = session.get(Appeal, event.subject_id)
        return (event.subject_id if appeal is not None and appeal.closed_at is None else None), ""
    if event.kind == EventKind.CASE_UNHEARD:
        case = session.get(Case, event.subject_id)
        return (event.subject_id if case is not None and case.closed_at is None else None), ""
    if event.kind == EventKind.REVEALS_OVERDUE:
        owed = second_words.owes(session, event.subject_id, community.id)
        return (event.subject_id if owed else None), str(community.id)
    return event.subject_id, ""
