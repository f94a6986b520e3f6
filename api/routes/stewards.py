"""What stewards answer for: emergencies they declare, and the log of what was done in the community's name."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from api.answers.pagination import Page
from api.answers.replies import nothing, reply
from api.schemas.log import LogLine, LogPage
from api.schemas.reveals import DeclaredEmergency, EmergencyDeclaration
from api.schemas.words import ActWord
from doors import languages
from doors.deps import Db, Me, Now
from doors.routing import ActionRoute
from services.oversight import log
from services.reveals import emergencies

router = APIRouter(prefix="/v1/communities/{community_id}", tags=["Coordinators"], route_class=ActionRoute)


@router.put("/emergency", response_model=DeclaredEmergency)
def declare_emergency(
    community_id: UUID, given: EmergencyDeclaration, session: Db, me: Me, now: Now
) -> Response:
    """Says until when there is an emergency, 72 hours at most, and why; for stewards. Members read it in the inbox."""
    declared = emergencies.declare(session, me, community_id, until=given.until, reason=given.reason, now=now)
    return reply(DeclaredEmergency.shown(declared))


@router.delete("/emergency", status_code=204)
def end_emergency(community_id: UUID, session: Db, me: Me, now: Now) -> Response:
    """The emergency is over; for stewards."""
    emergencies.end(session, me, community_id, now=now)
    return nothing()


@router.get("/log", response_model=LogPage)
def get_log(
    community_id: UUID,
    request: Request,
    session: Db,
    me: Me,
    paging: Page,
    by: Annotated[UUID | None, Query(description="Only what this person did.")] = None,
    kind: Annotated[ActWord | None, Query(max_length=40, description="Only acts of this kind.")] = None,
) -> Response:
    """What those did who answer for the community, newest first, looks at people's contacts among it. Coordinators
    read their own lines.
    """
    wanted = log.Narrowed(by, kind)
    rows = log.of(session, me, community_id, wanted, before=paging.number, limit=paging.wanted)
    here = paging.cut(rows, lambda line: [line.event.id])
    locale = languages.of(request)
    return paging.reply(LogPage(items=[LogLine.shown(line, locale) for line in here], next=paging.next))
