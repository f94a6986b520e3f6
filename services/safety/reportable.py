"""What somebody may report: whatever they see, or had a part in. All else is absent, as everywhere."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col

from core.access import Caller
from core.errors import NotFound
from core.models import Community, Match, Membership, Message, Need, Offer
from matching.words.reporting import ReportAbout
from matching.words.vocabulary import CommunityState, MemberState, Role
from services.access import rights
from services.cases import freezing
from services.cases.freezing import Piece
from services.matches import shown


class Reportable(NamedTuple):
    """Whom a report of this would be about (None: the community), where, whose word it is, and what is frozen."""

    accused_id: UUID | None
    community_id: UUID
    for_id: UUID
    pieces: Iterator[Piece]


def find(session: Session, caller: Caller, about: ReportAbout, about_id: UUID) -> Reportable:
    """Raises NotFound for what the caller neither sees nor had a part in."""
    match about:
        case ReportAbout.MATCH:
            return _match(session, caller, about_id)
        case ReportAbout.MESSAGE:
            return _message(session, caller, about_id)
        case ReportAbout.NEED:
            return _need(session, caller, about_id)
        case ReportAbout.OFFER:
            return _offer(session, caller, about_id)
        case ReportAbout.PERSON:
            return _person(session, caller, about_id)
        case ReportAbout.COMMUNITY:
            return _community(session, caller, about_id)


def _match(session: Session, caller: Caller, match_id: UUID) -> Reportable:
    """One of the caller's, however it ended, and whoever keeps away from whom by now."""
    match = session.get(Match, match_id)
    if match is None:
        raise NotFound
    whose, other = _sides(caller, match)
    return Reportable(other, match.community_id, whose, freezing.of_match(session, match))


def _sides(caller: Caller, match: Match) -> tuple[UUID, UUID]:
    """Whose side of a match is the caller's to speak for, and the other. Raises NotFound where neither is."""
    two = (match.beneficiary_id, match.helper_person_id)
    for whose, other in ((two[0], two[1]), (two[1], two[0])):
        if whose == caller.person_id:
            return whose, other
    for whose, other in ((two[0], two[1]), (two[1], two[0])):
        if caller.speaks_for(whose):
            return whose, other
    raise NotFound


def _message(session: Session, caller: Caller, message_id: UUID) -> Reportable:
    message = session.get(Message, message_id)
    if message is None:
        raise NotFound
    found = _match(session, caller, message.match_id)
    return found._replace(accused_id=message.author_id)


def _need(session: Session, caller: Caller, need_id: UUID) -> Reportable:
    """One that the caller sees, or to which they were asked or said something."""
    need = session.get(Need, need_id)
    if need is None:
        raise NotFound
    matches = _between(session, caller, col(Match.need_id) == need_id, col(Match.helper_person_id))
    if not matches:
        need = rights.need(session, caller, need_id)
    pieces = [freezing.of_need(session, need), *(freezing.of_match(session, m) for m in matches)]
    whose = matches[0].helper_person_id if matches else caller.person_id
    return Reportable(need.author_id, need.community_id, whose, chain(*pieces))


def _offer(session: Session, caller: Caller, offer_id: UUID) -> Reportable:
    """One that the caller was shown for a need of theirs, had a match with, or oversees."""
    offer = session.get(Offer, offer_id)
    if offer is None:
        raise NotFound
    matches = _between(session, caller, col(Match.offer_id) == offer_id, col(Match.beneficiary_id))
    whose = matches[0].beneficiary_id if matches else _who_was_shown(session, caller, offer_id)
    if whose is None:
        whose = caller.person_id
        offer = rights.offer_seen_by(session, caller, offer_id)
    pieces = chain(*(freezing.of_match(session, match) for match in matches))
    community_id = matches[0].community_id if matches else offer.community_id
    return Reportable(offer.author_id, community_id, whose, pieces)


def _who_was_shown(session: Session, caller: Caller, offer_id: UUID) -> UUID | None:
    """Whose need it was for which the caller was shown this offer."""
    needs = select(Need).where(col(Need.author_id).in_(caller.voices)).order_by(col(Need.id).desc())
    for need in session.scalars(needs.limit(20)):
        if shown.holding(session, need.id, offer_id) is not None:
            return need.author_id
    return None


def _person(session: Session, caller: Caller, person_id: UUID) -> Reportable:
    """Somebody whom the caller met, or who answers for a community of theirs."""
    helper, beneficiary = col(Match.helper_person_id), col(Match.beneficiary_id)
    voices = caller.voices
    met = or_(
        and_(helper == person_id, beneficiary.in_(voices)),
        and_(beneficiary == person_id, helper.in_(voices)),
    )
    both = select(Match).where(met, col(Match.confirmed_at).is_not(None)).order_by(col(Match.id).desc())
    matches = session.scalars(both).all()
    if matches:
        whose, _ = _sides(caller, matches[0])
        pieces = chain(*(freezing.of_match(session, match) for match in matches))
        return Reportable(person_id, matches[0].community_id, whose, pieces)
    answers = select(col(Membership.community_id)).where(
        col(Membership.person_id) == person_id,
        col(Membership.state) == MemberState.ACTIVE,
        col(Membership.role) != Role.MEMBER,
        col(Membership.community_id).in_(caller.standings),
    )
    community_id = session.scalars(answers.order_by(col(Membership.community_id)).limit(1)).first()
    overseen = community_id or _overseen(session, caller, person_id)
    if overseen is None:
        raise NotFound
    return Reportable(person_id, overseen, caller.person_id, iter(()))


def _overseen(session: Session, caller: Caller, person_id: UUID) -> UUID | None:
    """A community for which the caller answers, and in which this is a member."""
    theirs = select(col(Membership.community_id)).where(
        col(Membership.person_id) == person_id,
        col(Membership.community_id).in_(caller.communities(Role.COORDINATOR)),
    )
    return session.scalars(theirs.order_by(col(Membership.community_id)).limit(1)).first()


def _community(session: Session, caller: Caller, community_id: UUID) -> Reportable:
    """One that everybody finds, or of which the caller is or was."""
    community = session.get(Community, community_id)
    if community is None:
        raise NotFound
    if community.state is not CommunityState.RECOGNISED and community_id not in caller.standings:
        raise NotFound
    return Reportable(None, community_id, caller.person_id, freezing.of_community(community))


def _between(
    session: Session, caller: Caller, what: ColumnElement[bool], side: Mapped[UUID]
) -> Sequence[Match]:
    """Matches of this thing in which the caller, or whom they speak for, is on that side; the last first."""
    found = select(Match).where(what, side.in_(caller.voices)).order_by(col(Match.id).desc())
    return session.scalars(found).all()
