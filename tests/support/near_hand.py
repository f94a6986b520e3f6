"""A yes that only a coordinator may ask for: whoever speaks for somebody is too near the other side."""

from typing import Any

from core.models.link import LinkPurpose
from tests.support import pages
from tests.support.pages import Shown
from tests.support.people import Person
from tests.support.telling import scalar
from tests.support.without_app import entered
from tests.support.world import World

THE_SAME = "+15550100144"


class NearHand:
    """Rita speaks for Halima, and shares a number with Ben, who helps; Cleo and Omar coordinate."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.cleo, self.omar, self.rita, self.ben, self.kim = people = [
            world.person(name) for name in ("Cleo", "Omar", "Rita", "Ben", "Kim")
        ]
        for person in (self.rita, self.ben):
            person.patch("/v1/me", {"phone": THE_SAME})
        here = f"By hand {world.now():%H%M%S}"
        self.id = str(world.community(*people, name=here)["id"])
        for person in (self.omar, self.rita):
            world.appoint(person, self.id, "coordinator")
        self.halima = entered(world, self.rita, "Halima", phone="+15550100177")
        fields = {"on_behalf_of": self.halima["id"], "community_id": self.id, "title": "Rice"}
        self.need = str(self.rita.need(**fields)["id"])
        self.match = ""

    def yes_of(self, helper: Person) -> None:
        self.match = str(helper.post(f"/v1/needs/{self.need}/responses")["id"])
        self.world.tick()

    def told(self, person: Person) -> str | None:
        """The notification by which a coordinator hears of the yes; its id."""
        query = """SELECT max(CAST(id AS text)) FROM notification
                    WHERE person_id = :p AND subject_id = :m AND kind = 'needs_a_human'"""
        found = scalar(self.world.database, query, p=person.id, m=self.match)
        return str(found) if found else None

    def link(self, person: Person) -> str:
        told = self.told(person)
        assert told is not None
        return pages.link_for(self.world, LinkPurpose.HUMAN, person, told)

    def page(self, person: Person) -> Shown:
        return pages.get(self.world.http, self.link(person))

    def queue(self, person: Person) -> list[dict[str, Any]]:
        found = person.get(f"/v1/communities/{self.id}/queue")["items"]
        return [one for one in found if one["id"] == self.match]

    @property
    def status(self) -> str:
        return str(self.cleo.get(f"/v1/matches/{self.match}")["status"])
