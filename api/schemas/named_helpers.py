"""Who could help with a need and who was asked, by name, as coordinators see them over the wire."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from api.schemas.base import Shape
from api.schemas.card_words import HelperAnswer
from api.schemas.reasons import Reason, Refusal
from api.schemas.words import DistanceBand, EndCode
from matching.words.vocabulary import By, MatchStatus, TrustLevel
from services.need_cards.candidates import NamedCandidate, NamedRefusal
from services.need_cards.helpers import NamedHelper
from services.need_cards.people import PersonOnNeed
from texts.catalogue import say


class LastAnswerOut(Shape):
    answer: HelperAnswer
    on: date


class NamedHelperOut(Shape):
    """What of a helper a coordinator sees: never hours, places, or what they cannot do. `load`: how many promises of
    theirs stand in the circle.
    """

    person_id: UUID
    offer_id: UUID
    display_name: str | None
    organisation: str | None
    trust: TrustLevel
    load: int
    last_answer: LastAnswerOut | None


def _facts(helper: NamedHelper) -> NamedHelperOut:
    last = helper.last_answer
    return NamedHelperOut(
        person_id=helper.person_id,
        offer_id=helper.offer_id,
        display_name=helper.display_name,
        organisation=helper.organisation,
        trust=helper.trust,
        load=helper.load,
        last_answer=LastAnswerOut(answer=last.answer, on=last.on) if last else None,
    )


class NamedCandidateOut(Shape):
    """Somebody who could help. Ask them by `POST …/matches`, with a reason; both still say yes or no."""

    helper: NamedHelperOut
    distance_band: DistanceBand | None
    reasons: list[Reason]
    may_be_asked: bool
    score: int | None = None

    @classmethod
    def shown(cls, one: NamedCandidate, locale: str) -> Self:
        found = cls(
            helper=_facts(one.helper),
            distance_band=one.distance_band,
            reasons=[Reason.shown(code, By.BENEFICIARY, locale) for code in one.reasons],
            may_be_asked=one.may_be_asked,
        )
        if one.score is not None:
            found.score = one.score
        return found


class NamedRefusalOut(Shape):
    """Why some who offer such help cannot: how many, and who, where the author or the category decided it."""

    reason: Refusal
    how_many: int
    names: list[str]

    @classmethod
    def shown(cls, one: NamedRefusal, locale: str) -> Self:
        text = say(f"reason_other.{one.code}", locale)
        return cls(reason=Refusal(code=one.code, text=text), how_many=one.how_many, names=list(one.names))


class PersonOnNeedOut(Shape):
    """Who was asked or answered, and how it stands with them since when. No name of a helper of an allied circle before
    their yes.
    """

    match_id: UUID
    offer_id: UUID
    person_id: UUID | None
    display_name: str | None
    organisation: str | None
    trust: TrustLevel | None
    status: MatchStatus
    at: datetime
    opened_by: By
    end_code: EndCode | None

    @classmethod
    def shown(cls, one: PersonOnNeed) -> Self:
        return cls(
            match_id=one.match_id,
            offer_id=one.offer_id,
            person_id=one.person_id,
            display_name=one.display_name,
            organisation=one.organisation,
            trust=one.trust,
            status=one.status,
            at=one.at,
            opened_by=one.opened_by,
            end_code=one.end_code,
        )
