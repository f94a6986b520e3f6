"""People of the load: who sign in by a code from their mailbox, and send a call again until it is answered."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event
from typing import Any
from uuid import uuid4

import httpx

from tests.cluster.minka import Minka

TRIES_FOR_S = 90.0
PLACE = {"lat": -4.0615, "lon": 39.6786}


class GaveUp(Exception):
    """A call that nobody answered in all that time, or that was refused; the text says how."""


@dataclass
class Door:
    """Where people call: one address after the other, as a proxy before two APIs would have it."""

    urls: list[str]
    over: Event = field(default_factory=Event)
    failed: int = 0
    """Calls that were answered with a server's error or not at all, and were sent again."""

    def __post_init__(self) -> None:
        self._http = httpx.Client(timeout=15)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The body of the first good answer. The same call, with the same key, is sent until there is one."""
        until, number = time.monotonic() + TRIES_FOR_S, hash(path)
        while True:
            number += 1
            try:
                url = self.urls[number % len(self.urls)] + path
                answer = self._http.request(method, url, json=body, headers=headers)
            except httpx.TransportError as error:
                said = type(error).__name__
            else:
                if answer.status_code < 400:
                    return answer.json() if answer.content else None
                said = f"{answer.status_code} {answer.text[:300]}"
                if answer.status_code < 500 and not _will_pass(answer):
                    raise GaveUp(f"{method} {path}: {said}")
            self.failed += 1
            if time.monotonic() > until:
                raise GaveUp(f"{method} {path}: {said}")
            time.sleep(0.25)


def _will_pass(answer: httpx.Response) -> bool:
    return answer.status_code == 429 or (answer.status_code == 409 and "in_flight" in answer.text)


class LoadPerson:
    """Somebody signed in, with a phone that pushes reach."""

    def __init__(self, minka: Minka, door: Door, name: str) -> None:
        self.door, self.name = door, name
        address = f"{name.lower()}-{uuid4().hex[:8]}@load.example"
        asked = door.call("POST", "/v1/auth/codes", {"address": address})
        code = _wait_for(lambda: _code(minka, address), f"a code for {name}")
        shown = {"challenge": asked["challenge"], "code": code, "device_name": "load"}
        signed_in = door.call("POST", "/v1/auth/sessions", shown)
        self.id = str(signed_in["person"]["id"])
        self._access, self._refresh = signed_in["access_token"], signed_in["refresh_token"]
        self._until = time.monotonic() + signed_in["expires_in"] / 2
        me = {"display_name": name, "is_adult": True, "quiet_from": "00:00", "quiet_to": "00:00"}
        self.send("PATCH", "/v1/me", me)
        self.send("PUT", f"/v1/me/devices/{uuid4()}", {"address": f"phone-of-{name}-{uuid4().hex}"})

    @property
    def _bearer(self) -> str:
        return f"Bearer {self._access}"

    def send(self, method: str, path: str, body: Any = None) -> Any:
        """As an app sends it: with a key of its own, which stays the same until there is an answer."""
        if time.monotonic() > self._until:
            anew = self.door.call("POST", "/v1/auth/refresh", {"refresh_token": self._refresh})
            self._access, self._refresh = anew["access_token"], anew["refresh_token"]
            self._until = time.monotonic() + anew["expires_in"] / 2
        key = {"Idempotency-Key": str(uuid4())} if method == "POST" else {}
        return self.door.call(method, path, body, Authorization=self._bearer, **key)


def _wait_for(look: Callable[[], str | None], what: str) -> str:
    until = time.monotonic() + 60
    while (found := look()) is None:
        if time.monotonic() > until:
            raise GaveUp(f"{what} never came")
        time.sleep(0.1)
    return found


def _code(minka: Minka, address: str) -> str | None:
    for one in list(minka.smtp.received):
        if one["recipient"] == address:
            body = one["letter"].get_body(("plain",))
            found = re.search(r"\b\d{6,8}\b", body.get_content() if body else "")
            if found:
                return found[0]
    return None
