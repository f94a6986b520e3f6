"""What an event of each kind carries."""

from collections.abc import Mapping

from core.events.kinds import EventKind
from core.events.match_payloads import (
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
    Agreed,
    AllianceChanged,
    ChangeEnded,
    ChangeProposed,
    ContactRead,
    Edited,
    InvitationMade,
    NeedFulfilled,
    NeedPosted,
    NeedUnanswered,
    Nothing,
    NotReached,
    OfferPosted,
    Payload,
    PolicyChanged,
    RoleChanged,
    Rung,
    SmsBudgetSpent,
    TrustChanged,
)

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
