"""The card of a match over the wire: why it waits for a human, what both say of it, and what may be decided."""

from uuid import UUID

from pydantic import Field

from api.schemas.base import Shape, Written
from api.schemas.history import HistoryLine
from api.schemas.matches import MatchOut
from api.schemas.need_cards import WhyHere
from api.schemas.needs_shown import NeedOut
from api.schemas.queue import HeldOut
from matching.words.rulings import Ruling
from matching.words.vocabulary import By
from services.match_cards.card import MatchCard
from services.oversight.queue import Held


class MatchCardOut(Shape):
    """A match as whoever answers for its community has it."""

    entry: WhyHere | None = Field(description="Why it stands in the queue; null: it waits for nobody.")
    held: HeldOut | None
    match: MatchOut
    need: NeedOut
    history: list[HistoryLine] = Field(description="Its own lines, the oldest first, at most fifty.")
    verdicts: list[Ruling] = Field(description="What may be decided about it (`POST …/decisions`).")
    asks: By | None = Field(description="Whose yes is to be asked for, and passed on.")
    case_id: UUID | None = Field(description="Where what was reported of it can be read, by who may hear it.")

    @classmethod
    def shown(cls, card: MatchCard, match: MatchOut, held: Held | None, locale: str) -> Written:
        return {
            "entry": WhyHere.shown(card.entry) if card.entry is not None else None,
            "held": HeldOut.shown(held) if held is not None else None,
            "match": match,
            "need": NeedOut.shown(card.need),
            "history": [HistoryLine.shown(line, locale) for line in card.history],
            "verdicts": list(card.verdicts),
            "asks": card.asks,
            "case_id": card.case_id,
        }
