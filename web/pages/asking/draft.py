"""What somebody has said so far of what they ask for: it stands in a draft on the server, before and after sign-in."""

from core.models import Draft
from core.models.columns import Json
from services.drafts import keeping as drafts
from web.coming import cookies
from web.coming.visitor import Visitor

COOKIE: cookies.Name = "minka-draft"
_BY = "by"
Said = dict[str, Json]


def read(visitor: Visitor) -> Said:
    """All that was said in this browser; nothing where that was by somebody who is not signed in now."""
    row = _row(visitor)
    said = drafts.read(visitor.session, row) if row is not None else {}
    return said if said.get(_BY) in (None, _me(visitor)) else {}


def say(visitor: Visitor, **more: Json) -> None:
    """Writes down more of it; what somebody signed in has written is theirs alone. To be called before anything else
    is written. Raises Unavailable, TooMany, TooLarge.
    """
    said = read(visitor)
    row = _row(visitor) if said else None
    if row is None:
        secret, row = drafts.begin(visitor.session, visitor.network, visitor.now)
        visitor.request.state.cookies[COOKIE] = secret
    drafts.write(visitor.session, row, {**said, **more, _BY: said.get(_BY) or _me(visitor)}, visitor.now)


def end(visitor: Visitor) -> None:
    """Forgets it: it was posted, or is wanted no more."""
    row = _row(visitor)
    if row is not None:
        drafts.end(visitor.session, row)
    visitor.request.state.cookies[COOKIE] = None


def secret(visitor: Visitor) -> str:
    """What tells this draft from all others."""
    return cookies.read(visitor.request, COOKIE) or ""


def _row(visitor: Visitor) -> Draft | None:
    held = secret(visitor)
    return drafts.find(visitor.session, held, visitor.now) if held else None


def _me(visitor: Visitor) -> str | None:
    return str(visitor.caller.person_id) if visitor.caller is not None else None
