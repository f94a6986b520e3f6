"""Messages between the two people of a match, relayed: neither needs the other's number."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from core.access import Caller
from core.crypto.keyring import keyring
from core.errors import Conflict, TooMany
from core.events import EventKind, record_on
from core.models import Match, Message, MessageSeen, Need, Notification
from matching.states.deadlines import MESSAGES_AFTER
from matching.words.end_codes import WhyEnded
from matching.words.vocabulary import By, MatchStatus
from services import sealed
from services.access import ceilings, rights

HOUR = timedelta(hours=1)
TOLD = "message"
"""The kind of notification that tells of a message."""
OPEN_IN = frozenset({MatchStatus.ACCEPTED, MatchStatus.INVITED, MatchStatus.CONFIRMED})


def are_open(match: Match, now: datetime) -> bool:
    """Open while somebody has said yes, and for seven days after a confirmed match ended.

    Never again once a concern or a block ended it.
    """
    if match.status in OPEN_IN:
        return True
    if match.end_code == WhyEnded.ENDED:
        return False
    was_confirmed = match.confirmed_at is not None and match.ended_at is not None
    return was_confirmed and match.ended_at is not None and now < match.ended_at + MESSAGES_AFTER


def send(session: Session, caller: Caller, match_id: UUID, text: str, *, now: datetime) -> Message:
    """Relays a message to the other side. Raises Conflict where the two are not, or no longer, in touch."""
    match = rights.match(session, caller, match_id)
    rights.require_side(caller, match, By.HELPER, By.BENEFICIARY)
    if session.get_one(Need, match.need_id).hidden or not are_open(match, now):
        raise Conflict("messages_closed", current=match.status, allowed=[])
    return write(session, caller, match, text, now=now)


def write(session: Session, caller: Caller, match: Match, text: str, *, now: datetime) -> Message:
    """Keeps a message sealed under its writer's key and records that one was sent.

    Raises Conflict where as many were written as may be before both said yes, TooMany over an hour's.
    """
    _ensure_room(session, caller, match, now)
    message = Message(match_id=match.id, author_id=caller.person_id, at=now, sealed=b"")
    message.sealed = keyring(session).seal(caller.person_id, sealed.message_cell(message.id), text) or b""
    session.add(message)
    record_on(session, EventKind.MESSAGE_SENT, match, actor=caller.person_id, now=now)
    return message


def _ensure_room(session: Session, caller: Caller, match: Match, now: datetime) -> None:
    most = ceilings.of_caller(session, caller, now=now)
    mine = col(Message.author_id) == caller.person_id
    if match.confirmed_at is None:
        here = select(func.count()).where(mine, col(Message.match_id) == match.id)
        if session.execute(here).scalar_one() >= most.messages_before_yes:
            raise Conflict("messages_after_yes", most=most.messages_before_yes)
    lately = (
        select(Message.at)  # type: ignore[call-overload]
        .where(mine, col(Message.at) > now - HOUR)
        .order_by(col(Message.at).desc())
        .offset(most.messages_an_hour - 1)
        .limit(1)
    )
    first = session.execute(lately).scalar_one_or_none()
    if first is not None:
        raise TooMany(keeps=False, retry_after=max(1, ceil((first + HOUR - now).total_seconds())))


def unseen(caller: Caller) -> ColumnElement[bool]:
    """Messages that others wrote and the caller has not seen."""
    seen = exists().where(
        col(MessageSeen.match_id) == Message.match_id,
        col(MessageSeen.person_id) == caller.person_id,
        col(MessageSeen.up_to) >= col(Message.id),
    )
    return and_(col(Message.author_id) != caller.person_id, ~seen)


def see(session: Session, caller: Caller, match_id: UUID, up_to: UUID, *, now: datetime) -> None:
    """The caller has read what was written up to here: it is read in their inbox, too, and nothing more is sent."""
    statement = insert(MessageSeen).values(match_id=match_id, person_id=caller.person_id, up_to=up_to)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["match_id", "person_id"],
            set_={"up_to": up_to},
            where=col(MessageSeen.up_to) < up_to,
        )
    )
    session.execute(
        update(Notification)
        .where(
            col(Notification.person_id) == caller.person_id,
            col(Notification.subject_id) == match_id,
            col(Notification.kind) == TOLD,
            col(Notification.read_at).is_(None),
        )
        .values(read_at=now)
    )


def of(
    session: Session, caller: Caller, match_id: UUID, *, after: UUID | None, limit: int
) -> list[tuple[Message, str | None]]:
    """What the two wrote, oldest first; for the two only."""
    match = rights.match(session, caller, match_id)
    rights.require_side(caller, match, By.HELPER, By.BENEFICIARY)
    query = select(Message).where(col(Message.match_id) == match_id)
    if after is not None:
        query = query.where(col(Message.id) > after)
    return _opened(session, session.scalars(query.order_by(col(Message.id)).limit(limit)).all())


def latest(
    session: Session, caller: Caller, match_id: UUID, *, limit: int
) -> list[tuple[Message, str | None]]:
    """The last that the two wrote, oldest first; for the two only."""
    match = rights.match(session, caller, match_id)
    rights.require_side(caller, match, By.HELPER, By.BENEFICIARY)
    query = select(Message).where(col(Message.match_id) == match_id).order_by(col(Message.id).desc())
    return _opened(session, list(reversed(session.scalars(query.limit(limit)).all())))


def last_one(session: Session, match_id: UUID) -> UUID | None:
    """The id of the last message of a match; None where nothing was written."""
    ids = select(Message.id).where(col(Message.match_id) == match_id)  # type: ignore[call-overload]
    return session.scalars(ids.order_by(col(Message.id).desc()).limit(1)).first()


def _opened(session: Session, rows: Sequence[Message]) -> list[tuple[Message, str | None]]:
    ring = keyring(session)
    return [(row, ring.open(row.author_id, sealed.message_cell(row.id), row.sealed)) for row in rows]
