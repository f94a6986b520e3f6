"""A community in which one who asks is after a helper's hours and home."""

from datetime import timedelta
from typing import Any

from matching.words.tasks import Involves
from tests.support.people import Person
from tests.support.places import LANSING
from tests.support.world import World

NEW_A_DAY = 2
"""So many changes of a need are answered anew on one day."""
MINE = {"decide": "ask_me_first"}
"""Nobody is asked but whom the author picks: what the author learns, they learn by looking."""


class FalseAuthor:
    """Mal, who asks in a community where Ben helps on Thursdays from nine to noon, and Kim at any time."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.mal, self.kim = world.person("Mal"), world.person("Kim")
        self.ben = world.person("Ben", time_zone="UTC")
        self.id: str = world.community(world.person("Sara"), self.mal, self.ben, self.kim)["id"]
        morning = world.now().replace(hour=0, minute=0, second=0, microsecond=0)
        self.thursday = morning + timedelta(days=8)
        slot = {"weekday": "thu", "from": "09:00", "to": "12:00"}
        there = LANSING | {"lat": LANSING["lat"] + 0.06}
        cannot = [Involves.DOGS, Involves.NIGHT]
        self.hours = self.ben.offer(place=there, availability=[slot], reach_km=12, cannot=cannot)["id"]
        self.any_time = self.kim.offer()["id"]
        self.need: str = self.mal.need(criteria=MINE, when=self.at(9))["id"]
        self.path = f"/v1/needs/{self.need}/invitations"

    def at(self, hour: int) -> dict[str, Any]:
        start = self.thursday + timedelta(hours=hour)
        return {
            "kind": "windows",
            "windows": [{"from": start.isoformat(), "to": (start + timedelta(hours=1)).isoformat()}],
        }

    def look(self) -> str:
        """All that the author reads of who could help."""
        answer = self.mal.call("GET", f"/v1/needs/{self.need}/matches?limit=50")
        assert answer.status_code == 200
        return answer.text

    def after(self, **fields: Any) -> str:
        self.mal.patch(f"/v1/needs/{self.need}", fields)
        return self.look()

    def invites(self, offer: str, who: Person | None = None) -> tuple[int, str]:
        answer = (who or self.mal).call("POST", self.path, {"offer_id": offer})
        return answer.status_code, answer.text
