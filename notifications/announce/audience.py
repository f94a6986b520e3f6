"""Who is told of an event: audiences turned into persons. Whoever did the thing is never among them."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core.events import payload_as, payload_of
from core.events.match_payloads import MatchReported
from core.events.payloads import AllianceChanged, ChangeProposed, NeedFulfilled
from core.models import (
    Appeal,
    Case,
    Community,
    Concern,
    Decision,
    Duty,
    Event,
    Match,
    Membership,
    Need,
    Notification,
    Offer,
    PendingChange,
    Person,
    Representation,
)
from matching.words.vocabulary import MemberState, Role
from notifications.announce import two_of_a_match
from notifications.announce.two_of_a_match import Find
from notifications.messages.notice import Audience
from services.access import callers, voices
from services.afterwards import concerns
from services.asking import overflow
from services.cases import listening
from services.communities import duty
from services.governance import speakers
from services.judging import listeners, own_matter
from services.matches import eligibility, near
from services.oversight import queue
from services.reveals import second_words


def persons(session: Session, audience: Audience, event: Event) -> list[UUID]:
    """The persons of this audience, without the actor. A concern is told to nobody but those who are to hear it."""
    match payload_of(event):
        case MatchReported(concern=True) if audience is not Audience.WHO_HEARS:
            return []
    return [person for person in _FIND[audience](session, event) if person != event.actor_id]


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
    whom = [event.for_id] if event.for_id is not None else []
    return [by for by, _ in _speakers(session, whom, event.at)]


def who_speaks(session: Session, event: Event, told: Collection[UUID]) -> list[tuple[UUID, UUID]]:
    """Who speaks for one of those told, and for whom; not whoever did it."""
    spoken = _speakers(session, told, event.at)
    return [(by, person) for by, person in spoken if by not in told and by != event.actor_id]


def still_speaks(session: Session, event: Event, reader: UUID, now: datetime) -> bool:
    """Whether this reader speaks for somebody whom an event concerns or who was told of it: what is said to them in
    place of others is not theirs to hear any more once the consent has ended or run out.
    """
    told = session.scalars(
        select(col(Notification.person_id)).where(
            col(Notification.event_id) == event.id, col(Notification.person_id) != reader
        )
    ).all()
    whom = [*told, event.for_id] if event.for_id is not None else told
    return any(by == reader for by, _ in _speakers(session, whom, now))


def _speakers(session: Session, whom: Collection[UUID], at: datetime) -> list[tuple[UUID, UUID]]:
    """Who speaks for one of these at a moment, and for whom, by a consent that stands then."""
    people = select(col(Person.id)).where(col(Person.id).in_(whom), col(Person.represented))
    rows = session.execute(
        select(col(Representation.representative_id), col(Representation.person_id))
        .where(col(Representation.person_id).in_(people), voices.consent_stands(at))
        .order_by(col(Representation.id))
    )
    return [(by, person) for by, person in rows]


def _who_hears(session: Session, event: Event) -> list[UUID]:
    """Whose it is to hear a case, or a concern that this report raised."""
    if event.subject_type == "case":
        return listening.who_hears(session, session.get_one(Case, event.subject_id))
    raised = select(Concern).where(col(Concern.match_id) == event.subject_id, col(Concern.at) == event.at)
    heard: set[UUID] = set()
    for concern in session.scalars(raised).all():
        heard.update(concerns.who_hears(session, concern))
    return sorted(heard)


def _who_hears_appeal(session: Session, event: Event) -> list[UUID]:
    """Who may hear an appeal: of the community, with no part in it."""
    appeal = session.get_one(Appeal, event.subject_id)
    return listeners.who_hears(session, session.get_one(Decision, appeal.decision_id))


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


def _coordinators_for_a_yes(session: Session, event: Event) -> list[UUID]:
    """Who may ask for a second yes that a near hand may not pass on: none of the two, nor whoever speaks for them."""
    match = session.get_one(Match, event.subject_id)
    if near.waits_for_a_coordinator(session, match) is None:
        return []
    two = (match.helper_person_id, match.beneficiary_id)
    speakers = session.scalars(
        select(col(Representation.representative_id)).where(
            col(Representation.person_id).in_(two), col(Representation.ended_at).is_(None)
        )
    )
    theirs = {*two, *speakers}
    coordinators = _with_role(Role.COORDINATOR)(session, event)
    return [person for person in coordinators if person not in theirs]


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


def _second_person(session: Session, event: Event) -> list[UUID]:
    """Whose word would be a second one beside the actor's, and who does not keep away from whom it concerns."""
    by, community = event.actor_id, session.get(Community, event.community_id)
    if by is None or community is None:
        return []
    whose = [event.for_id] if event.for_id is not None else []
    people = second_words.seconds(session, community, by, now=event.at)
    return sorted(people.difference(whose) - own_matter.kept_away(session, whose))


def _organisations(session: Session, event: Event) -> list[UUID]:
    """The people of organisations who may see the need, and could help."""
    need = session.get_one(Need, event.subject_id)
    return overflow.organisations(session, need, eligibility.needed(session, need))


def _on_duty(session: Session, event: Event) -> list[UUID]:
    here = (col(Duty.community_id) == event.community_id, duty.goes_on(event.at))
    return sorted(set(session.scalars(select(col(Duty.person_id)).where(*here))))


def _on_duty_next(session: Session, event: Event) -> list[UUID]:
    return [] if event.community_id is None else duty.who_is_next(session, event.community_id, event.at)


def _assignee(session: Session, event: Event) -> list[UUID]:
    """Who was asked to look after something, while it stands in the queue as they may see it."""
    if event.for_id is None or event.community_id is None:
        return []
    asked = callers.by_person(session, event.for_id)
    if not asked.is_at_least(Role.COORDINATOR, event.community_id):
        return []
    there = queue.entry(session, asked, event.community_id, event.subject_id, now=event.at)
    return [] if there is None else [event.for_id]


_FIND: dict[Audience, Find] = two_of_a_match.FIND | {
    Audience.ON_DUTY: _on_duty,
    Audience.ON_DUTY_NEXT: _on_duty_next,
    Audience.ASSIGNEE: _assignee,
    Audience.REPRESENTATIVES: _representatives,
    Audience.AUTHOR: _author,
    Audience.AUTHOR_HELPED_IN_PART: _author_helped_in_part,
    Audience.OFFERER: _offerer,
    Audience.PERSON: _person,
    Audience.WHO_HEARS: _who_hears,
    Audience.WHO_HEARS_APPEAL: _who_hears_appeal,
    Audience.SECOND_PERSON: _second_person,
    Audience.MEMBERS: _with_role(Role.MEMBER),
    Audience.COORDINATORS: _with_role(Role.COORDINATOR),
    Audience.COORDINATORS_FOR_A_YES: _coordinators_for_a_yes,
    Audience.STEWARDS: _with_role(Role.STEWARD),
    Audience.WHOSE_WORD_IS_ASKED: _whose_word_is_asked,
    Audience.STEWARDS_OF_THE_OTHER: _stewards_of_the_other,
    Audience.STEWARDS_OF_BOTH: _stewards_of_both,
    Audience.ORGANISATIONS: _organisations,
}
