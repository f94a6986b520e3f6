"""Changes that wait: proposed, agreed to or objected to, and made once enough words are there or time has passed.

All of a community's run under its lock, which is taken after needs and helpers and before memberships.
"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core.access import Caller
from core.database.due import due
from core.errors import Forbidden, NotFound
from core.events import EventKind, record_on
from core.events.payloads import ChangeEnded, ChangeProposed
from core.models import Community, Membership, PendingChange
from core.models.values import ProposedChange
from matching.rules import pending
from matching.words.changing import ChangeEnd, ChangeKind, Speaker
from matching.words.vocabulary import MemberState, Role
from services.communities import directory, founding, members, standing, words
from services.governance import speakers


def propose(
    session: Session,
    caller: Caller,
    community: Community,
    kind: ChangeKind,
    proposed: ProposedChange,
    *,
    person_id: UUID | None = None,
    now: datetime,
) -> PendingChange:
    """Writes down what somebody wants to change. Where another wants the same already this is their word for it, and
    of one's own earlier wish of this kind it takes the place. Call under the community's lock.
    """
    waiting = _open(session, community.id, kind, person_id)
    if waiting is not None and _same(waiting, proposed):
        speaks = speakers.as_what(session, caller, community, waiting, now=now)
        if waiting.by_id != caller.person_id and speaks is not None:
            _agree(session, caller, community, waiting, now)
        return waiting
    if waiting is not None:
        _end(session, waiting, ChangeEnd.WITHDRAWN, now)
    row = PendingChange(
        community_id=community.id,
        kind=kind,
        person_id=person_id,
        proposed=proposed,
        by_id=caller.person_id,
        since=now,
        ends_at=now,
    )
    row.ends_at = pending.ends_at(speakers.value_of(session, community, row))
    session.add(row)
    session.flush()
    wanted, _ = speakers.may_speak(session, community, row, now=now)
    told = ChangeProposed(row.id, kind, operator=kind is ChangeKind.STEWARD or Speaker.NEIGHBOUR in wanted
                          or wanted == {Speaker.OPERATOR})  # fmt: skip
    record_on(session, EventKind.CHANGE_PROPOSED, community, told, actor=caller.person_id, now=now)
    return row


def agree(
    session: Session, caller: Caller, community_id: UUID, change_id: UUID, *, now: datetime
) -> Community:
    """A second word for a change; enough of them make it. Repeating it is harmless.

    Raises NotFound for who may not know of it, Forbidden for whose word on it does not count.
    """
    community, row = _take(session, caller, community_id, change_id, now)
    if row.ended_at is None and caller.person_id not in (*row.agreed, *row.agreed_as_neighbours):
        _agree(session, caller, community, row, now)
    return community


def object_to(
    session: Session, caller: Caller, community_id: UUID, change_id: UUID, *, now: datetime
) -> Community:
    """A word against a change ends it; of whoever wanted it, it takes the wish back. Repeating it is harmless."""
    community, row = _take(session, caller, community_id, change_id, now)
    if row.ended_at is not None:
        return community
    if row.by_id == caller.person_id:
        _end(session, row, ChangeEnd.WITHDRAWN, now)
    elif not speakers.may_object(session, caller, community, row, now=now):
        raise Forbidden
    else:
        _end(session, row, ChangeEnd.OBJECTED, now, actor=caller.person_id)
    return community


def by_operator(session: Session, change_id: UUID, *, approve: bool, now: datetime) -> PendingChange:
    """The operator's word, for or against; it is the last one. Raises NotFound."""
    row = session.get(PendingChange, change_id)
    if row is None:
        raise NotFound
    community = standing.lock(session, row.community_id)
    session.refresh(row)
    if row.ended_at is not None:
        return row
    if approve:
        row.by_operator = True
        _decide(session, community, row, now)
    else:
        _end(session, row, ChangeEnd.OBJECTED, now)
    return row


to_decide = due(col(PendingChange.id), col(PendingChange.ended_at).is_(None), at=col(PendingChange.ends_at))
"""Changes about which time has the last word."""


def decide(session: Session, change_id: UUID, now: datetime) -> None:
    """Nobody objected in time to a new steward: they are one. For anything else no word came."""
    row = session.get_one(PendingChange, change_id)
    community = standing.lock(session, row.community_id)
    session.refresh(row)
    if row.ended_at is None and row.ends_at <= now:
        _decide(session, community, row, now)
        if row.ended_at is None:
            _end(session, row, ChangeEnd.LAPSED, now)


def waiting(session: Session, communities: list[UUID]) -> list[PendingChange]:
    """Changes of these communities that wait, oldest first."""
    rows = select(PendingChange).where(
        col(PendingChange.community_id).in_(communities), col(PendingChange.ended_at).is_(None)
    )
    return list(session.scalars(rows.order_by(col(PendingChange.since), col(PendingChange.id))))


def may_know(
    session: Session, caller: Caller, community: Community, row: PendingChange, now: datetime
) -> bool:
    """Whether a change is the caller's to know: what a community says of itself is public; who is to answer for it is
    its members'; whom it checks is for those who answer for it, whose word is asked for, and for that person.
    """
    if row.kind not in (ChangeKind.STEWARD, ChangeKind.CHECKED) or caller.person_id == row.person_id:
        return True
    least = Role.MEMBER if row.kind is ChangeKind.STEWARD else Role.COORDINATOR
    return caller.is_at_least(least, community.id) or bool(
        speakers.as_what(session, caller, community, row, now=now)
    )


def _take(
    session: Session, caller: Caller, community_id: UUID, change_id: UUID, now: datetime
) -> tuple[Community, PendingChange]:
    """A change and its community, under the community's lock. Raises NotFound for who may not know of it."""
    row = session.get(PendingChange, change_id)
    if row is None or row.community_id != community_id:
        raise NotFound
    community = standing.lock(session, directory.get(session, community_id).id)
    session.refresh(row)
    if not may_know(session, caller, community, row, now):
        raise NotFound
    return community, row


def _open(
    session: Session, community_id: UUID, kind: ChangeKind, person_id: UUID | None
) -> PendingChange | None:
    return session.scalars(
        select(PendingChange).where(
            col(PendingChange.community_id) == community_id,
            col(PendingChange.kind) == kind,
            col(PendingChange.person_id).is_not_distinct_from(person_id),
            col(PendingChange.ended_at).is_(None),
        )
    ).one_or_none()


def _same(row: PendingChange, proposed: ProposedChange) -> bool:
    """Whether two mean the same; of a check it is the person that counts, whatever each of the two looked at."""
    if row.kind is ChangeKind.CHECKED:
        return True
    lines = {line.said for line in row.proposed.emergency} == {line.said for line in proposed.emergency}
    return lines and replace(row.proposed, emergency=()) == replace(proposed, emergency=())


def _agree(session: Session, caller: Caller, community: Community, row: PendingChange, now: datetime) -> None:
    speaker = speakers.as_what(session, caller, community, row, now=now)
    if speaker is None or row.by_id == caller.person_id:
        raise Forbidden
    if speaker is Speaker.NEIGHBOUR:
        row.agreed_as_neighbours = [*row.agreed_as_neighbours, caller.person_id]
    else:
        row.agreed = [*row.agreed, caller.person_id]
    row.ends_at = pending.ends_at(speakers.value_of(session, community, row), speakers.words_of(row))
    _decide(session, community, row, now, actor=caller.person_id)


def _decide(
    session: Session,
    community: Community,
    row: PendingChange,
    now: datetime,
    *,
    actor: UUID | None = None,
) -> None:
    """Makes the change if it stands now; lets it lapse where it cannot be wanted any more."""
    if not pending.stands(speakers.value_of(session, community, row), speakers.words_of(row), now):
        return
    if not _still_wanted(session, row):
        _end(session, row, ChangeEnd.LAPSED, now)
        return
    _make(session, community, row, now)
    _end(session, row, ChangeEnd.MADE, now, actor=actor)


def _still_wanted(session: Session, row: PendingChange) -> bool:
    """Whether whoever wants it still answers for the community, and whom it is about is still there."""
    by = session.get(Membership, (row.community_id, row.by_id))
    least = Role.COORDINATOR if row.kind is ChangeKind.CHECKED else Role.STEWARD
    if by is None or by.state is not MemberState.ACTIVE or by.role.rank < least.rank:
        return False
    if row.person_id is None:
        return True
    about = session.get(Membership, (row.community_id, row.person_id))
    return about is not None and about.state in (MemberState.ACTIVE, MemberState.PENDING)


def _make(session: Session, community: Community, row: PendingChange, now: datetime) -> None:
    match row.kind, row.person_id:
        case ChangeKind.STEWARD, UUID() as person:
            members.give_role(session, community.id, person, Role.STEWARD, by=row.by_id, now=now)
        case ChangeKind.CHECKED, UUID() as person:
            kind = row.proposed.check or ""
            words.checked(session, community.id, person, kind=kind, by=row.by_id, now=now)
        case ChangeKind.EMERGENCY_TAKEN, _:
            founding.take_lines(community, row.proposed.emergency)
        case _:
            founding.describe(community, row.proposed, now=now)


def _end(
    session: Session, row: PendingChange, how: ChangeEnd, now: datetime, *, actor: UUID | None = None
) -> None:
    row.ended_at, row.ended_as = now, how
    session.flush()
    kind = _ENDS.get(how)
    if kind is not None:
        community = session.get_one(Community, row.community_id)
        ended = ChangeEnded(row.id, row.kind)
        record_on(session, kind, community, ended, actor=actor, for_id=row.by_id, now=now)


_ENDS = {
    ChangeEnd.MADE: EventKind.CHANGE_MADE,
    ChangeEnd.OBJECTED: EventKind.CHANGE_OBJECTED,
    ChangeEnd.LAPSED: EventKind.CHANGE_LAPSED,
}
