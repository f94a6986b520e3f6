"""Words for looking at what somebody keeps to themself."""

from enum import StrEnum


class Way(StrEnum):
    """On whose word somebody's place and contact are looked up."""

    ALONE = "alone"
    """One's own."""
    SPEAKS_FOR = "speaks_for"
    """One's own, of somebody one speaks for: it counts for nothing, for they told it themself."""
    OWED = "owed"
    """One's own in an emergency; another's is owed."""
    ASKED = "asked"
    """Another's, which comes first."""
