"""A town that lives for a while: people who ask, help, answer late or never, and a worker that tells them of it.

Everything happens over HTTP and by the real jobs; dice with a seed decide. What reached whom is read afterwards from
the deliveries.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import text

from tests.support.people import Person
from tests.support.world import World, device_for

ZONE = ZoneInfo("America/Detroit")
ASLEEP = {"quiet_from": "22:00", "quiet_to": "08:00", "time_zone": ZONE.key}
HOURS = (2.5, 8.1, 13.1)
"""When, by the town's clock, people and the worker have a look: at night, in the morning, and at noon."""
EVERY_NIGHT = 3
"""Every so many nights somebody is awake."""

_REACHED = text("""
    SELECT coalesce(n.person_id, g.person_id) AS person_id, coalesce(n.kind, 'digest') AS kind, d.channel,
           d.sent_at, e.need_id, n.subject_id, coalesce(w.urgency = 'urgent', false) AS urgent,
           (SELECT array_agg(i.kind ORDER BY i.id) FROM notification i WHERE i.digest_id = d.digest_id) AS inside
      FROM delivery d
      LEFT JOIN notification n ON n.id = d.notification_id
      LEFT JOIN digest g ON g.id = d.digest_id
      LEFT JOIN event e ON e.id = n.event_id
      LEFT JOIN need w ON w.id = e.need_id
     WHERE d.status = 'sent' AND d.sent_at >= :since AND coalesce(n.person_id, g.person_id) IS NOT NULL
     ORDER BY d.sent_at, d.id
""")


class Reached(NamedTuple):
    """One message that reached somebody. `inside`: what a digest told; `need`: what need it was about."""

    name: str
    kind: str
    channel: str
    at: datetime
    need: str | None
    subject: str | None
    urgent: bool
    inside: tuple[str, ...]

    @property
    def asleep(self) -> bool:
        """Whether it came in the town's quiet hours."""
        return not 8 <= self.at.hour < 22


@dataclass
class Town:
    """Two circles with two coordinators, eight helpers, four who ask, one of them spoken for."""

    world: World
    dice: random.Random
    helpers: list[Person] = field(default_factory=list)
    askers: list[Person] = field(default_factory=list)
    agreed: list[tuple[Person, Person, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sara, self.omar = (self._mailed(name) for name in ("Sara", "Omar"))
        self.people = [self.sara, self.omar]
        self.community = str(self.world.community(self.sara, self.omar, join_policy="approval")["id"])
        self.other = str(self.world.community(self.omar, self.sara, name="Next door")["id"])
        for number in range(8):
            self.helpers.append(self._member(f"helper {number}", asks_a_day=1, asks_a_week=4))
        for number in range(3):
            self.askers.append(self._member(f"asker {number}"))
        self.people += [*self.helpers, *self.askers]
        self.world.appoint(self.omar, self.community, "coordinator")
        for helper in self.helpers:
            self.world.vouch_for(helper, self.community)
            helper.offer(community_id=self.community)
        self.rosa = str(self.omar.post("/v1/people", self._rosa())["id"])
        self.world.tick()
        self.begun = self.world.now()

    def _rosa(self) -> dict[str, Any]:
        said = {"how": "phone", "at": self.world.now().isoformat(), "covers": ["post", "answer", "report"]}
        return {"display_name": "Rosa", "languages": ["en"], "time_zone": ZONE.key, "consent": said}

    def _mailed(self, name: str, **about: Any) -> Person:
        person = self.world.person(name, **(ASLEEP | about))
        self.world.prove(person, f"{name.replace(' ', '-').lower()}@example.org")
        return person

    def _member(self, name: str, **about: Any) -> Person:
        """Somebody with a mailbox, every second of them with a phone, too."""
        person = self._mailed(name, **about)
        if len(self.helpers) % 2:
            device_for(person, f"ok-{name.replace(' ', '-')}")
        person.post(f"/v1/communities/{self.community}/join")
        admitted = f"/v1/communities/{self.community}/members/{person.id}"
        self.sara.patch(admitted, {"state": "active"})
        return person

    def live(self, days: int) -> None:
        """Lives through so many days."""
        for day in range(days):
            for hour in HOURS[day % EVERY_NIGHT > 0 :]:
                self._until(hour)
                self._look_around(hour)
                if hour == HOURS[0]:
                    self.world.advance(minutes=20)
            self.world.advance(minutes=12)

    def _until(self, hour: float) -> None:
        now = self.world.now().astimezone(ZONE)
        then = now.replace(hour=int(hour), minute=int(hour % 1 * 60), second=0, microsecond=0)
        if then <= now:
            then += timedelta(days=1)
        self.world.advance(seconds=(then - now).total_seconds())

    def _look_around(self, hour: float) -> None:
        at_night = hour < 8
        if hour == HOURS[1]:
            self.sara.get(f"/v1/communities/{self.community}/queue")
        if self._perhaps(0.7 if at_night else 0.45):
            self._ask(urgent=at_night or self._perhaps(0.2))
        for helper in self.dice.sample(self.helpers, 1 if at_night else 4):
            self._answer(helper)
        for asker in [] if at_night else self.askers:
            self._decide(asker)
        for asker, helper, match in self.dice.sample(self.agreed, min(2, len(self.agreed))):
            self._go_on(asker, helper, match)
        if self._perhaps(0.1) and not at_night:
            self.world.person("somebody new").post(f"/v1/communities/{self.community}/join")

    def _perhaps(self, chance: float) -> bool:
        return self.dice.random() < chance

    def _ask(self, *, urgent: bool) -> None:
        urgency = "urgent" if urgent else self.dice.choice(["soon", "soon", "flexible"])
        body = {"category": "groceries", "place": {"lat": 42.7325, "lon": -84.5555}, "urgency": urgency}
        body |= {"community_id": self.community}
        if self._perhaps(0.2):
            self.omar.post("/v1/needs", body | {"on_behalf_of": self.rosa})
        else:
            self.dice.choice(self.askers).call("POST", "/v1/needs", body)

    def _answer(self, helper: Person) -> None:
        for match in helper.get("/v1/matches?status=proposed")["items"]:
            verb = self.dice.choice(["accept", "accept", "decline", None])
            if verb is not None:
                helper.call("POST", f"/v1/matches/{match['id']}/{verb}", {})

    def _decide(self, asker: Person) -> None:
        """Most look at a yes within a day, some take days."""
        for match in asker.get("/v1/matches?role=beneficiary&status=accepted")["items"]:
            if self._perhaps(0.4):
                done = asker.call("POST", f"/v1/matches/{match['id']}/confirm", {})
                if done.status_code == 200:
                    name = match["helper"]["display_name"]
                    helper = next(one for one in self.helpers if one.name == name)
                    self.agreed.append((asker, helper, match["id"]))

    def _go_on(self, asker: Person, helper: Person, match: str) -> None:
        what = self.dice.choice(["chat", "chat", "look", "cancel", "report", "report"])
        path = f"/v1/matches/{match}"
        if what == "chat":
            for number in range(self.dice.randint(1, 4)):
                helper.call("POST", f"{path}/messages", {"text": f"word {number}"})
        elif what == "look":
            for _ in range(3):
                helper.call("GET", f"{path}/contact")
        elif what == "cancel":
            helper.call("POST", f"{path}/cancel", {"reason": "A cold"})
        else:
            self.dice.choice([asker, helper]).call("POST", f"{path}/report", {"outcome": "helped"})

    def reached(self) -> list[Reached]:
        """All that reached the people of the town, by the town's clock, oldest first; several phones count once."""
        names = {person.id: person.name for person in self.people}
        with self.world.database.transaction() as session:
            rows = session.execute(_REACHED, {"since": self.begun}).all()
        return [
            Reached(
                names[str(row.person_id)],
                row.kind,
                row.channel,
                row.sent_at.astimezone(ZONE),
                str(row.need_id) if row.need_id else None,
                str(row.subject_id) if row.subject_id else None,
                row.urgent,
                tuple(row.inside or ()),
            )
            for row in rows
            if str(row.person_id) in names
        ]

    def letters(self) -> list[str]:
        """The letters that came to the people of the town, as they were read."""
        query = text("SELECT text FROM sent_copy WHERE channel = 'email' AND at >= :since ORDER BY id")
        with self.world.database.transaction() as session:
            return list(session.scalars(query, {"since": self.begun}))


def as_a_list(reached: list[Reached]) -> Iterator[str]:
    """For a human to read: by person, what came when and by which way."""
    for name in sorted({one.name for one in reached}):
        mine = [one for one in reached if one.name == name]
        yield f"\n{name}: {len(mine)}"
        for one in mine:
            about = f" [{one.need[-4:]}{' urgent' if one.urgent else ''}]" if one.need else ""
            inside = f" ({', '.join(one.inside)})" if one.inside else ""
            yield f"  {one.at:%a %d %H:%M} {one.channel:5} {one.kind}{about}{inside}"
