"""Who could judge: read once for any number of matters of some communities.

A complaint is for whoever answers for more than the one it is about, then and now; an appeal for whoever answers for as
much as who decided. Where those who have a part in a matter keep away from most of those, who is left would be of
their choice: it is for nobody there, and somebody outside hears it.
"""

from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core.models import Block, Decision, Membership
from matching.rules import appeals, hearing
from matching.words.vocabulary import MemberState, Role
from services.judging import ledger

NOBODY: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Bench:
    """By community, who answers for what there now; and who of those with a part in a matter keeps away from whom."""

    roles: Mapping[UUID, Mapping[UUID, Role]]
    apart: Set[tuple[UUID, UUID]]

    def of_complaint(
        self, community_id: UUID, about_id: UUID | None, about_role: Role, concerned: Collection[UUID]
    ) -> frozenset[UUID]:
        """Who answers for enough to hear what was said of somebody. `about_role`: what they answered for then;
        `about_id` None: it is about the community itself, and for nobody of it.
        """
        if about_id is None:
            return NOBODY
        now = self._role(community_id, about_id)
        wanted = [role for role in Role if hearing.hears(role, about_role) and hearing.hears(role, now)]
        return self._not_chosen(community_id, wanted, concerned)

    def of_appeal(self, decision: Decision) -> frozenset[UUID]:
        """Who answers for enough to hear an appeal against a decision; what the operator decided nobody of them."""
        if decision.by_role is None:
            return NOBODY
        # Of what is no complaint nobody is accused, whatever whose it is answers for.
        accused = Role.MEMBER
        if decision.accused_id is not None:
            accused = self._role(decision.community_id, decision.accused_id)
        wanted = [role for role in Role if appeals.hears(role, decision.by_role, accused)]
        return self._not_chosen(decision.community_id, wanted, ledger.parts(decision))

    def _role(self, community_id: UUID, person_id: UUID) -> Role:
        return self.roles.get(community_id, {}).get(person_id, Role.MEMBER)

    def _not_chosen(
        self, community_id: UUID, wanted: Collection[Role], concerned: Collection[UUID]
    ) -> frozenset[UUID]:
        here = self.roles.get(community_id, {})
        listeners = frozenset(person for person, role in here.items() if role in wanted)
        others = listeners - frozenset(concerned)
        kept = {other for one, other in self.apart if one in concerned and other in others}
        return NOBODY if hearing.is_chosen(len(others), len(kept)) else listeners


def of(session: Session, communities: Collection[UUID], concerned: Collection[UUID]) -> Bench:
    """Who could judge matters of these communities in which these have a part; two queries, however many."""
    answer = select(Membership).where(
        col(Membership.community_id).in_(communities),
        col(Membership.state) == MemberState.ACTIVE,
        col(Membership.role) != Role.MEMBER,
    )
    roles: dict[UUID, dict[UUID, Role]] = {}
    for row in session.scalars(answer):
        roles.setdefault(row.community_id, {})[row.person_id] = row.role
    judges = {person for there in roles.values() for person in there}
    blocks = select(col(Block.blocker_id), col(Block.blocked_id)).where(
        col(Block.blocker_id).in_(concerned), col(Block.blocked_id).in_(judges)
    )
    return Bench(roles, {(one, other) for one, other in session.execute(blocks)})
