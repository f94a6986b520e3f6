"""The way to the sign-in page, and back to where somebody was."""

from urllib.parse import quote, urlsplit

from fastapi import Request, Response

PAGE = "/in"


def to_sign_in(request: Request) -> Response:
    """Leads there, and remembers the page that was asked for; of a form the page that it stood on is."""
    reads = request.method in ("GET", "HEAD")
    path = request.url.path if reads else urlsplit(request.headers.get("referer", "")).path
    where = f"{PAGE}?next={quote(path)}" if within(path) else PAGE
    return Response(status_code=303, headers={"Location": where, "Cache-Control": "no-store"})


def within(path: str) -> bool:
    """Whether it is a path of ours, and leads to no other site, whatever a browser makes of it."""
    return (
        path.startswith("/")
        and not path.startswith(("//", "/l/", "/in"))
        and "\\" not in path
        and path.isascii()
        and path.isprintable()
    )
