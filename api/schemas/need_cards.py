"""The card of a need over the wire: what a coordinator decides on it by, calls, and acts that may be taken back."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from api.schemas.around import NobodyOut
from api.schemas.base import Given, Shape, Text, Written
from api.schemas.card_words import CardAct, LikenessReason
from api.schemas.history import HistoryLine
from api.schemas.named_helpers import NamedCandidateOut, NamedRefusalOut, PersonOnNeedOut
from api.schemas.needs_shown import NeedOut
from api.schemas.queue import HeldOut, QueueAnswer, QueueWhy
from api.schemas.words import ProblemCode
from core.models import Reached
from core.models.person import ContactKind
from services.need_cards.authors import CardAuthor
from services.need_cards.card import NeedCard
from services.need_cards.reaching import ReachingLine
from services.needs import history
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
    def shown(cls, line: history.HistoryLine, locale: str, by_name: str | None = None) -> Self:
        return cls(**HistoryLine.shown(line, locale).model_dump(), by_name=by_name)


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
            "history": [CardLine.shown(one.line, locale, one.by_name) for one in card.history],
            "about_notes": say("card.notes_are_read", locale),
            "doubles": [LikeNeed.shown(one) for one in card.doubles],
            "allowed": list(card.allowed),
        }
        if card.could.why:
            said["nobody"] = NobodyOut.shown(list(card.could.why), locale)
        return said | ({"cut": True} if cut else {})
