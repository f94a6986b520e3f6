"""What every channel takes (`Parcel`), what it says afterwards (`Outcome`), and the protocol between them."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

SLOW_DOWN = (429, 503)
"""HTTP's ways to ask, with a Retry-After, that nothing more be sent for a while (RFC 6585, RFC 9110)."""

LOOPBACK = ("127.0.0.1", "::1", "localhost")
"""Hosts to which what is secret may travel unprotected: it does not leave the machine."""


class Verdict(StrEnum):
    """What one try proved. `notifications/channels/retry.py` turns it into the next step."""

    DONE = "done"
    """The other side has taken the message."""
    DROP_ADDRESS = "drop_address"
    """The other side says that nobody lives at this address any more."""
    RETRY = "retry"
    """Surely not taken, and another try may go better."""
    AMBIGUOUS = "ambiguous"
    """It may have been taken: the answer never came, or made no sense."""
    DEAD = "dead"
    """This message can never leave as it is: our mistake, not the address'."""
    PAUSE_CHANNEL = "pause_channel"
    """The channel itself is refused (credentials, permission): every other message would fare the same."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of one try.

    `code` is a word for logs and counters and never holds an address or a text. `retry_after` counts from the
    answer's arrival; with `whole_channel` it is asked for every message, not for this one alone. `provider_id` is
    the other side's name for the message.
    """

    verdict: Verdict
    code: str = ""
    retry_after: timedelta | None = None
    provider_id: str | None = None
    whole_channel: bool = False


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message to one address, ready to leave.

    `message_id` stays the same on a second try, so that the reader's side can tell a double. `link` is the address
    of a page, around an opaque id; `footnote` stands below it, in letters alone. `subject` and `text` are already in
    the reader's language (`locale`, BCP 47).
    """

    delivery_id: UUID
    message_id: str
    address: str
    address_kind: str
    """`fid` or `token` (FCM), `email`, `phone`."""
    kind: str
    subject: str
    text: str
    link: str
    locale: str
    collapse_key: str | None
    time_to_live: timedelta
    urgent: bool
    unsubscribe_url: str | None = None
    footnote: str = ""
    silent: bool = False
    """It takes the place of an earlier message, and makes no sound."""


class Channel(Protocol):
    """One way out. `send` raises nothing that the world outside can cause: every such end is an `Outcome`."""

    @property
    def name(self) -> str:
        """The word for this channel in settings, rows and logs."""
        ...

    async def send(self, parcel: Parcel) -> Outcome:
        """Tries once. Never retries by itself: when to try again is decided where attempts are counted."""
        ...

    async def aclose(self) -> None:
        """Lets go of sockets and threads. To be awaited on the loop that sent."""
        ...
