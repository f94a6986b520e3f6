"""The spine: every action writes one line of what happened, in its own transaction.

Audit trail, notification outbox, history and statistics all read these lines. They hold ids and codes only; free words
live in `core.models.Note`, sealed, so that erasing a person leaves the chain of events whole. `kinds` says what can
happen, `payloads` what an event of each kind carries, `recording` writes it down, `stored` reads it.
"""

from core.database.wakeups import WAKE_CHANNEL, wake
from core.events.kinds import EventKind
from core.events.recording import CLOCK_MOVED, NewEvent, record, record_many, record_on
from core.events.stored import payload_as, payload_of

__all__ = [
    "CLOCK_MOVED",
    "WAKE_CHANNEL",
    "EventKind",
    "NewEvent",
    "payload_as",
    "payload_of",
    "record",
    "record_many",
    "record_on",
    "wake",
]
