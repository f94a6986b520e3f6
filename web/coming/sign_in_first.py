"""The way to the sign-in page, and back to where somebody was."""

from urllib.parse import quote, urlsplit

from fastapi import Request, Response

from web.coming.visitor import Visitor
from web.parts.fields import Field

PAGE, AGAIN = "/in", "/in/again"
FIRST_PAGE = "/my"
NEXT = "next"
_LONGEST = 300


def to_sign_in(request: Request, page: str = PAGE) -> Response:
    """Leads there, and remembers the page that was asked for; of a form the page that it stood on is."""
    reads = request.method in ("GET", "HEAD")
    asked = urlsplit(str(request.url) if reads else request.headers.get("referer", ""))
    path = f"{asked.path}?{asked.query}" if asked.query else asked.path
    where = f"{page}?{NEXT}={quote(path)}" if within(path) else page
    return Response(status_code=303, headers={"Location": where, "Cache-Control": "no-store"})


def on(visitor: Visitor) -> str:
    """Where whoever has come in goes on to: the page that they were on their way to, else their own."""
    path = visitor.fields.one(NEXT) or visitor.asked(NEXT)
    return path if within(path) else FIRST_PAGE


def carrying(visitor: Visitor, path: str) -> str:
    """A step on the way in, which knows where it leads."""
    goes_on = on(visitor)
    joint = "&" if "?" in path else "?"
    return path if goes_on == FIRST_PAGE else f"{path}{joint}{NEXT}={quote(goes_on)}"


def carried(visitor: Visitor) -> Field:
    """The same in a form."""
    return Field(NEXT, kind="hidden", value=on(visitor))


def within(path: str) -> bool:
    """Whether it is a path of ours, and leads to no other site, whatever a browser makes of it."""
    return (
        path.startswith("/")
        and not path.startswith(("//", "/l/", "/in"))
        and len(path) <= _LONGEST
        and "\\" not in path
        and path.isascii()
        and path.isprintable()
    )
