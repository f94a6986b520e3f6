"""The first screen: everything that is one's own, in one answer."""

from fastapi import APIRouter, Request, Response

from api.answers.replies import reply, written
from api.schemas.home import HomeOut
from doors import etags, languages
from doors.deps import Db, Me, Now, SettingsOf
from doors.routing import ActionRoute
from services.home import screen

router = APIRouter(prefix="/v1/home", tags=["Home"], route_class=ActionRoute)


@router.get("", response_model=HomeOut)
def get_home(request: Request, session: Db, settings: SettingsOf, me: Me, now: Now) -> Response:
    """What waits for the caller, their needs, matches and offers, what is unread: the first screen of an app.

    With `If-None-Match` 304 where nothing has changed but the time.
    """
    home = screen.of(session, me, now=now)
    shown = HomeOut.shown(home, languages.of(request), settings.public_url, me.person_id)
    but_for_the_time = {name: part for name, part in shown.items() if name != "as_of"}
    return reply(shown, headers={"ETag": etags.of(written(but_for_the_time))})
