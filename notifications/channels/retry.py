"""When a delivery is tried again: decided from the outcome of a try, the tries so far, the time and a given jitter.

Waiting grows fourfold from 10 s to at most an hour, spread by full jitter ("Exponential Backoff And Jitter",
M. Brooker, 2015). Fourfold, because with doubling the eight tries end within ten minutes on average, sooner
than a bad hour at a provider; this way they reach across one and a half.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum

from notifications.channels.base import Outcome, Verdict

MAX_ATTEMPTS = 8
SHORTEST_WAIT = timedelta(seconds=10)
LONGEST_SPREAD = timedelta(hours=1)
GROWTH = 4
CHANNEL_PAUSE = timedelta(minutes=5)


class Next(StrEnum):
    """What the delivery does now."""

    SENT = "sent"
    RETRY_AT = "retry_at"
    FAILED = "failed"
    DROP_ADDRESS = "drop_address"
    PAUSE_CHANNEL = "pause_channel"


@dataclass(frozen=True, slots=True)
class Decision:
    """The next step.

    `at` is the next try's time. `PAUSE_CHANNEL` with `at=None` pauses the channel all the same (for
    `pause_after(attempts)`), but this delivery has no try left and ends as failed.
    """

    what: Next
    at: datetime | None = None


def decide(
    outcome: Outcome,
    *,
    attempts: int,
    now: datetime,
    expires_at: datetime,
    jitter: float,
    ambiguous_before: bool,
) -> Decision:
    """Decides what follows `outcome`.

    `attempts` counts the tries so far, the one that just ended included. `now` is when that try ended,
    `jitter` a random number in [0, 1). `ambiguous_before` says whether an earlier try was ambiguous already:
    one more is made after such a try, not two, for a push that is lost stays in the inbox, one that comes three
    times annoys. Raises ValueError for a jitter outside [0, 1] or attempts under 1.
    """
    if not 0 <= jitter <= 1 or attempts < 1:
        raise ValueError("jitter must be within 0 and 1, attempts at least 1")
    match outcome.verdict:
        case Verdict.DONE:
            return Decision(Next.SENT)
        case Verdict.DROP_ADDRESS:
            return Decision(Next.DROP_ADDRESS)
        case Verdict.DEAD:
            return Decision(Next.FAILED)
        case Verdict.PAUSE_CHANNEL:
            wait = max(pause_after(attempts), outcome.retry_after or timedelta(0))
            return Decision(Next.PAUSE_CHANNEL, _next_try(wait, attempts, now, expires_at, jitter))
        case Verdict.AMBIGUOUS if ambiguous_before:
            return Decision(Next.FAILED)
        case Verdict.AMBIGUOUS | Verdict.RETRY:
            wait = max(SHORTEST_WAIT, outcome.retry_after or timedelta(0))
            at = _next_try(wait, attempts, now, expires_at, jitter)
            return Decision(Next.RETRY_AT if at else Next.FAILED, at)


def pause_after(attempts: int) -> timedelta:
    """How long a channel rests after its refusal of a message that was tried `attempts` times."""
    return CHANNEL_PAUSE * min(attempts, MAX_ATTEMPTS)


def read_retry_after(header: str | None, now: datetime) -> timedelta | None:
    """A Retry-After header as a wait from `now`; None where there is none to read.

    RFC 9110, 10.2.3: a number of seconds, or an HTTP date.
    """
    text = (header or "").strip()
    if re.fullmatch(r"[0-9]+", text):
        return timedelta(seconds=int(text[:9]) if len(text) <= 9 else 999_999_999)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    # "-0000" and a missing zone parse as naive; HTTP dates are GMT by definition.
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(moment - now, timedelta(0))


def _next_try(
    wait: timedelta, attempts: int, now: datetime, expires_at: datetime, jitter: float
) -> datetime | None:
    """At least `wait` from now, spread by jitter, or None when the tries or the time have run out.

    The spread shrinks to the room before expiry: a message that still has twenty minutes is worth a try in
    them.
    """
    left = expires_at - now
    if attempts >= MAX_ATTEMPTS or wait >= left:
        return None
    spread = min(LONGEST_SPREAD, SHORTEST_WAIT * GROWTH ** (attempts - 1), left - wait)
    at: datetime = now + wait + spread * jitter
    return at
