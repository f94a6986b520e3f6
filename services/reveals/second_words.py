"""Second words on looks at people's places and contacts: a yes before one, or having seen, afterwards, what somebody
looked at in an emergency. Whose word counts as a second one is told by `matching.rules.second_words`.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlmodel import Session, col

from core.access import Caller
from core.database import locks
from core.errors import Conflict, Forbidden, NotFound
from core.events import EventKind, record_on
from core.events.payloads import Looks, RevealWaits
from core.models import Community, Membership, Need, Reveal
from matching.rules import reveals as rules
from matching.words.looking import Way
from matching.words.vocabulary import Role
from services.access import rights
from services.communities import directory
from services.governance import speakers


def seconds(session: Session, community: Community, by_id: UUID, *, now: datetime) -> set[UUID]:
    """Whose word counts as a second one beside somebody's, also where that one answers for nothing any more: who
    answers for the community and is surely another person; where there is nobody, stewards of recognised neighbours.
    """
    own = speakers.answering_apart(session, community.id, by_id)
    return own or speakers.neighbours_apart(session, community, by_id, still=True, now=now)


def agree(session: Session, caller: Caller, community_id: UUID, reveal_id: UUID, *, now: datetime) -> Reveal:
    """A second word on one look, before it or after it. Repeating it is harmless.

    Raises NotFound for who may not know of it, Forbidden for whose word on it does not count, Conflict where it was
    asked for too long ago.
    """
    community = directory.get(session, community_id)
    row = session.get(Reveal, reveal_id)
    if row is None or row.community_id != community_id:
        raise NotFound
    _ensure_second(session, caller, community, row.by_id, now)
    if row.about_id in (*caller.voices, *caller.blocked):
        raise Forbidden("not_in_own_matter")
    locks.take(session, helpers=[row.by_id])
    session.refresh(row)
    if row.way is Way.OWED and row.seen_at is None:
        _seen(session, [row], caller.person_id, now)
    if row.seen_at is not None or row.way is not Way.ASKED:
        return row
    if row.asked_at <= now - rules.WAITS:
        raise Conflict("not_possible", current="lapsed", allowed=[])
    row.seen_by, row.seen_at = caller.person_id, now
    said = RevealWaits(row.id)
    need = session.get_one(Need, row.need_id)
    record_on(session, EventKind.REVEAL_AGREED, need, said, actor=caller.person_id, for_id=row.by_id, now=now)
    return row


def see(
    session: Session,
    caller: Caller,
    community_id: UUID,
    by_id: UUID,
    *,
    up_to: datetime | None,
    now: datetime,
) -> int:
    """The second word on all that somebody looked up in an emergency (until then), with one press; how many that was.

    Those about the caller, or about somebody they keep away from, stay for another. Raises as `agree` does.
    """
    community = directory.get(session, community_id)
    _ensure_second(session, caller, community, by_id, now)
    locks.take(session, helpers=[by_id])
    mine = (*caller.voices, *caller.blocked)
    rows = _unseen(session, community_id, by_id, up_to or now)
    return _seen(session, [row for row in rows if row.about_id not in mine], caller.person_id, now)


def seen_by_operator(session: Session, community_id: UUID, by_id: UUID, *, now: datetime) -> int:
    """The operator's word on all that somebody looked up there, where no other came; returns on how many."""
    locks.take(session, helpers=[by_id])
    return _seen(session, _unseen(session, community_id, by_id, now), None, now)


def _unseen(session: Session, community_id: UUID, by_id: UUID, up_to: datetime) -> Sequence[Reveal]:
    return session.scalars(
        select(Reveal)
        .where(
            col(Reveal.community_id) == community_id,
            col(Reveal.by_id) == by_id,
            col(Reveal.opened_at) <= up_to,
            _is_owed(),
        )
        .execution_options(populate_existing=True)
    ).all()


def _seen(session: Session, rows: Sequence[Reveal], seen_by: UUID | None, now: datetime) -> int:
    if not rows:
        return 0
    for row in rows:
        row.seen_by, row.seen_at = seen_by, now
    member = session.get_one(Membership, (rows[0].community_id, rows[0].by_id))
    record_on(session, EventKind.REVEALS_SEEN, member, Looks(len(rows)), actor=seen_by, now=now)
    return len(rows)


def _ensure_second(
    session: Session, caller: Caller, community: Community, by_id: UUID, now: datetime
) -> None:
    """Raises NotFound for who may not know what is looked at here, Forbidden for whose word is no second one."""
    if caller.person_id in seconds(session, community, by_id, now=now):
        return
    rights.require_role(caller, Role.COORDINATOR, community.id)
    raise Forbidden("not_a_second_word")


def _is_owed() -> ColumnElement[bool]:
    """Opened, and nobody else has seen it."""
    owed = col(Reveal.way) == Way.OWED
    return and_(owed, col(Reveal.opened_at).is_not(None), col(Reveal.seen_at).is_(None))


def waits(now: datetime) -> ColumnElement[bool]:
    """Looks that wait for a second word, or owe one."""
    asked = and_(
        col(Reveal.way) == Way.ASKED, col(Reveal.seen_at).is_(None), col(Reveal.asked_at) > now - rules.WAITS
    )
    return or_(asked, _is_owed())


def owes(session: Session, by_id: UUID, community_id: UUID) -> bool:
    """Whether a second word is owed on something this person looked up there."""
    owed = exists().where(_is_owed(), col(Reveal.by_id) == by_id, col(Reveal.community_id) == community_id)
    return bool(session.scalar(select(owed)))


def is_overdue(session: Session, by_id: UUID, now: datetime) -> bool:
    """Whether one of this person's looks, anywhere, is unseen beyond its time."""
    late = exists().where(_is_owed(), col(Reveal.by_id) == by_id, col(Reveal.due_at) <= now)
    return bool(session.scalar(select(late)))


def tell_of_debt(session: Session, by_id: UUID, community_id: UUID, *, now: datetime) -> None:
    """The first of them is told to whose word is owed; the others stand in the queue with it."""
    member = session.get_one(Membership, (community_id, by_id))
    record_on(session, EventKind.REVEAL_OWED, member, actor=by_id, now=now)
