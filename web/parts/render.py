"""Draws pages: one layout, one style sheet within it, and headers that let nothing else in."""

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from html import escape
from pathlib import Path

from fastapi import Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from texts.catalogue import LANGUAGES, best, is_rtl, say
from texts.reasons import language_name
from web.parts.shapes import Page
from web.static import ICON, SCRIPT

PREFIX = "/l/"

MOST_WORDS = 4_000
"""Bytes that somebody's own words may take of a small page; the app shows them whole."""

_HERE = Path(__file__).parent
_CSS = (_HERE / "style.css").read_text(encoding="utf-8").strip()
_CSS_HASH = b64encode(sha256(_CSS.encode()).digest()).decode()
TEMPLATES = Environment(
    loader=FileSystemLoader(_HERE),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
NAMES = {language: language_name(language, language) for language in LANGUAGES}
"""Each language as it names itself."""

_ALL = {
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}
HEADERS = {
    **_ALL,
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_CSS_HASH}'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
"""Of a page behind a link: its address is a secret, and nothing of it is kept."""
OF_PAGES = {
    **_ALL,
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_CSS_HASH}'; script-src 'self'; "
    "img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "same-origin",  # with `no-referrer` browsers send `Origin: null` with a form
    "Cache-Control": "no-store",
}
"""Of a page with an address of its own."""


def draw_link(page: Page, locale: str, headers: Mapping[str, str] | None = None) -> Response:
    """A page behind a link, in a language, with its headers: nothing leads from it but what it shows."""
    return _drawn(page, locale, HEADERS | dict(headers or {}))


def draw_whole(page: Page, locale: str, headers: Mapping[str, str], **around: object) -> Response:
    """A page with an address of its own, and what stands around each (`web.answers.chrome`)."""
    return _drawn(
        page,
        locale,
        OF_PAGES | dict(headers),
        script=SCRIPT,
        icon=ICON,
        look_again=say("web.look_again", locale),
        **around,
    )


def _drawn(page: Page, locale: str, headers: Mapping[str, str], **given: object) -> Response:
    language = best(locale)
    around = {"script": None, "visitor": None, "ways": (), "circle": None, "said": "", **given}
    html = TEMPLATES.get_template("layout.html").render(
        page=page, locale=language, rtl=is_rtl(language), css=_CSS, names=NAMES, **around
    )
    told = {**headers, "Content-Language": language}
    return Response(html, page.status, told, "text/html; charset=utf-8")


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
