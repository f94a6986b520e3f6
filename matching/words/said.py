"""What was last said of a need by whoever may say it: everything else about its state follows from its matches."""

from enum import StrEnum


class LastWord(StrEnum):
    """The last word on a need: its author's, or a coordinator's who took it down."""

    UNSAID = "unsaid"
    """It was written down, and waits for a consent or an approval."""
    ASKED = "asked"
    ENOUGH = "enough"
    """Its author said that it is done, whatever its matches say."""
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"
