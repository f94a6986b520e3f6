"""Who stands behind it all: a circle's name, how it is reached, and whom to call where that is too slow."""

from collections.abc import Iterator
from uuid import UUID

from core.models import Community
from services.places import emergency
from web.parts.shapes import Fact
from web.reader import Reader


def facts(reader: Reader, community_id: UUID, cell: int | None) -> Iterator[Fact]:
    """A circle's name, phone and mailbox as it tells everybody, and the emergency lines of a place: the shown cell of
    what the page is about; of what has none, the circle's.
    """
    community = reader.session.get_one(Community, community_id)
    yield Fact(reader.say("page.circle"), community.name)
    said = community.contact
    if said is not None and said.phone:
        yield Fact(reader.say("page.circle.phone"), said.phone, f"tel:{said.phone}", said.hours)
    if said is not None and said.email:
        yield Fact(reader.say("page.circle.email"), said.email, f"mailto:{said.email}")
    for line in emergency.lines(cell, community, locale=reader.locale):
        yield Fact(reader.say("page.emergency"), line.phone, f"tel:{line.phone}", line.label)
