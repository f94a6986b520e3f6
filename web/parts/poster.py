"""The poster of a circle, to print on A4 and hang up: what one can ask, how, and addresses to tear off."""

from collections.abc import Iterator

import segno
from markupsafe import Markup

from core.models import Community
from texts.catalogue import LANGUAGES, best, is_rtl, say
from web.parts.sheets import Sheet
from web.parts.signs import sign

MOST_KINDS = 6
STRIPS = 8
MOST_LANGUAGES = 4
"""In so many the poster's first sentence stands: the reader's own, then those of the circle."""

_FIRST_KINDS = (
    "groceries",
    "ride",
    "medicine_pickup",
    "repair",
    "company_call",
    "childcare",
    "cooked_meals",
    "water",
    "shelter",
    "clothing_bedding",
    "forms_offices",
    "translation",
)
"""What is asked for most stands first, where the circle has it."""

_SHEET = Sheet("poster")
HEADERS = _SHEET.headers
"""What its page is sent with beside the headers of all pages: its style sheet stands in it."""


def draw_poster(circle: Community, address: str, locale: str) -> Markup:
    """The poster in the reader's language, with its style sheet, as a part of a page.

    `address`: the whole address at which the circle is opened, which the QR code holds, too.
    """
    language = best(locale)
    contact = circle.contact
    return _SHEET.drawn(
        circle=circle,
        lines=[_line(one) for one in _languages(circle, language)],
        kinds=[{"sign": sign(kind), "name": say(f"category.{kind}", language)} for kind in _kinds(circle)],
        code=qr_code(address, say("page.poster.code", language)),
        address=address.partition("://")[2] or address,
        phone=contact.phone if contact else None,
        hours=contact.hours if contact else None,
        strips=STRIPS,
        said=_said(language),
    )


def qr_code(address: str, label: str) -> Markup:
    """An address as a QR code that is still read with an eighth of it torn or wet. `label`: what it is, in words."""
    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(border=4, omitsize=True, svgclass=None, lineclass=None)
    return Markup(drawn.replace("<svg", Markup('<svg role="img" aria-label="{}"').format(label), 1))  # noqa: S704 - segno's own


def _kinds(circle: Community) -> list[str]:
    """Six kinds of help that are used in the circle."""
    used = circle.categories or list(_FIRST_KINDS)
    first = [kind for kind in _FIRST_KINDS if kind in used]
    rest = [kind for kind in used if kind not in first and kind != "something_else"]
    return [*first, *rest][:MOST_KINDS]


def _languages(circle: Community, own: str) -> Iterator[str]:
    spoken = [best(language, "") for language in circle.languages]
    others = [language for language in LANGUAGES if language in spoken and language != own]
    yield from (own, *others[: MOST_LANGUAGES - 1])


def _line(language: str) -> dict[str, str]:
    direction = "rtl" if is_rtl(language) else "ltr"
    return {"lang": language, "dir": direction, "text": say("page.poster.lead", language)}


def _said(language: str) -> dict[str, str]:
    return {
        "how": say("page.poster.how", language),
        "call": say("page.poster.call", language),
        "plain": say("page.poster.plain", language),
    }
