"""Who could help with a need over the wire, and why there is nobody."""

from typing import Self
from uuid import UUID

from pydantic import Field

from api.schemas.base import Shape
from api.schemas.matches import MatchOut
from api.schemas.reasons import Reason, Refusal
from api.schemas.words import DistanceBand, NobodyReason
from matching.asking import nobody
from matching.words.vocabulary import By
from services.asking.around import CandidateView, RefusedView
from texts.catalogue import say


class CandidateOut(Shape):
    """A pseudonym: the offer's id, and what speaks for them."""

    offer_id: UUID
    distance_band: DistanceBand | None
    reasons: list[Reason]
    organisation: str | None = None
    score: int | None = None

    @classmethod
    def shown(cls, view: CandidateView, locale: str) -> "CandidateOut":
        found = cls.model_construct(
            offer_id=view.offer_id,
            distance_band=view.distance_band,
            reasons=[Reason.shown(code, By.BENEFICIARY, locale) for code in view.reasons],
        )
        if view.organisation is not None:
            found.organisation = view.organisation
        if view.score is not None:
            found.score = view.score
        return found


class RefusedOut(Shape):
    offer_id: UUID
    reason: Refusal

    @classmethod
    def shown(cls, view: RefusedView, locale: str) -> Self:
        text = say(f"reason_other.{view.reason}", locale)
        return cls(offer_id=view.offer_id, reason=Refusal(code=view.reason, text=text))


class WhyNobody(Shape):
    """Why there is nobody, or what may always help, as code and sentence."""

    code: NobodyReason
    text: str


class NobodyOut(Shape):
    """Why there is nobody: each reason where at least five helpers stand behind it, else one sentence for all; and what
    may always help.
    """

    why: list[WhyNobody]
    may_help: list[WhyNobody]

    @classmethod
    def shown(cls, codes: list[str], locale: str) -> Self:
        def said(code: str) -> WhyNobody:
            return WhyNobody(code=code, text=say(f"nobody.{code}", locale))

        return cls(why=[said(code) for code in codes], may_help=[said(code) for code in nobody.MAY_HELP])


class AroundNeed(Shape):
    """A need's proposals and who else could help; for coordinators also who could not, and why."""

    items: list[MatchOut]
    candidates: list[CandidateOut]
    refused: list[RefusedOut] | None = None
    nobody: NobodyOut | None = None
    cut: bool | None = Field(
        default=None, description="True: not all who offer help nearby were looked at, only the nearest."
    )
