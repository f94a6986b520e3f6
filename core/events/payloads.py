"""What an event carries beside who, what and when: for each kind one class (`carried`); those of matches stand apart.

How they stand as JSON is in `stored`: a field with a default is left out while it has that value, every other is
written, null where it is None.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.events.kinds import EventKind
from core.models.representation import ConsentHow
from matching.words.changing import ChangeKind
from matching.words.looking import Way
from matching.words.vocabulary import By, Role, TrustLevel, Urgency


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
class NewSignIn(Payload):
    """Which sign-in began."""

    sign_in: UUID


@dataclass(frozen=True, slots=True)
class NotReached(Payload):
    """Of what somebody was not told."""

    of: EventKind


@dataclass(frozen=True, slots=True)
class ContactRead(Payload):
    """Which side of the match read the other's contact. None: from before that was noted."""

    by: By | None


@dataclass(frozen=True, slots=True)
class NeedRevealed(Payload):
    """On whose word somebody's place and contact were looked up, and what whoever looked answered for."""

    way: Way
    role: Role


@dataclass(frozen=True, slots=True)
class RevealWaits(Payload):
    """A look at somebody's place and contact that waits, or waited, for a second word."""

    reveal: UUID


@dataclass(frozen=True, slots=True)
class Looks(Payload):
    """Of how many looks at people's places and contacts."""

    many: int


@dataclass(frozen=True, slots=True)
class EmergencyDeclared(Payload):
    """Until when a community is in an emergency."""

    until: datetime


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
class ActTakenBack(Payload):
    """What of their own somebody who answers for a circle took back before anybody was told, and its events."""

    what: str
    events: tuple[int, ...]


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
class HandedOver(Payload):
    """How many promises of a helper were called off so that others can be asked."""

    many: int


@dataclass(frozen=True, slots=True)
class InvitationMade(Payload):
    """How many an invitation lets in."""

    uses: int


@dataclass(frozen=True, slots=True)
class NeedPosted(Payload):
    """How soon a need is wanted. Of what kind it is its row alone says, which its author can hide and take back."""

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
class SmsBudgetSpent(Payload):
    """How many text messages a community pays for in a month."""

    most: int


@dataclass(frozen=True, slots=True)
class OfEntry(Payload):
    """Why what somebody took up, let go or put off stood in the queue; until when, where it is for a time."""

    whys: tuple[str, ...]
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class CommunityFull(Payload):
    """Until when a community takes on no more."""

    until: datetime


@dataclass(frozen=True, slots=True)
class LeftOpen(Payload):
    """What somebody left open at the end of their duty: how many entries, and of each why as many as `why:number`."""

    many: int
    whys: tuple[str, ...]


NOTHING = Nothing()
