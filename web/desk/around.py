"""What every page of the desk has around its parts: the way back to the list, its script and the words of that."""

from core.models import Community
from web.coming.visitor import Visitor
from web.desk import address
from web.parts.shapes import Desk, Page, Part
from web.static import DESK_SCRIPT

KEYS = (
    ("J", "web.desk.key.j"),
    ("K", "web.desk.key.k"),
    ("Enter", "web.desk.key.enter"),
    ("E", "web.desk.key.e"),
    ("S", "web.desk.key.s"),
    ("C", "web.desk.key.c"),
    ("N", "web.desk.key.n"),
    ("U", "web.desk.key.u"),
    ("/", "web.desk.key.search"),
    ("?", "web.desk.key.help"),
)
"""Each key, and what it does."""


def page(
    visitor: Visitor,
    circle: Community,
    title: str,
    parts: tuple[Part, ...],
    *,
    back: tuple[str, str] | None = None,
) -> Page:
    """A page of this circle's desk. `back`: where it came from; else the list."""
    return Page(title, parts, back=back or address.back(visitor, circle), desk=words(visitor))


def words(visitor: Visitor) -> Desk:
    """The desk's script, and the words that it says and shows."""
    return Desk(
        script=DESK_SCRIPT,
        gone=visitor.say("web.desk.gone", title="{title}"),
        keys=visitor.say("web.desk.keys"),
        keys_do=tuple((key, visitor.say(does)) for key, does in KEYS),
        keys_on=visitor.say("web.desk.keys_on"),
        keys_off=visitor.say("web.desk.keys_off"),
    )
