"""What waits for somebody, and which of it is most pressing: what is urgent, what ends soon, then by kind and age."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

SOON = timedelta(days=1)
"""What ends within this is ordered by its end, whatever it is."""
_ANY_TIME = datetime.min.replace(tzinfo=UTC)


class Waits(StrEnum):
    """What somebody is waited for with. In the order in which it presses, where nothing ends soon."""

    CHOOSE = "choose"
    """Somebody said yes: the one who asked decides."""
    ANSWER = "answer"
    """Asked whether they can help."""
    CONSENT = "consent"
    """Somebody asks whether they may speak for them."""
    MESSAGE = "message"
    REPORT = "report"
    """How did it go?"""
    CIRCLE = "circle"
    """Something in a circle they answer for needs a human."""
    RENEW = "renew"
    """A need's time runs out, or ran out a short while ago."""
    CHECK_IN = "check_in"
    """Is this offer still right?"""


RANK = {kind: rank for rank, kind in enumerate(Waits)}


@dataclass(frozen=True, slots=True)
class Waiting:
    """`until` is when it is too late; None: it stays. `urgent`: a need that is, stands behind it."""

    kind: Waits
    since: datetime
    until: datetime | None = None
    urgent: bool = False


def pressing(waiting: Waiting, now: datetime) -> tuple[bool, bool, datetime, int, datetime]:
    """A key to sort by, most pressing first."""
    soon = waiting.until is not None and waiting.until <= now + SOON
    until = waiting.until if soon and waiting.until is not None else _ANY_TIME
    return not waiting.urgent, not soon, until, RANK[waiting.kind], waiting.since
