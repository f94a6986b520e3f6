"""A card to print for somebody who has no app: the word by which they take everything over, and whom to call."""

from base64 import b64encode
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path

from markupsafe import Markup

from core.models import Community
from texts.catalogue import best, is_rtl, say
from web.parts import render

_HERE = Path(__file__).parent
_CSS = (_HERE / "card.css").read_text(encoding="utf-8").strip()
_HASH = b64encode(sha256(_CSS.encode()).digest()).decode()
_TEMPLATE = render.TEMPLATES.get_template("card.html")
_POLICY = "Content-Security-Policy"

HEADERS: Mapping[str, str] = {
    _POLICY: render.OF_PAGES[_POLICY].replace("style-src ", f"style-src 'sha256-{_HASH}' ")
}
"""What its page is sent with beside the headers of all pages: its style sheet stands in it."""


def draw_card(circle: Community, name: str, locale: str, code: str, address: str, until: date) -> Markup:
    """The card in the language of whose it is, with its style sheet, as a part of a page; it alone is printed.

    `address`: where the word is typed; `until`: the day on which it ends.
    """
    language = best(locale)
    contact = circle.contact
    return Markup(  # noqa: S704 - the template escapes
        _TEMPLATE.render(
            css=_CSS,
            lang=language,
            dir="rtl" if is_rtl(language) else "ltr",
            name=name,
            what=say("page.card.what", language),
            code=code,
            address=address,
            circle=circle.name,
            phone=contact.phone if contact else None,
            keep=say("page.card.keep", language, until=until.isoformat()),
        )
    )
