"""What events carry, made up: one payload of each class."""

from datetime import UTC, datetime
from uuid import UUID

from core.events import EventKind
from core.events.carried import PAYLOADS
from core.events.match_payloads import (
    ContactOpened,
    MatchAccepted,
    MatchConfirmed,
    MatchEnded,
    MatchInvited,
    MatchProposed,
    MatchReminded,
    MatchReported,
    TooFew,
)
from core.events.payloads import (
    NOTHING,
    ActTakenBack,
    Agreed,
    AllianceChanged,
    ChangeEnded,
    ChangeProposed,
    CommunityFull,
    ContactRead,
    Edited,
    EmergencyDeclared,
    HandedOver,
    InvitationMade,
    LeftOpen,
    Looks,
    NeedFulfilled,
    NeedPosted,
    NeedRevealed,
    NeedUnanswered,
    NewSignIn,
    NotReached,
    OfEntry,
    OfferPosted,
    Payload,
    PolicyChanged,
    RevealWaits,
    RoleChanged,
    Rung,
    SmsBudgetSpent,
    TrustChanged,
)
from core.models.representation import ConsentHow
from matching.words.changing import ChangeKind
from matching.words.looking import Way
from matching.words.vocabulary import By, MatchStatus, Outcome, Role, TrustLevel, Urgency

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANA, BEN, OKEMOS = (UUID(int=number) for number in (1, 2, 3))

SAMPLES: tuple[Payload, ...] = (
    NOTHING,
    ActTakenBack("hide", (7, 8)),
    Agreed(ConsentHow.PHONE),
    NewSignIn(ANA),
    NotReached(EventKind.MATCH_CONFIRMED),
    ContactRead(By.BENEFICIARY),
    NeedRevealed(Way.ALONE, Role.COORDINATOR),
    RevealWaits(OKEMOS),
    Looks(30),
    EmergencyDeclared(NOW),
    ContactOpened(),
    AllianceChanged(OKEMOS),
    PolicyChanged(("pause_minutes:-:60", "preset:usual:ask_few")),
    ChangeProposed(OKEMOS, ChangeKind.STEWARD, operator=True),
    ChangeEnded(OKEMOS, ChangeKind.CHECKED),
    RoleChanged(Role.MEMBER),
    TrustChanged(TrustLevel.VOUCHED),
    HandedOver(2),
    InvitationMade(3),
    NeedPosted(Urgency.SOON),
    Edited(("criteria", "title")),
    NeedFulfilled(),
    NeedUnanswered(4),
    Rung(2),
    OfferPosted(),
    MatchProposed(By.ENGINE, 0),
    MatchInvited(None),
    MatchAccepted(2, ConsentHow.PHONE),
    MatchConfirmed(2, None, helper_by=BEN, helper_for=None, beneficiary_by=ANA, beneficiary_for=None),
    MatchReminded(NOW),
    MatchEnded(By.SYSTEM, MatchStatus.INVITED, None),
    MatchReported(By.HELPER, Outcome.HELPED, concern=False),
    SmsBudgetSpent(100),
    OfEntry(("need_without_yes", "follow_up"), NOW),
    CommunityFull(NOW),
    LeftOpen(3, ("call_me:1", "need_without_yes:2")),
    TooFew(come=1, least=2),
)
_BY_CLASS = {type(sample): sample for sample in SAMPLES}


def a_payload(kind: EventKind) -> Payload:
    """One as events of this kind carry."""
    return _BY_CLASS[PAYLOADS[kind]]
