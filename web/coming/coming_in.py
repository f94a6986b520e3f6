"""A browser comes in, and goes out again: which cookies it is given and which it loses."""

from core.access import Caller
from services import browsers
from services.drafts import keeping as drafts
from services.people import sessions
from services.people.sign_in import SignedIn
from web.coming import cookies
from web.coming.visitor import Visitor

_BROWSERS = (
    ("Firefox/", "Firefox"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("OPR/", "Opera"),
    ("Edg", "Edge"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Macintosh", "Linux")


def enter(visitor: Visitor, began: SignedIn, *, own_phone: bool) -> None:
    """Gives the browser the cookie of a sign-in that began just now. What it was known by before is known no more:
    whoever had put that there has nothing of it.
    """
    value = browsers.begin(visitor.session, began.session_id, own_phone=own_phone, now=visitor.now)
    visitor.request.state.own_phone = own_phone
    visitor.request.state.cookies |= {"minka": value, "minka-before": None}


def renew(visitor: Visitor, caller: Caller) -> None:
    """A new value for the cookie of whoever showed once more who they are."""
    visitor.request.state.cookies["minka"] = browsers.renew(visitor.session, caller.session_id, visitor.now)


def leave(visitor: Visitor) -> None:
    """Ends the sign-in, and what is pushed to this phone; the browser keeps no cookie of ours, and
    what was written down here is deleted."""
    if visitor.caller is not None:
        sessions.end(visitor.session, visitor.caller.person_id, visitor.caller.session_id, visitor.now)
    for name in cookies.OF_DRAFTS:
        draft = drafts.find(visitor.session, cookies.read(visitor.request, name) or "", visitor.now)
        if draft is not None:
            drafts.end(visitor.session, draft)
    visitor.request.state.cookies = dict.fromkeys(cookies.NAMES)


def device_name(visitor: Visitor) -> str:
    """What this browser is called among somebody's sign-ins, so that they know it again: "Firefox, Android"."""
    agent = visitor.request.headers.get("user-agent", "")
    browser = next((name for sign, name in _BROWSERS if sign in agent), "")
    system = next((name for name in _SYSTEMS if name in agent), "")
    return ", ".join(filter(None, (browser, system))) or "browser"
