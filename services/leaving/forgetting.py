"""What is deleted, emptied and kept of somebody who leaves: of them stay two days, and counts.

Their key goes first: what was sealed under it reads as nothing from then on. What lay in rows of their own is deleted
or emptied besides. Events are never changed; they hold ids and codes.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core.crypto.keyring import keyring
from core.time_zones import UNSAID
from services.communities import members
from services.people import former_points
from services.retention import emptying

_GONE = tuple(
    text(f"DELETE FROM {table} WHERE {column} = :me")  # noqa: S608  (put together from constants)
    for table, column in (
        ("message", "author_id"),
        ("message_seen", "person_id"),
        ("note", "about_person"),
        ("notification", "person_id"),
        ("digest", "person_id"),
        ("notification_setting", "person_id"),
        ("device", "person_id"),
        ("idempotent_answer", "person_id"),
        ("organisation_person", "person_id"),
        ("organisation_invitation", "person_id"),
        ("link", "person_id"),
        ("take_over", "person_id"),
        ("taken_up", "person_id"),
        ("duty", "person_id"),
        ("household_mark", "person_id"),
        ("letter_to_stranger", "person_id"),
        ("name_mark", "person_id"),
        ("helper_silence", "person_id"),
    )
)
_TOLD = text("""
    DELETE FROM delivery WHERE notification_id IN (SELECT id FROM notification WHERE person_id = :me)
""")
_EMPTIED = (
    text("DELETE FROM link WHERE subject_id IN (SELECT id FROM need WHERE author_id = :me)"),
    text("DELETE FROM shown_sample WHERE need_id IN (SELECT id FROM need WHERE author_id = :me)"),
    text(
        "DELETE FROM desk_act WHERE subject_id = :me OR subject_id IN (SELECT id FROM need WHERE author_id = :me)"
    ),
    text(
        "DELETE FROM sign_in_challenge WHERE session_id IN (SELECT id FROM auth_session WHERE person_id = :me)"
    ),
    text("DELETE FROM auth_session WHERE person_id = :me"),
    text("UPDATE match_report SET thanks = NULL, note = NULL WHERE author_id = :me"),
    text("UPDATE appeal SET sealed = NULL WHERE for_id = :me"),
    text("UPDATE representation SET shares = '{}' WHERE person_id = :me"),
    text("""
        UPDATE representation SET ended_at = :now WHERE :me IN (person_id, representative_id) AND ended_at IS NULL
    """),
    text("""
        UPDATE person SET erased_at = :now, created_at = date_trunc('day', created_at),
               seen_at = date_trunc('day', seen_at), display_name = NULL, languages = '{}', locale = 'en',
               time_zone = :unsaid, is_adult = NULL, quiet_from = NULL, quiet_to = NULL, asks_a_day = NULL,
               asks_a_week = NULL, urgent_welcome = false, paused = false, paused_until = NULL, hidden = false,
               erasure_from = NULL, unused_told_at = NULL, unused_again_at = NULL, edition = 1
         WHERE id = :me
    """),
)
_UNREAD = text("""
    UPDATE idempotent_answer SET sealed = '' WHERE status NOT IN (204, 303) AND person_id IN (
        SELECT beneficiary_id FROM match WHERE helper_person_id = :me
        UNION SELECT helper_person_id FROM match WHERE beneficiary_id = :me
        UNION SELECT representative_id FROM representation WHERE person_id = :me
        UNION SELECT person_id FROM representation WHERE representative_id = :me
        UNION SELECT o.person_id FROM membership o JOIN membership m ON m.community_id = o.community_id
               WHERE m.person_id = :me AND o.role <> 'member'
        UNION SELECT o.person_id FROM membership o JOIN need n ON n.community_id = o.community_id
               WHERE n.author_id = :me AND o.role <> 'member')
""")
"""What others were answered in the last days may name whoever leaves: it is not given a second time. That it was done
stays known, so nothing is done twice.
"""


def of(session: Session, me: UUID, *, now: datetime) -> None:
    """Forgets somebody whose needs and offers have ended. Call under the locks of `ending.lock_all`."""
    keyring(session).destroy(me)
    session.execute(_UNREAD, {"me": me})
    emptying.all_of(session, me, now=now)
    former_points.let_go_all(session, me, now=now)
    for statement in (_TOLD, *_GONE):
        session.execute(statement, {"me": me})
    members.forget(session, me, now=now)
    session.flush()
    for statement in _EMPTIED:
        session.execute(statement, {"me": me, "now": now, "unsaid": UNSAID})
    session.expire_all()
