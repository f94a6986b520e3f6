"""A need carried into the chat that exists."""

from uuid import UUID

from fastapi import APIRouter, Response

from api.answers.replies import created, nothing, reply
from api.schemas.shares import ShareLinkList, ShareLinkOut
from core import addresses, hints, limits
from core.settings import Settings
from doors.deps import Db, Me, Now, SettingsOf
from doors.routing import ActionRoute
from matching.words.vocabulary import PlaceKind
from services.needs import shares
from services.needs.shares import Share
from texts.catalogue import best, say
from texts.times import when

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
    return ShareLinkOut.shown(share, url, _text(share, url))


def _text(share: Share, url: str) -> str:
    """What to paste, in the need's language: what an outsider may know, and nothing of who asks."""
    need, locale = share.need, best(share.need.language)
    remote, name = need.place_kind is PlaceKind.REMOTE, share.community.name
    here = name if hints.is_plain_name(name) else say("page.a_community", locale)
    return say(
        "share.text",
        locale,
        what=say(f"category.{need.category}", locale),
        where=say("page.remote", locale) if remote else here,
        when=when(need.windows, need.urgency, locale, share.community.time_zone),
        people=say("page.people", locale, count=need.for_people),
        url=url,
    )
