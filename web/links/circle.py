"""The circle behind a link's page: how it is reached, and whom to call where the page's matter is."""

from collections.abc import Iterator
from uuid import UUID

from core.models import Community
from web.parts import circle
from web.parts.shapes import Fact
from web.reader import Reader


def facts(reader: Reader, community_id: UUID, cell: int | None) -> Iterator[Fact]:
    """As of `web.parts.circle`, with the lines of the shown cell of what the page is about; of what has none, the
    circle's.
    """
    return circle.facts(reader, reader.session.get_one(Community, community_id), cell)
