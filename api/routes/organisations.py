"""Organisations: inert until two different stewards have verified them."""

from uuid import UUID

from fastapi import APIRouter, Response

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
from doors.deps import Db, Me, Now
from doors.routing import ActionRoute
from services.communities import organisations

router = APIRouter(prefix="/v1/organisations", tags=["Organisations"], route_class=ActionRoute)


@router.get("", response_model=OrganisationPage)
def list_organisations(session: Db, me: Me, paging: Page) -> Response:
    rows = organisations.search(session, me, after=paging.after, limit=paging.wanted)
    items = [OrganisationOut.shown(row) for row in paging.cut(rows, lambda row: [row.id])]
    return paging.reply(OrganisationPage(items=items, next=paging.next))


@router.post("", status_code=201, response_model=OrganisationOut)
def found_organisation(given: OrganisationIn, session: Db, me: Me, now: Now) -> Response:
    organisation = organisations.found_organisation(session, me, given.value(), now=now)
    where = f"/v1/organisations/{organisation.id}"
    return created(OrganisationOut.shown(organisation), where, edition=organisation.edition)


@router.get("/{organisation_id}", response_model=OrganisationOut)
def get_organisation(organisation_id: UUID, session: Db, me: Me) -> Response:
    organisation = organisations.get(session, me, organisation_id)
    return reply(OrganisationOut.shown(organisation), edition=organisation.edition)


@router.patch("/{organisation_id}", response_model=OrganisationOut)
def edit_organisation(
    organisation_id: UUID, given: OrganisationEdit, seen: Seen, session: Db, me: Me
) -> Response:
    """For its people; another name or kind must be verified anew. Needs `If-Match`."""
    before = organisations.get(session, me, organisation_id)
    seen.ensure(before.edition)
    changed = organisations.edit(session, me, organisation_id, given.value(), edition=before.edition)
    return reply(OrganisationOut.shown(changed), edition=changed.edition)


@router.post("/{organisation_id}/verifications", response_model=OrganisationOut)
def verify_organisation(organisation_id: UUID, session: Db, me: Me, now: Now) -> Response:
    """A steward's word; the second, of another steward, lets the organisation act."""
    organisation = organisations.verify(session, me, organisation_id, now=now)
    return reply(OrganisationOut.shown(organisation), edition=organisation.edition)


@router.get("/{organisation_id}/people", response_model=OrganisationPeople)
def list_organisation_people(organisation_id: UUID, session: Db, me: Me) -> Response:
    rows = organisations.people(session, me, organisation_id)
    return reply(OrganisationPeople(items=[row.person_id for row in rows]))


@router.put("/{organisation_id}/people/{person_id}", status_code=204)
def add_organisation_person(
    organisation_id: UUID, person_id: UUID, session: Db, me: Me, now: Now
) -> Response:
    organisations.add_person(session, me, organisation_id, person_id, now=now)
    return nothing()


@router.delete("/{organisation_id}/people/{person_id}", status_code=204)
def remove_organisation_person(
    organisation_id: UUID, person_id: UUID, session: Db, me: Me, now: Now
) -> Response:
    organisations.remove_person(session, me, organisation_id, person_id, now=now)
    return nothing()
