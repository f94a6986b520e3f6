"""Why a pair cannot be: a stable code for each reason, and what of it anybody else may be told."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why this helper is not for this need. Texts for people are looked up by these codes."""

    NEED_OVER = "need_over"
    OFFER_OVER = "offer_over"
    PAUSED = "paused"
    OWN_NEED = "own_need"
    TOO_CLOSE = "too_close"
    BLOCKED = "blocked"
    EXCLUDED = "excluded"
    EARLIER_NO = "earlier_no"
    AUTHOR_SAID_NO = "author_said_no"
    LIVE_MATCH = "live_match"

    CATEGORY_NOT_OFFERED = "category_not_offered"
    CATEGORY_NEEDS_TRUST = "category_needs_trust"
    NEEDS_TWO_HELPERS = "needs_two_helpers"
    HELPER_NOT_ADULT = "helper_not_adult"
    CHECKED_ORGANISATIONS_ONLY = "checked_organisations_only"
    ORGANISATION_NOT_VERIFIED = "organisation_not_verified"

    TRUST_WANTED = "trust_wanted"
    NO_SHARED_LANGUAGE = "no_shared_language"
    INDIVIDUALS_ONLY = "individuals_only"
    ORGANISATIONS_ONLY = "organisations_only"
    KIND_NOT_WANTED = "kind_not_wanted"
    ALLIES_NOT_WANTED = "allies_not_wanted"
    TOO_FAR = "too_far"
    BEYOND_REACH = "beyond_reach"
    NOT_REMOTE = "not_remote"

    CANNOT = "cannot"
    LACKS = "lacks"
    MONEY = "money"
    NO_STOCK = "no_stock"
    NOT_THEN = "not_then"
    AWAY = "away"
    BUSY = "busy"
    FULL_NOW = "full_now"
    FULL_THIS_WEEK = "full_this_week"

    ASKED_TODAY = "asked_today"
    ASKED_THIS_WEEK = "asked_this_week"

    NOT_AVAILABLE = "not_available"


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a rule answers when it says no."""

    reason: Reason


_BETWEEN_TWO = frozenset(
    {Reason.TOO_CLOSE, Reason.BLOCKED, Reason.EXCLUDED, Reason.EARLIER_NO, Reason.AUTHOR_SAID_NO}
)
_THE_HELPERS_OWN = frozenset(
    {
        Reason.PAUSED,
        Reason.HELPER_NOT_ADULT,
        Reason.CANNOT,
        Reason.MONEY,
        Reason.NO_STOCK,
        Reason.AWAY,
        Reason.BUSY,
        Reason.FULL_NOW,
        Reason.FULL_THIS_WEEK,
        Reason.ASKED_TODAY,
        Reason.ASKED_THIS_WEEK,
    }
)


def public(reason: Reason) -> Reason:
    """What anybody but the helper may be told, coordinators included.

    What lies between two people, and what a helper can carry, is nobody's business: `not_available`.
    """
    return Reason.NOT_AVAILABLE if reason in _BETWEEN_TWO | _THE_HELPERS_OWN else reason


def to_helper(reason: Reason) -> Reason:
    """What helpers may be told about themselves: all but who wanted nothing to do with them."""
    return Reason.NOT_AVAILABLE if reason in _BETWEEN_TWO else reason
