"""Alliances between communities: whom a community helps out, and who helps it."""

from uuid import UUID

from fastapi import APIRouter, Response

from api.answers.replies import nothing, reply
from api.schemas.alliances import AllianceList, AllianceOut
from doors.deps import Db, Me, Now
from doors.routing import ActionRoute
from services.communities import alliances

router = APIRouter(
    prefix="/v1/communities/{community_id}/alliances", tags=["Communities"], route_class=ActionRoute
)


@router.get("", response_model=AllianceList)
def list_alliances(community_id: UUID, session: Db, me: Me) -> Response:
    """For members: `standing`, or `asked` by us. Stewards also see who `invited` us."""
    rows = alliances.listed(session, me, community_id)
    return reply(AllianceList(items=[AllianceOut.shown(row) for row in rows]))


@router.put("/{other_id}", response_model=AllianceOut)
def say_yes_to_alliance(community_id: UUID, other_id: UUID, session: Db, me: Me, now: Now) -> Response:
    """A steward's yes. It stands once a steward of the other community has said it too."""
    return reply(AllianceOut.shown(alliances.say_yes(session, me, community_id, other_id, now=now)))


@router.delete("/{other_id}", status_code=204)
def end_alliance(community_id: UUID, other_id: UUID, session: Db, me: Me, now: Now) -> Response:
    """Ends it at once, takes an asking back, or declines one. What was asked before may still be answered."""
    alliances.end(session, me, community_id, other_id, now=now)
    return nothing()
