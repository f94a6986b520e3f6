"""Two circles whose people are looked for by name and number, one of them far away."""

from typing import Any
from urllib.parse import urlencode

from tests.support.people import Person
from tests.support.without_app import entered
from tests.support.world import World

FAR = {"lat": 43.6, "lon": -83.9}
ANAS, OLGAS, MARIAS = "+15175550142", "+15175550143", "+15175550144"


class Circles:
    """Lansing with a steward, a coordinator and members; and a circle far away, with one whose name begins alike."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.cora, self.dora = world.person("Cora Steward"), world.person("Dora")
        self.ana = world.person("Ana María López", phone=ANAS)
        self.mario = world.person("Mario")
        self.ahmad = world.person("أَحْمَد الحَسَن")
        self.lansing = world.community(self.cora, self.dora, self.ana, self.mario, self.ahmad)["id"]
        world.appoint(self.dora, self.lansing, "coordinator")
        self.nora, self.maria = world.person("Nora"), world.person("Maria Elsewhere", phone=MARIAS)
        self.far = world.community(self.nora, self.maria, name="Far away", place=FAR)["id"]
        self.olga = entered(world, self.cora, "Olga Petrov", phone=OLGAS)

    def find(self, words: str, by: Person | None = None, circle: str | None = None) -> list[dict[str, Any]]:
        path = f"/v1/communities/{circle or self.lansing}/people?{urlencode({'q': words})}"
        items: list[dict[str, Any]] = (by or self.dora).get(path)["items"]
        return items

    def names(self, words: str, by: Person | None = None, circle: str | None = None) -> list[str]:
        return [one["display_name"] for one in self.find(words, by, circle)]
