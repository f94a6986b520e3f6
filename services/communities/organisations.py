"""Organisations: founded by anybody, inert until two different stewards have verified them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core.access import Caller
from core.edits import UNSET, Changes, Unset, coalesce
from core.errors import Forbidden, Invalid, NotFound, Stale
from core.events import EventKind, record_on
from core.models import Organisation, OrganisationPerson, OrganisationVerification
from matching.words.vocabulary import OrganisationKind, Role
from services.communities import directory


@dataclass(frozen=True, slots=True)
class OrganisationDraft:
    """What somebody says of an organisation they found."""

    name: str
    kind: OrganisationKind
    stands_for: str | None = None


@dataclass(frozen=True, slots=True)
class OrganisationChanges(Changes):
    """What its people change of what their organisation says of itself."""

    name: str | Unset = UNSET
    kind: OrganisationKind | Unset = UNSET
    stands_for: str | Unset = UNSET


def found_organisation(
    session: Session, caller: Caller, draft: OrganisationDraft, *, now: datetime
) -> Organisation:
    """A new organisation with the caller as its first person; it cannot act before two stewards verified it."""
    organisation = Organisation(name=draft.name, kind=draft.kind, stands_for=draft.stands_for, created_at=now)
    session.add(organisation)
    session.flush()
    session.add(OrganisationPerson(organisation_id=organisation.id, person_id=caller.person_id, since=now))
    record_on(session, EventKind.ORGANISATION_FOUNDED, organisation, actor=caller.person_id, now=now)
    return organisation


def get(session: Session, caller: Caller, organisation_id: UUID) -> Organisation:
    """An organisation: its own people and stewards see it before it is verified, everybody after."""
    organisation = session.get(Organisation, organisation_id)
    if organisation is None:
        raise NotFound
    if organisation.verified or organisation_id in caller.organisations or _is_steward(session, caller):
        return organisation
    raise NotFound


def search(session: Session, caller: Caller, *, after: UUID | None, limit: int) -> list[Organisation]:
    """Organisations by age: the verified ones and the caller's own; all of them for stewards."""
    query = select(Organisation)
    if not _is_steward(session, caller):
        query = query.where(col(Organisation.verified) | col(Organisation.id).in_(caller.organisations))
    if after is not None:
        query = query.where(col(Organisation.id) > after)
    return list(session.execute(query.order_by(col(Organisation.id)).limit(limit)).scalars())


def edit(
    session: Session,
    caller: Caller,
    organisation_id: UUID,
    changes: OrganisationChanges,
    *,
    edition: int,
) -> Organisation:
    """Its people change what it says of itself; another name or kind must be verified anew."""
    organisation = get(session, caller, organisation_id)
    _require_people(caller, organisation_id)
    session.refresh(organisation, with_for_update=True)
    if organisation.edition != edition:
        raise Stale
    organisation.name = coalesce(changes.name, organisation.name)
    organisation.kind = coalesce(changes.kind, organisation.kind)
    organisation.stands_for = coalesce(changes.stands_for, organisation.stands_for)
    if changes.name is not UNSET or changes.kind is not UNSET:
        organisation.verified = False
        for word in session.execute(
            select(OrganisationVerification).where(
                col(OrganisationVerification.organisation_id) == organisation_id
            )
        ).scalars():
            session.delete(word)
    organisation.version += 1
    organisation.edition += 1
    session.flush()
    return organisation


def verify(session: Session, caller: Caller, organisation_id: UUID, *, now: datetime) -> Organisation:
    """A steward's word. Two, of two recognised communities, each a steward for 30 days and two people,
    make the organisation able to act; a word given early counts once it is repeated.
    """
    if not _is_steward(session, caller):
        raise Forbidden
    organisation = get(session, caller, organisation_id)
    if organisation_id in caller.organisations:
        raise Forbidden("not_in_own_matter")
    session.refresh(organisation, with_for_update=True)
    if session.get(OrganisationVerification, (organisation_id, caller.person_id)) is None:
        session.add(
            OrganisationVerification(organisation_id=organisation_id, steward_id=caller.person_id, at=now)
        )
        record_on(session, EventKind.ORGANISATION_VERIFIED, organisation, actor=caller.person_id, now=now)
    session.flush()
    gave = select(col(OrganisationVerification.steward_id)).where(
        col(OrganisationVerification.organisation_id) == organisation_id
    )
    if not organisation.verified:
        organisation.verified = directory.two_stewards(session, session.scalars(gave), now=now)
    session.flush()
    return organisation


def _is_steward(session: Session, caller: Caller) -> bool:
    """Whether their word on an organisation counts: what opens doors everywhere is not for self-made stewards."""
    return bool(directory.recognised(session, caller, Role.STEWARD))


def ensure_acts_for(session: Session, caller: Caller, organisation_id: UUID) -> None:
    """Raises Invalid for who would post for an organisation that is not theirs, or that nobody has verified."""
    organisation = session.get(Organisation, organisation_id)
    if organisation is None or organisation_id not in caller.organisations:
        raise Invalid("/organisation_id", "not_your_organisation")
    if not organisation.verified:
        raise Invalid("/organisation_id", "organisation_not_verified")


def acted_for(session: Session, caller: Caller) -> list[Organisation]:
    """The organisations for which the caller may ask and offer: theirs, where two have verified them."""
    if not caller.organisations:
        return []
    query = select(Organisation).where(
        col(Organisation.id).in_(caller.organisations), col(Organisation.verified)
    )
    return list(session.scalars(query.order_by(col(Organisation.id))))


def _require_people(caller: Caller, organisation_id: UUID) -> None:
    if organisation_id not in caller.organisations:
        raise NotFound
