"""What whoever runs the server is told of: changes, concerns and communities for which their word may be missing."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import NamedTuple

from core.events import EventKind, payload_of
from core.events.payloads import ChangeProposed
from core.models import Event

LETTERS: Mapping[EventKind, str] = MappingProxyType(
    {
        EventKind.CHANGE_PROPOSED: "change",
        EventKind.CONCERN_UNHEARD: "case",
        EventKind.APPEAL_UNHEARD: "appeal",
        EventKind.CASE_UNHEARD: "report",
        EventKind.COMMUNITY_LEFT_ALONE: "alone",
        EventKind.REVEALS_OVERDUE: "reveals",
    }
)
"""Which events the operator hears of, and by which text."""
WORTH_SENDING = timedelta(days=7)


class Mailbox(NamedTuple):
    """Where letters to whoever runs the server go, and in which language they are."""

    address: str
    locale: str


def hears_of(event: Event) -> bool:
    """Whether the operator is told of this event."""
    if EventKind(event.kind) not in LETTERS:
        return False
    said = payload_of(event)
    return not isinstance(said, ChangeProposed) or said.operator
