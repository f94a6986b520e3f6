"""What a human decided about somebody, about what, and how an appeal against it ended."""

from enum import StrEnum


class Ruled(StrEnum):
    """What a decision is about."""

    NEED = "need"
    MATCH = "match"
    MEMBERSHIP = "membership"
    CASE = "case"
    APPEAL = "appeal"


class Ruling(StrEnum):
    """What was decided."""

    REMOVED = "removed"
    REINSTATED = "reinstated"
    HIDDEN = "hidden"
    SHOWN = "shown"
    COMPLETED = "completed"
    FAILED = "failed"
    CONCERN_CLOSED = "concern_closed"
    CONCERN_RENEWED = "concern_renewed"
    NOT_ADMITTED = "not_admitted"
    """Somebody who asked to join was not let in; they may ask again."""
    HANDED_OVER = "handed_over"
    """What somebody had promised is asked of others, who cannot keep it just now."""
    SUSPENDED = "suspended"
    LET_BACK = "let_back"
    CLOSED = "closed"
    WARNED = "warned"
    UPHELD = "upheld"
    """The decision that was appealed stands."""
    OVERTURNED = "overturned"
    """It was wrong, and what it did is undone as far as that can be."""
