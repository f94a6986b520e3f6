"""The words of Minka: every state, role and code, each defined once and stored as its text."""

from enum import StrEnum


class NeedStatus(StrEnum):
    """Where a need stands. Ends: fulfilled, expired, withdrawn, removed."""

    PENDING = "pending"
    OPEN = "open"
    MATCHED = "matched"
    FULFILLED = "fulfilled"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"


class OfferStatus(StrEnum):
    """Where an offer stands. Whether it has room left is derived, never a state."""

    ACTIVE = "active"
    PAUSED = "paused"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"


class MatchStatus(StrEnum):
    """Where a match stands between the first word and the last."""

    PROPOSED = "proposed"
    INVITED = "invited"
    ACCEPTED = "accepted"
    CONFIRMED = "confirmed"
    COMPLETED = "completed"
    FAILED = "failed"
    DISPUTED = "disputed"
    DECLINED = "declined"
    REFUSED = "refused"
    LAPSED = "lapsed"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


LIVE_MATCH = frozenset(
    {MatchStatus.PROPOSED, MatchStatus.INVITED, MatchStatus.ACCEPTED, MatchStatus.CONFIRMED}
)
"""A match somebody can still act on. One (need, helper) pair has at most one of these."""


class By(StrEnum):
    """Who makes a move."""

    HELPER = "helper"
    BENEFICIARY = "beneficiary"
    COORDINATOR = "coordinator"
    ENGINE = "engine"
    CLOCK = "clock"
    SYSTEM = "system"


class Move(StrEnum):
    """What can be done to a match. Names of one's own moves are the API's verbs."""

    PROPOSE = "propose"
    RESPOND = "respond"
    INVITE = "invite"
    ACCEPT = "accept"
    DECLINE = "decline"
    CHOOSE = "choose"
    CONFIRM = "confirm"
    REFUSE = "refuse"
    TAKE_BACK = "take_back"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"
    SUPERSEDE = "supersede"
    CANCEL = "cancel"
    END = "end"
    UNSETTLE = "unsettle"
    REPORT = "report"
    SETTLE = "settle"
    CONTEST = "contest"
    RESOLVE = "resolve"
    OVERTURN = "overturn"


class Outcome(StrEnum):
    """How it went, in the words of one of the two."""

    HELPED = "helped"
    PARTLY = "partly"
    NOT_HELPED = "not_helped"


class CompletedBy(StrEnum):
    """On whose word a match counts as completed; statistics keep them apart."""

    PERSON = "person"
    REPRESENTATIVE = "representative"
    SILENCE = "silence"


class DeclineReason(StrEnum):
    NOT_THIS = "not_this"
    NOT_NOW = "not_now"


class Urgency(StrEnum):
    """How soon: today, this week, no hurry."""

    URGENT = "urgent"
    SOON = "soon"
    FLEXIBLE = "flexible"


class Unit(StrEnum):
    """What a quantity counts."""

    HELPER = "helper"
    ITEM = "item"
    PORTION = "portion"
    KILOGRAM = "kilogram"
    LITRE = "litre"
    HOUR = "hour"


class PlaceKind(StrEnum):
    AT_NEED = "at_need"
    AT_OFFER = "at_offer"
    MEET = "meet"
    REMOTE = "remote"


class Share(StrEnum):
    """What of one's contact opens with both keys."""

    EMAIL = "email"
    PHONE = "phone"
    PLACE = "place"


class ContactVia(StrEnum):
    SELF = "self"
    REPRESENTATIVE = "representative"


class VisibleTo(StrEnum):
    ASKED = "asked"
    MEMBERS = "members"
    PUBLIC = "public"


class Decide(StrEnum):
    """How the second key turns."""

    I_CHOOSE = "i_choose"
    FIRST_WHO_FITS = "first_who_fits"
    ASK_ME_FIRST = "ask_me_first"


class WhoHelps(StrEnum):
    INDIVIDUALS = "individuals"
    ORGANISATIONS = "organisations"
    EITHER = "either"


class TrustLevel(StrEnum):
    """What a community knows of a helper, least first."""

    NEW = "new"
    VOUCHED = "vouched"
    CHECKED = "checked"

    @property
    def rank(self) -> int:
        return _TRUST_RANK[self]


class AllianceState(StrEnum):
    """How it stands between two communities, as one of them sees it."""

    ASKED = "asked"
    INVITED = "invited"
    STANDING = "standing"


class JoinPolicy(StrEnum):
    """Governs helping, browsing and deciding; never asking."""

    OPEN = "open"
    APPROVAL = "approval"
    VOUCHED = "vouched"
    INVITATION = "invitation"


class CommunityState(StrEnum):
    NEW = "new"
    RECOGNISED = "recognised"


class MemberState(StrEnum):
    PENDING = "pending"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    LEFT = "left"


class Role(StrEnum):
    """What a member answers for, least first."""

    MEMBER = "member"
    COORDINATOR = "coordinator"
    STEWARD = "steward"

    @property
    def rank(self) -> int:
        return _ROLE_RANK[self]


_TRUST_RANK = {level: rank for rank, level in enumerate(TrustLevel)}
_ROLE_RANK = {role: rank for rank, role in enumerate(Role)}


class OrganisationKind(StrEnum):
    COOPERATIVE = "cooperative"
    COLLECTIVE = "collective"
    ASSOCIATION = "association"
    UNION = "union"
    FAITH_GROUP = "faith_group"
    NGO = "ngo"
    PUBLIC_BODY = "public_body"
    BUSINESS = "business"


class Outlook(StrEnum):
    """How likely help is, said honestly: how many people there are to ask."""

    NOBODY = "nobody"
    FEW = "few"
    SOME = "some"


class NextStep(StrEnum):
    ASK_MORE = "ask_more"
    COORDINATOR = "coordinator"
    ALLIES = "allies"
    ORGANISATIONS = "organisations"
    EXPIRES = "expires"


class Rhythm(StrEnum):
    """How long a message may wait for others to travel with."""

    TWICE = "twice"
    """In the morning and at midday: what coordinators look after."""
    DAILY = "daily"
    """In the morning."""
    SELDOM = "seldom"
    """With two others when the last digest is two days old, by itself when it is seven."""
