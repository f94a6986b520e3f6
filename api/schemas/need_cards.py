"""The card of a need over the wire: what a coordinator decides on it by, calls, and acts that may be taken back."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from api.schemas.around import NobodyOut
from api.schemas.base import Given, Shape, Text, Written
from api.schemas.history import HistoryLine
from api.schemas.needs_shown import NeedOut
from api.schemas.queue import HeldOut
from api.schemas.reasons import Reason, Refusal
from api.schemas.words import (
    CardAct,
    DistanceBand,
    EndCode,
    HelperAnswer,
    LikenessReason,
    ProblemCode,
    QueueAnswer,
    QueueWhy,
)
from core.models import Reached
from core.models.person import ContactKind
from matching.words.vocabulary import By, MatchStatus, TrustLevel
from services.need_cards.authors import CardAuthor
from services.need_cards.candidates import NamedCandidate, NamedRefusal
from services.need_cards.card import NeedCard
from services.need_cards.case_file import NamedLine
from services.need_cards.helpers import NamedHelper
from services.need_cards.people import PersonOnNeed
from services.need_cards.reaching import ReachingLine
from services.oversight.possible_doubles import PossibleDouble
from services.oversight.queue import Entry
from texts.catalogue import say


class AuthorOut(Shape):
    """Who asked. `phone` and `email` to whoever speaks for them alone; others look them up for a purpose."""

    person_id: UUID
    display_name: str | None
    represented: bool = Field(description="They have no app; somebody speaks for them.")
    spoken_for_by: list[str]
    phone: str | None = None
    email: str | None = None

    @classmethod
    def shown(cls, author: CardAuthor) -> Self:
        found = cls(
            person_id=author.person_id,
            display_name=author.display_name,
            represented=author.represented,
            spoken_for_by=list(author.spoken_for_by),
        )
        if author.own_contacts is not None:
            found.phone = author.own_contacts.get(ContactKind.PHONE)
            found.email = author.own_contacts.get(ContactKind.EMAIL)
        return found


class WhyHere(Shape):
    """Why it stands in the queue, and what can be done in one step, the next act first."""

    why: QueueWhy
    since: datetime
    answers: list[QueueAnswer]

    @classmethod
    def shown(cls, entry: Entry) -> Self:
        return cls(why=entry.why, since=entry.since, answers=list(entry.answers))


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


class CallNoteIn(Given):
    """What came of a call to whoever asked. They can read it, the note too."""

    outcome: Reached
    note: Text | None = Field(None, description="The person it is about can read it.")


class CallNoteOut(Shape):
    """A call to whoever asked: who made it, when, whether somebody answered, and what was noted."""

    at: datetime
    by_id: UUID
    by_name: str | None
    outcome: Reached
    note: str | None

    @classmethod
    def shown(cls, line: ReachingLine) -> Self:
        return cls(at=line.at, by_id=line.by_id, by_name=line.by_name, outcome=line.outcome, note=line.note)


class CardLine(HistoryLine):
    """A line of the history, with who did it by name, where that may be known."""

    by_name: str | None

    @classmethod
    def named(cls, one: NamedLine, locale: str) -> "CardLine":
        line = HistoryLine.shown(one.line, locale)
        return cls(**line.model_dump(), by_name=one.by_name)


class LikeNeed(Shape):
    """A need that may ask for the same, and why it looks so."""

    need_id: UUID
    why: LikenessReason
    title: str | None
    posted_at: datetime

    @classmethod
    def shown(cls, one: PossibleDouble) -> Self:
        return cls(need_id=one.need_id, why=one.why, title=one.title, posted_at=one.posted_at)


class WhyNoLook(Shape):
    """Why its author's place and number cannot be looked up, as code and sentence."""

    code: ProblemCode
    text: str


class CardLook(Shape):
    """Whether its author's place and number can be looked up (`POST …/needs/{id}/reveals`), and else why not.
    `proves_first`: the caller shows once more who they are before it.
    """

    may: bool
    why_not: WhyNoLook | None
    proves_first: bool

    @classmethod
    def shown(cls, card: NeedCard, locale: str) -> Self:
        code = card.why_no_reveal
        why = WhyNoLook(code=code, text=say(f"problem.{code}.title", locale)) if code else None
        return cls(may=card.may_reveal, why_not=why, proves_first=card.proves_first)


class NeedCardOut(Shape):
    """All that a coordinator decides on a need by, at one look."""

    need: NeedOut
    author: AuthorOut
    entries: list[WhyHere] = Field(description="Why it stands in the queue, most pressing first.")
    held: HeldOut | None
    candidates: list[NamedCandidateOut] = Field(description="Who could help, best first.")
    refused: list[NamedRefusalOut] = Field(description="Why others who offer such help cannot.")
    nobody: NobodyOut | None = None
    people: list[PersonOnNeedOut] = Field(description="Who was asked or answered, the newest first.")
    calls: list[CallNoteOut] = Field(description="Calls to whoever asked, the last first.")
    reveal: CardLook
    history: list[CardLine] = Field(description="Its last hundred lines, oldest first.")
    about_notes: str = Field(description="That whoever a note is about can read it, as a sentence.")
    doubles: list[LikeNeed] = Field(description="Needs that may ask for the same.")
    allowed: list[CardAct]
    cut: bool | None = Field(
        default=None, description="True: not all who offer help nearby were looked at, only the nearest."
    )

    @classmethod
    def shown(cls, card: NeedCard, locale: str, *, cut: bool) -> Written:
        said: Written = {
            "need": NeedOut.shown(card.view, locale=locale),
            "author": AuthorOut.shown(card.author),
            "entries": [WhyHere.shown(entry) for entry in card.entries],
            "held": HeldOut.shown(card.held) if card.held else None,
            "candidates": [NamedCandidateOut.shown(one, locale) for one in card.could.candidates],
            "refused": [NamedRefusalOut.shown(one, locale) for one in card.could.refusals],
            "people": [PersonOnNeedOut.shown(one) for one in card.people],
            "calls": [CallNoteOut.shown(line) for line in card.reaching],
            "reveal": CardLook.shown(card, locale),
            "history": [CardLine.named(line, locale) for line in card.history],
            "about_notes": say("card.notes_are_read", locale),
            "doubles": [LikeNeed.shown(one) for one in card.doubles],
            "allowed": list(card.allowed),
        }
        if card.could.why:
            said["nobody"] = NobodyOut.shown(list(card.could.why), locale)
        return said | ({"cut": True} if cut else {})
