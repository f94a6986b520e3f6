"""Who stands behind it all: a circle's name, how it is reached, and whom to call where that is too slow."""

from collections.abc import Iterator

from core.models import Community
from services.places import emergency
from web.parts.shapes import Fact
from web.reader import Reader


def facts(reader: Reader, circle: Community, cell: int | None, *, href: str | None = None) -> Iterator[Fact]:
    """A circle's name, phone and mailbox as it tells everybody, and the emergency lines of a place (its shown cell).

    `href`: where its name leads.
    """
    yield Fact(reader.say("page.circle"), circle.name, href)
    told = circle.contact
    if told is not None and told.phone:
        yield Fact(reader.say("page.circle.phone"), told.phone, f"tel:{told.phone}", told.hours)
    if told is not None and told.email:
        yield Fact(reader.say("page.circle.email"), told.email, f"mailto:{told.email}")
    for line in emergency.lines(cell, circle, locale=reader.locale):
        yield Fact(reader.say("page.emergency"), line.phone, f"tel:{line.phone}", line.label)
