"""Blocks: at once, everywhere, both ways; and nobody is told."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from core.access import Caller
from core.errors import Invalid, NotFound
from core.events import EventKind, record
from core.ids import new_id
from core.models import Block, Match, Message, Need, Offer
from matching.vocabulary import LIVE_MATCH
from services import access, coverage, endings, locks

About = Literal["person", "need", "match", "message"]


def put(session: Session, caller: Caller, about: About, about_id: UUID, *, now: datetime) -> Block:
    """Blocks whoever stands behind a need, match or message. Ends what the two had with one another."""
    other = _person_behind(session, caller, about, about_id)
    if other == caller.person_id:
        raise Invalid("/about/id", "that_is_you")
    locks.take_all(session, lambda: _touched(session, caller.person_id, other))
    made = session.execute(
        insert(Block)
        .values(id=new_id(), blocker_id=caller.person_id, blocked_id=other, at=now)
        .on_conflict_do_nothing()
        .returning(col(Block.id))
    ).first()
    shared = _between(session, caller.person_id, other)
    endings.by_system(session, shared, actor=None, now=now, code=endings.ENDED)
    for need_id in sorted({m.need_id for m in shared}):
        need = session.get_one(Need, need_id)
        coverage.settle(session, need, now=now, actor=None)
        endings.ask_again(need, now)
    row = session.scalars(
        select(Block).where(col(Block.blocker_id) == caller.person_id, col(Block.blocked_id) == other)
    ).one()
    if made is not None:
        record(session, EventKind.BLOCK_MADE, actor=caller.person_id, subject=("block", row.id), now=now)
    return row


def _touched(session: Session, a: UUID, b: UUID) -> locks.Touched:
    """What the two have with one another, and all through which they could get anything new meanwhile."""
    organisations = session.execute(
        select(Offer.organisation_id).where(  # type: ignore[call-overload]
            col(Offer.author_id).in_((a, b)), col(Offer.organisation_id).is_not(None)
        )
    ).scalars()
    shared = _between(session, a, b)
    return locks.Touched(
        frozenset(m.need_id for m in shared),
        frozenset((a, b, *organisations, *(m.helper_id for m in shared))),
    )


def _between(session: Session, a: UUID, b: UUID) -> list[Match]:
    helper, beneficiary = col(Match.helper_person_id), col(Match.beneficiary_id)
    return list(
        session.execute(
            select(Match)
            .where(
                col(Match.status).in_(LIVE_MATCH),
                ((helper == a) & (beneficiary == b)) | ((helper == b) & (beneficiary == a)),
            )
            .order_by(col(Match.id))
            .execution_options(populate_existing=True)
        ).scalars()
    )


def _person_behind(session: Session, caller: Caller, about: About, about_id: UUID) -> UUID:
    """Whom a thing the caller can see comes from: nobody needs to know another's id to keep them away."""
    match about:
        case "need":
            return access.need(session, caller, about_id).author_id
        case "match":
            found = access.match(session, caller, about_id)
            mine = found.beneficiary_id == caller.person_id
            return found.helper_person_id if mine else found.beneficiary_id
        case "message":
            message = session.get(Message, about_id)
            if message is None:
                raise NotFound
            access.match(session, caller, message.match_id)
            return message.author_id
        case "person":
            met = session.execute(
                select(Match.id)  # type: ignore[call-overload]
                .where(
                    col(Match.confirmed_at).is_not(None),
                    (
                        (col(Match.helper_person_id) == about_id)
                        & (col(Match.beneficiary_id) == caller.person_id)
                    )
                    | (
                        (col(Match.beneficiary_id) == about_id)
                        & (col(Match.helper_person_id) == caller.person_id)
                    ),
                )
                .limit(1)
            ).first()
            if met is None:
                raise NotFound
            return about_id


def of(session: Session, caller: Caller) -> list[Block]:
    return list(
        session.execute(
            select(Block).where(col(Block.blocker_id) == caller.person_id).order_by(col(Block.id))
        ).scalars()
    )


def lift(session: Session, caller: Caller, block_id: UUID, *, now: datetime) -> None:
    """Lets somebody be met again; repeating it is harmless."""
    gone = session.execute(
        delete(Block)
        .where(col(Block.id) == block_id, col(Block.blocker_id) == caller.person_id)
        .returning(col(Block.id))
    ).first()
    if gone is not None:
        record(session, EventKind.BLOCK_LIFTED, actor=caller.person_id, subject=("block", block_id), now=now)
