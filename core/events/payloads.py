"""What an event carries beside who, what and when: for each kind one class (`PAYLOADS`).

How they stand as JSON is in `stored`: a field with a default is left out while it has that value, every other is
written, null where it is None.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.events.kinds import EventKind
from core.models.representation import ConsentHow
from matching.words.changing import ChangeKind
from matching.words.vocabulary import By, MatchStatus, Outcome, Role, TrustLevel, Urgency


@dataclass(frozen=True, slots=True)
class Payload:
    """What every payload is: ids, codes, numbers and times, readable without any person's key."""


@dataclass(frozen=True, slots=True)
class Nothing(Payload):
    """Of events whose kind says it all."""


@dataclass(frozen=True, slots=True)
class Agreed(Payload):
    """How somebody agreed to be spoken for."""

    how: ConsentHow


@dataclass(frozen=True, slots=True)
class NotReached(Payload):
    """Of what somebody was not told."""

    of: EventKind


@dataclass(frozen=True, slots=True)
class ContactRead(Payload):
    """Which side of the match read the other's contact. None: from before that was noted."""

    by: By | None


@dataclass(frozen=True, slots=True)
class AllianceChanged(Payload):
    """The other community of an alliance."""

    other: UUID


@dataclass(frozen=True, slots=True)
class PolicyChanged(Payload):
    """What stewards changed, each as `what:was:now`; `-` is "as usual"."""

    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangeProposed(Payload):
    """A change of a community that waits. `operator`: whoever runs the server is told, for their word may decide."""

    change: UUID
    what: ChangeKind
    operator: bool


@dataclass(frozen=True, slots=True)
class ChangeEnded(Payload):
    """A change of a community that waited."""

    change: UUID
    what: ChangeKind


@dataclass(frozen=True, slots=True)
class RoleChanged(Payload):
    """What a member answers for from now on."""

    role: Role


@dataclass(frozen=True, slots=True)
class TrustChanged(Payload):
    """What a community knows of a helper from now on, and by which kind of check, where it was one."""

    trust: TrustLevel
    check: str | None = None


@dataclass(frozen=True, slots=True)
class InvitationMade(Payload):
    """How many an invitation lets in."""

    uses: int


@dataclass(frozen=True, slots=True)
class NeedPosted(Payload):
    """Of what kind a need is, and how soon."""

    category: str
    urgency: Urgency


@dataclass(frozen=True, slots=True)
class Edited(Payload):
    """Which fields of a need or an offer were changed, in order of their names."""

    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NeedFulfilled(Payload):
    """What the author said when they closed a need. None: it was covered, and nobody had to say anything; then `done`
    is how much of it was, and `asked` how much was asked (None: whatever people can spare).
    """

    helped_elsewhere: bool | None = None
    late: bool | None = None
    done: int | None = None
    asked: int | None = None


@dataclass(frozen=True, slots=True)
class NeedUnanswered(Payload):
    """How many could have been asked when nobody was left to ask."""

    candidates: int | None


@dataclass(frozen=True, slots=True)
class Rung(Payload):
    """How many were on duty when somebody was rung for a need."""

    on_duty: int


@dataclass(frozen=True, slots=True)
class OfferPosted(Payload):
    """The one need an offer was made for, where it was."""

    for_need: UUID | None = None


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


@dataclass(frozen=True, slots=True)
class SmsBudgetSpent(Payload):
    """How many text messages a community pays for in a month."""

    most: int


NOTHING = Nothing()
_K = EventKind
_REMINDERS = (_K.MATCH_TOMORROW, _K.MATCH_SOON, _K.MATCH_BETWEEN_TOMORROW, _K.MATCH_BETWEEN_NOW)
_USUAL: Mapping[EventKind, type[Payload]] = dict.fromkeys(EventKind, Nothing)
PAYLOADS = {**_USUAL, **dict.fromkeys(_REMINDERS, MatchReminded)} | {
    EventKind.PERSON_ENTERED: Agreed,
    EventKind.CONSENT_GIVEN: Agreed,
    EventKind.NOT_REACHED: NotReached,
    EventKind.CONTACT_READ: ContactRead,
    EventKind.ALLIANCE_ASKED: AllianceChanged,
    EventKind.ALLIANCE_STANDS: AllianceChanged,
    EventKind.ALLIANCE_ENDED: AllianceChanged,
    EventKind.ALLIANCE_DROPPED: AllianceChanged,
    EventKind.POLICY_CHANGED: PolicyChanged,
    EventKind.CHANGE_PROPOSED: ChangeProposed,
    EventKind.CHANGE_MADE: ChangeEnded,
    EventKind.CHANGE_OBJECTED: ChangeEnded,
    EventKind.CHANGE_LAPSED: ChangeEnded,
    EventKind.ROLE_CHANGED: RoleChanged,
    EventKind.TRUST_CHANGED: TrustChanged,
    EventKind.INVITATION_MADE: InvitationMade,
    EventKind.NEED_POSTED: NeedPosted,
    EventKind.NEED_EDITED: Edited,
    EventKind.NEED_FULFILLED: NeedFulfilled,
    EventKind.NEED_UNANSWERED: NeedUnanswered,
    EventKind.DUTY_RUNG: Rung,
    EventKind.COORDINATORS_RUNG: Rung,
    EventKind.NOBODY_ON_DUTY: Rung,
    EventKind.OFFER_POSTED: OfferPosted,
    EventKind.OFFER_EDITED: Edited,
    EventKind.MATCH_PROPOSED: MatchProposed,
    EventKind.MATCH_INVITED: MatchInvited,
    EventKind.MATCH_ACCEPTED: MatchAccepted,
    EventKind.MATCH_CONFIRMED: MatchConfirmed,
    EventKind.MATCH_TOO_FEW: TooFew,
    EventKind.MATCH_DECLINED: MatchEnded,
    EventKind.MATCH_REFUSED: MatchEnded,
    EventKind.MATCH_LAPSED: MatchEnded,
    EventKind.MATCH_SUPERSEDED: MatchEnded,
    EventKind.MATCH_WITHDRAWN: MatchEnded,
    EventKind.MATCH_CANCELLED: MatchEnded,
    EventKind.MATCH_COMPLETED: MatchEnded,
    EventKind.MATCH_FAILED: MatchEnded,
    EventKind.MATCH_DISPUTED: MatchEnded,
    EventKind.MATCH_REPORTED: MatchReported,
    EventKind.SMS_BUDGET_SPENT: SmsBudgetSpent,
}
"""What an event of each kind carries."""
