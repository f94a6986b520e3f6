"""Two worlds that differ only in where somebody truly is, inside the same shown cells; and all that others read there.

Ids, secrets and the time come from a source of the test's (`core.source`), so that whatever differs was learnt.
"""

import math
import random
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import text

from core import places
from core.database.embedded import EmbeddedServer
from core.geography import measure
from tests.support.kept import KeptScenes
from tests.support.people import Person
from tests.support.seeded import Seeded
from tests.support.world import World, device_for

KEY = urlsafe_b64encode(bytes(range(32))).decode()
KM_A_DEGREE = 111.2
AN_HOUR = timedelta(hours=1)
Place = dict[str, float]


@dataclass(frozen=True, slots=True)
class Truth:
    """Where Ana truly needs help, where she is to be driven, and where Ben helps from."""

    need: Place
    to: Place
    offer: Place


def _around(centre: Place, km: float, dice: random.Random) -> Place:
    """Somewhere within so many kilometres."""
    away, turn = km * math.sqrt(dice.random()), dice.uniform(0, 2 * math.pi)
    lat = centre["lat"] + away * math.sin(turn) / KM_A_DEGREE
    stretch = KM_A_DEGREE * math.cos(math.radians(lat))
    return {"lat": round(lat, 6), "lon": round(centre["lon"] + away * math.cos(turn) / stretch, 6)}


def twins(centre: Place, dice: random.Random) -> tuple[Truth, Truth]:
    """Two truths that others are shown alike: each place in another cell of resolution 7, in the same shown one."""
    pairs = [_two_alike(centre, dice) for _ in range(3)]
    one, other = zip(*pairs, strict=True)
    return Truth(*one), Truth(*other)


def _two_alike(centre: Place, dice: random.Random) -> tuple[Place, Place]:
    while True:
        one = _around(centre, 12, dice)
        other = _around(one, 8, dice)
        finest = places.cell_of(**one), places.cell_of(**other)
        if finest[0] != finest[1] and measure.shown_at(**one) == measure.shown_at(**other):
            return one, other


COUNTRYSIDE = (
    {"lat": 44.12, "lon": -84.85},  # Michigan
    {"lat": 47.65, "lon": -69.25},  # Maine
    {"lat": -3.35, "lon": 39.55},  # Kenya
    {"lat": 43.35, "lon": 1.15},  # France
)
"""Where shown cells are wide, so that there is something to hide in them."""


@dataclass
class Told:
    """What was answered to people, and what was sent to them, one line each, in the order in which it was."""

    lines: list[str] = field(default_factory=list)

    def ask(self, person: Person, method: str, path: str, body: Any = None) -> Any:
        answer = person.call(method, path, body)
        tag = answer.headers.get("etag", "")
        self.lines.append(f"{person.name} {method} {path} {answer.status_code} {tag} {answer.text}")
        return answer.json() if answer.status_code < 300 and answer.content else {}


class Village:
    """Ana needs help, Ben offers it, Kim will be the one who helps; Lou and Mal, two coordinators and a stranger."""

    def __init__(self, world: World, centre: Place) -> None:
        """Who is there, before any of them says where they truly are."""
        self.world, self.centre = world, centre
        names = ("Sara", "Cora", "Ana", "Ben", "Kim", "Lou", "Mal", "Eve", "Tim")
        people = [world.person(name, languages=["en"]) for name in names]
        for person in people:
            device_for(person, f"ok-{person.name}")
        self.sara, self.cora, self.ana, self.ben, self.kim, self.lou, self.mal, self.eve, self.tim = people
        members = (self.cora, self.ana, self.ben, self.kim, self.lou, self.mal)
        self.id: str = world.community(self.sara, *members, place=centre, reach_km=40)["id"]
        world.appoint(self.cora, self.id, "coordinator")
        world.vouch_for(self.ben, self.id)

    def settle(self, truth: Truth, dice: random.Random) -> None:
        """Everybody asks and offers from where they are."""
        world, centre, self.truth, self.told = self.world, self.centre, truth, Told()
        next_door = _around(centre, 25, dice)
        self.next_door: str = world.community(self.tim, self.mal, name="Next door", place=next_door)["id"]
        reach = {name: round(dice.uniform(3, 25), 1) for name in ("Ben", "Kim", "Lou")}
        self.bens = self.ben.offer(place=truth.offer, community_id=self.id, reach_km=reach["Ben"])["id"]
        for person in (self.kim, self.lou):
            person.offer(place=_around(centre, 15, dice), community_id=self.id, reach_km=reach[person.name])
        self.needs = self._ana_asks(dice)
        own = _around(centre, 12, dice)
        self.mals: str = self.mal.need(place=own, community_id=self.id, category="errands")["id"]
        self.near = _around(centre, 20, dice)

    def _ana_asks(self, dice: random.Random) -> list[str]:
        here = {"place": self.truth.need, "community_id": self.id, "title": "Bread"}
        far = {"criteria": {"max_distance_km": round(dice.uniform(2, 20), 1)}}
        return [
            self.ana.need(**here)["id"],
            self.ana.need(**here, **far, visible_to="public", category="water")["id"],
            self.ana.need(**here, category="ride", to=self.truth.to, criteria={"decide": "ask_me_first"})[
                "id"
            ],
            self.ana.need(place=self.truth.need, urgency="urgent")["id"],
        ]

    def everything(self) -> list[str]:
        """All that anybody but Ana and Kim is answered and sent in two days."""
        self.world.tick()
        around = [f"/v1/needs/{need}/matches" for need in self.needs]
        cards = [f"/v1/communities/{self.id}/needs/{need}/card" for need in self.needs]
        fit = "/v1/needs?order=fit"
        self._read({self.cora: [*around, *cards], self.ben: [fit], self.lou: [fit]})
        self._act()
        self.world.advance(hours=30)
        near = f"near={self.near['lat']},{self.near['lon']}"
        inbox, here = "/v1/me/notifications", f"/v1/communities/{self.id}"
        self._read(
            {
                self.cora: [*around, *cards, f"{here}/queue", f"{here}/board"],
                self.tim: [f"/v1/communities/{self.next_door}/board", inbox],
                self.ben: [fit, "/v1/matches", inbox, f"/v1/needs/{self.needs[0]}"],
                self.lou: [fit, "/v1/matches", inbox],
                self.mal: ["/v1/needs", f"/v1/needs/{self.mals}/matches", inbox],
                self.eve: [f"/v1/needs?{near}", f"/v1/needs?{near}&within_km=9", f"/v1/communities?{near}"],
            }
        )
        return [*self.told.lines, *self._sent()]

    def _read(self, paths: dict[Person, list[str]]) -> None:
        for person, of_theirs in paths.items():
            for path in of_theirs:
                self.told.ask(person, "GET", path)

    def _act(self) -> None:
        """Kim helps, and is let in; everybody else tries what they may."""
        first = self.needs[0]
        match = self.kim.call("POST", f"/v1/needs/{first}/responses", {}).json().get("id")
        for need in self.needs[1:]:
            self.told.ask(self.ben, "POST", f"/v1/needs/{need}/responses", {"offer_id": self.bens})
            self.told.ask(self.lou, "POST", f"/v1/needs/{need}/responses", {})
            pair = {"need_id": need, "offer_id": self.bens, "reason": "They live near"}
            self.told.ask(self.cora, "POST", f"/v1/communities/{self.id}/matches", pair)
        self.ana.call("POST", f"/v1/matches/{match}/confirm", {})
        self.told.ask(self.mal, "POST", f"/v1/needs/{self.mals}/invitations", {"offer_id": self.bens})

    def _sent(self) -> list[str]:
        """What left for the others: in no order, for it leaves at once."""
        apart = {f"ok-{person.name}".lower() for person in (self.ana, self.kim)}
        with self.world.database.transaction() as session:
            rows = session.execute(text("SELECT channel, address, subject, text FROM sent_copy")).all()
        return sorted("|".join(row) for row in rows if row.address.lower() not in apart)


def villages(server: EmbeddedServer, template: str, new_folder: Callable[[str], Path]) -> KeptScenes:
    """The people of each countryside, from whom every pair of worlds goes out: they came before anything differs."""
    return KeptScenes(server, template, new_folder, source=Seeded(0), master_key=KEY)


_BEGINNINGS = [partial(Village, centre=centre) for centre in COUNTRYSIDE]


def played(people: KeptScenes, seed: int, *, which: int) -> list[str]:
    """All that others learn in one of the two worlds of a seed."""
    dice = random.Random(seed)
    begin = dice.choice(_BEGINNINGS)
    with people.copy(begin, source=Seeded(seed, later=AN_HOUR)) as village:
        village.settle(twins(village.centre, dice)[which], dice)
        return village.everything()


def first_difference(one: list[str], other: list[str]) -> str:
    """Where two records part; empty where they do not."""
    for a, b in zip(one, other, strict=False):
        if a != b:
            at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
            return f"{a[:90]} …\n  {a[max(0, at - 120) : at + 120]}\n  {b[max(0, at - 120) : at + 120]}"
    return "" if len(one) == len(other) else f"{len(one)} lines, {len(other)} lines"
