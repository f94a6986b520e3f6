"""Who acts for an organisation: invited by its people, and accepting themselves. Stewards see who, and how many."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import Session, col

from core.access import Caller
from core.errors import Conflict, NotFound
from core.events import EventKind, record
from core.models import Organisation, OrganisationInvitation, OrganisationPerson, Person
from matching.words.vocabulary import Role
from services.communities import directory


def listed(session: Session, caller: Caller, organisation_id: UUID) -> list[OrganisationPerson]:
    """Who acts for an organisation: for its people, and for stewards. Raises NotFound for everybody else."""
    if not _of_its_people(caller, organisation_id) and not _is_steward(session, caller, organisation_id):
        raise NotFound
    rows = select(OrganisationPerson).where(col(OrganisationPerson.organisation_id) == organisation_id)
    return list(session.scalars(rows.order_by(col(OrganisationPerson.since))))


def invited(session: Session, caller: Caller, organisation_id: UUID) -> list[UUID]:
    """Who was invited and has not answered; for its people."""
    if not _of_its_people(caller, organisation_id):
        return []
    rows = select(col(OrganisationInvitation.person_id)).where(
        col(OrganisationInvitation.organisation_id) == organisation_id
    )
    return list(session.scalars(rows.order_by(col(OrganisationInvitation.at))))


def counted(session: Session, organisations: Sequence[UUID]) -> dict[UUID, int]:
    """How many act for each of these organisations."""
    rows = session.execute(
        select(col(OrganisationPerson.organisation_id), func.count())
        .where(col(OrganisationPerson.organisation_id).in_(organisations))
        .group_by(col(OrganisationPerson.organisation_id))
    )
    return dict.fromkeys(organisations, 0) | {row[0]: row[1] for row in rows}


def put(session: Session, caller: Caller, organisation_id: UUID, person_id: UUID, *, now: datetime) -> None:
    """Of its people this invites somebody, whose id they know from a confirmed match; of who was invited it accepts.

    Repeating it is harmless. Raises NotFound for everybody else, and for whoever does not exist; Conflict where whoever
    invited them does not act for it any more.
    """
    if session.get(OrganisationPerson, (organisation_id, person_id)) is not None:
        if not _of_its_people(caller, organisation_id):
            raise NotFound
    elif caller.person_id == person_id:
        _accept(session, caller, organisation_id, now)
    elif _of_its_people(caller, organisation_id):
        _invite(session, caller, organisation_id, person_id, now)
    else:
        raise NotFound


def _invite(session: Session, caller: Caller, organisation_id: UUID, person_id: UUID, now: datetime) -> None:
    person = session.get(Person, person_id)
    if person is None or person.erased_at is not None or person_id in caller.blocked:
        raise NotFound
    if session.get(OrganisationInvitation, (organisation_id, person_id)) is None:
        session.add(
            OrganisationInvitation(
                organisation_id=organisation_id, person_id=person_id, by_id=caller.person_id, at=now
            )
        )
        _record(session, EventKind.ORGANISATION_INVITED, caller, organisation_id, now, for_id=person_id)


def _accept(session: Session, caller: Caller, organisation_id: UUID, now: datetime) -> None:
    invitation = session.get(
        OrganisationInvitation, (organisation_id, caller.person_id), with_for_update=True
    )
    if invitation is None:
        raise NotFound
    session.get_one(Organisation, organisation_id, with_for_update={"key_share": True})
    if session.get(OrganisationPerson, (organisation_id, invitation.by_id)) is None:
        raise Conflict("invitation_over", current="withdrawn", allowed=[])
    session.delete(invitation)
    session.add(OrganisationPerson(organisation_id=organisation_id, person_id=caller.person_id, since=now))
    _record(session, EventKind.ORGANISATION_PEOPLE_CHANGED, caller, organisation_id, now)


def remove(
    session: Session, caller: Caller, organisation_id: UUID, person_id: UUID, *, now: datetime
) -> None:
    """Lets somebody act for the organisation no more, takes an invitation back, or declines it; repeating is harmless.

    Raises NotFound as `put` does.
    """
    invitation = session.get(OrganisationInvitation, (organisation_id, person_id))
    mine = caller.person_id == person_id and invitation is not None
    if not mine and not _of_its_people(caller, organisation_id):
        raise NotFound
    if invitation is not None:
        session.delete(invitation)
    row = session.get(OrganisationPerson, (organisation_id, person_id))
    if row is not None:
        session.delete(row)
        _record(session, EventKind.ORGANISATION_PEOPLE_CHANGED, caller, organisation_id, now)


def _of_its_people(caller: Caller, organisation_id: UUID) -> bool:
    return organisation_id in caller.organisations


def _is_steward(session: Session, caller: Caller, organisation_id: UUID) -> bool:
    there = session.get(Organisation, organisation_id) is not None
    return there and bool(directory.recognised(session, caller, Role.STEWARD))


def _record(
    session: Session,
    kind: EventKind,
    caller: Caller,
    organisation_id: UUID,
    now: datetime,
    *,
    for_id: UUID | None = None,
) -> None:
    record(
        session,
        kind,
        actor=caller.person_id,
        subject=("organisation", organisation_id),
        for_id=for_id,
        now=now,
    )
