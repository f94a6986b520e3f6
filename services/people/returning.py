"""Coming back: whoever proves an address that was let go is bound by what bound the account that had it.

Suspensions, blocks either way, exclusions, an author's no, concerns and cases that stand go over to the new account,
and nobody is told. Where the address was long unused it may be somebody else's by now: nothing goes over, but where
something would have, a coordinator is to speak with them first.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select, text
from sqlmodel import Session, col

from core.database import locks
from core.database.locks import Touched
from core.models import Block, Membership, Person
from matching.words.vocabulary import MemberState
from services.access import selves
from services.consequences import suspending
from services.people import blocks, former_points

_BOUND = text("""
    SELECT EXISTS (SELECT FROM membership WHERE person_id = ANY(:who) AND state = 'suspended')
        OR EXISTS (SELECT FROM block WHERE blocked_id = ANY(:who))
        OR EXISTS (SELECT FROM concern WHERE about_id = ANY(:who) AND closed_at IS NULL)
        OR EXISTS (SELECT FROM safety_case WHERE about_id = ANY(:who) AND closed_at IS NULL)
        OR EXISTS (SELECT FROM person WHERE id = ANY(:who) AND to_be_met IS NOT NULL)
""")


def recognise(session: Session, person: Person, kind: str, lookup: bytes, *, now: datetime) -> None:
    """Binds whoever has proved this address now by what bound those who had it before."""
    for one in former_points.before(session, kind, lookup, but=person.id, now=now):
        if one.same:
            _inherit(session, person, one.person_id, now)
        elif _bound(session, one.person_id):
            person.to_be_met = person.to_be_met or now
    session.flush()


def _bound(session: Session, person_id: UUID) -> bool:
    """Whether there is anything that somebody who comes back would be bound by."""
    who = [person_id, *selves.former(session, person_id)]
    return bool(session.execute(_BOUND, {"who": who}).scalar_one())


def _inherit(session: Session, person: Person, former_id: UUID, now: datetime) -> None:
    """Under the locks of both, so that what is done to the former one meanwhile reaches the later one as well."""
    former = selves.link(session, person.id, former_id, until=now + former_points.KEPT)

    def touched() -> Touched:
        found = Touched(helpers=frozenset((person.id, *former)))
        for row in _blocks(session, former):
            found |= blocks.touched(session, row.blocker_id, row.blocked_id, row.organisation_id)
        return found

    locks.take_all(session, touched)
    for row in _blocks(session, former):
        blocks.spread(session, row, now=now)
    _suspend(session, person.id, former, now)
    if any(one.to_be_met for one in session.scalars(select(Person).where(col(Person.id).in_(former)))):
        person.to_be_met = person.to_be_met or now


def _blocks(session: Session, former: list[UUID]) -> list[Block]:
    """What was blocked for these, by these or from these; not what only follows from another one."""
    either = or_(col(Block.blocker_id).in_(former), col(Block.blocked_id).in_(former))
    rows = select(Block).where(either, col(Block.comes_with).is_(None)).order_by(col(Block.id))
    return list(session.scalars(rows.execution_options(populate_existing=True)))


def _suspend(session: Session, person_id: UUID, former: list[UUID], now: datetime) -> None:
    """Suspended there, suspended here. Whoever suspends somebody locks them as well."""
    communities = session.scalars(
        select(col(Membership.community_id))
        .where(col(Membership.person_id).in_(former), col(Membership.state) == MemberState.SUSPENDED)
        .distinct()
        .order_by(col(Membership.community_id))
    ).all()
    for community_id in communities:
        suspending.carry_over(session, person_id, community_id, now=now)
