"""The codes that ended matches keep: why they ended, or on whose word they count as completed."""

from enum import StrEnum

from matching.words.vocabulary import CompletedBy, DeclineReason


class WhyEnded(StrEnum):
    """Why a match ended, where something else decided than the words of the two about it."""

    ENDED = "ended"
    """After a concern or a block: whoever it is about hears only that it ended."""
    ANSWERED_ELSEWHERE = "answered_elsewhere"
    """Another need asks for the same already."""
    PROMISED_ELSEWHERE = "promised_elsewhere"
    """The helper is confirmed elsewhere at that time."""
    ANOTHER_TIME = "another_time"
    """Several come, and the first of them agreed on another time."""
    NOT_ENOUGH_PEOPLE = "not_enough_people"
    HELPED_ELSEWHERE = "helped_elsewhere"
    NEED_CHANGED = "need_changed"
    NEED_EXPIRED = "need_expired"
    NEED_WITHDRAWN = "need_withdrawn"
    NEED_REMOVED = "need_removed"
    OFFER_EXPIRED = "offer_expired"
    OFFER_WITHDRAWN = "offer_withdrawn"
    LEFT = "left"
    """The helper left the community."""
    SUSPENDED = "suspended"
    HANDED_OVER = "handed_over"
    """The helper cannot keep what they promised just now, and somebody who answers for the circle asks others."""
    RESOLVED = "resolved"
    """A coordinator decided a dispute."""
    NOT_RESOLVED = "not_resolved"
    """No coordinator did, in time."""
    UNKNOWN = "unknown"
    """Nobody said how it went."""


EndCode = WhyEnded | DeclineReason | CompletedBy
"""The code that an ended match keeps: what a helper said with their no, or on whose word it counts as completed."""
