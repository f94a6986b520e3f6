"""People of a circle over the wire, as those who answer for it see them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from api.schemas.base import Given, Shape, Text, WindowOut
from api.schemas.communities import MemberOut
from api.schemas.words import CategorySlug, EventWord, MemberBulk, NeighbourMove
from core.models import HelperSilence, Match
from matching.words.vocabulary import (
    MatchStatus,
    MemberState,
    NeedStatus,
    OfferStatus,
    Role,
    TrustLevel,
    Urgency,
)
from services.neighbours.admitting import AT_MOST, Do
from services.neighbours.asked_and_promised import Asks, Promise
from services.neighbours.person import NeighbourCard
from services.neighbours.search import Neighbour
from services.neighbours.spoken_and_remarked import Remark


class NeighbourOut(Shape):
    """Somebody whom a search found. `role`, `state` and `trust` are null for who is no member: they ask for something
    here, or somebody speaks for them.
    """

    person_id: UUID
    display_name: str | None
    role: Role | None
    state: MemberState | None
    trust: TrustLevel | None
    represented: bool
    open_needs: int
    promises: int
    silent_since: datetime | None

    @classmethod
    def shown(cls, found: Neighbour) -> Self:
        return cls(
            person_id=found.person_id,
            display_name=found.display_name,
            role=found.role,
            state=found.state,
            trust=found.trust,
            represented=found.represented,
            open_needs=found.open_needs,
            promises=found.promises,
            silent_since=found.silent_since,
        )


class NeighbourList(Shape):
    items: list[NeighbourOut]


class NeighbourNeed(Shape):
    id: UUID
    category: CategorySlug
    title: str | None
    urgency: Urgency
    status: NeedStatus
    posted_at: datetime

    @classmethod
    def shown(cls, need: Asks) -> Self:
        return cls(
            id=need.id,
            category=need.category,
            title=need.title,
            urgency=need.urgency,
            status=need.status,
            posted_at=need.posted_at,
        )


class NeighbourPromise(Shape):
    """What they said yes to; `time` is the agreed one, or some time within. `may_hand_over`: it has not begun."""

    match_id: UUID
    need_id: UUID
    category: CategorySlug
    urgency: Urgency
    status: MatchStatus
    time: WindowOut | None
    may_hand_over: bool

    @classmethod
    def shown(cls, promise: Promise) -> Self:
        time = promise.time
        return cls(
            match_id=promise.match_id,
            need_id=promise.need_id,
            category=promise.category,
            urgency=promise.urgency,
            status=promise.status,
            time=WindowOut(from_=time.start, to=time.end) if time is not None else None,
            may_hand_over=promise.may_hand_over,
        )


class NeighbourOffer(Shape):
    id: UUID
    status: OfferStatus
    categories: list[CategorySlug]


class NeighbourLoad(Shape):
    """Agreed (`confirmed`), said yes to (`accepted`), asked without an answer; and agreed in the last seven days."""

    confirmed: int
    accepted: int
    asked: int
    lately: int


class NeighbourAnswer(Shape):
    at: datetime
    yes: bool


class NeighbourSpeaker(Shape):
    """Who speaks for them; both null where they are not of the circle themselves."""

    person_id: UUID | None
    display_name: str | None
    by_me: bool


class NeighbourSilence(Shape):
    """Since when nothing is heard of a helper, when they were told so, and since when nobody asks them for it."""

    since: datetime
    told_at: datetime
    paused_at: datetime | None

    @classmethod
    def shown(cls, row: HelperSilence) -> Self:
        return cls(since=row.since, told_at=row.told_at, paused_at=row.paused_at)


class NeighbourRemark(Shape):
    """What somebody who answers for the circle did about them, and why; its subject reads it too."""

    at: datetime
    kind: EventWord
    by_id: UUID | None
    by_name: str | None
    text: str


class NeighbourCardOut(Shape):
    """One person of the circle: no hours, no places, no way to reach them."""

    person_id: UUID
    display_name: str | None
    languages: list[str]
    role: Role | None
    state: MemberState | None
    trust: TrustLevel | None
    member_since: datetime | None
    represented: bool
    spoken_for_by: list[NeighbourSpeaker]
    needs: list[NeighbourNeed]
    promises: list[NeighbourPromise]
    offers: list[NeighbourOffer]
    load: NeighbourLoad
    last_answer: NeighbourAnswer | None
    last_seen_on: date | None
    silence: NeighbourSilence | None
    to_be_met: datetime | None
    remarks: list[NeighbourRemark]
    allowed: list[NeighbourMove]

    @classmethod
    def shown(cls, card: NeighbourCard) -> Self:
        member, load, answer = card.member, card.load, card.last_answer
        return cls(
            person_id=card.person_id,
            display_name=card.display_name,
            languages=list(card.languages),
            role=member.role if member else None,
            state=member.state if member else None,
            trust=member.trust if member else None,
            member_since=member.since if member else None,
            represented=bool(card.spoken_for_by),
            spoken_for_by=[
                NeighbourSpeaker(person_id=one.person_id, display_name=one.display_name, by_me=one.by_me)
                for one in card.spoken_for_by
            ],
            needs=[NeighbourNeed.shown(need) for need in card.needs],
            promises=[NeighbourPromise.shown(promise) for promise in card.promises],
            offers=[
                NeighbourOffer(id=one.id, status=OfferStatus(one.status), categories=list(one.categories))
                for one in card.offers
            ],
            load=NeighbourLoad(
                confirmed=load.confirmed, accepted=load.accepted, asked=load.asked, lately=load.lately
            ),
            last_answer=NeighbourAnswer(at=answer.at, yes=answer.yes) if answer else None,
            last_seen_on=card.last_seen_on,
            silence=NeighbourSilence.shown(card.silence) if card.silence else None,
            to_be_met=card.to_be_met,
            remarks=_remarks(card.remarks),
            allowed=list(card.allowed),
        )


def _remarks(remarks: Sequence[Remark]) -> list[NeighbourRemark]:
    return [
        NeighbourRemark(at=one.at, kind=one.kind, by_id=one.by_id, by_name=one.by_name, text=one.text)
        for one in remarks
    ]


class HandOverIn(Given):
    """Why others are asked for all that somebody promised; they read it, and so does each author."""

    reason: Text


class HandedOverOut(Shape):
    """What was called off, and the needs for which others are asked now."""

    matches: list[UUID]
    needs: list[UUID]

    @classmethod
    def shown(cls, matches: Sequence[Match]) -> Self:
        needs = sorted({match.need_id for match in matches})
        return cls(matches=[match.id for match in matches], needs=needs)


class MemberBulkIn(Given):
    """Several who ask to join, let in or not in one step. `expected`: how many of them whoever does it saw waiting."""

    do: MemberBulk
    people: list[UUID] = Field(min_length=1, max_length=AT_MOST)
    expected: int = Field(ge=1, le=AT_MOST)
    reason: Text | None = Field(None, description="Why they are not let in; each of them reads it.")

    def value(self) -> Do:
        return Do(self.do)


class MembersDone(Shape):
    """Those about whom it was done, as they stand now."""

    items: list[MemberOut]
