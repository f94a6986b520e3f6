"""The story's night: half past two, an urgent need, a neighbour who is awake, and whose telephone rings for it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from demo.narrator import Narrator, check
from demo.story_people import HERE, ZONE, StoryPeople
from demo.visitor import Server, next_local
from texts.catalogue import say

BEDTIME, BED_IS_LEFT = 2, 3
"""Between these hours it is night for everybody; quiet hours go from ten to eight."""


@dataclass(frozen=True, slots=True)
class StoryNight:
    """Ana asks at night, Ben is up. What decides it rings: a need that nobody can be asked for, a yes, a second yes."""

    server: Server
    narrator: Narrator
    people: StoryPeople
    community_id: str

    def tell(self) -> None:
        night = self.server.advance_to(next_local(self.server.clock, ZONE, hour=BEDTIME, until=BED_IS_LEFT))
        need = self._ana_asks()
        self.narrator.say(
            f"{self.narrator.time(night)}: Ana's child has a fever. She asks for medicine, urgently."
        )
        self._rings("rosa", "ring", night)
        self.narrator.say(
            "Nobody here has offered that, and it cannot wait: Rosa, who coordinates, is rung at once."
        )
        match = self.people.ben.post(f"/v1/needs/{need}/responses")
        self.narrator.say(
            "Ben's baby does not sleep: he has a look at what is asked for, and says yes before she is up."
        )
        self._rings("ana", "yes", night)
        self.people.ana.post(f"/v1/matches/{match['id']}/confirm")
        self._rings("ben", "confirmed_helper", night)
        self.narrator.say("A yes to what is urgent rings at night, too. So does the second.")
        self.people.ben.post(f"/v1/matches/{match['id']}/report", {"outcome": "helped"})
        done = self.people.ana.post(f"/v1/matches/{match['id']}/report", {"outcome": "helped"})
        check("the match is completed", done["status"] == "completed")
        self.narrator.say("Twenty minutes later the syrup is there.")

    def _ana_asks(self) -> str:
        need = self.people.ana.post(
            "/v1/needs",
            {
                "category": "baby_supplies",
                "place": HERE,
                "community_id": self.community_id,
                "title": "Fever syrup for a small child",
                "urgency": "urgent",
                "share": ["email", "place"],
            },
        )
        check("whom to call stands beside it", any("999" in line["phone"] for line in need["emergency"]))
        return str(need["id"])

    def _rings(self, name: str, kind: str, night: datetime) -> None:
        """Their telephone, at once: what rang earlier in the story does not count."""
        subject = say(f"notification.{kind}.title", "en")

        def look() -> dict[str, Any] | None:
            return next((push for push in self._since(name, night) if push["subject"] == subject), None)

        push = self.server.wait_for(f"{name.title()}'s push “{subject}” at night", look)
        self.narrator.push(name, push)

    def _since(self, name: str, night: datetime) -> list[dict[str, Any]]:
        """What left for somebody's phone since then, newest first."""
        sent = self.server.outbox(self.people.device(name))
        return [push for push in sent if datetime.fromisoformat(push["at"]) >= night]
