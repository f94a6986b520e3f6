"""The text messages that a community pays for in a month; its coordinators are told once when they are spent."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core.events import EventKind, record
from core.events.payloads import SmsBudgetSpent
from services.facts import policies

_OPEN = text("""
    INSERT INTO sms_month (community_id, month, sent, told) VALUES (:community, :month, 0, false)
        ON CONFLICT DO NOTHING
""")
_TAKE = text("""
    UPDATE sms_month SET sent = sent + 1
     WHERE community_id = :community AND month = :month AND sent < :most RETURNING sent
""")
_TELL = text("""
    UPDATE sms_month SET told = true
     WHERE community_id = :community AND month = :month AND NOT told RETURNING community_id
""")


def take(session: Session, community_id: UUID, *, now: datetime) -> bool:
    """Takes one message from this month's budget (`sms_per_month` of its policy). False: it is spent.

    The first time it is, the coordinators are told; once a month.
    """
    month = {"community": community_id, "month": date(now.year, now.month, 1)}
    session.execute(_OPEN, month)
    most = policies.here(session, community_id).sms_per_month
    if session.execute(_TAKE, month | {"most": most}).first() is not None:
        return True
    if session.execute(_TELL, month).first() is not None:
        record(
            session,
            EventKind.SMS_BUDGET_SPENT,
            SmsBudgetSpent(most),
            actor=None,
            subject=("community", community_id),
            community_id=community_id,
            now=now,
        )
    return False
