"""A look at a page that stands open: script asks every 20 seconds what has changed, and puts that in place.

It is the same page at the same address; a header says what was seen of it, and when. Where nothing changed since, the
answer is empty. A look is no use of a sign-in: a phone that is left lying is signed out as ever.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from fastapi import Response

from core.errors import BadParameter
from web.coming.comings import LOOK
from web.coming.visitor import Visitor
from web.parts.shapes import Part


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen: since when new things are counted, and a mark of what stood there."""

    since: datetime
    mark: str = "-"

    def __str__(self) -> str:
        return f"{self.since.isoformat()} {self.mark}"


def asked(visitor: Visitor) -> Look | None:
    """What script says it has seen; None where somebody opens the page. Raises BadParameter for what is none."""
    said = visitor.request.headers.get(LOOK)
    if said is None:
        return None
    since, _, mark = said.partition(" ")
    try:
        at = datetime.fromisoformat(since)
    except ValueError as error:
        raise BadParameter(LOOK, "not_a_time") from error
    if at.tzinfo is None:
        raise BadParameter(LOOK, "not_a_time")
    return Look(at, mark)


def mark(parts: Sequence[Part]) -> str:
    """The same for the same parts, whatever their forms carry."""
    return sha256(repr(parts).encode()).hexdigest()[:12]


def nothing_changed() -> Response:
    """The answer to a look at a page that is as it was."""
    return Response(status_code=204, headers={"Cache-Control": "no-store"})
