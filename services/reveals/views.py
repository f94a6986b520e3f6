"""Looks that wait for a second word or owe one, as somebody may read them who could give it, or who looked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core import notes
from core.access import Caller
from core.models import Community, Membership, Person, Reveal
from matching.words.looking import Way
from matching.words.vocabulary import Role
from services import sealed
from services.access import rights
from services.communities import directory
from services.reveals import second_words

State = Literal["waits", "agreed", "unseen", "open"]


@dataclass(frozen=True, slots=True)
class LookView:
    """One look: by whom, as what. The need and the purpose are for who answers for the community: a neighbour's steward
    reads neither, and asks whoever looked.
    """

    row: Reveal
    state: State
    display_name: str | None
    role: Role
    need_id: UUID | None
    purpose: str | None
    may_agree: bool


def waiting(
    session: Session, caller: Caller, community_id: UUID, *, skip: int, limit: int, now: datetime
) -> list[LookView]:
    """What waits for a second word or owes one, oldest first; nothing about the caller, or whom they keep away from.

    Raises NotFound, Forbidden for who neither answers for the community nor could give a second word.
    """
    community = directory.get(session, community_id)
    rows = session.scalars(
        select(Reveal)
        .where(
            col(Reveal.community_id) == community_id,
            second_words.waits(now),
            col(Reveal.about_id).not_in([*caller.voices, *caller.blocked]),
        )
        .order_by(col(Reveal.asked_at), col(Reveal.id))
    ).all()
    answers = {by: _may_agree(session, caller, community, by, now) for by in {row.by_id for row in rows}}
    here = caller.is_at_least(Role.COORDINATOR, community_id)
    if not here and not any(answers.values()):
        rights.require_role(caller, Role.COORDINATOR, community_id)
    theirs = [row for row in rows if here or answers[row.by_id]][skip : skip + limit]
    return _views(session, theirs, answers, here=here)


def one(session: Session, caller: Caller, row: Reveal) -> LookView:
    """One of them, as whoever has just given their word reads it."""
    here = caller.is_at_least(Role.COORDINATOR, row.community_id)
    [view] = _views(session, [row], {}, here=here)
    return view


def state(row: Reveal) -> State:
    """How it stands with a second word."""
    if row.opened_at is None:
        return "waits" if row.seen_at is None else "agreed"
    return "unseen" if row.way is Way.OWED and row.seen_at is None else "open"


def _may_agree(session: Session, caller: Caller, community: Community, by: UUID, now: datetime) -> bool:
    return caller.person_id in second_words.seconds(session, community, by, now=now)


def _views(
    session: Session, rows: Sequence[Reveal], answers: dict[UUID, bool], *, here: bool
) -> list[LookView]:
    events = [row.event_id for row in rows if row.event_id is not None]
    purposes = notes.of_events(session, events) if here else {}
    return [
        LookView(
            row=row,
            state=state(row),
            display_name=sealed.display_name(session, session.get_one(Person, row.by_id)),
            role=session.get_one(Membership, (row.community_id, row.by_id)).role,
            need_id=row.need_id if here else None,
            purpose=purposes.get(row.event_id) if row.event_id is not None else None,
            may_agree=answers.get(row.by_id, False),
        )
        for row in rows
    ]
