"""Matches over the wire."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from api.schemas.base import Given, Shape, SpotOut, Text, WindowIn, WindowOut
from api.schemas.represented import SpokenIn
from core.models import Message
from matching.words.vocabulary import By, CompletedBy, DeclineReason, MatchStatus, Outcome, TrustLevel
from services.access.voices import Spoken
from services.afterwards.contact import Contact
from services.afterwards.reports import Said
from services.asking.around import CandidateView, RefusedView
from services.matches.views import MatchView
from texts.catalogue import say
from texts.reasons import explain


class Move(Given):
    """Any move. `spoken`: how the person said it, where their representative passes it on."""

    spoken: SpokenIn | None = None

    def voice(self) -> Spoken | None:
        return self.spoken.value() if self.spoken else None


class Acceptance(Move):
    quantity: int | None = Field(None, ge=1, le=1_000_000)
    window: WindowIn | None = None


class Confirmation(Move):
    quantity: int | None = Field(None, ge=1, le=1_000_000)


class Decline(Move):
    reason: DeclineReason | None = None


class Cancellation(Move):
    reason: Text | None = None


class Report(Move):
    """How it went. `thanks` goes to the other person, `note` to coordinators only."""

    outcome: Outcome
    hours: float | None = Field(None, ge=0, le=1000, allow_inf_nan=False)
    quantity: int | None = Field(None, ge=1, le=1_000_000)
    thanks: Text | None = None
    note: Text | None = None
    concern: bool = False

    def said(self) -> Said:
        return Said(**self.model_dump(exclude={"spoken"}), spoken=self.voice())


class MessageIn(Given):
    text: Text


class Reason(Shape):
    code: str
    text: str


class Keys(Shape):
    """When each of the two said yes."""

    helper: datetime | None
    beneficiary: datetime | None


class HelperOut(Shape):
    """Who said yes, once they have."""

    display_name: str | None = None
    trust: TrustLevel | None = None
    organisation: str | None = None


class MatchOut(Shape):
    id: UUID
    need_id: UUID
    offer_id: UUID
    community_id: UUID
    my_side: By
    status: MatchStatus
    quantity: int
    opened_by: By
    reasons: list[Reason]
    distance_band: str | None = None
    reply_by: datetime | None
    keys: Keys
    agreed: WindowOut | None
    helper: HelperOut | None = None
    contact_until: datetime | None = None
    completed_by: CompletedBy | None = None
    completed_quantity: int | None = None
    end_code: str | None = None
    thanks: str | None = None
    score: int | None = None
    parts: dict[str, int] | None = None
    created_at: datetime
    allowed: list[str]
    version: int


class MatchPage(Shape):
    items: list[MatchOut]
    next: str | None


class CandidateOut(Shape):
    """A pseudonym: the offer's id, and what speaks for them."""

    offer_id: UUID
    distance_band: str | None
    reasons: list[Reason]
    organisation: str | None = None
    score: int | None = None


class RefusedOut(Shape):
    offer_id: UUID
    reason: Reason


class AroundNeed(Shape):
    """A need's proposals and who else could help; for coordinators also who could not, and why."""

    items: list[MatchOut]
    candidates: list[CandidateOut]
    refused: list[RefusedOut] | None = None


class MatchPerson(Shape):
    """The other one of a confirmed match."""

    id: UUID
    display_name: str | None


class ContactOut(Shape):
    person: MatchPerson
    email: str | None
    phone: str | None
    place: SpotOut | None
    to: SpotOut | None
    private_note: str | None


class MessageOut(Shape):
    id: UUID
    mine: bool
    at: datetime
    text: str | None


class MessagePage(Shape):
    items: list[MessageOut]
    next: str | None


Side = Literal["helper", "beneficiary"]


def shown(view: MatchView, locale: str) -> MatchOut:
    match = view.match
    fields: dict[str, Any] = {
        "id": match.id,
        "need_id": match.need_id,
        "offer_id": match.offer_id,
        "community_id": match.community_id,
        "my_side": view.side,
        "status": match.status,
        "quantity": match.quantity,
        "opened_by": match.opened_by,
        "reasons": told(view.reasons, view.side, locale),
        "distance_band": view.distance_band,
        "reply_by": match.reply_by,
        "keys": Keys(helper=match.helper_key_at, beneficiary=match.beneficiary_key_at),
        "agreed": WindowOut(from_=match.agreed_from, to=match.agreed_to)
        if match.agreed_from and match.agreed_to
        else None,
        "created_at": match.created_at,
        "allowed": view.allowed,
        "version": match.version,
    }
    if view.helper_name or view.helper_trust or view.organisation:
        fields["helper"] = HelperOut(
            display_name=view.helper_name, trust=view.helper_trust, organisation=view.organisation
        )
    for name in ("contact_until", "completed_by", "completed_quantity"):
        if getattr(match, name) is not None:
            fields[name] = getattr(match, name)
    if match.end_code is not None and view.side is By.COORDINATOR:
        fields["end_code"] = match.end_code
    for name in ("thanks", "score", "parts"):
        if getattr(view, name) is not None:
            fields[name] = getattr(view, name)
    return MatchOut.model_construct(**fields)


def told(codes: list[str], side: By, locale: str) -> list[Reason]:
    """Reasons as code and sentence, said to the helper or about them."""
    prefix = "why" if side is By.HELPER else "why_other"
    return [Reason(code=code, text=explain(code, locale, prefix=prefix)) for code in codes]


def candidate(view: CandidateView, locale: str) -> CandidateOut:
    fields: dict[str, Any] = {
        "offer_id": view.offer_id,
        "distance_band": view.distance_band,
        "reasons": told(view.reasons, By.BENEFICIARY, locale),
    }
    if view.organisation is not None:
        fields["organisation"] = view.organisation
    if view.score is not None:
        fields["score"] = view.score
    return CandidateOut.model_construct(**fields)


def refused(view: RefusedView, locale: str) -> RefusedOut:
    text = say(f"reason_other.{view.reason}", locale)
    return RefusedOut(offer_id=view.offer_id, reason=Reason(code=view.reason, text=text))


def contact(found: Contact) -> ContactOut:
    def spot(point: Any) -> SpotOut | None:
        return SpotOut(lat=point.lat, lon=point.lon) if point else None

    return ContactOut(
        person=MatchPerson(id=found.person_id, display_name=found.display_name),
        email=found.email,
        phone=found.phone,
        place=spot(found.place),
        to=spot(found.to),
        private_note=found.private_note,
    )


def message(row: Message, text: str | None, me: UUID) -> MessageOut:
    return MessageOut(id=row.id, mine=row.author_id == me, at=row.at, text=text)
