"""Who hears an appeal: the rows behind `matching.rules.appeals`."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core.access import Caller
from core.models import Appeal, Decision, Membership, Person
from matching.rules import appeals
from matching.words.vocabulary import MemberState, Role
from services.judging import ledger, own_matter


def who_hears(session: Session, decision: Decision) -> list[UUID]:
    """Those of its community who may hear an appeal against a decision: they answer for enough, have no part in it and
    nobody near who has, and are kept away from none of them. None: it is the operator's to hear, also where those who
    have a part in it keep away from most who could.
    """
    if decision.by_role is None:
        return []
    listeners = _who_answers_enough(session, decision, decision.by_role)
    if own_matter.chosen_by_blocks(session, ledger.parts(decision), listeners):
        return []
    parts = ledger.parts(decision)
    return sorted(
        listeners - own_matter.near(session, parts, words=True) - own_matter.kept_away(session, parts)
    )


def _who_answers_enough(session: Session, decision: Decision, decided_by: Role) -> set[UUID]:
    accused = _role_now(session, decision)
    roles = [role for role in Role if appeals.hears(role, decided_by, accused)]
    listeners = select(col(Membership.person_id)).where(
        col(Membership.community_id) == decision.community_id,
        col(Membership.state) == MemberState.ACTIVE,
        col(Membership.role).in_(roles),
    )
    return set(session.scalars(listeners))


def heard_by(session: Session, caller: Caller, communities: Collection[UUID]) -> list[UUID]:
    """The open appeals of these communities that are the caller's to hear."""
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
    return [
        appeal.id
        for appeal, decision in rows
        if mine.isdisjoint(ledger.parts(decision)) and answers_enough(session, caller, decision)
    ]


def answers_enough(session: Session, caller: Caller, decision: Decision) -> bool:
    """Whether the caller answers for enough of the community to hear an appeal against it, and it is heard there."""
    standing = caller.standings.get(decision.community_id)
    if standing is None or standing.state is not MemberState.ACTIVE or decision.by_role is None:
        return False
    listeners = _who_answers_enough(session, decision, decision.by_role)
    if own_matter.chosen_by_blocks(session, ledger.parts(decision), listeners):
        return False
    return caller.person_id in listeners


def _role_now(session: Session, decision: Decision) -> Role:
    """What whoever a complaint is about answers for now; a member's where there is no complaint."""
    if decision.accused_id is None:
        return Role.MEMBER
    return own_matter.role_in(session, decision.community_id, decision.accused_id)
