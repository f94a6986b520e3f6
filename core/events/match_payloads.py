"""What events of matches carry."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.events.payloads import Payload
from core.models.representation import ConsentHow
from matching.words.vocabulary import By, MatchStatus, Outcome


@dataclass(frozen=True, slots=True)
class MatchProposed(Payload):
    """Who proposed, and in which wave where it was the engine."""

    by: By
    wave: int | None = None


@dataclass(frozen=True, slots=True)
class MatchInvited(Payload):
    """How the author's yes was given, where somebody spoke for them."""

    how: ConsentHow | None


@dataclass(frozen=True, slots=True)
class MatchAccepted(Payload):
    """How much the helper said yes to, and how, where somebody spoke for them."""

    quantity: int
    how: ConsentHow | None


@dataclass(frozen=True, slots=True)
class MatchConfirmed(Payload):
    """Both keys: whose hand turned each, and for whom where that was not their own. `how` is of the last yes.

    `come`: so much was agreed with it, where that was fewer than `least`, who must come; else None.
    """

    quantity: int
    how: ConsentHow | None
    helper_by: UUID | None
    helper_for: UUID | None
    beneficiary_by: UUID | None
    beneficiary_for: UUID | None
    come: int | None = None
    least: int | None = None


@dataclass(frozen=True, slots=True)
class TooFew(Payload):
    """How much is agreed where several must come, and how much must be."""

    come: int
    least: int


@dataclass(frozen=True, slots=True)
class ContactOpened(Payload):
    """Whether it opened because its author asks for fewer to come than must have come before."""

    fewer: bool = False


@dataclass(frozen=True, slots=True)
class MatchReminded(Payload):
    """The agreed time that a reminder is of; `until` where it is only between two moments."""

    start: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class MatchEnded(Payload):
    """Who ended a match, how it stood before, and why, where a code says so."""

    by: By
    was: MatchStatus
    code: str | None


@dataclass(frozen=True, slots=True)
class MatchReported(Payload):
    """How it went, by one side's word; `concern`: they want a coordinator to look at it."""

    by: By
    outcome: Outcome
    concern: bool
