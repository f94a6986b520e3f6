"""Organisations: inert until two different stewards have verified them."""

from uuid import UUID

from fastapi import APIRouter, Response
from sqlmodel import Session

from api.answers.pagination import Page
from api.answers.preconditions import Seen
from api.answers.replies import created, nothing, reply
from api.schemas.organisations import (
    OrganisationEdit,
    OrganisationIn,
    OrganisationOut,
    OrganisationPage,
    OrganisationPeople,
)
from core.models import Organisation
from doors.deps import Db, Me, Now
from doors.routing import ActionRoute
from services.communities import organisations
from services.governance import organisation_people as people

router = APIRouter(prefix="/v1/organisations", tags=["Organisations"], route_class=ActionRoute)


@router.get("", response_model=OrganisationPage)
def list_organisations(session: Db, me: Me, paging: Page) -> Response:
    """Organisations: verified ones, and those one acts for."""
    rows = organisations.search(session, me, after=paging.after, limit=paging.wanted)
    here = paging.cut(rows, lambda row: [row.id])
    counted = people.counted(session, [row.id for row in here])
    items = [OrganisationOut.shown(row, counted[row.id]) for row in here]
    return paging.reply(OrganisationPage(items=items, next=paging.next))


@router.post("", status_code=201, response_model=OrganisationOut)
def found_organisation(given: OrganisationIn, session: Db, me: Me, now: Now) -> Response:
    """Founds an organisation. It acts for nobody until two stewards have verified it."""
    organisation = organisations.found_organisation(session, me, given.value(), now=now)
    where = f"/v1/organisations/{organisation.id}"
    return created(_out(session, organisation), where, edition=organisation.edition)


@router.get("/{organisation_id}", response_model=OrganisationOut)
def get_organisation(organisation_id: UUID, session: Db, me: Me) -> Response:
    """One organisation."""
    return _answer(session, organisations.get(session, me, organisation_id))


@router.patch("/{organisation_id}", response_model=OrganisationOut)
def edit_organisation(
    organisation_id: UUID, given: OrganisationEdit, seen: Seen, session: Db, me: Me
) -> Response:
    """For its people; another name or kind must be verified anew. Needs `If-Match`."""
    before = organisations.get(session, me, organisation_id)
    seen.ensure(before.edition)
    changed = organisations.edit(session, me, organisation_id, given.value(), edition=before.edition)
    return _answer(session, changed)


@router.post("/{organisation_id}/verifications", response_model=OrganisationOut)
def verify_organisation(organisation_id: UUID, session: Db, me: Me, now: Now) -> Response:
    """A steward's word; the second, of another steward, lets the organisation act."""
    return _answer(session, organisations.verify(session, me, organisation_id, now=now))


@router.get("/{organisation_id}/people", response_model=OrganisationPeople)
def list_organisation_people(organisation_id: UUID, session: Db, me: Me) -> Response:
    """Who acts for it: for its people, and for stewards. Its people also see whom they `invited`."""
    rows = people.listed(session, me, organisation_id)
    asked = people.invited(session, me, organisation_id)
    return reply(OrganisationPeople(items=[row.person_id for row in rows], invited=asked))


@router.put("/{organisation_id}/people/{person_id}", status_code=204)
def add_organisation_person(
    organisation_id: UUID, person_id: UUID, session: Db, me: Me, now: Now
) -> Response:
    """Its people invite somebody so; who was invited accepts so, with their own id."""
    people.put(session, me, organisation_id, person_id, now=now)
    return nothing()


@router.delete("/{organisation_id}/people/{person_id}", status_code=204)
def remove_organisation_person(
    organisation_id: UUID, person_id: UUID, session: Db, me: Me, now: Now
) -> Response:
    """For its people; who was invited declines so."""
    people.remove(session, me, organisation_id, person_id, now=now)
    return nothing()


def _answer(session: Session, organisation: Organisation) -> Response:
    return reply(_out(session, organisation), edition=organisation.edition)


def _out(session: Session, organisation: Organisation) -> OrganisationOut:
    return OrganisationOut.shown(organisation, people.counted(session, [organisation.id])[organisation.id])
