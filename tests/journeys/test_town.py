"""A week in Lewiston, Maine: what a town ran into, scene by scene, and what holds instead (numbers: lines of what it
showed). Everything happens over HTTP, by the real jobs, with a clock that is moved along.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.support import pages
from tests.support.people import Person
from tests.support.without_app import entered, said
from tests.support.world import World, device_for

ZONE = ZoneInfo("America/New_York")
LEWISTON = {"lat": 44.1004, "lon": -70.2148}
ASLEEP = {"quiet_from": "22:00", "quiet_to": "08:00", "time_zone": ZONE.key}
MORNINGS = [{"weekday": day, "from": "08:00", "to": "12:00"} for day in ("mon", "tue", "wed", "thu", "fri")]
AWAKE_BY_PHONE = ("Amina", "Farah")
"""They have the app; the others have a mailbox."""


@dataclass
class Lewiston:
    """Cleo and Omar look after the circle; Ben has his mornings, Paul a car, Farah is up at night; others ask."""

    world: World
    people: dict[str, Person] = field(default_factory=dict)
    offers: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("Cleo", "Omar", "Ben", "Paul", "Farah", "Ana", "Amina", "Leyla"):
            self.people[name] = self.world.person(name, **ASLEEP)
            self.world.prove(self.people[name], mail(name))
            if name in AWAKE_BY_PHONE:
                device_for(self.people[name], phone(name))
        cleo, *others = self.people.values()
        lines = [{"label": "Emergency", "phone": "911"}]
        about: dict[str, Any] = {"place": LEWISTON, "time_zone": ZONE.key, "emergency": lines}
        self.id = str(self.world.community(cleo, *others, name="Lewiston kitchen table", **about)["id"])
        self.world.appoint(self["Omar"], self.id, "coordinator")
        for name, fields in (("Ben", {"availability": MORNINGS}), ("Paul", {}), ("Farah", {})):
            self.world.vouch_for(self[name], self.id)
            self.offers[name] = str(self[name].offer(community_id=self.id, place=LEWISTON, **fields)["id"])
        self.world.tick()
        self.begun = self.world.now().replace(microsecond=0)

    def __getitem__(self, name: str) -> Person:
        return self.people[name]

    def until(self, hour: float, *, days: int = 0) -> None:
        """On to this hour of the town's clock, so many days on; the jobs do what becomes due."""
        then = self.local(hour, days)
        self.world.advance(seconds=(then - self.world.now()).total_seconds())

    def local(self, hour: float, days: int = 0) -> datetime:
        day = self.world.now().astimezone(ZONE) + timedelta(days=days)
        return day.replace(hour=int(hour), minute=int(hour % 1 * 60), second=0, microsecond=0)

    def window(self, start: float, end: float, days: int = 1) -> dict[str, Any]:
        """From one hour to another, by default tomorrow."""
        return {"from": self.local(start, days).isoformat(), "to": self.local(end, days).isoformat()}

    def need(self, author: str, **fields: Any) -> str:
        about = {"community_id": self.id, "place": LEWISTON, "share": ["email", "place"]} | fields
        return str(self[author].need(**about)["id"])

    def rang(self, name: str, since: datetime) -> list[str]:
        """What came to somebody's phone since then, oldest first."""
        start = since.replace(microsecond=0)  # times over HTTP are whole seconds
        rows = [row for row in self.world.outbox(phone(name)) if datetime.fromisoformat(row["at"]) >= start]
        return [row["subject"] for row in reversed(rows)]

    def letters(self, name: str) -> list[dict[str, Any]]:
        """The letters to somebody of this week, oldest first."""
        rows = [
            row for row in self.world.outbox(mail(name)) if datetime.fromisoformat(row["at"]) >= self.begun
        ]
        return rows[::-1]


def mail(name: str) -> str:
    return f"{name.lower()}@lewiston.example"


def phone(name: str) -> str:
    return f"ok-lewiston-{name.lower()}"


def statuses(person: Person, need: str) -> list[str]:
    """How this helper's matches on a need stand, oldest first."""
    return [m["status"] for m in person.get("/v1/matches?limit=50")["items"] if m["need_id"] == need]


@pytest.fixture
def lewiston(world: World) -> Lewiston:
    return Lewiston(world)


def test_a_week_in_lewiston(lewiston: Lewiston) -> None:
    for scene in (
        wednesday_half_a_day_is_enough,
        wednesday_a_letter_is_answered,
        thursday_ben_is_ill,
        friday_at_half_past_two,
        friday_only_whom_leyla_picked,
        friday_joe_has_no_app,
        saturday_asked_for_twice,
        monday_two_were_wanted_and_one_came,
        wednesday_silence_of_whom_was_reached,
        what_came_to_everybody,
    ):
        scene(lewiston)


def wednesday_half_a_day_is_enough(town: Lewiston) -> None:
    """11: free from eight to twelve was "not free" for wood to be carried between eight and six."""
    wood = town.need("Ana", category="garden_wood", when=windows(town.window(8, 18)))
    yes = {"offer_id": town.offers["Ben"], "window": town.window(9, 10)}
    match = town["Ben"].post(f"/v1/needs/{wood}/responses", yes)
    assert moment(match["agreed"]["from"]) == town.local(9, days=1)
    town.notes["wood"], town.notes["wood match"] = wood, match["id"]
    other = town.need("Leyla", category="repair", when=windows(town.window(8, 18)))
    second = town["Ben"].post(f"/v1/needs/{other}/responses", {"offer_id": town.offers["Ben"]})
    assert second["status"] == "accepted", "an hour that is promised blocks no day"
    assert moment(second["agreed"]["to"]) == town.local(12, days=1)
    town.notes["second match"] = second["id"]


def wednesday_a_letter_is_answered(town: Lewiston) -> None:
    """23: two letters of three led nowhere. Ana opens hers, and says yes on the page."""
    town.world.tick()
    letter = next(row for row in town.letters("Ana") if row["subject"] == "A helper said yes")
    page = pages.get(town.world.http, pages.link_in(letter["text"]))
    assert "911" in page.text, "whom to call stands on every page"
    pages.press(town.world.http, page, "yes")
    assert town["Ben"].get(f"/v1/matches/{town.notes['wood match']}")["status"] == "confirmed"
    left = town["Ben"].get(f"/v1/matches/{town.notes['second match']}")["agreed"]
    assert [moment(left[end]) for end in ("from", "to")] == [town.local(hour, days=1) for hour in (10, 12)], (
        "15: his other yes is cut to what is left of the morning"
    )


def thursday_ben_is_ill(town: Lewiston) -> None:
    """12: he was proposed the same need in the same second. Who had said yes and was not needed comes first."""
    town.until(8.5, days=1)
    town["Ben"].post(f"/v1/matches/{town.notes['wood match']}/cancel", {"reason": "I am ill"})
    town.world.tick()
    town.world.advance(minutes=40)
    assert statuses(town["Ben"], town.notes["wood"]) == ["cancelled"]
    assert town["Ana"].get(f"/v1/needs/{town.notes['wood']}")["status"] == "open"
    asked = [name for name in ("Paul", "Farah") if statuses(town[name], town.notes["wood"])]
    assert asked, "others are asked"
    match = town[asked[0]].match_on(town.notes["wood"])["id"]
    town[asked[0]].post(f"/v1/matches/{match}/accept", {"window": town.window(13, 14, days=0)})
    town["Ana"].post(f"/v1/matches/{match}/confirm")
    town.notes["wood match"], town.notes["who came"] = match, asked[0]


def friday_at_half_past_two(town: Lewiston) -> None:
    """2: she heard of the yes at eight. What decides an urgent match rings its two people, and nobody else."""
    town.until(2.5, days=1)
    night = town.world.now()
    need = town.need("Amina", category="baby_supplies", urgency="urgent")
    match = town["Farah"].post(f"/v1/needs/{need}/responses", {"offer_id": town.offers["Farah"]})["id"]
    town.world.tick()
    assert town.rang("Amina", night) == ["A helper said yes"]
    town["Amina"].post(f"/v1/matches/{match}/confirm")
    town.world.tick()
    assert set(town.rang("Farah", night)) - {"Already answered"} == {"It is agreed"}, (
        "her proposal goes silently"
    )
    town["Farah"].post(f"/v1/matches/{match}/report", {"outcome": "helped"})
    town["Amina"].post(f"/v1/matches/{match}/report", {"outcome": "helped", "thanks": "He sleeps"})
    assert town["Amina"].get(f"/v1/needs/{need}")["status"] == "fulfilled"


def friday_only_whom_leyla_picked(town: Lewiston) -> None:
    """3: with `ask_me_first` every member read it at once. It is there for whom she picks, and for nobody else."""
    town.until(10)
    need = town.need("Leyla", category="errands", criteria={"decide": "ask_me_first"})
    town.world.tick()
    picked = town["Leyla"].get(f"/v1/needs/{need}/matches")["candidates"][0]["offer_id"]
    town["Leyla"].invite(need, picked)
    for name, offer in town.offers.items():
        status = town[name].call("GET", f"/v1/needs/{need}").status_code
        assert status == (200 if offer == picked else 404), name
        listed = [n["id"] for n in town[name].get(f"/v1/needs?community={town.id}")["items"]]
        assert need not in listed or offer == picked
    town["Leyla"].post(f"/v1/needs/{need}/withdraw")


def friday_joe_has_no_app(town: Lewiston) -> None:
    """5, 28: the helper had nobody to call, and the history did not say who had said yes for Joe, nor how he had."""
    cleo = town["Cleo"]
    joe = entered(town.world, cleo, "Joe", share_own=["email"], time_zone=ZONE.key)
    asked = {"on_behalf_of": joe["id"], "contact_via": "representative", "category": "company_call"}
    need = town.need("Cleo", **asked)
    match = town["Paul"].post(f"/v1/needs/{need}/responses", {"offer_id": town.offers["Paul"]})["id"]
    cleo.post(f"/v1/matches/{match}/confirm", {"spoken": said(town.world)})
    contact = town["Paul"].get(f"/v1/matches/{match}/contact")
    assert (contact["person"]["display_name"], contact["via"]["display_name"]) == ("Joe", "Cleo")
    assert contact["email"] == mail("Cleo")
    lines = cleo.get(f"/v1/needs/{need}/history?limit=50")["items"]
    told = next(line for line in lines if line["kind"] == "match_confirmed")
    assert (told["who"], told["for_whom"], told["how"]) == ("representative", "author", "phone")
    town["Paul"].post(f"/v1/matches/{match}/report", {"outcome": "helped"})
    town.notes["joe match"] = match


def saturday_asked_for_twice(town: Lewiston) -> None:
    """10: marking a double left no line and stopped nothing. It asks nobody, and its author says if it is not so."""
    town.until(10, days=1)
    first, second = (town.need(name, category="groceries") for name in ("Amina", "Ana"))
    path = f"/v1/communities/{town.id}/needs/{second}"
    town["Omar"].patch(path, {"duplicate_of": first, "reason": "Both ask for the same bags"})
    town.world.tick()
    assert not any("proposed" in statuses(town[name], second) for name in town.offers)
    assert "marked_double" in town["Ana"].get(f"/v1/needs/{second}")["notices"]
    town["Ana"].post(f"/v1/needs/{second}/another-matter")
    again = {"duplicate_of": first, "reason": "Still the same"}
    assert town["Omar"].call("PATCH", path, again, If_Match="*").status_code == 409
    for author, need in (("Amina", first), ("Ana", second)):
        town[author].post(f"/v1/needs/{need}/withdraw")


def monday_two_were_wanted_and_one_came(town: Lewiston) -> None:
    """16: "you can get in touch now" with a 409, and an end after the end. The first is told, and let go in time."""
    begins = town.window(9, 11, days=2)
    need = town.need("Amina", category="learning", quantity=2, at_least=2, when=windows(begins))
    match = town["Ben"].post(f"/v1/needs/{need}/responses", {"offer_id": town.offers["Ben"]})["id"]
    town["Amina"].post(f"/v1/matches/{match}/confirm")
    town.world.tick()
    assert "one_of_several" in town["Ben"].inbox()
    town.until(9.1, days=2)
    ended = town["Ben"].get(f"/v1/matches/{match}")
    assert (ended["status"], town["Ben"].inbox()[0]) == ("cancelled", "too_few_came")


def wednesday_silence_of_whom_was_reached(town: Lewiston) -> None:
    """23: silence counted for people whom no question had reached. Ana had a letter; Joe says it himself."""
    town[town.notes["who came"]].post(f"/v1/matches/{town.notes['wood match']}/report", {"outcome": "helped"})
    town.world.tick()
    town.world.advance(hours=74)
    silent = town["Ana"].get(f"/v1/matches/{town.notes['wood match']}")
    assert (silent["status"], silent["completed_by"]) == ("completed", "silence")
    assert town["Paul"].get(f"/v1/matches/{town.notes['joe match']}")["status"] == "confirmed"


def what_came_to_everybody(town: Lewiston) -> None:
    """23, 24: 597 of 882 letters led nowhere, and each coordinator got 55 alike in two days."""
    for name in town.people:
        letters = town.letters(name)
        for letter in letters:
            assert "minka:" + "//" not in letter["text"]
            assert "http" in letter["text"] or "code" in letter["subject"], letter
        if name in ("Cleo", "Omar"):
            days = [moment(letter["at"]).astimezone(ZONE).date() for letter in letters]
            assert max((days.count(day) for day in days), default=0) <= 3, (name, letters)


def windows(*each: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "windows", "windows": list(each)}


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
