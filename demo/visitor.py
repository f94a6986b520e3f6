"""A client of a running development server: signs people in, calls as an app would, moves the clock, waits."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Self, TypeVar
from zoneinfo import ZoneInfo

import httpx

T = TypeVar("T")

PATIENCE = 30.0
"""Seconds within which the worker must have done what was told."""
EVERY, AT_LEAST_EVERY = 0.05, 0.5
"""Seconds between looks at what the worker has done: soon at first, then seldom, for looking keeps it from working."""
A_FEW_AT_ONCE = 50
FOR_THE_LIMITS = timedelta(minutes=30)
"""After so long on the clock, the limit on sign-ins from one network has filled up again."""


class NotAsToldError(Exception):
    """Something is not as told; the text is one line for whoever reads along."""


class Server:
    """A running server of development: its API, the messages that would have left, and the hand of its clock."""

    def __init__(self, url: str, *, patience: float = PATIENCE) -> None:
        self.url = url
        self.patience = patience
        self.http = httpx.Client(base_url=url, timeout=PATIENCE)
        self.clock = datetime.min.replace(tzinfo=ZoneInfo("UTC"))

    def __enter__(self) -> Self:
        try:
            self.clock = self.advance(timedelta(0))
        except httpx.TransportError as error:
            raise NotAsToldError(f"Nobody answers at {self.url}. Start Minka with `make run`.") from error
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def advance(self, by: timedelta) -> datetime:
        """Moves the development clock, for the API and the worker alike; returns what it shows then."""
        answer = self.http.post("/dev/clock", json={"advance_seconds": by.total_seconds()})
        if answer.status_code == 404:
            raise NotAsToldError(f"{self.url} does not run in development: its clock cannot be moved.")
        self.clock = datetime.fromisoformat(body(answer)["now"])
        return self.clock

    def advance_to(self, moment: datetime) -> datetime:
        """Moves the clock to `moment`; never back."""
        return self.advance(max(timedelta(0), moment - self.clock))

    def outbox(self, address: str) -> list[dict[str, Any]]:
        """The last messages that would have left for an address, newest first."""
        return list(body(self.http.get("/dev/outbox", params={"address": address}))["items"])

    def wait_for(self, what: str, look: Callable[[], T | None]) -> T:
        """What `look` finds, as soon as it finds something. The worker works beside us."""
        deadline, pause = time.monotonic() + self.patience, EVERY
        while time.monotonic() < deadline:
            if seen := look():
                return seen
            time.sleep(pause)
            pause = min(pause * 1.5, AT_LEAST_EVERY)
        raise NotAsToldError(f"{what}: nothing came within {self.patience:.0f} seconds. Does the worker run?")

    def sign_in(self, addresses: Sequence[str], *, locale: str = "en") -> list["Visitor"]:
        """Signs people in by the code that each is sent; in the order of `addresses`.

        Where the server says that too many sign in from here, its clock is moved on: that is what waiting is.
        """
        visitors: list[Visitor] = []
        while len(visitors) < len(addresses):
            since = self.advance(timedelta(0))
            batch = addresses[len(visitors) : len(visitors) + A_FEW_AT_ONCE]
            challenges = self._send_codes(batch, locale)
            if not challenges:
                self.advance(FOR_THE_LIMITS)
            for address, challenge in zip(batch, challenges, strict=False):
                code = self.wait_for(f"The code for {address}", lambda: self._code(address, since))  # noqa: B023
                visitors.append(self._start(address, challenge, code))
        return visitors

    def _send_codes(self, addresses: Sequence[str], locale: str) -> list[str]:
        """The challenges, as many as the limits let through."""
        challenges: list[str] = []
        for address in addresses:
            answer = self.http.post("/v1/auth/codes", json={"address": address, "locale": locale})
            if answer.status_code == 429:
                break
            challenges.append(body(answer)["challenge"])
        return challenges

    def _code(self, address: str, since: datetime) -> str | None:
        """The code that was sent after `since`; an earlier one belongs to another sign-in."""
        for message in self.outbox(address):
            words = [word.strip(".") for word in message["text"].split()]
            code = next((word for word in words if word.isdigit() and len(word) == 6), None)
            if code is not None and datetime.fromisoformat(message["at"]) >= since:
                return str(code)
        return None

    def _start(self, address: str, challenge: str, code: str) -> "Visitor":
        shown = {"challenge": challenge, "code": code, "device_name": "demo"}
        return Visitor(self, address, body(self.http.post("/v1/auth/sessions", json=shown)))


class Visitor:
    """Somebody signed in. Access tokens live ten minutes, so they are renewed along the way, as an app would."""

    def __init__(self, server: Server, address: str, session: dict[str, Any]) -> None:
        self.server = server
        self.address = address
        self.id: str = session["person"]["id"]
        self._take(session)

    def _take(self, session: dict[str, Any]) -> None:
        self._access = session["access_token"]
        self._refresh = session["refresh_token"]
        self._good_until = self.server.clock + timedelta(seconds=session["expires_in"] - 60)

    def call(self, method: str, path: str, given: Any = None) -> httpx.Response:
        """Any call, whatever is answered. A token that must be old by now is renewed first."""
        if self.server.clock >= self._good_until:
            self._renew()
        answer = self._send(method, path, given)
        if answer.status_code == 401:
            self._renew()
            answer = self._send(method, path, given)
        return answer

    def _send(self, method: str, path: str, given: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self._access}"}
        return self.server.http.request(method, path, json=given, headers=headers)

    def _renew(self) -> None:
        shown = {"refresh_token": self._refresh}
        self._take(body(self.server.http.post("/v1/auth/refresh", json=shown)))

    def get(self, path: str) -> Any:
        return body(self.call("GET", path))

    def post(self, path: str, given: Any = None) -> Any:
        return body(self.call("POST", path, given))

    def put(self, path: str, given: Any = None) -> Any:
        return body(self.call("PUT", path, given))

    def patch(self, path: str, given: Any) -> Any:
        return body(self.call("PATCH", path, given))

    def refused(self, method: str, path: str, code: str) -> dict[str, Any]:
        """The problem that this call must be answered with. Raises NotAsToldError where it is let through."""
        answer = self.call(method, path)
        if answer.status_code < 400:
            raise NotAsToldError(f"{method} {path} was to be refused ({code}) and was let through.")
        problem: dict[str, Any] = answer.json()
        if problem["code"] != code:
            raise NotAsToldError(f"{method} {path} was refused with {problem['code']}, not with {code}.")
        return problem


def body(answer: httpx.Response) -> Any:
    """What was answered. Raises NotAsToldError for a refusal, with its code and detail."""
    if answer.status_code < 400:
        return answer.json() if answer.content else None
    where = f"{answer.request.method} {answer.request.url.path}"
    raise NotAsToldError(f"{where} was answered {answer.status_code}: {reason(answer)}")


def reason(answer: httpx.Response) -> str:
    """A refusal in one line."""
    try:
        problem = answer.json()
        return f"{problem['code']} ({problem['detail']})"
    except (ValueError, KeyError, TypeError):
        return answer.text[:200] or "no reason given"


def next_local(moment: datetime, zone: str, *, hour: int, until: int | None = None) -> datetime:
    """`moment` itself where it is between `hour` and `until` o'clock in `zone`, else the next time `hour` strikes."""
    local = moment.astimezone(ZoneInfo(zone))
    if until is not None and hour <= local.hour < until:
        return moment
    start = local.replace(hour=hour, minute=0, second=0, microsecond=0)
    while start < local:
        start = (start + timedelta(days=1)).replace(hour=hour)
    return start.astimezone(moment.tzinfo)
