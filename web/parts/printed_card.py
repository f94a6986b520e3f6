"""A card to print for somebody who has no app: the word by which they take everything over, and whom to call."""

from datetime import date

from markupsafe import Markup

from core.models import Community
from texts.catalogue import best, is_rtl, say
from web.parts.sheets import Sheet

_SHEET = Sheet("card")
HEADERS = _SHEET.headers
"""What its page is sent with beside the headers of all pages: its style sheet stands in it."""


def draw_card(circle: Community, name: str, locale: str, code: str, address: str, until: date) -> Markup:
    """The card in the language of whose it is, with its style sheet, as a part of a page; it alone is printed.

    `address`: where the word is typed; `until`: the day on which it ends.
    """
    language = best(locale)
    contact = circle.contact
    return _SHEET.drawn(
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
