"""Who hears an appeal: the rows behind `matching.rules.appeals`."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core.access import Caller
from core.models import Appeal, Decision, Person
from services.judging import bench, ledger, own_matter


def who_hears(session: Session, decision: Decision) -> list[UUID]:
    """Those of its community who may hear an appeal against a decision: they answer for enough, have no part in it and
    nobody near who has, and are kept away from none of them. None: it is the operator's to hear, also where those who
    have a part in it keep away from most who could.
    """
    return own_matter.judges(session, _listeners(session, decision), ledger.parts(decision), words=True)


def _listeners(session: Session, decision: Decision) -> frozenset[UUID]:
    return bench.of(session, [decision.community_id], ledger.parts(decision)).of_appeal(decision)


def heard_by(session: Session, caller: Caller, communities: Collection[UUID]) -> list[UUID]:
    """The open appeals of these communities that are the caller's to hear; as many queries for any number of them."""
    if not communities:
        return []
    rows = session.execute(
        select(Appeal, Decision)
        .join(Decision, col(Decision.id) == col(Appeal.decision_id))
        .join(Person, col(Person.id) == col(Appeal.for_id))
        .where(
            col(Appeal.closed_at).is_(None),
            col(Person.erased_at).is_(None),
            col(Decision.community_id).in_(communities),
        )
    ).all()
    if not rows:
        return []
    mine = own_matter.not_judged_by(session, [caller.person_id], words=True) | caller.blocked
    parts = frozenset[UUID]().union(*(ledger.parts(decision) for _, decision in rows))
    there = bench.of(session, communities, parts)
    return [
        appeal.id
        for appeal, decision in rows
        if mine.isdisjoint(ledger.parts(decision)) and caller.person_id in there.of_appeal(decision)
    ]


def answers_enough(session: Session, caller: Caller, decision: Decision) -> bool:
    """Whether the caller answers for enough of the community to hear an appeal against it, and it is heard there."""
    return caller.person_id in _listeners(session, decision)
