"""People who are all near to somebody: whom one speaks for, lives with, or works with."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from core.models import Membership
from tests.support.community import CleosCommunity
from tests.support.people import Person
from tests.support.without_app import entered
from tests.support.world import World

SHARED = "+15175550100"
"""The number of Cleo and Sam, who live together."""
NEIGHBOURS = "+15175550122"
"""The number that Pili and Mercy gave, who live together too."""
MAIL = "cleo@example.org"


@dataclass
class People:
    """Accounts by name, and who speaks for whom; Cleo and Omar coordinate, Ben is a member."""

    world: World
    community: CleosCommunity = field(init=False)
    accounts: dict[str, Person] = field(init=False)
    spoken_for: dict[str, tuple[str, str]] = field(default_factory=dict)
    """By name: the id of somebody without the app, and the name of who writes down what they say."""

    def __post_init__(self) -> None:
        world = self.world
        self.community = CleosCommunity(world, cleos_mail=MAIL)
        cleo, ben = self.community.cleo, self.community.ben
        omar, sam, ana = (self.community.member(name) for name in ("Omar", "Sam", "Ana"))
        world.appoint(omar, self.community.id, "coordinator")
        self.accounts = {"Cleo": cleo, "Ben": ben, "Omar": omar, "Sam": sam, "Ana": ana}
        for person in (cleo, sam):
            person.patch("/v1/me", {"phone": SHARED})
        self.kitchen = world.organisation(ana, ben)
        self._write_down("Mercy", "Cleo", phone=NEIGHBOURS)
        self._write_down("Juma", "Cleo", phone=SHARED)
        self._write_down("Pili", "Omar", phone=NEIGHBOURS)
        self._write_down("Asha", "Ben", consent={"covers": ["post", "answer"]})
        self._write_down("Halima", "Ben", consent={"covers": ["post", "report"]})
        until = (world.now() + timedelta(days=2)).isoformat()
        self._write_down("Joe", "Omar", consent={"until": until})
        self._write_down("Lena", "Omar", consent={"how": "link"})
        for person_id in self._members_among_the_spoken_for():
            world.vouch_for(Person(world.http, "", person_id, "", ""), self.community.id)
        world.vouch_for(sam, self.community.id)
        world.vouch_for(cleo, self.community.id)

    def _members_among_the_spoken_for(self) -> list[str]:
        """Those for whom something was offered: only members can be vouched for."""
        ids = [person_id for person_id, _ in self.spoken_for.values()]
        with self.world.database.session() as session:
            here = UUID(self.community.id)
            return [one for one in ids if session.get(Membership, (here, UUID(one))) is not None]

    def _write_down(self, name: str, by: str, **fields: Any) -> None:
        """Enters somebody; who may be offered for, offers: then they are a member whom others trust."""
        representative = self.accounts[by]
        person = entered(self.world, representative, name, is_adult=True, **fields)
        self.spoken_for[name] = (person["id"], by)

    def id_of(self, name: str) -> str:
        return self.accounts[name].id if name in self.accounts else self.spoken_for[name][0]

    def voice_of(self, name: str) -> tuple[Person, dict[str, Any]]:
        """Who posts what this person needs or offers, and the field that says for whom."""
        if name in self.accounts:
            return self.accounts[name], {}
        person_id, by = self.spoken_for[name]
        return self.accounts[by], {"on_behalf_of": person_id}
