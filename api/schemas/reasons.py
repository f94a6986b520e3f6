"""Why somebody is asked, and why somebody is not, over the wire: codes with sentences."""

from typing import Self

from api.schemas.base import Shape
from api.schemas.words import MatchReason, RefusalReason
from matching.words.vocabulary import By
from texts.reasons import explain


class Reason(Shape):
    """What speaks for asking just them, as code and sentence. `detail`: how near, which language, when, with what."""

    code: MatchReason
    detail: str | None = None
    text: str

    @classmethod
    def shown(cls, code: str, side: By, locale: str) -> Self:
        """Said to the helper, or about them."""
        prefix = "why" if side is By.HELPER else "why_other"
        word, _, detail = code.partition(":")
        found = cls(code=word, text=explain(code, locale, prefix=prefix))
        if detail:
            found.detail = detail
        return found


class Refusal(Shape):
    """Why somebody is not for a need, as code and sentence."""

    code: RefusalReason
    text: str
