"""The sheet of cards, to print and cut."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from services.representation.cards import Card
from texts.catalogue import is_rtl, say


def sheet(cards: list[Card], url: str) -> str:
    """One page of cards, each in its person's own language; names are escaped. `url` is where Minka is reached."""
    pages = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True)
    return pages.get_template("card_sheet.html").render(cards=[_told(card) for card in cards], url=url)


def _told(card: Card) -> dict[str, str]:
    until = card.expires_at.date().isoformat()
    return {
        "locale": card.locale,
        "direction": "rtl" if is_rtl(card.locale) else "ltr",
        "name": card.display_name,
        "what": say("page.card.what", card.locale),
        "code": card.code,
        "keep": say("page.card.keep", card.locale, until=until),
    }
