"""Acts that tell somebody: done at once, and told ten seconds later, so that until then they may be taken back."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select, text
from sqlmodel import Session, col

from core.access import Caller
from core.models import DeskAct, Membership, Need
from matching.words.vocabulary import Role
from services.access import rights
from services.taking_back import rows
from services.taking_back.rows import Subject

WAITS = timedelta(seconds=10)
"""So long nobody is told of it."""


class ActKind(StrEnum):
    """What can be taken back. Keys, reveals and decisions on a dispute, a concern or a case cannot."""

    HIDE = "hide"
    SHOW = "show"
    DUPLICATE = "duplicate"
    REMOVE = "remove"
    PROPOSE = "propose"
    ADMIT = "admit"


_LAST = text("SELECT coalesce(max(id), 0) FROM event")
_SINCE = text("""
    SELECT id FROM event WHERE id > :last AND xid = (pg_current_xact_id()::text)::bigint ORDER BY id
""")
_HOLD_BACK = text("UPDATE event_todo SET not_before = :until WHERE event_id = ANY(CAST(:events AS bigint[]))")


@contextmanager
def undoable(
    session: Session, caller: Caller, community_id: UUID, kind: ActKind, subject: Subject, *, now: datetime
) -> Iterator[None]:
    """What is done within may be taken back by whoever does it, and nobody is told before that is over.

    Enter it under the subject's lock, and leave it with all that the act changes done. Where nothing happens, nothing
    is kept.
    """
    before = rows.around(session, community_id, subject)
    last = session.execute(_LAST).scalar_one()
    yield
    session.flush()
    events = list(session.execute(_SINCE, {"last": last}).scalars())
    if not events:
        return
    until = now + WAITS
    session.execute(_HOLD_BACK, {"until": until, "events": events})
    session.add(
        DeskAct(
            community_id=community_id,
            by_id=caller.person_id,
            kind=kind,
            subject_type=subject.type,
            subject_id=subject.id,
            events=events,
            before={"rows": rows.changes(before, rows.around(session, community_id, subject))},
            at=now,
            until=until,
        )
    )
    session.flush()


def admitting(
    session: Session, caller: Caller, member: Membership, *, now: datetime
) -> AbstractContextManager[None]:
    """Somebody is let in within. Call with their membership locked."""
    subject = Subject("person", member.person_id)
    return undoable(session, caller, member.community_id, ActKind.ADMIT, subject, now=now)


def own(session: Session, caller: Caller, community_id: UUID, *, now: datetime) -> Sequence[DeskAct]:
    """What the caller did here that may still be taken back, newest first. Raises as `rights.require_role`."""
    rights.require_role(caller, Role.COORDINATOR, community_id)
    return session.scalars(
        select(DeskAct)
        .where(
            seen(caller, community_id),
            col(DeskAct.until) > now,
            col(DeskAct.taken_back_at).is_(None),
        )
        .order_by(col(DeskAct.at).desc(), col(DeskAct.id).desc())
    ).all()


def seen(caller: Caller, community_id: UUID) -> ColumnElement[bool]:
    """The caller's own acts here; nothing about whoever keeps away from them, or hides."""
    kept_away = exists().where(
        col(Need.id) == DeskAct.subject_id,
        or_(col(Need.author_hidden), col(Need.author_id).in_(caller.blocked)),
    )
    return and_(
        col(DeskAct.by_id) == caller.person_id,
        col(DeskAct.community_id) == community_id,
        col(DeskAct.subject_id).not_in(caller.blocked),
        ~kept_away,
    )


def just_done(session: Session, caller: Caller, subject_id: UUID, *, now: datetime) -> DeskAct | None:
    """What the caller did about this at this very moment, for an answer that says how it is taken back."""
    return session.scalars(
        select(DeskAct)
        .where(
            col(DeskAct.by_id) == caller.person_id,
            col(DeskAct.subject_id) == subject_id,
            col(DeskAct.at) == now,
            col(DeskAct.taken_back_at).is_(None),
        )
        .order_by(col(DeskAct.id).desc())
        .limit(1)
    ).one_or_none()
