"""Draws pages: one template, one style sheet within it, and headers that let nothing else in."""

from base64 import b64encode
from hashlib import sha256
from html import escape
from pathlib import Path

from fastapi import Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.pages.shapes import Page
from texts.catalogue import best, is_rtl

PREFIX = "/l/"

MOST_WORDS = 4_000
"""Bytes that somebody's own words may take of it; the app shows them whole."""

_HERE = Path(__file__).parent
_CSS = (_HERE / "style.css").read_text(encoding="utf-8").strip()
_CSS_HASH = b64encode(sha256(_CSS.encode()).digest()).decode()
_TEMPLATES = Environment(
    loader=FileSystemLoader(_HERE),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)

HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_CSS_HASH}'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Content-Type-Options": "nosniff",
}


def is_page(request: Request) -> bool:
    """Whether whoever calls looks at a page, so that also what goes wrong is told on one."""
    return request.url.path.startswith(PREFIX)


def draw(page: Page, locale: str, headers: dict[str, str] | None = None) -> Response:
    """The page in a language, with its headers."""
    language = best(locale)
    html = _TEMPLATES.get_template("layout.html").render(
        page=page, locale=language, rtl=is_rtl(language), css=_CSS
    )
    told = HEADERS | {"Content-Language": language} | (headers or {})
    return Response(html, page.status, told, "text/html; charset=utf-8")


def problem(title: str, detail: str, status: int, locale: str, headers: dict[str, str]) -> Response:
    """What went wrong, as a page."""
    return draw(Page(title, (detail,), status=status), locale, headers)


def clipped(text: str | None, room: int = MOST_WORDS) -> str | None:
    """Somebody's words, cut where they would make the page too large: at `room` bytes."""
    if text is None:
        return None
    for index, letter in enumerate(text):
        room -= len(escape(letter).encode())
        if room < 0:
            return text[:index].rstrip() + " …"
    return text


def as_written(text: str) -> str:
    """Numbers and addresses within a sentence that may run the other way: isolated (UAX #9), so that a
    leading plus or minus stays in front.
    """
    return f"\u2068{text}\u2069"
