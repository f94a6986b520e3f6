"""Who is told of an event: audiences turned into persons. Whoever did the thing is never among them."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core.events import payload_as, payload_of
from core.events.payloads import (
    AllianceChanged,
    ChangeProposed,
    MatchConfirmed,
    MatchEnded,
    MatchReported,
    NeedFulfilled,
)
from core.models import (
    Community,
    Duty,
    Event,
    Match,
    Membership,
    Need,
    Offer,
    PendingChange,
    Representation,
)
from matching.words.vocabulary import MatchStatus, MemberState, Role
from notifications.announce import hearing
from notifications.messages.notice import Audience
from services.asking import overflow
from services.consequences import company
from services.governance import speakers
from services.matches import eligibility

_NEED_ENDED = ("need_expired", "need_withdrawn", "need_removed")

Find = Callable[[Session, Event], list[UUID]]


def persons(session: Session, audience: Audience, event: Event) -> list[UUID]:
    """The persons of this audience, without the actor. A concern is told to nobody but those who are to hear it."""
    match payload_of(event):
        case MatchReported(concern=True) if audience is not Audience.WHO_HEARS:
            return []
    return [person for person in _FIND[audience](session, event) if person != event.actor_id]


def _match(session: Session, event: Event) -> Match:
    return session.get_one(Match, event.subject_id)


def _helper(session: Session, event: Event) -> list[UUID]:
    return [_match(session, event).helper_person_id]


def _helper_of_an_ally(session: Session, event: Event) -> list[UUID]:
    """Who was asked for a need of another community than the one they offer help in."""
    match = _match(session, event)
    elsewhere = session.get_one(Offer, match.offer_id).community_id != match.community_id
    return [match.helper_person_id] if elsewhere else []


def _helper_who_said_yes(session: Session, event: Event) -> list[UUID]:
    match = _match(session, event)
    return [match.helper_person_id] if match.helper_key_at is not None else []


def _if_waits(find: Find) -> Find:
    """Of an agreement with which fewer come than must."""
    return lambda session, event: find(session, event) if payload_as(event, MatchConfirmed).come else []


def _if_too_few(find: Find) -> Find:
    """Of an end because fewer agreed than must come."""

    def found(session: Session, event: Event) -> list[UUID]:
        return find(session, event) if payload_as(event, MatchEnded).code == company.TOO_FEW else []

    return found


def _if_disputed(find: Find) -> Find:
    """Of an end that ended a dispute."""

    def found(session: Session, event: Event) -> list[UUID]:
        return find(session, event) if payload_as(event, MatchEnded).was is MatchStatus.DISPUTED else []

    return found


def _beneficiary(session: Session, event: Event) -> list[UUID]:
    return [_match(session, event).beneficiary_id]


def _beneficiary_who_waited(session: Session, event: Event) -> list[UUID]:
    """Who had reason to expect somebody: they had invited this helper, or had seen their yes."""
    match = _match(session, event)
    waited = payload_as(event, MatchEnded).was in (MatchStatus.INVITED, MatchStatus.ACCEPTED)
    return [match.beneficiary_id] if waited else []


def _with_its_need(event: Event) -> bool:
    """Whether a match ended because its need did."""
    return payload_as(event, MatchEnded).code in _NEED_ENDED


def _helper_whose_need_ended(session: Session, event: Event) -> list[UUID]:
    return _helper_who_said_yes(session, event) if _with_its_need(event) else []


def _beneficiary_whose_need_ended(session: Session, event: Event) -> list[UUID]:
    return _beneficiary_who_waited(session, event) if _with_its_need(event) else []


def _author(session: Session, event: Event) -> list[UUID]:
    return [session.get_one(Need, event.subject_id).author_id]


def _author_helped_in_part(session: Session, event: Event) -> list[UUID]:
    """Whose need was closed on less than they asked for."""
    match payload_as(event, NeedFulfilled):
        case NeedFulfilled(done=int(done), asked=int(asked)) if 0 < done < asked:
            return _author(session, event)
    return []


def _offerer(session: Session, event: Event) -> list[UUID]:
    return [session.get_one(Offer, event.subject_id).author_id]


def _person(_session: Session, event: Event) -> list[UUID]:
    return [event.for_id or event.subject_id]


def _representatives(session: Session, event: Event) -> list[UUID]:
    """Those who speak for whom the event concerns."""
    return list(
        session.scalars(
            select(col(Representation.representative_id)).where(
                col(Representation.person_id) == event.for_id, col(Representation.ended_at).is_(None)
            )
        )
    )


def _with_role(least: Role) -> Find:
    wanted = [role for role in Role if role.rank >= least.rank]

    def find(session: Session, event: Event) -> list[UUID]:
        return list(
            session.execute(
                select(col(Membership.person_id)).where(
                    col(Membership.community_id) == event.community_id,
                    col(Membership.state) == MemberState.ACTIVE,
                    col(Membership.role).in_(wanted),
                )
            ).scalars()
        )

    return find


def _stewards_of(session: Session, *communities: UUID | None) -> list[UUID]:
    return list(
        session.scalars(
            select(col(Membership.person_id))
            .where(
                col(Membership.community_id).in_(communities),
                col(Membership.state) == MemberState.ACTIVE,
                col(Membership.role) == Role.STEWARD,
            )
            .distinct()
        )
    )


def _stewards_of_the_other(session: Session, event: Event) -> list[UUID]:
    return _stewards_of(session, payload_as(event, AllianceChanged).other)


def _stewards_of_both(session: Session, event: Event) -> list[UUID]:
    return _stewards_of(session, event.community_id, payload_as(event, AllianceChanged).other)


def _whose_word_is_asked(session: Session, event: Event) -> list[UUID]:
    """Whose word a change waits for, be it for or against; those who may give it now."""
    row = session.get(PendingChange, payload_as(event, ChangeProposed).change)
    if row is None or row.ended_at is not None:
        return []
    community = session.get_one(Community, row.community_id)
    _, people = speakers.may_speak(session, community, row, now=event.at)
    return sorted(people)


def _organisations(session: Session, event: Event) -> list[UUID]:
    """The people of organisations who may see the need, and could help."""
    need = session.get_one(Need, event.subject_id)
    return overflow.organisations(session, need, eligibility.needed(session, need))


def _on_duty(session: Session, event: Event) -> list[UUID]:
    return list(
        session.scalars(
            select(col(Duty.person_id)).where(
                col(Duty.community_id) == event.community_id, col(Duty.until) > event.at
            )
        )
    )


_FIND: dict[Audience, Find] = {
    Audience.ON_DUTY: _on_duty,
    Audience.REPRESENTATIVES: _representatives,
    Audience.HELPER: _helper,
    Audience.HELPER_OF_AN_ALLY: _helper_of_an_ally,
    Audience.HELPER_WHO_SAID_YES: _helper_who_said_yes,
    Audience.HELPER_WHO_WAITS: _if_waits(_helper),
    Audience.HELPER_OF_TOO_FEW: _if_too_few(_helper),
    Audience.HELPER_IN_DISPUTE: _if_disputed(_helper),
    Audience.HELPER_WHOSE_NEED_ENDED: _helper_whose_need_ended,
    Audience.BENEFICIARY: _beneficiary,
    Audience.BENEFICIARY_WHO_WAITS: _if_waits(_beneficiary),
    Audience.BENEFICIARY_OF_TOO_FEW: _if_too_few(_beneficiary),
    Audience.BENEFICIARY_IN_DISPUTE: _if_disputed(_beneficiary),
    Audience.BENEFICIARY_WHO_WAITED: _beneficiary_who_waited,
    Audience.BENEFICIARY_WHOSE_NEED_ENDED: _beneficiary_whose_need_ended,
    Audience.AUTHOR: _author,
    Audience.AUTHOR_HELPED_IN_PART: _author_helped_in_part,
    Audience.OFFERER: _offerer,
    Audience.PERSON: _person,
    Audience.WHO_HEARS: hearing.of_a_concern,
    Audience.COORDINATORS: _with_role(Role.COORDINATOR),
    Audience.STEWARDS: _with_role(Role.STEWARD),
    Audience.WHOSE_WORD_IS_ASKED: _whose_word_is_asked,
    Audience.STEWARDS_OF_THE_OTHER: _stewards_of_the_other,
    Audience.STEWARDS_OF_BOTH: _stewards_of_both,
    Audience.ORGANISATIONS: _organisations,
}
