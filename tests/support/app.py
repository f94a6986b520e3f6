"""An app that keeps to docs/for-apps.md: what got no answer is sent again, as it was."""

import random
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

from tests.support.places import LANSING

PATIENCE = 60
"""Times that one call is sent before the app gives up, which no line is bad enough for."""

LOST_RACES = {"not_possible", "need_is_over", "somebody_was_faster", "conflict"}
"""What somebody may hear because somebody else was there before them."""
OR_GONE = LOST_RACES | {"not_found"}
"""The same about what is another's, who may have settled or withdrawn it since it was listed."""


@dataclass(slots=True)
class Thing:
    """Something of one's own, as it was last answered."""

    id: str
    etag: str
    edits: int = 0


class App:
    """One phone with one person on it. `done` counts what was answered with yes, `lost` which races were not won.

    `read_code`: the digits that were sent for a challenge. Refusals that no app of this kind should hear are
    in `refused`.
    """

    def __init__(
        self, http: httpx.Client, name: str, community: str, read_code: Callable[[UUID], str]
    ) -> None:
        self.http, self.name, self.community, self._read_code = http, name, community, read_code
        self.rng = random.Random(name)
        self.id = self._access = self._refresh = ""
        self._one_refresh_at_a_time = threading.Lock()
        self.needs: dict[str, Thing] = {}
        self.offers: dict[str, Thing] = {}
        self.over: dict[str, Thing] = {}
        """Needs of one's own that are withdrawn, or settled with somebody."""
        self.messages: list[str] = []
        self.profile_etag: str | None = None
        self.keys = 0
        self.done: Counter[str] = Counter()
        self.lost: Counter[str] = Counter()
        self.refused: list[str] = []

    def arrive(self) -> None:
        """Somebody new: signed in, introduced, a member, and with something to offer."""
        self.sign_in()
        quiet = {"quiet_from": "00:00", "quiet_to": "00:00"}
        self._edit_me({"display_name": self.name, "is_adult": True} | quiet)
        self.change("POST", f"/v1/communities/{self.community}/join", None, "joined")
        self.post_offer()

    def act(self, operations: int) -> None:
        """So many things that people do, drawn by this app's own seed."""
        weights, acts = zip(*self._acts(), strict=True)
        for _ in range(operations):
            self.rng.choices(acts, weights)[0]()

    def _acts(self) -> tuple[tuple[int, Callable[[], None]], ...]:
        return (
            (5, self.post_need),
            (8, self.edit_need),
            (1, self.post_offer),
            (4, self.edit_offer),
            (3, self.edit_me),
            (2, self.withdraw_need),
            (4, self.answer_need),
            (4, self.confirm),
            (4, self.write),
            (4, self.open),
            (2, self.refresh),
            (2, self.sign_in_anew),
        )

    # What is sent, and sent again.

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """The answer to a call, however often it takes."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        for _ in range(PATIENCE):
            try:
                answer = self.http.request(method, path, json=body, headers=named)
            except httpx.TransportError:
                continue
            if answer.status_code != 409 or answer.json()["code"] != "in_flight":
                return answer
        raise AssertionError(f"no answer to {method} {path}")

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """The same by somebody signed in; the tokens are renewed when they are over, and the call is made again."""
        for _ in range(PATIENCE):
            token = self._access
            answer = self.send(method, path, body, Authorization=f"Bearer {token}", **headers)
            if answer.status_code != 401 or answer.json()["code"] != "token_expired":
                return answer
            self.refresh(expired=token)
        raise AssertionError(f"no token is good enough for {method} {path}")

    def change(self, method: str, path: str, body: Any, what: str, **headers: str) -> httpx.Response | None:
        """A call that has an effect, under a key of its own; None where it was refused."""
        self.keys += 1
        answer = self.call(method, path, body, Idempotency_Key=f"{self.name} {self.keys}", **headers)
        if answer.is_success:
            self.done[what] += 1
            return answer
        if answer.json()["code"] in (OR_GONE if what == "match_accepted" else LOST_RACES):
            self.lost[answer.json()["code"]] += 1
        else:
            self._wrong(answer)
        return None

    def look(self, path: str) -> Any:
        answer = self.call("GET", path)
        if not answer.is_success:
            self._wrong(answer)
            return {"items": []}
        return answer.json()

    def _wrong(self, answer: httpx.Response) -> None:
        call = answer.request
        self.refused.append(f"{call.method} {call.url.path} -> {answer.status_code} {answer.text[:300]}")

    # Signing in.

    def sign_in(self) -> None:
        wanted = {"address": f"{self.name.lower()}@example.org"}
        challenge = self.send("POST", "/v1/auth/codes", wanted).json()["challenge"]
        shown = {"challenge": challenge, "code": self._read_code(UUID(challenge))}
        self._signed_in(self.send("POST", "/v1/auth/sessions", shown), "signed in")

    def refresh(self, expired: str | None = None) -> None:
        """Trades the tokens, unless another call of this app has done so since `expired` was good."""
        with self._one_refresh_at_a_time:
            if expired is None or expired == self._access:
                answer = self.send("POST", "/v1/auth/refresh", {"refresh_token": self._refresh})
                self._signed_in(answer, "refreshed")

    def _signed_in(self, answer: httpx.Response, what: str) -> None:
        if not answer.is_success:
            self._wrong(answer)
            raise AssertionError(self.refused[-1])
        told = answer.json()
        self.done[what] += 1
        self.id, self._access, self._refresh = (
            told["person"]["id"],
            told["access_token"],
            told["refresh_token"],
        )

    def sign_in_anew(self) -> None:
        """As on another phone, from which the one before is signed out."""
        self.sign_in()
        for one in self.look("/v1/auth/sessions")["items"]:
            if not one["current"]:
                answer = self.call("DELETE", f"/v1/auth/sessions/{one['id']}")
                self.done["signed out"] += answer.status_code == 204

    # What people do.

    def open(self) -> None:
        """The first screen: both calls at once, on one pair of tokens."""
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(self.look, ("/v1/home", "/v1/me")))

    def post_need(self) -> None:
        body = {"category": "groceries", "place": LANSING, "title": f"{self.name} {self.keys}"}
        self._posted("/v1/needs", body | {"community_id": self.community}, self.needs, "need_posted")

    def post_offer(self) -> None:
        capacity = {"at_a_time": 50, "per_week": 500}
        body = {"categories": ["groceries"], "place": LANSING, "capacity": capacity}
        self._posted("/v1/offers", body | {"community_id": self.community}, self.offers, "offer_posted")

    def _posted(self, path: str, body: Any, own: dict[str, Thing], what: str) -> None:
        answer = self.change("POST", path, body, what)
        if answer is not None:
            own[answer.json()["id"]] = Thing(answer.json()["id"], answer.headers["etag"])

    def edit_need(self) -> None:
        thing = self._any_of(self.needs)
        if thing is not None and not self._edited(
            "/v1/needs", thing, {"title": f"T {self.keys}"}, "need_edited"
        ):
            self.over[thing.id] = self.needs.pop(thing.id)

    def edit_offer(self) -> None:
        thing = self._any_of(self.offers)
        if thing is not None:
            self._edited("/v1/offers", thing, {"reach_km": 5 + self.keys % 20}, "offer_edited")

    def _edited(self, path: str, thing: Thing, change: Any, what: str) -> bool:
        answer = self.change("PATCH", f"{path}/{thing.id}", change, what, If_Match=thing.etag)
        if answer is None:
            return False
        thing.etag = answer.headers["etag"]
        thing.edits += 1
        return True

    def edit_me(self) -> None:
        self._edit_me({"display_name": f"{self.name} {self.keys}"})

    def _edit_me(self, change: Any) -> None:
        known = {} if self.profile_etag is None else {"If_Match": self.profile_etag}
        answer = self.change("PATCH", "/v1/me", change, "introduced", **known)
        if answer is not None:
            self.profile_etag = answer.headers["etag"]

    def withdraw_need(self) -> None:
        thing = self._any_of(self.needs)
        if thing is not None:
            self.change("POST", f"/v1/needs/{thing.id}/withdraw", {}, "need_withdrawn")
            self.over[thing.id] = self.needs.pop(thing.id)

    def answer_need(self) -> None:
        """Says yes to a need of somebody else's, once."""
        answered = {match["need_id"] for match in self._matches("helper")}
        others = [need["id"] for need in self.look("/v1/needs?limit=50&order=newest")["items"]]
        found = [need for need in others if need not in answered | self.needs.keys() | self.over.keys()]
        if found:
            self.change("POST", f"/v1/needs/{self.rng.choice(found)}/responses", {}, "match_accepted")

    def confirm(self) -> None:
        found = [match for match in self._matches("beneficiary") if "confirm" in match["allowed"]]
        if found:
            chosen = self.rng.choice(found)["id"]
            self.change("POST", f"/v1/matches/{chosen}/confirm", {}, "match_confirmed")

    def write(self) -> None:
        found = [match for match in self._matches() if match["status"] == "confirmed"]
        if found:
            path = f"/v1/matches/{self.rng.choice(found)['id']}/messages"
            answer = self.change("POST", path, {"text": f"{self.name} {self.keys}"}, "message_sent")
            self.messages += [answer.json()["id"]] if answer is not None else []

    def _matches(self, role: str | None = None) -> list[dict[str, Any]]:
        asked = "/v1/matches?limit=50&order=newest" + (f"&role={role}" if role else "")
        return list(self.look(asked)["items"])

    def _any_of(self, things: dict[str, Thing]) -> Thing | None:
        return self.rng.choice(list(things.values())) if things else None
