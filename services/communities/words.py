"""Words that members give for one another as helpers, words taken back, and checks of somebody."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlmodel import Session, col

from core.access import Caller
from core.errors import Forbidden
from core.events import EventKind, record_on
from core.events.payloads import TrustChanged
from core.models import Membership, Vouch
from matching.words.vocabulary import Role, TrustLevel
from services.access import rights
from services.communities import members, standing


def vouch(
    session: Session, caller: Caller, community_id: UUID, person_id: UUID, *, now: datetime
) -> Membership:
    """Gives one's word for another. Enough that count make a helper `vouched`, and admit under the policy `vouched`.

    Raises Forbidden for one's own matter, NotFound for whoever has no part here.
    """
    rights.require_role(caller, Role.MEMBER, community_id)
    if person_id == caller.person_id:
        raise Forbidden("not_in_own_matter")
    member = members.locked(session, community_id, person_id)
    given = session.get(Vouch, (community_id, person_id, caller.person_id)) is None
    if given:
        session.add(
            Vouch(community_id=community_id, person_id=person_id, voucher_id=caller.person_id, at=now)
        )
        record_on(session, EventKind.VOUCHED, member, actor=caller.person_id, now=now)
    standing.renew(session, community_id, now=now, given_to=person_id if given else None)
    return member


def given(session: Session, caller: Caller, community_id: UUID) -> set[UUID]:
    """For whom the caller has given their word here."""
    mine = select(col(Vouch.person_id)).where(
        col(Vouch.community_id) == community_id, col(Vouch.voucher_id) == caller.person_id
    )
    return set(session.scalars(mine))


def withdraw_vouch(
    session: Session, caller: Caller, community_id: UUID, person_id: UUID, *, now: datetime
) -> Membership:
    """Takes one's word for another back; what stood on it falls, down the chain. Repeating it is harmless."""
    rights.require_role(caller, Role.MEMBER, community_id)
    member = members.locked(session, community_id, person_id)
    gone = session.execute(
        delete(Vouch)
        .where(
            col(Vouch.community_id) == community_id,
            col(Vouch.person_id) == person_id,
            col(Vouch.voucher_id) == caller.person_id,
        )
        .returning(col(Vouch.person_id))
    ).first()
    if gone is not None:
        record_on(session, EventKind.VOUCH_WITHDRAWN, member, actor=caller.person_id, now=now)
    standing.renew(session, community_id, now=now)
    return member


def checked(
    session: Session, community_id: UUID, person_id: UUID, *, kind: str, by: UUID, now: datetime
) -> Membership:
    """Writes down that somebody was checked, once two agree that they were: the fact, the kind and the day, never a
    document. Who may say so is `services.governance`'s.
    """
    member = members.locked(session, community_id, person_id)
    if member.trust is TrustLevel.NEW:
        member.trust_since = now
    member.trust = TrustLevel.CHECKED
    said = TrustChanged(member.trust, check=kind)
    record_on(session, EventKind.TRUST_CHANGED, member, said, actor=by, now=now)
    standing.renew(session, community_id, now=now)
    return member
