"""When silence counts as an answer: once the question has reached whoever is asked, and not for being forgotten."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from matching.states.deadlines import SILENCE

DEVICE_IN_USE = timedelta(days=30)
"""A device that was not seen for so long before a message left may lie in a drawer."""


@dataclass(frozen=True, slots=True)
class Sending:
    """One way on which the question left, and what is known of that way since.

    `device_seen_at`: when the device it went to was last in use; None: it went to a mailbox or a number.
    `came_back_at`: when the other side said that nobody lives there; None: never.
    `shut_at`: when it could not be answered by that way any more (its page shut, the address was let go); None: it can.
    """

    sent_at: datetime
    device_seen_at: datetime | None = None
    came_back_at: datetime | None = None
    shut_at: datetime | None = None


def reached(sending: Sending) -> bool:
    """Whether the question reached somebody by this way, and could be answered by it for 72 hours."""
    until = sending.sent_at + SILENCE
    in_use = sending.device_seen_at is None or sending.device_seen_at >= sending.sent_at - DEVICE_IN_USE
    ends = [at for at in (sending.came_back_at, sending.shut_at) if at is not None]
    return in_use and all(at >= until for at in ends)


def counts_at(sendings: Iterable[Sending]) -> datetime | None:
    """From when silence counts: 72 hours after the question first left by a way that reached; None: it never did."""
    return min((one.sent_at + SILENCE for one in sendings if reached(one)), default=None)
