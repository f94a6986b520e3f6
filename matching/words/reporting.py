"""The words of reports and cases: about what somebody reports, of which kind, and how a case ends."""

from enum import StrEnum


class ReportAbout(StrEnum):
    """What a report names: nobody needs to know another's id to report them."""

    PERSON = "person"
    MATCH = "match"
    MESSAGE = "message"
    NEED = "need"
    OFFER = "offer"
    COMMUNITY = "community"


class ReportKind(StrEnum):
    """What somebody says was wrong."""

    FELT_UNSAFE = "felt_unsafe"
    HARASSMENT = "harassment"
    THEFT_OR_MONEY = "theft_or_money"
    FAKE = "fake"
    CHILD_AT_RISK = "child_at_risk"
    DISCRIMINATION = "discrimination"
    COORDINATOR = "coordinator"
    OTHER = "other"


class CaseOutcome(StrEnum):
    """How a case ended. `closed`: nothing follows; `lapsed`: whom it was about had left Minka long ago."""

    CLOSED = "closed"
    WARNED = "warned"
    SUSPENDED = "suspended"
    REMOVED = "removed"
    LAPSED = "lapsed"


class EvidenceKind(StrEnum):
    """What was frozen for a case."""

    WORDS = "words"
    """What was written with the report itself."""
    MESSAGE = "message"
    MATCH_REPORT = "match_report"
    NEED = "need"
    OFFER = "offer"
    COMMUNITY = "community"
