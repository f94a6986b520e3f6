"""Push by Firebase Cloud Messaging, through the official SDK, with its surprises taken out.

Found by trying firebase-admin 7.7.0, and held by `tests/notifications/channels/test_fcm*.py`:

- Its blocking path posts again after a cut line, so that a push arrives twice: we use the asynchronous one.
- One answer that is no JSON spoils a whole batch: we send one message per call, many calls side by side.
- It retries by itself and ignores Retry-After: its retries are off, `notifications/channels/retry.py` decides.
- It fetches its access token with a blocking call on the event loop, again on each 401: we fetch it
  beforehand, in a thread, once for everybody who waits, and let a 401 stand.
- It waits 120 seconds for an answer: `timeout_s` here.

Some of that needs private names. They are checked when the channel is made, so that an upgrade that loses one
stops the start and not the pushes at night.
"""

import asyncio
import functools
from itertools import count
from typing import Any

import firebase_admin
import requests
from firebase_admin import _http_client, _retry, credentials, exceptions, messaging
from google.auth.credentials import TokenState
from google.auth.exceptions import RefreshError
from google.auth.transport.requests import Request

from notifications.channels.base import Outcome, Parcel, Verdict
from notifications.channels.fcm_answers import judge
from notifications.channels.fcm_messages import MOST_BYTES, compose, weight

PRIVATE_NAMES: tuple[tuple[object, str], ...] = (
    (messaging, "_get_messaging_service"),
    (_http_client, "HttpxAsyncClient.async_client"),
    (_retry, "HttpxRetry"),
)
SERVICE_NAMES = ("_fcm_url", "_credential", "_async_client.async_client.auth._max_refresh_attempts")
CREDENTIAL_NAMES = ("_is_regional_access_boundary_lookup_required", "token_state", "refresh", "token")


class ContractBroken(RuntimeError):
    """The installed firebase-admin lacks a private name that this channel stands on."""


_numbers = count(1)


class FcmChannel:
    """Pushes to Android, iOS and browsers. Lives on one event loop, the one that sends first.

    `service_account` is the parsed key file. `base_url` points at a local server that speaks FCM (tests,
    benchmarks); its token address then comes from the service account's `token_uri`. `timeout_s` bounds the
    wait for each network step, twice that the whole try. `concurrency` is how many pushes are on their way at
    once. `name` is the SDK's name for this app, one living channel per name; by default one of its own.

    Raises ContractBroken, and ValueError for a malformed service account or a name that is taken.
    """

    name = "fcm"

    def __init__(
        self,
        service_account: dict[str, Any],  # Google's JSON
        *,
        base_url: str | None = None,
        timeout_s: float = 10,
        concurrency: int = 32,
        name: str | None = None,
    ) -> None:
        for owner, path in PRIVATE_NAMES:
            require(owner, path)
        self._app = firebase_admin.initialize_app(
            credentials.Certificate(service_account),
            {"httpTimeout": timeout_s},
            name=name or f"minka-push-{next(_numbers)}",
        )
        self._service = messaging._get_messaging_service(self._app)
        for path in SERVICE_NAMES:
            require(self._service, path)
        self._credential = self._service._credential
        for path in CREDENTIAL_NAMES:
            require(self._credential, path)
        self._timeout_s = timeout_s
        self._slots = asyncio.Semaphore(concurrency)
        self._token_session = requests.Session()
        self._refreshing: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._switch_retries_off()
        if base_url is not None:
            self._point_at(base_url)

    async def send(self, parcel: Parcel) -> Outcome:
        """Tries once to hand `parcel` to FCM. Raises RuntimeError when called from a second event loop."""
        self._stay_on_one_loop()
        try:
            message = compose(parcel)
            if weight(message) > MOST_BYTES:
                return Outcome(Verdict.DEAD, "TOO_BIG")
        except ValueError:
            return Outcome(Verdict.DEAD, "MALFORMED")
        async with self._slots:
            return await self._authorise() or await self._post(message)

    async def aclose(self) -> None:
        """Closes the connections on this loop, then the app in a thread: its clean-up starts a loop."""
        if self._refreshing is not None:
            await asyncio.wait([self._refreshing])
        await self._service._async_client.aclose()
        await asyncio.to_thread(firebase_admin.delete_app, self._app)
        self._token_session.close()

    async def _authorise(self) -> Outcome | None:
        """Sees to a fresh access token; an outcome where there is none, and then nothing was sent."""
        if self._credential.token_state is TokenState.FRESH:
            return None
        try:
            # Shared, not locked: behind a lock, a hanging token server costs each waiting message a time-out
            # of its own, one after the other. Shielded: one that gives up must not take the token from the
            # others.
            await asyncio.wait_for(asyncio.shield(self._refresh()), self._timeout_s)
        except RefreshError as error:
            return Outcome(Verdict.RETRY if error.retryable else Verdict.PAUSE_CHANNEL, "AUTH_REFUSED")
        except Exception as error:  # A login page in place of JSON surfaces as TypeError, for one.
            return Outcome(Verdict.RETRY, f"AUTH_{type(error).__name__}")
        return None

    def _refresh(self) -> asyncio.Task[None]:
        if self._refreshing is None or self._refreshing.done():
            request = functools.partial(Request(self._token_session), timeout=self._timeout_s)
            self._refreshing = asyncio.create_task(asyncio.to_thread(self._credential.refresh, request))
            # Read once here, so that a failure for which nobody waited any more is not reported as forgotten.
            self._refreshing.add_done_callback(lambda task: task.cancelled() or task.exception())
        return self._refreshing

    async def _post(self, message: messaging.Message) -> Outcome:
        token = self._credential.token
        try:
            async with asyncio.timeout(2 * self._timeout_s):
                batch = await messaging.send_each_async([message], app=self._app)
        except TimeoutError:
            return Outcome(Verdict.AMBIGUOUS, "TIMEOUT")
        except exceptions.FirebaseError:
            return Outcome(Verdict.AMBIGUOUS, "UNREADABLE")
        response = batch.responses[0]
        if response.success:
            return Outcome(Verdict.DONE, provider_id=response.message_id)
        if response.exception is None:
            return Outcome(Verdict.AMBIGUOUS, "NO_MESSAGE_ID")
        outcome = judge(response.exception)
        if outcome.code == exceptions.UNAUTHENTICATED and self._credential.token == token:
            self._credential.token = None  # It only looks fresh: the next try fetches another.
        return outcome

    def _switch_retries_off(self) -> None:
        self._service._async_client = _http_client.HttpxAsyncClient(
            credential=self._credential,
            timeout=self._timeout_s,
            retry_config=_retry.HttpxRetry(max_retries=0),
        )
        self._service._async_client.async_client.auth._max_refresh_attempts = 0

    def _point_at(self, base_url: str) -> None:
        self._service._fcm_url = f"{base_url}/v1/projects/{self._app.project_id}/messages:send"
        # Otherwise a background thread shows the local server's token to a Google address.
        self._credential._is_regional_access_boundary_lookup_required = lambda: False

    def _stay_on_one_loop(self) -> None:
        loop = asyncio.get_running_loop()
        if self._loop not in (None, loop):
            raise RuntimeError("an FcmChannel lives on one event loop: make another one for this loop")
        self._loop = loop


def require(owner: object, path: str) -> None:
    """Raises ContractBroken unless the dotted `path` leads somewhere from `owner`."""
    here = owner
    for step in path.split("."):
        if not hasattr(here, step):
            raise ContractBroken(
                f"firebase-admin {firebase_admin.__version__} has no {path} on {owner!r} any more. "
                "Install 7.7, or check notifications/channels/fcm.py against the version that is there."
            )
        here = getattr(here, step)
