"""A small community that many tests begin with: who coordinates it, and a helper whom others trust."""

from typing import Any

from tests.support.people import Person
from tests.support.places import LANSING
from tests.support.world import World


class CleosCommunity:
    """A community with Cleo, who coordinates it, and Ben, a vouched helper with an offer."""

    def __init__(self, world: World, *, cleos_mail: str | None = None) -> None:
        self.world, self.place = world, LANSING
        self.cleo, self.ben = world.person("Cleo", proved=cleos_mail), world.person("Ben")
        self.id: str = world.community(self.cleo, self.ben)["id"]
        world.vouch_for(self.ben, self.id)
        self.offer = self.ben.offer()

    def member(self, name: str) -> Person:
        """Somebody new who has joined it."""
        person = self.world.person(name)
        person.post(f"/v1/communities/{self.id}/join")
        return person

    def ben_says_yes(self, need_id: str) -> dict[str, Any]:
        """Ben answers a need with his offer; the match as it stands then."""
        return dict(self.ben.post(f"/v1/needs/{need_id}/responses", {"offer_id": self.offer["id"]}))
