"""Who may do what. Seeing comes first (`core.access`): whoever cannot see a thing is told that it is absent."""

from collections.abc import Collection
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import or_, select
from sqlmodel import Session, col

from core.access import (
    Caller,
    asks_author_first,
    not_blocked,
    of_a_minor,
    sees_match,
    sees_need,
    sees_stub_of_match,
)
from core.errors import Forbidden, NotFound
from core.models import Match, Need, Offer
from core.models.representation import Covers
from core.models.values import Spoken
from matching.words.vocabulary import By, Role
from services.access import voices
from services.access.voices import Voice

Thing = TypeVar("Thing")


def need(session: Session, caller: Caller, need_id: UUID) -> Need:
    """The need, if the caller may see anything of it. Raises NotFound."""
    return _found(
        session.scalars(select(Need).where(col(Need.id) == need_id, sees_need(caller))).one_or_none()
    )


def shared_need(session: Session, caller: Caller, need_id: UUID) -> Need:
    """A need for which the caller holds its author's link. Raises NotFound for what is hidden, or blocked, and where
    its author is to be asked first by now.
    """
    return _found(
        session.scalars(
            select(Need).where(
                col(Need.id) == need_id,
                ~col(Need.hidden),
                ~col(Need.author_hidden),
                ~of_a_minor(),
                ~asks_author_first(),
                not_blocked(caller, col(Need.author_id)),
            )
        ).one_or_none()
    )


def own_need(session: Session, caller: Caller, need_id: UUID) -> Need:
    """A need of the caller, or of somebody they speak for. Raises NotFound; Forbidden where they see another's."""
    found = need(session, caller, need_id)
    if not caller.speaks_for(found.author_id):
        raise Forbidden
    return found


def theirs(session: Session, caller: Caller, needs: Collection[UUID]) -> set[UUID]:
    """Those of these needs that are the caller's, or of somebody they speak for."""
    if not needs:
        return set()
    own = select(Need.id).where(  # type: ignore[call-overload]
        col(Need.id).in_(needs), col(Need.author_id).in_(caller.voices)
    )
    return set(session.scalars(own))


def match(session: Session, caller: Caller, match_id: UUID) -> Match:
    return _found(
        session.scalars(select(Match).where(col(Match.id) == match_id, sees_match(caller))).one_or_none()
    )


def match_or_stub(session: Session, caller: Caller, match_id: UUID) -> Match:
    """As `match`; and an own one that was called off, also where the two do not meet any more. Raises NotFound."""
    seen = or_(sees_match(caller), sees_stub_of_match(caller))
    return _found(session.scalars(select(Match).where(col(Match.id) == match_id, seen)).one_or_none())


def own_offer(session: Session, caller: Caller, offer_id: UUID) -> Offer:
    """An offer by the caller, or by an organisation they act for."""
    found = session.get(Offer, offer_id)
    if found is None or not acts_for_offer(caller, found):
        raise NotFound
    return found


def offer_seen_by(session: Session, caller: Caller, offer_id: UUID) -> Offer:
    """An own offer, or one of a community that the caller coordinates."""
    found = session.scalars(
        select(Offer).where(col(Offer.id) == offer_id, not_blocked(caller, col(Offer.author_id)))
    ).one_or_none()
    if found is None:
        raise NotFound
    if acts_for_offer(caller, found) or caller.is_at_least(Role.COORDINATOR, found.community_id):
        return found
    raise NotFound


def acts_for_offer(caller: Caller, offer: Offer) -> bool:
    return caller.speaks_for(offer.author_id) or offer.organisation_id in caller.organisations


def side(caller: Caller, match: Match) -> By:
    """Which side of a match the caller is on, or speaks for. One who is neither oversees it."""
    if match.beneficiary_id == caller.person_id:
        return By.BENEFICIARY
    if match.helper_person_id == caller.person_id:
        return By.HELPER
    if match.beneficiary_id in caller.represents:
        return By.BENEFICIARY
    return By.HELPER if match.helper_person_id in caller.represents else By.COORDINATOR


def require_side(caller: Caller, match: Match, *sides: By) -> By:
    """The caller's side, if it is one of `sides`. Raises Forbidden."""
    found = side(caller, match)
    if found not in sides:
        raise Forbidden
    return found


def voice(
    caller: Caller,
    match: Match,
    side: By,
    spoken: Spoken | None,
    covers: Covers = Covers.ANSWER,
    *,
    now: datetime,
) -> Voice:
    """In whose name the caller speaks on this side of a match. Raises Forbidden or Invalid."""
    whose = match.beneficiary_id if side is By.BENEFICIARY else match.helper_person_id
    return voices.of(caller, whose, covers, spoken, now=now)


def require_role(caller: Caller, role: Role, community_id: UUID) -> None:
    """Raises NotFound for somebody outside, Forbidden for a member without the right."""
    if caller.is_at_least(role, community_id):
        return
    if caller.is_at_least(Role.MEMBER, community_id):
        raise Forbidden
    raise NotFound


def _found(thing: Thing | None) -> Thing:
    if thing is None:
        raise NotFound
    return thing
