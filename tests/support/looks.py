"""A community that looks at places and contacts: by Sam, its steward, and Cora, whom the operator knows, too."""

from datetime import timedelta
from typing import Any

import httpx

from tests.support.people import Person
from tests.support.world import World

SECRETS = {
    "phone": "+15175550171",
    "address": "CANARY-door 5 Willow Lane",
    "private_note": "CANARY-note ring twice",
    "lat": "42.7312345",
    "lon": "-84.5523456",
}
PLACE = {"lat": 42.7312345, "lon": -84.5523456}
PURPOSE = "CANARY-purpose nobody answers, ask how she is"


class LookedAt:
    """Sam and Cora count as two; Ana asks for help there."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.sam, self.cora, self.ana = (world.person(name) for name in ("Sam", "Cora", "Ana"))
        self.id: str = world.community(self.sam, self.cora, self.ana)["id"]
        for role in ("steward", "coordinator"):
            world.appoint(self.cora, self.id, role)
        self.ana.patch("/v1/me", {"phone": SECRETS["phone"]})

    @property
    def path(self) -> str:
        return f"/v1/communities/{self.id}"

    def need(self, author: Person | None = None, **fields: Any) -> str:
        """A need with a door and a note, of Ana unless somebody else is named; its id."""
        kept = {name: SECRETS[name] for name in ("address", "private_note")}
        return str((author or self.ana).need(place=PLACE, community_id=self.id, **kept | fields)["id"])

    def look(
        self, need: str, by: Person | None = None, purpose: str = PURPOSE, **headers: str
    ) -> httpx.Response:
        """A call that looks at a need's place and contact; Cora's unless somebody else is named."""
        path = f"{self.path}/needs/{need}/reveals"
        return (by or self.cora).call("POST", path, {"purpose": purpose}, **headers)

    def many(self, needs: list[str], how_many: int, by: Person | None = None) -> list[int]:
        """The statuses of so many looks, each with a purpose of its own."""
        some = [self.look(needs[n % len(needs)], by, f"round {n} of the night") for n in range(how_many)]
        return [answer.status_code for answer in some]

    def emergency(self, **how_long: float) -> None:
        until = self.world.now() + timedelta(**how_long)
        body = {"until": until.isoformat(), "reason": "the river rose"}
        self.sam.put(f"{self.path}/emergency", body)

    def queue(self, who: Person) -> list[str]:
        """Why something needs a human, as this person reads it, of looks alone."""
        items = who.get(f"{self.path}/queue")["items"]
        return [item["why"] for item in items if item["why"].startswith("reveal")]
