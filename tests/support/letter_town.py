"""A town of which half has no app: where its letters lead, and on whose word what was agreed ends.

It leans on nothing newer than small pages are, so that the same town can be played before and after a change.
"""

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text

from tests.support import pages
from tests.support.pages import Shown
from tests.support.people import Person
from tests.support.places import LANSING
from tests.support.world import World, device_for

OFTEN = 0.6
"""How often somebody does what they are asked for: the others forget it."""
ANSWERS = ("yes", "helped", "renew", "take")
"""What people press where a page asks for it before anything else."""
ASKED = {"asked_yes": "yes", "asked_report": "yes"}
"""What whoever speaks for somebody ticks."""
SWITCHES = {"email", "night"}
"""On pages on which letters are switched off, and nothing is done that they tell of."""
HOW_DID_IT_GO = {"how_did_it_go", "reported"}

_NEW_LETTERS = text(
    "SELECT id, address, text FROM sent_copy WHERE channel = 'email' AND id > :last ORDER BY id"
)
_ENDS = text("SELECT status, completed_by, count(*) FROM match WHERE confirmed_at IS NOT NULL GROUP BY 1, 2")
_UNHEARD = text("""
    SELECT count(*) FROM match m
     WHERE m.completed_by = 'silence' AND NOT EXISTS (
           SELECT FROM delivery d JOIN notification n ON n.id = d.notification_id
            WHERE n.subject_id = m.id AND n.kind = 'reported' AND d.status = 'sent'
              AND n.person_id IN (m.helper_person_id, m.beneficiary_id)
              AND (d.channel = 'push' OR EXISTS (SELECT FROM link l WHERE l.subject_id = m.id
                    AND l.person_id = n.person_id AND l.purpose = 'match')))
""")
"""Ended by the silence of somebody who was asked by no way on which they could have answered."""


@dataclass
class LetterTown:
    """A steward, a coordinator who speaks for Rosa, ten who help and six who ask; all have mailboxes, half an app."""

    world: World
    dice: random.Random
    letters: Counter[str] = field(default_factory=Counter)
    pressed: Counter[str] = field(default_factory=Counter)
    _last: int = 0

    def __post_init__(self) -> None:
        self._by_address: dict[str, Person] = {}
        self._apps: list[Person] = []
        self.sara, self.omar = self._person("Sara"), self._person("Omar")
        self.community = str(self.world.community(self.sara, self.omar)["id"])
        self.world.appoint(self.omar, self.community, "coordinator")
        helpers = [self._member(f"helper {n}", app=n % 2 == 1) for n in range(10)]
        self.askers = [self._member(f"asker {n}", app=n % 2 == 1) for n in range(6)]
        for helper in helpers:
            self.world.vouch_for(helper, self.community)
            helper.offer(community_id=self.community)
        said = {"how": "phone", "at": self.world.now().isoformat(), "covers": ["post", "answer", "report"]}
        rosa = {"display_name": "Rosa", "languages": ["en"], "time_zone": "America/Detroit", "consent": said}
        self.rosa = str(self.omar.post("/v1/people", rosa)["id"])
        self.world.tick()

    def _person(self, name: str, *, app: bool = False, **about: Any) -> Person:
        address = f"{name.replace(' ', '-').lower()}@example.org"
        person = self.world.person(name, proved=address, **about)
        if app:
            device_for(person, f"ok-{name.replace(' ', '-')}")
            self._apps.append(person)
        else:
            self._by_address[address] = person
        return person

    def _member(self, name: str, *, app: bool) -> Person:
        person = self._person(name, app=app, asks_a_day=3, asks_a_week=10)
        person.post(f"/v1/communities/{self.community}/join")
        return person

    def live(self, days: int) -> None:
        """Lives through so many days; in the last third nobody asks for anything more, and what is open ends."""
        for day in range(days):
            for _ in range(2):
                if day * 3 < days * 2:
                    self._ask()
                self.world.advance(hours=12)
                self._read_letters()
                for person in self._apps:
                    self._use_app(person)

    def _perhaps(self) -> bool:
        return self.dice.random() < OFTEN

    def _ask(self) -> None:
        urgency = self.dice.choice(["soon", "soon", "urgent"])
        body = {"category": "groceries", "place": LANSING, "urgency": urgency}
        body |= {"community_id": self.community}
        if self.dice.random() < 0.2:
            self.omar.call("POST", "/v1/needs", body | {"on_behalf_of": self.rosa})
        else:
            self.dice.choice(self.askers).call("POST", "/v1/needs", body)

    def _read_letters(self) -> None:
        with self.world.database.transaction() as session:
            new = session.execute(_NEW_LETTERS, {"last": self._last}).all()
        for letter in new:
            self._last = letter.id
            if "://" not in letter.text:
                continue  # a code to sign in with
            found = list(self._pages(letter.text))
            shown = [page for page in found if page.status == 200]
            self.letters["to a page" if shown else "to a shut page" if found else "to an app"] += 1
            if letter.address in self._by_address and self._perhaps():
                for page in shown:
                    self._press(page)

    def _pages(self, letter: str) -> Iterator[Shown]:
        """The pages that a letter leads to, but for those on which letters are switched off."""
        for path in re.findall(r"://[^/\s]+(/l/[\w-]{22,})", letter):
            page = pages.get(self.world.http, path)
            if not SWITCHES & set(page.buttons):
                yield page

    def _press(self, page: Shown) -> None:
        first = next(iter(page.buttons), None)
        if first in ANSWERS:
            done = pages.press(self.world.http, page, first, **ASKED)
            self.pressed[first if done.status == 200 else f"{first}: {done.status}"] += 1

    def _use_app(self, person: Person) -> None:
        for match in person.get("/v1/matches?limit=50")["items"]:
            move = next((one for one in ("accept", "confirm") if one in match["allowed"]), None)
            if move and self._perhaps():
                person.call("POST", f"/v1/matches/{match['id']}/{move}", {})
        told = person.get("/v1/me/notifications?unread=true&limit=50")["items"]
        for match in {one["subject"]["id"] for one in told if one["kind"] in HOW_DID_IT_GO}:
            if self._perhaps():
                person.call("POST", f"/v1/matches/{match}/report", {"outcome": "helped"})
        person.post("/v1/me/notifications/read", {"all": True})

    def ends(self) -> Counter[str]:
        """How what was agreed ended, and how often by the silence of somebody who could not have spoken."""
        found: Counter[str] = Counter()
        with self.world.database.transaction() as session:
            for status, by, count in session.execute(_ENDS):
                unsaid = "unreported" if status in ("confirmed", "lapsed") else str(status)
                found[str(by) if status == "completed" else unsaid] += count
            found["silence of whom nothing had reached"] = session.execute(_UNHEARD).scalar_one()
        return found

    def as_a_list(self) -> str:
        """For a human to read."""
        letters, ends = self.letters.total(), self.ends()
        share = 100 * self.letters["to a page"] / max(letters, 1)
        return (
            f"\n{letters} letters: {self.letters['to a page']} to a page of their reader's ({share:.0f} %), "
            f"{self.letters['to a shut page']} to one that is shut, {self.letters['to an app']} to an app alone; "
            f"pressed there: {dict(self.pressed)}"
            f"\nagreed matches: {dict(sorted(ends.items()))}"
        )
