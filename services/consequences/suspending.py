"""What goes with a suspension: offers there end, it goes over to the account as which they came back, of which nothing
is said, and it is written down as the decision that it is.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core.access import Caller
from core.events import EventKind, record_on
from core.models import Membership
from matching.states.offer_states import OfferMove
from matching.words.end_codes import WhyEnded
from matching.words.rulings import Ruled, Ruling
from matching.words.vocabulary import MemberState, Role, TrustLevel
from services import name_marks
from services.access import selves
from services.consequences import offer_endings
from services.judging import ledger
from services.judging.ledger import Matter

_WEIGH_ANEW = text("""
    UPDATE community SET standing_due_at = least(coalesce(standing_due_at, :now), :now) WHERE id = :community
""")


def end_offers(session: Session, person_id: UUID, community_id: UUID, *, now: datetime) -> None:
    """Ends what they offer there, also as whom they came back. Takes the locks itself."""
    for who in (person_id, *selves.later(session, person_id)):
        offer_endings.end_all_in(
            session, who, community_id, OfferMove.REMOVE, now=now, code=WhyEnded.SUSPENDED
        )


def keep_in_mind(member: Membership) -> None:
    """Writes down what somebody is who is to be suspended now, for when they are let back."""
    if member.state is not MemberState.SUSPENDED:
        member.suspended_as = member.state


def also_as_others(session: Session, member: Membership, *, now: datetime) -> None:
    """Whom a suspension finds as the account they came back as; and whose former ones are let in with this one."""
    if member.state is MemberState.SUSPENDED:
        for later in selves.later(session, member.person_id):
            carry_over(session, later, member.community_id, now=now)
        return
    for former in selves.former(session, member.person_id):
        before = session.get(Membership, (member.community_id, former))
        if before is not None and before.state is MemberState.SUSPENDED:
            before.state = MemberState.LEFT


_BECAME = {
    MemberState.ACTIVE: EventKind.MEMBER_ADMITTED,
    MemberState.SUSPENDED: EventKind.MEMBER_SUSPENDED,
    MemberState.LEFT: EventKind.MEMBER_MAY_RETURN,
}


def recorded(session: Session, member: Membership, *, by: UUID | None, now: datetime) -> int:
    """What somebody became by being let in, suspended or let back, as an event; its number."""
    name_marks.renew(session, member.person_id)
    return record_on(session, _BECAME[member.state], member, actor=by, now=now)


def write_down(
    session: Session,
    caller: Caller | None,
    member: Membership,
    was: MemberState,
    *,
    reason: str | None,
    event: int,
    now: datetime,
) -> None:
    """A suspension is a decision, and so is its end; to let somebody in for the first time is none. `caller`: None is
    the operator.
    """
    if member.state is not MemberState.SUSPENDED and was is not MemberState.SUSPENDED:
        return
    ruling = Ruling.SUSPENDED if member.state is MemberState.SUSPENDED else Ruling.LET_BACK
    who = member.person_id
    matter = Matter(Ruled.MEMBERSHIP, who, member.community_id, (who,), who)
    ledger.write(session, caller, matter, ruling, reason=reason, event=event, now=now)


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
    keep_in_mind(member)
    member.state, member.role, member.trust = MemberState.SUSPENDED, Role.MEMBER, TrustLevel.NEW
    member.trust_since, member.word_until = None, None
    member.word_root = member.word_checked = False
    name_marks.renew(session, person_id)
    session.execute(_WEIGH_ANEW, {"community": community_id, "now": now})
