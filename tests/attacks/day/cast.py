"""The people of a day: who asks, helps and answers for others in a town, and who is not what they seem."""

from datetime import timedelta
from uuid import uuid4

from core import places
from core.geography import measure
from tests.support.without_app import entered
from tests.support.world import World, device_for

HOME = {"lat": 42.7312345, "lon": -84.5523456}
BASE = {"lat": 42.8012345, "lon": -84.4423456}
CONTACTS = {
    "place": "42.7312345",
    "and its other half": "-84.5523456",
    "door": "CANARY third bell, Quagmire Lane 12",
    "note": "CANARY the key is under the blue pot",
    "phone": "+15175550142",
    "mail": "canary.ottilie@example.org",
    "helper's phone": "+15175550143",
    "helper's mail": "canary.benedikt@example.org",
    "phone of who is spoken for": "+15175550144",
}
"""What is for whom somebody has confirmed."""
HABITS = {
    "helper's base": "42.8012345",
    "its other half": "-84.4423456",
    "its shown cell": places.name(measure.shown_at(**BASE)),
    "from when": "03:17",
    "till when": "04:23",
}
"""What is for nobody but the helper."""


_MAILBOXES = {"author": "mal@example.org", "who came back": "rex@example.org"}
"""Who has no phone that is pushed to, and reads letters."""


class Cast:
    """Ana asks; Kim, whom she has confirmed, and Ben, who has said yes, help; Cora coordinates, and speaks for Rosa;
    Sara is steward.

    False are helpers, an author, a coordinator, two stewards with communities of their own, and somebody suspended
    who came back.
    """

    def __init__(self, world: World, *, helpers: int) -> None:
        self.world = world
        self.sara, self.cora, self.kim = (world.person(name) for name in ("Sara", "Cora", "Kim"))
        self.ana = world.person("Ana", proved=CONTACTS["mail"], phone=CONTACTS["phone"])
        self.ben = world.person("Ben", proved=CONTACTS["helper's mail"], phone=CONTACTS["helper's phone"])
        self.false = {f"helper {number}": world.person(f"Helper {number}") for number in range(helpers)}
        self.false |= {name: world.person(name) for name in ("coordinator", "steward", "other steward")}
        self.false["author"] = world.person("Mal", proved=_MAILBOXES["author"])
        rex = world.person("Rex", proved=_MAILBOXES["who came back"])
        honest = (self.cora, self.ana, self.ben, self.kim)
        self.id: str = world.community(self.sara, *honest, *self.false.values(), rex)["id"]
        for person in (self.cora, self.false["coordinator"]):
            world.appoint(person, self.id, "coordinator")
        world.vouch_for(self.ben, self.id)
        self.sara.patch(
            f"/v1/communities/{self.id}/members/{rex.id}", {"state": "suspended", "reason": "he shouted"}
        )
        rex.delete("/v1/me")
        self.false["who came back"] = world.person("Rex", proved=_MAILBOXES["who came back"])
        for name, person in self.false.items():
            if name not in _MAILBOXES:
                device_for(person, _phone(name))
        self.ids = {**self._what_honest_people_have(), **self._what_false_people_have()}

    def _what_honest_people_have(self) -> dict[str, str]:
        slot = {"weekday": "thu", "from": HABITS["from when"], "to": HABITS["till when"]}
        share = ["phone", "email"]
        offer = self.ben.offer(place=BASE, availability=[slot], reach_km=30, share=share)["id"]
        kims = self.kim.offer()["id"]
        rosa = entered(self.world, self.cora, "Rosa", phone=CONTACTS["phone of who is spoken for"])["id"]
        secret = {"place": HOME, "share": ["phone", "email", "place"], "private_note": CONTACTS["note"]}
        secret |= {"address": CONTACTS["door"], "title": "Bread"}
        needs = {
            "quarrel": self.ana.need(**secret, category="errands")["id"],
            "need": self.ana.need(**secret, criteria={"decide": "first_who_fits"})["id"],
            "gone": self.ana.need(**secret, category="ride", to=HOME | {"lat": 42.7})["id"],
            "whispered": self.ana.need(**secret, criteria={"decide": "ask_me_first"})["id"],
            "public": self.ana.need(**secret, visible_to="public", category="water")["id"],
        }
        matched = self.kim.post(f"/v1/needs/{needs['quarrel']}/responses", {"offer_id": kims})["id"]
        self.ana.post(f"/v1/matches/{matched}/confirm")
        accepted = self.ben.post(f"/v1/needs/{needs['gone']}/responses", {"offer_id": offer})["id"]
        self.world.advance(hours=3)
        return needs | {"matched": matched, "disputed": matched, "accepted": accepted, "proposed": accepted,
                        "offer": offer, "asked_offer": kims, "elder": rosa, "member": self.ben.id,
                        "community": self.id}  # fmt: skip

    def _what_false_people_have(self) -> dict[str, str]:
        own = [
            self.world.community(self.false[name], recognised=False, name="Free help")["id"]
            for name in ("steward", "other steward")
        ]
        body = {"name": "Helping Hands", "kind": "ngo"}
        organisation = self.false["author"].post("/v1/organisations", body)["id"]
        soon, now = self.world.now() + timedelta(hours=1), self.world.now()
        nobodys = {name: str(uuid4()) for name in ("session", "device", "block", "change")}
        return nobodys | {"elsewhere": own[0], "neighbour": own[1], "organisation": organisation,
                          "in_an_hour": soon.isoformat(), "just_now": now.isoformat()}  # fmt: skip

    def sent(self) -> list[tuple[str, str]]:
        """What reached the phones and mailboxes of the false ones, and whose."""
        at = {name: _MAILBOXES.get(name, _phone(name)) for name in self.false}
        return [(name, str(item)) for name, address in at.items() for item in self.world.outbox(address)]


def _phone(name: str) -> str:
    return f"ok-{name.replace(' ', '-')}"
