"""Blocks: at once, everywhere, both ways; and nobody is told."""

from datetime import datetime
from itertools import product
from typing import Literal, NamedTuple, cast
from uuid import UUID

from sqlalchemy import Select, delete, or_, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from core.access import Caller
from core.database import locks
from core.errors import Invalid, NotFound
from core.events import EventKind, record
from core.ids import new_id
from core.models import Block, Match, Message, Need, Offer
from matching.words.end_codes import WhyEnded
from matching.words.vocabulary import LIVE_MATCH, By
from services.access import rights, selves
from services.consequences import coverage, endings

About = Literal["person", "need", "match", "message"]


class Thing(NamedTuple):
    """What a block is made about."""

    type: About
    id: UUID


def put(session: Session, caller: Caller, about: About, about_id: UUID, *, now: datetime) -> Block:
    """Blocks whoever stands behind a need, match or message. Ends what the two had with one another.

    Whoever speaks for one side of a match keeps the other side away from that person, not from themself.
    """
    whose, other = _pair(session, caller, about, about_id)
    if other == whose:
        raise Invalid("/about/id", "that_is_you")
    locks.take_all(session, lambda: touched(session, whose, other))
    row, made = keep_apart(session, whose, other, about=Thing(about, about_id), now=now)
    if made:
        _record(session, EventKind.BLOCK_MADE, caller, whose, row.id, now)
    return row


def keep_apart(
    session: Session,
    whose: UUID,
    other: UUID,
    organisation_id: UUID | None = None,
    *,
    about: Thing | None,
    now: datetime,
) -> tuple[Block, bool]:
    """Keeps the two apart from now on, and the organisation away from `whose`; ends what they have with one another.

    So it does with the accounts as which either came back. Returns the block, and whether it is new. Call under the
    locks that `touched` names.
    """
    row, made = _one(session, whose, other, organisation_id, None, about=about, now=now)
    row.comes_with = None
    _reach_later(session, row, about=about, now=now)
    for since in selves.later(session, whose):
        if since != other:
            theirs, _ = _one(session, since, other, organisation_id, None, about=about, now=now)
            _reach_later(session, theirs, about=about, now=now)
    return row, made


def spread(session: Session, row: Block, *, now: datetime) -> None:
    """Has a block reach whoever came back as one of its two. Call under the locks that `touched` names."""
    about = Thing(cast(About, row.about_type), row.about_id) if row.about_id is not None else None
    keep_apart(session, row.blocker_id, row.blocked_id, row.organisation_id, about=about, now=now)


def _reach_later(session: Session, row: Block, *, about: Thing | None, now: datetime) -> None:
    """Keeps those accounts away as which the blocked one came back; lifting the block lifts that, too."""
    for since in selves.later(session, row.blocked_id):
        if since != row.blocker_id:
            _one(session, row.blocker_id, since, row.organisation_id, row.id, about=about, now=now)


def _one(
    session: Session,
    whose: UUID,
    other: UUID,
    organisation_id: UUID | None,
    comes_with: UUID | None,
    *,
    about: Thing | None,
    now: datetime,
) -> tuple[Block, bool]:
    """One line of a block, and the end of what the two have with one another; and whether it is new."""
    made = session.execute(
        insert(Block)
        .values(
            id=new_id(),
            blocker_id=whose,
            blocked_id=other,
            organisation_id=organisation_id,
            about_type=about.type if about else None,
            about_id=about.id if about else None,
            comes_with=comes_with,
            at=now,
        )
        .on_conflict_do_nothing()
        .returning(col(Block.id))
    ).first()
    shared = _between(session, whose, other, organisation_id)
    endings.by_system(session, shared, actor=None, now=now, code=WhyEnded.ENDED)
    for need_id in sorted({m.need_id for m in shared}):
        need = session.get_one(Need, need_id)
        coverage.settle(session, need, now=now, actor=None)
        endings.ask_again(need, now)
    row = session.scalars(
        select(Block).where(
            col(Block.blocker_id) == whose,
            col(Block.blocked_id) == other,
            col(Block.organisation_id).is_not_distinct_from(organisation_id),
        )
    ).one()
    return row, made is not None


_STAND_BETWEEN = text("""
    SELECT EXISTS (
        SELECT FROM block b
         WHERE (b.blocker_id = :author AND (b.blocked_id = :person OR b.organisation_id = :helper))
            OR (b.blocker_id = :person AND (b.blocked_id = :author OR b.organisation_id = :organisation)))
""")


def stand_between(session: Session, need: Need, match: Match) -> bool:
    """Whether the two of a match are kept apart, by either of them."""
    two = {"author": match.beneficiary_id, "person": match.helper_person_id}
    for_whom = {"helper": match.helper_id, "organisation": need.organisation_id}
    return bool(session.execute(_STAND_BETWEEN, two | for_whom).scalar_one())


def keeps_apart(session: Session, a: UUID, b: UUID) -> bool:
    """Whether one of these two keeps away from the other."""
    two = (a, b)
    between = select(col(Block.id)).where(col(Block.blocker_id).in_(two), col(Block.blocked_id).in_(two))
    return session.scalars(between.limit(1)).first() is not None


def touched(session: Session, a: UUID, b: UUID, organisation_id: UUID | None = None) -> locks.Touched:
    """What the two have with one another, and all through which they could get anything new meanwhile.

    With the accounts as which they came back.
    """
    found = locks.Touched()
    for one, other in product((a, *selves.later(session, a)), (b, *selves.later(session, b))):
        found |= _touched(session, one, other, organisation_id)
    return found


def _touched(session: Session, a: UUID, b: UUID, organisation_id: UUID | None) -> locks.Touched:
    organisations = session.execute(
        select(Offer.organisation_id).where(  # type: ignore[call-overload]
            col(Offer.author_id).in_((a, b)), col(Offer.organisation_id).is_not(None)
        )
    ).scalars()
    shared = _between(session, a, b, organisation_id)
    return locks.Touched(
        frozenset(m.need_id for m in shared),
        frozenset((a, b, *organisations, *(m.helper_id for m in shared))),
    )


def _between(session: Session, a: UUID, b: UUID, organisation_id: UUID | None) -> list[Match]:
    """The live matches of `a` with `b`, and with the organisation on either side."""
    helper, beneficiary = col(Match.helper_person_id), col(Match.beneficiary_id)
    pairs = [(helper == a) & (beneficiary == b), (helper == b) & (beneficiary == a)]
    if organisation_id is not None:
        pairs.append((col(Match.helper_id) == organisation_id) & (beneficiary == a))
        pairs.append((helper == a) & col(Match.need_id).in_(_needs_of(organisation_id)))
    return list(
        session.execute(
            select(Match)
            .where(col(Match.status).in_(LIVE_MATCH), or_(*pairs))
            .order_by(col(Match.id))
            .execution_options(populate_existing=True)
        ).scalars()
    )


def _needs_of(organisation_id: UUID) -> Select[UUID]:
    return select(col(Need.id)).where(col(Need.organisation_id) == organisation_id)


def _pair(session: Session, caller: Caller, about: About, about_id: UUID) -> tuple[UUID, UUID]:
    """Whom to protect, and from whom: nobody needs to know another's id to keep them away. Raises NotFound."""
    match about:
        case "need":
            return caller.person_id, rights.need(session, caller, about_id).author_id
        case "match":
            return _sides(caller, rights.match(session, caller, about_id))
        case "message":
            message = session.get(Message, about_id)
            if message is None:
                raise NotFound
            whose, other = _sides(caller, rights.match(session, caller, message.match_id))
            return whose, other if caller.speaks_for(message.author_id) else message.author_id
        case "person":
            if not _have_met(session, caller.person_id, about_id):
                raise NotFound
            return caller.person_id, about_id


def _sides(caller: Caller, match: Match) -> tuple[UUID, UUID]:
    """The caller's side of a match and the other. Of one who only oversees it: themself, and who asked."""
    match rights.side(caller, match):
        case By.BENEFICIARY:
            return match.beneficiary_id, match.helper_person_id
        case By.HELPER:
            return match.helper_person_id, match.beneficiary_id
    return caller.person_id, match.beneficiary_id


def _have_met(session: Session, a: UUID, b: UUID) -> bool:
    helper, beneficiary = col(Match.helper_person_id), col(Match.beneficiary_id)
    met = select(col(Match.id)).where(
        col(Match.confirmed_at).is_not(None),
        ((helper == a) & (beneficiary == b)) | ((helper == b) & (beneficiary == a)),
    )
    return session.execute(met.limit(1)).first() is not None


def of(session: Session, caller: Caller) -> list[Block]:
    """The caller's, and those made for whom they speak for."""
    return list(
        session.execute(
            select(Block)
            .where(col(Block.blocker_id).in_(caller.voices), col(Block.comes_with).is_(None))
            .order_by(col(Block.id))
        ).scalars()
    )


def lift(session: Session, caller: Caller, block_id: UUID, *, now: datetime) -> None:
    """Lets somebody be met again; repeating it is harmless."""
    gone = session.execute(
        delete(Block)
        .where(col(Block.id) == block_id, col(Block.blocker_id).in_(caller.voices))
        .returning(col(Block.blocker_id))
    ).first()
    if gone is not None:
        _record(session, EventKind.BLOCK_LIFTED, caller, gone[0], block_id, now)


def _record(
    session: Session, kind: EventKind, caller: Caller, whose: UUID, block_id: UUID, now: datetime
) -> None:
    record(session, kind, actor=caller.person_id, for_id=whose, subject=("block", block_id), now=now)
