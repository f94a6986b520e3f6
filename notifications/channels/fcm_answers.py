"""FCM's answers, judged: whether a push was taken, and what each refusal proves about its address."""

from datetime import timedelta

import httpx
from firebase_admin import exceptions, messaging

from core.clock import real_now
from notifications.channels.base import SLOW_DOWN, Outcome, Verdict
from notifications.channels.retry import read_retry_after

QUOTA_WAIT = timedelta(minutes=1)
"""FCM asks for a minute where a 429 names no Retry-After."""

APPLE_KEY_WAIT = timedelta(minutes=5)

# Surely nothing left this machine: these are worth a plain retry, not the caution of an ambiguous end.
_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


def judge(error: exceptions.FirebaseError) -> Outcome:
    """What an error proves. Only UNREGISTERED and SENDER_ID_MISMATCH prove that an address is dead."""
    response: httpx.Response | None = error.http_response
    if isinstance(error, messaging.UnregisteredError):
        return Outcome(Verdict.DROP_ADDRESS, "UNREGISTERED")
    if isinstance(error, messaging.SenderIdMismatchError):
        return Outcome(Verdict.DROP_ADDRESS, "SENDER_ID_MISMATCH")
    if isinstance(error, messaging.ThirdPartyAuthError):
        # Apple's or the browser's key at Firebase is wrong: other devices are fine, so the channel must not
        # rest.
        return Outcome(Verdict.RETRY, "THIRD_PARTY_AUTH_ERROR", APPLE_KEY_WAIT)
    if response is None:
        left = not isinstance(error.cause, _NEVER_LEFT)
        return Outcome(Verdict.AMBIGUOUS if left else Verdict.RETRY, error.code)
    wait = read_retry_after(response.headers.get("retry-after"), real_now())
    asks_all = wait is not None and response.status_code in SLOW_DOWN
    if response.status_code == httpx.codes.TOO_MANY_REQUESTS:
        return Outcome(
            Verdict.RETRY, "QUOTA_EXCEEDED", QUOTA_WAIT if wait is None else wait, whole_channel=asks_all
        )
    if response.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        return Outcome(Verdict.PAUSE_CHANNEL, error.code, wait)
    if response.is_client_error:
        return Outcome(Verdict.DEAD, error.code)
    return Outcome(Verdict.RETRY, error.code, wait, whole_channel=asks_all)
