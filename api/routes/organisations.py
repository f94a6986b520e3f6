"""Organisations: inert until two different stewards have verified them."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from api import etags
from api.deps import Cursor, Db, Limit, Me, Now, Pages
from api.pagination import page
from api.replies import created, nothing, reply
from api.routing import ActionRoute
from api.schemas.communities import (
    OrganisationEdit,
    OrganisationIn,
    OrganisationOut,
    OrganisationPage,
    OrganisationPeople,
    organisation,
)
from services import organisations

router = APIRouter(prefix="/v1/organisations", tags=["Organisations"], route_class=ActionRoute)


@router.get("", response_model=OrganisationPage)
def list_organisations(
    request: Request, session: Db, me: Me, cursors: Pages, limit: Limit = 20, cursor: Cursor = None
) -> Response:
    scope = "organisations"
    mark = cursors.read(scope, cursor)
    rows = organisations.search(session, me, after=UUID(mark[0]) if mark else None, limit=limit + 1)
    here = rows[:limit]
    following = cursors.write(scope, [here[-1].id]) if len(rows) > limit else None
    items = [organisation(row) for row in here]
    return page(request, OrganisationPage(items=items, next=following), following)


@router.post("", status_code=201, response_model=OrganisationOut)
def found_organisation(given: OrganisationIn, session: Db, me: Me, now: Now) -> Response:
    return created(organisation(organisations.found(session, me, given.model_dump(), now=now)))


@router.get("/{organisation_id}", response_model=OrganisationOut)
def get_organisation(organisation_id: UUID, session: Db, me: Me) -> Response:
    return reply(organisation(organisations.get(session, me, organisation_id)))


@router.patch("/{organisation_id}", response_model=OrganisationOut)
def edit_organisation(
    organisation_id: UUID, given: OrganisationEdit, request: Request, session: Db, me: Me
) -> Response:
    """For its people; another name or kind must be verified anew. Needs `If-Match`."""
    seen = organisations.get(session, me, organisation_id)
    etags.require_match(request, organisation(seen))
    changes = given.model_dump(exclude_none=True)
    changed = organisations.edit(session, me, organisation_id, changes, version=seen.version)
    return reply(organisation(changed))


@router.post("/{organisation_id}/verifications", response_model=OrganisationOut)
def verify_organisation(organisation_id: UUID, session: Db, me: Me, now: Now) -> Response:
    """A steward's word; the second, of another steward, lets the organisation act."""
    return reply(organisation(organisations.verify(session, me, organisation_id, now=now)))


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
