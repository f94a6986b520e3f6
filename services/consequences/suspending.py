"""A suspension goes over to the account as which somebody came back: what they offer there ends, nothing is said."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core.models import Membership
from matching.states.offer_states import OfferMove
from matching.words.end_codes import WhyEnded
from matching.words.vocabulary import MemberState, Role, TrustLevel
from services.consequences import offer_endings

_WEIGH_ANEW = text("""
    UPDATE community SET standing_due_at = least(coalesce(standing_due_at, :now), :now) WHERE id = :community
""")


def carry_over(session: Session, person_id: UUID, community_id: UUID, *, now: datetime) -> None:
    """Suspends somebody in a community where they were suspended as somebody else. Takes the locks itself.

    Their word for others falls with the clock's next look.
    """
    offer_endings.end_all_in(
        session, person_id, community_id, OfferMove.REMOVE, now=now, code=WhyEnded.SUSPENDED
    )
    member = session.get(Membership, (community_id, person_id), populate_existing=True)
    if member is None:
        member = Membership(community_id=community_id, person_id=person_id, state=MemberState.LEFT, since=now)
        session.add(member)
    member.state, member.role, member.trust = MemberState.SUSPENDED, Role.MEMBER, TrustLevel.NEW
    member.trust_since, member.word_until = None, None
    member.word_root = member.word_checked = False
    session.flush()
    session.execute(_WEIGH_ANEW, {"community": community_id, "now": now})
