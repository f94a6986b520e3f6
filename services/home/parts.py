"""What somebody is where: their communities, the organisations they act for, the people they speak for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core.access import Caller
from core.models import Community, Membership, Organisation, OrganisationPerson
from matching.words.vocabulary import MemberState
from services import sealed
from services.representation import standing


@dataclass(frozen=True, slots=True)
class SpokenFor:
    """Somebody one speaks for: what they agreed to, and until when. Nothing yet, where they were only asked."""

    person_id: UUID
    display_name: str | None
    covers: Sequence[str]
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Parts:
    """In the order in which each began."""

    memberships: Sequence[tuple[Membership, Community]]
    organisations: Sequence[Organisation]
    represents: Sequence[SpokenFor]


NONE = Parts((), (), ())
"""Somebody who is nothing anywhere."""


def of(session: Session, caller: Caller, *, now: datetime) -> Parts:
    """All of the caller's parts; one's own `new` communities are among them, so that nobody loses theirs."""
    memberships = session.execute(
        select(Membership, Community)
        .join(Community, col(Community.id) == col(Membership.community_id))
        .where(col(Membership.person_id) == caller.person_id, col(Membership.state) != MemberState.LEFT)
        .order_by(col(Membership.since), col(Community.id))
    ).all()
    organisations = session.scalars(
        select(Organisation)
        .join(OrganisationPerson, col(OrganisationPerson.organisation_id) == col(Organisation.id))
        .where(col(OrganisationPerson.person_id) == caller.person_id)
        .order_by(col(OrganisationPerson.since), col(Organisation.id))
    ).all()
    return Parts(
        [(mine, where) for mine, where in memberships], organisations, _represents(session, caller, now)
    )


def _represents(session: Session, caller: Caller, now: datetime) -> list[SpokenFor]:
    return [
        SpokenFor(
            person.id,
            sealed.display_name(session, person),
            consent.covers if consent.given_at is not None else [],
            consent.until,
        )
        for consent, person in standing.spoken_for(session, caller)
        if consent.until is None or consent.until > now
    ]
