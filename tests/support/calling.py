"""Circles that are asked for calls: by strangers of any network, without an account."""

from typing import Any

import httpx

from tests.support.people import Person
from tests.support.telling import scalar
from tests.support.world import World


class Circle:
    """Sara's community with Cora, who coordinates it, and Mia, a member; and strangers who ask it for calls."""

    def __init__(self, world: World, **fields: Any) -> None:
        self.world = world
        self.sara, self.cora, self.mia = (world.person(name) for name in ("Sara", "Cora", "Mia"))
        self.id: str = world.community(self.sara, self.cora, self.mia, **fields)["id"]
        world.appoint(self.cora, self.id, "coordinator")

    @property
    def path(self) -> str:
        return f"/v1/communities/{self.id}"

    def try_ask(self, phone: str, network: int = 1, **fields: Any) -> httpx.Response:
        """A stranger of this network asks for a call."""
        where = httpx.HTTPTransport(local_address=f"127.8.{network}.1")
        with httpx.Client(base_url=self.world.server.url, transport=where, timeout=60) as http:
            return http.post(f"{self.path}/call-requests", json={"phone": phone, "language": "en", **fields})

    def ask(self, phone: str, network: int = 1, **fields: Any) -> str:
        """The same, let in and seen by the worker; the id of the request that waits longest for its queue's look."""
        before = set(self.waiting())
        answer = self.try_ask(phone, network, **fields)
        assert answer.status_code == 202, answer.text
        self.world.tick()
        return next((call for call in self.waiting() if call not in before), "")

    def waiting(self, who: Person | None = None) -> list[str]:
        """The calls that stand in the queue, as this person (Cora) reads it."""
        items = (who or self.cora).get(f"{self.path}/queue?limit=50")["items"]
        return [str(item["id"]) for item in items if item["why"] == "call_me"]

    def claim(self, call: str, who: Person | None = None) -> dict[str, Any]:
        return dict((who or self.cora).post(f"{self.path}/call-requests/{call}/claim"))

    def end(self, call: str, how: str, who: Person | None = None) -> None:
        """`finish` or `nobody-asked`."""
        (who or self.cora).post(f"{self.path}/call-requests/{call}/{how}")

    def rings(self) -> int:
        """How often somebody was rung for a call."""
        kinds = "kind IN ('call_rings_duty', 'call_rings_coordinators') AND community_id = :id"
        return int(scalar(self.world.database, f"SELECT count(*) FROM event WHERE {kinds}", id=self.id))

    def duty(self, **until: Any) -> None:
        """Cora is on duty until then."""
        self.cora.put(f"{self.path}/duty", until)
