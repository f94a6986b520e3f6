"""A need carried into the chat that exists."""

from uuid import UUID

from fastapi import APIRouter, Response

from api.answers.replies import created, nothing, reply
from api.schemas.shares import ShareLinkList, ShareLinkOut
from core import addresses, limits
from core.settings import Settings
from doors import sharing
from doors.deps import Db, Me, Now, SettingsOf
from doors.routing import ActionRoute
from services.needs import shares
from services.needs.shares import Share

router = APIRouter(prefix="/v1/needs", tags=["Needs"], route_class=ActionRoute)


@router.post("/{need_id}/share-links", status_code=201, response_model=ShareLinkOut)
def share_need(need_id: UUID, session: Db, settings: SettingsOf, me: Me, now: Now) -> Response:
    """A link for the chat that exists, for whoever has it; the same one however often it is asked for.

    Its page shows category, community, time and household size. It ends with the need, after 7 days, or when it is
    taken back.
    """
    limits.take(session, limits.SHARE_LINKS_PER_PERSON, me.person_id.bytes, now)
    return created(_shown(settings, shares.make(session, me, need_id, now=now)), secret=True)


@router.get("/{need_id}/share-links", response_model=ShareLinkList)
def list_share_links(need_id: UUID, session: Db, settings: SettingsOf, me: Me, now: Now) -> Response:
    """The link of an own need that whoever has it can open now; empty where there is none."""
    items = [_shown(settings, share) for share in shares.of_need(session, me, need_id, now=now)]
    return reply(ShareLinkList(items=items), secret=True)


@router.delete("/{need_id}/share-links/{link_id}", status_code=204)
def take_share_link_back(need_id: UUID, link_id: UUID, session: Db, me: Me, now: Now) -> Response:
    """Shuts a link at once, for whoever has it; shared again, the need has another. Who answered before stays."""
    shares.take_back(session, me, need_id, link_id, now=now)
    return nothing()


def _shown(settings: Settings, share: Share) -> ShareLinkOut:
    url = addresses.of_link(settings.public_url, share.token)
    return ShareLinkOut.shown(share, url, sharing.text(share, url))
