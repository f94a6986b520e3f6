"""People who talk to the API as an app would."""

from collections.abc import Callable
from typing import Any

import httpx

from tests.support.places import LANSING


class Refused(AssertionError):
    """An answer that a test did not expect."""

    def __init__(self, response: httpx.Response) -> None:
        request = response.request
        super().__init__(f"{request.method} {request.url} -> {response.status_code} {response.text[:600]}")
        self.response = response


class Person:
    """Somebody signed in. `get`, `post`, … return the answer's body and fail on a refusal; `try_…` return all.

    `steps_up`: how they show once more who they are, where an answer asks for it; None: they do not.
    """

    steps_up: Callable[["Person"], None] | None = None

    def __init__(self, http: httpx.Client, name: str, id: str, access_token: str, refresh_token: str) -> None:
        self.http = http
        self.name = name
        self.id = id
        self.access_token = access_token
        self.refresh_token = refresh_token

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.access_token}"}

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """Any call; header names with underscores for dashes. Renews its tokens where time has passed, as apps do."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        response = self.http.request(method, path, json=body, headers=self.headers | named)
        if response.status_code == 401 and self._renewed():
            response = self.http.request(method, path, json=body, headers=self.headers | named)
        if self.steps_up is not None and _says(response, "step_up_needed"):
            self.steps_up(self)
            response = self.http.request(method, path, json=body, headers=self.headers | named)
        return response

    def _renewed(self) -> bool:
        answer = self.http.post("/v1/auth/refresh", json={"refresh_token": self.refresh_token})
        if answer.status_code != 200:
            return False
        self.access_token = answer.json()["access_token"]
        self.refresh_token = answer.json()["refresh_token"]
        return True

    def _good(self, response: httpx.Response) -> Any:
        if response.status_code >= 400:
            raise Refused(response)
        return response.json() if response.content else None

    def get(self, path: str) -> Any:
        return self._good(self.call("GET", path))

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self._good(self.call("POST", path, body, **headers))

    def put(self, path: str, body: Any = None) -> Any:
        return self._good(self.call("PUT", path, body))

    def delete(self, path: str) -> Any:
        return self._good(self.call("DELETE", path))

    def patch(self, path: str, body: Any) -> Any:
        """An edit, with the `If-Match` of what is there now."""
        tag = self.call("GET", path).headers.get("etag")
        return self._good(self.call("PATCH", path, body, **({"If_Match": tag} if tag else {})))

    def refused(self, method: str, path: str, body: Any = None, **headers: str) -> dict[str, Any]:
        """The problem that this call is answered with; fails where it is let through."""
        response = self.call(method, path, body, **headers)
        assert response.status_code >= 400, response.text
        assert response.headers["content-type"].startswith("application/problem+json"), response.headers
        return dict(response.json())

    def need(self, **fields: Any) -> dict[str, Any]:
        """Posts a need: groceries in Lansing unless `fields` say otherwise."""
        return dict(self.post("/v1/needs", {"category": "groceries", "place": LANSING} | fields))

    def offer(self, **fields: Any) -> dict[str, Any]:
        """Posts an offer: whatever carries no risk, in Lansing, unless `fields` say otherwise."""
        capacity = {"at_a_time": 5, "per_week": 50}
        return dict(self.post("/v1/offers", {"place": LANSING, "capacity": capacity} | fields))

    def invite(self, need_id: str, offer_id: str, **more: Any) -> dict[str, Any]:
        """Picks somebody of those who could help, as shown now: all day they are those first shown."""
        self.get(f"/v1/needs/{need_id}/matches?limit=50")
        return dict(self.post(f"/v1/needs/{need_id}/invitations", {"offer_id": offer_id, **more}))

    def match_on(self, need_id: str) -> dict[str, Any]:
        """This person's match on a need, as they see it."""
        found = [m for m in self.get("/v1/matches?limit=50")["items"] if m["need_id"] == need_id]
        assert found, f"{self.name} has no match on {need_id}"
        return dict(found[-1])

    def inbox(self) -> list[str]:
        """The kinds of notifications in the inbox, newest first."""
        return [item["kind"] for item in self.get("/v1/me/notifications?limit=50")["items"]]


def _says(response: httpx.Response, code: str) -> bool:
    return response.status_code == 403 and response.json()["code"] == code
