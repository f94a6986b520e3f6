"""A small client, written from docs/for-apps.md alone: it signs in, refreshes, keeps what it read and queues what it
writes. What it keeps stands in for a phone's disk: a client made of the same `Kept` goes on where the last one stopped.
"""

import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

TRY_AGAIN = frozenset({502, 503, 504})
EDITED_WITH_IF_MATCH = "If-Match"


class SignInAgain(Exception):
    """`signed_out`: only a new sign-in helps."""


class NoLine(Exception):
    """Nothing came back; what was written waits in the queue."""


@dataclass(frozen=True, slots=True)
class Write:
    """A call in the queue. Its key is drawn once."""

    method: str
    path: str
    body: Any
    if_match: str | None
    key: str = field(default_factory=lambda: str(uuid4()))


@dataclass(slots=True)
class Kept:
    """What lies on the phone's disk."""

    refresh_token: str | None = None
    access_token: str | None = None
    answers: dict[str, tuple[str, Any]] = field(default_factory=dict)
    """By path: the ETag and what it was of."""
    queue: deque[Write] = field(default_factory=deque)
    seen: deque[str] = field(default_factory=lambda: deque(maxlen=100))
    """The message ids of pushes that were shown."""


class Client:
    """Speaks over `http`, whose base URL is the server's. `sleep` waits where the server says how long."""

    def __init__(
        self, http: httpx.Client, kept: Kept | None = None, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.http, self.kept, self.sleep = http, kept or Kept(), sleep
        self.tags: dict[str, str] = {}
        """What was read last, by path: also of what no disk keeps."""

    def sign_in(self, address: str, read_code: Callable[[], str], **fields: Any) -> dict[str, Any]:
        """By the code that arrives. A lost answer is asked for again with the same challenge and code."""
        asked = self._until_answered("POST", "/v1/auth/codes", {"address": address} | fields)
        shown = {"challenge": asked.json()["challenge"], "code": read_code()}
        answer = self._until_answered("POST", "/v1/auth/sessions", shown)
        answer.raise_for_status()
        self._keep_tokens(answer)
        return dict(answer.json()["person"])

    def get(self, path: str) -> Any:
        """What the server says, or where nothing is new or no line what is kept."""
        etag, body = self.kept.answers.get(path, (None, None))
        try:
            answer = self._call("GET", path, None, {"If-None-Match": etag} if etag else {})
        except NoLine:
            if etag is None:
                raise
            return body
        if answer.status_code == 304:
            self.tags[path] = answer.headers["ETag"]
            return body
        answer.raise_for_status()
        self.tags[path] = answer.headers["ETag"]
        if "no-store" not in answer.headers.get("Cache-Control", ""):
            self.kept.answers[path] = answer.headers["ETag"], answer.json()
        return answer.json()

    def write(self, method: str, path: str, body: Any = None, *, if_match: str | None = None) -> Any:
        """Puts a call into the queue and sends all that is in it; the answer to this one. Raises NoLine."""
        self.kept.queue.append(Write(method, path, body, if_match))
        return self.send_queue()

    def edit(self, path: str, changes: Mapping[str, Any]) -> Any:
        """Changes what is named, of the thing as it was last read."""
        self.get(path)
        return self.write("PATCH", path, changes, if_match=self.tags[path])

    def send_queue(self) -> Any:
        """Sends what waits, in order; the last answer. What is refused leaves the queue as what is done does."""
        last: Any = None
        while self.kept.queue:
            first = self.kept.queue[0]
            headers = {"Idempotency-Key": first.key}
            if first.if_match is not None:
                headers[EDITED_WITH_IF_MATCH] = first.if_match
            answer = self._call(first.method, first.path, first.body, headers)
            self.kept.queue.popleft()
            answer.raise_for_status()
            last = answer.json() if answer.content else None
        return last

    def show_push(self, data: Mapping[str, str]) -> bool:
        """Whether a push is to be shown: one that came before is not."""
        if data["message_id"] in self.kept.seen:
            return False
        self.kept.seen.append(data["message_id"])
        return True

    def _call(self, method: str, path: str, body: Any, headers: Mapping[str, str]) -> httpx.Response:
        """One call as somebody signed in: refreshed once where the token is over, repeated where that helps."""
        for _ in range(5):
            signed = {"Authorization": f"Bearer {self.kept.access_token}", **headers}
            answer = self._once(method, path, body, signed)
            code = _code(answer)
            if code == "token_expired":
                self._refresh()
            elif code == "signed_out":
                raise SignInAgain
            elif answer.status_code == 429 or answer.status_code in TRY_AGAIN or code == "in_flight":
                self.sleep(float(answer.headers.get("Retry-After", "1")))
            else:
                return answer
        raise NoLine

    def _refresh(self) -> None:
        """Trades the refresh token; where the answer is lost, the old one is shown again next time."""
        answer = self._once("POST", "/v1/auth/refresh", {"refresh_token": self.kept.refresh_token}, {})
        if _code(answer) == "signed_out":
            raise SignInAgain
        answer.raise_for_status()
        self._keep_tokens(answer)

    def _keep_tokens(self, answer: httpx.Response) -> None:
        self.kept.refresh_token = answer.json()["refresh_token"]  # first of all, before either is used
        self.kept.access_token = answer.json()["access_token"]

    def _until_answered(self, method: str, path: str, body: Any) -> httpx.Response:
        for _ in range(5):
            try:
                return self._once(method, path, body, {})
            except NoLine:
                self.sleep(1)
        raise NoLine

    def _once(self, method: str, path: str, body: Any, headers: Mapping[str, str]) -> httpx.Response:
        try:
            return self.http.request(method, path, json=body, headers=headers)
        except httpx.TransportError as lost:
            raise NoLine from lost


def _code(answer: httpx.Response) -> str | None:
    """The code of a refusal."""
    if not answer.headers.get("Content-Type", "").startswith("application/problem+json"):
        return None
    return str(answer.json()["code"])
