"""The board over the wire."""

from api.schemas.base import Shape
from api.schemas.matches import MatchOut
from api.schemas.needs_shown import NeedOut
from api.schemas.offers import OfferOut


class Board(Shape):
    """One kind of thing at a time, as `what` asked."""

    needs: list[NeedOut] | None = None
    offers: list[OfferOut] | None = None
    matches: list[MatchOut] | None = None
    next: str | None = None
