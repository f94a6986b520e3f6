"""Why a pair cannot be: a stable code for each reason, and who may be told it."""

from dataclasses import dataclass
from enum import StrEnum

from matching.words.vocabulary import By


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
    COSTS_MORE = "costs_more"
    NO_STOCK = "no_stock"
    NOT_THEN = "not_then"
    AWAY = "away"
    BUSY = "busy"
    FULL_NOW = "full_now"
    FULL_THIS_WEEK = "full_this_week"

    ASKED_TODAY = "asked_today"
    ASKED_THIS_WEEK = "asked_this_week"
    ASKED_ALREADY = "asked_already"

    NOT_AVAILABLE = "not_available"


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a rule answers when it says no."""

    reason: Reason


_BETWEEN_TWO = frozenset(
    {Reason.TOO_CLOSE, Reason.BLOCKED, Reason.EXCLUDED, Reason.EARLIER_NO, Reason.AUTHOR_SAID_NO}
)
THE_HELPERS_OWN = frozenset(
    {
        Reason.BEYOND_REACH,
        Reason.CANNOT,
        Reason.LACKS,
        Reason.COSTS_MORE,
        Reason.NO_STOCK,
        Reason.PAUSED,
        Reason.NOT_THEN,
        Reason.AWAY,
        Reason.BUSY,
        Reason.FULL_NOW,
        Reason.FULL_THIS_WEEK,
    }
)
"""What only the helper's own word could tell: when they are free, how far they go, what they can carry."""
_THE_AUTHORS_OWN = frozenset({Reason.CHECKED_ORGANISATIONS_ONLY})
"""Says that they are under 18."""
_OF_A_NAMED_HELPER = frozenset(
    {
        # what the author decided
        Reason.TRUST_WANTED,
        Reason.NO_SHARED_LANGUAGE,
        Reason.INDIVIDUALS_ONLY,
        Reason.ORGANISATIONS_ONLY,
        Reason.KIND_NOT_WANTED,
        Reason.ALLIES_NOT_WANTED,
        Reason.TOO_FAR,
        # the category's rule
        Reason.CATEGORY_NEEDS_TRUST,
        Reason.NEEDS_TWO_HELPERS,
        Reason.CHECKED_ORGANISATIONS_ONLY,
        Reason.ORGANISATION_NOT_VERIFIED,
        Reason.COSTS_MORE,
    }
)
_TO_COORDINATORS = _OF_A_NAMED_HELPER | frozenset(
    {
        # what stands in the need, the offer and the match as they read them
        Reason.NEED_OVER,
        Reason.OFFER_OVER,
        Reason.LIVE_MATCH,
        Reason.CATEGORY_NOT_OFFERED,
        Reason.NOT_REMOTE,
    }
)


def told(reason: Reason, to: By) -> Reason:
    """As much of a reason as one side may know.

    Helpers hear all that is theirs to mend, and nothing of the other side. Coordinators never hear hours, reach, away,
    load, or what lies between two. Authors hear nothing of a single helper: what they ask they may ask again.
    """
    if to is By.HELPER:
        known = reason not in _BETWEEN_TWO | _THE_AUTHORS_OWN
    else:
        known = to is By.COORDINATOR and reason in _TO_COORDINATORS
    return reason if known else Reason.NOT_AVAILABLE


def names_helper(reason: Reason) -> bool:
    """Whether a coordinator reads beside this reason whom it keeps away: where the author or the category decided it,
    or it costs more. Hours, away, reach, `cannot`, load and an earlier no are nobody's, and said of nobody.
    """
    return reason in _OF_A_NAMED_HELPER
