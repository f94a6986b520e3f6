"""The whole main job as a walk over HTTP, told as it goes, against a running development server.

It founds a circle of its own at every telling, so it can be told again and again. Whatever is not as told
ends it with one line and exit code 1.
"""

from datetime import timedelta
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table

from demo.narrator import Narrator, check, end_badly
from demo.story_night import StoryNight
from demo.story_people import HERE, ZONE, StoryPeople, found_community, sign_in
from demo.visitor import PATIENCE, NotAsToldError, Server, Visitor, next_local
from texts.catalogue import say

MORNING, AFTERNOON = 9, 15
"""Between these hours the story begins: its last push must ring before ten in the evening."""
NOTE = "Green door, second floor. Ring twice."
THANKS = "Asante sana, the bread was still warm."


def play(url: str, console: Console, *, patience: float = PATIENCE) -> None:
    """Tells the story against the server at `url`. Raises SystemExit(1) where something is not as told.

    `patience`: seconds within which the worker must have done its part.
    """
    try:
        with Server(url, patience=patience) as server:
            _Story(server, Narrator(console, ZONE)).tell()
    except NotAsToldError as error:
        end_badly(console, str(error))
    except httpx.TransportError as error:
        end_badly(console, f"The server stopped answering: {error}")


class _Story:
    """Three people, one need that is met, one that nobody could meet in time, and one at night."""

    people: StoryPeople
    community_id: str

    def __init__(self, server: Server, narrator: Narrator) -> None:
        self.server = server
        self.narrator = narrator

    def tell(self) -> None:
        self.narrator.chapter("A morning in Mombasa")
        self._wake_up()
        self._people_sign_in()
        self._a_circle_is_founded()
        self.narrator.chapter("A need, and somebody who can")
        need = self._ana_posts()
        match = self._ben_hears_of_it(need)
        self.narrator.chapter("Two keys")
        self._both_say_yes(match)
        self._contact_opens(match)
        self.narrator.chapter("Done")
        self._it_is_done(need, match)
        self.narrator.chapter("A need that nobody could meet in time")
        late = self._nobody_can()
        self._it_expires(late)
        self._renewed_and_done_late(late)
        self.narrator.chapter("Half past two at night")
        StoryNight(self.server, self.narrator, self.people, self.community_id).tell()
        self.narrator.chapter("What was written down")
        self._history(need)
        self.narrator.console.print("\n[bold green]✓[/] Everything was as told.")

    def _wake_up(self) -> None:
        """Pushes wait for the end of quiet hours, so the clock is moved to when people are up."""
        before = self.server.clock
        now = self.server.advance_to(next_local(before, ZONE, hour=MORNING, until=AFTERNOON))
        moved = now - before > timedelta(minutes=1)
        self.narrator.say(
            f"It is {self.narrator.time(now)} there" + (" (the clock was moved on to it)." if moved else ".")
        )

    def _people_sign_in(self) -> None:
        self.people = sign_in(self.server)
        self.narrator.say("Ana, Ben and Rosa sign in: each by a code of six digits, no password anywhere.")

    def _a_circle_is_founded(self) -> None:
        self.community_id, state = found_community(self.people)
        check("a community is new at first", state == "new")
        self.narrator.say(
            "Rosa founds a circle and gives its id to the two. Ben offers to shop for people round the corner."
        )

    def _ana_posts(self) -> str:
        need = self.people.ana.post(
            "/v1/needs",
            {
                "category": "groceries",
                "place": HERE,
                "community_id": self.community_id,
                "title": "Bread and milk for three",
                "private_note": NOTE,
                "share": ["email", "place"],
            },
        )
        check("the need is open", need["status"] == "open")
        check("somebody could help", need["progress"]["outlook"] != "nobody")
        self.narrator.say(
            f"Ana posts a need. It is open until {self.narrator.time(need['expires_at'])}; help is in sight."
        )
        return str(need["id"])

    def _ben_hears_of_it(self, need: str) -> str:
        push = self._push("ben", "proposal")
        check("a push says nothing about anybody", "Bread" not in push["text"] and "Ana" not in push["text"])
        match = self.server.wait_for("Ben's match", lambda: self._match_of(self.people.ben, need))
        seen = self.people.ben.get(f"/v1/needs/{need}")
        check("Ben reads Ana's words", seen["title"] == "Bread and milk for three")
        check("not her name, place or note", not {"display_name", "private_note", "place"} & seen.keys())
        why = "; ".join(reason["text"].rstrip(".") for reason in match["reasons"])
        self.narrator.say(f"Ben opens it and reads Ana's own words. Why he was asked: {why}")
        self._refused_contact(match["id"], "no_yes")
        return str(match["id"])

    def _both_say_yes(self, match: str) -> None:
        accepted = self.people.ben.post(f"/v1/matches/{match}/accept")
        check("one key has turned", accepted["status"] == "accepted" and not accepted["keys"]["beneficiary"])
        self.narrator.say("Ben says yes. That is one key of two.")
        self._refused_contact(match, None)
        self._push("ana", "yes")
        confirmed = self.people.ana.post(f"/v1/matches/{match}/confirm")
        check("both keys have turned", confirmed["status"] == "confirmed")
        self.narrator.say(f"Ana sees that it is {confirmed['helper']['display_name']}, and says yes too.")
        self._push("ben", "confirmed_helper")

    def _contact_opens(self, match: str) -> None:
        contact = self.people.ben.get(f"/v1/matches/{match}/contact")
        check("the place is exact now", contact["place"] == HERE)
        check("the note is open now", contact["private_note"] == NOTE)
        table = Table("what", "what Ben may know now", box=None, pad_edge=True)
        for what, value in (
            ("who", contact["person"]["display_name"]),
            ("e-mail", contact["email"]),
            ("place", f"{contact['place']['lat']}, {contact['place']['lon']}"),
            ("note", contact["private_note"]),
        ):
            table.add_row(what, str(value))
        self.narrator.console.print(table)
        looked = self.people.ana.get("/v1/me/access-log")["items"]
        check("Ana sees that it was read", [line["match_id"] for line in looked] == [match])
        self.narrator.say("Contact is open, and Ana can see that Ben has read it.")

    def _it_is_done(self, need: str, match: str) -> None:
        done = self.people.ana.post(f"/v1/matches/{match}/report", {"outcome": "helped", "thanks": THANKS})
        check("the match is completed", done["status"] == "completed")
        check("the need is fulfilled", self.people.ana.get(f"/v1/needs/{need}")["status"] == "fulfilled")
        thanked = self.people.ben.get(f"/v1/matches/{match}")["thanks"]
        check("the thanks arrive", thanked == THANKS)
        self.narrator.say(f"Ana reports that Ben helped. He reads: “{thanked}”")
        self._refused_contact(match, "shut")

    def _nobody_can(self) -> str:
        need = self.people.ana.post(
            "/v1/needs",
            {
                "category": "ride",
                "place": HERE,
                "community_id": self.community_id,
                "title": "To the eye clinic",
                "expires_at": (self.server.clock + timedelta(hours=3)).isoformat(),
            },
        )
        check("nobody is promised", need["progress"]["outlook"] == "nobody")
        self.narrator.say("Ana needs a ride within three hours. Nobody here drives, and she is told so.")
        path = f"/v1/communities/{self.community_id}/queue"
        queue = self.server.wait_for("Rosa's queue", lambda: self.people.rosa.get(path)["items"])
        check("it is in Rosa's queue", [entry["id"] for entry in queue] == [need["id"]])
        self.narrator.say(
            f"It stands in Rosa's queue as {queue[0]['why']}. She coordinates; she rings around."
        )
        return str(need["id"])

    def _it_expires(self, need: str) -> None:
        self.server.advance(timedelta(hours=3, minutes=1))
        self.narrator.say("Three hours pass in a second.")
        self.server.wait_for(
            "The need's end", lambda: self.people.ana.get(f"/v1/needs/{need}")["status"] == "expired"
        )
        self._push("ana", "still_needed")

    def _renewed_and_done_late(self, need: str) -> None:
        renewed = self.people.ana.post(f"/v1/needs/{need}/renew")
        check("it is open again", renewed["status"] == "open")
        self.narrator.say(
            f"She does, with one tap: open again, until {self.narrator.time(renewed['expires_at'])}."
        )
        done = self.people.ana.post(f"/v1/needs/{need}/fulfil", {"helped_elsewhere": True})
        check("it is fulfilled", done["status"] == "fulfilled" and done["helped_elsewhere"])
        self.narrator.say("Rosa found a cousin with a car. Ana records it: helped, another way.")

    def _history(self, need: str) -> None:
        table = Table("when", "who", "what", box=None)
        for line in self.people.ana.get(f"/v1/needs/{need}/history")["items"]:
            table.add_row(self.narrator.time(line["at"]), line["who"], line["text"])
        self.narrator.console.print(table)

    def _refused_contact(self, match: str, why: str | None) -> None:
        problem = self.people.ben.refused("GET", f"/v1/matches/{match}/contact", "contact_closed")
        check("he is told the reason that is so", problem.get("why") == why)
        self.narrator.say(f"Ben asks for Ana's contact and is told: “{problem['detail']}”")

    def _push(self, name: str, kind: str) -> dict[str, Any]:
        """The push of this kind that must have left for this person's device."""
        subject = say(f"notification.{kind}.title", "en")

        def look() -> dict[str, Any] | None:
            sent = self.server.outbox(self.people.device(name))
            return next((message for message in sent if message["subject"] == subject), None)

        push = self.server.wait_for(f"{name.title()}'s push “{subject}”", look)
        self.narrator.push(name, push)
        return push

    def _match_of(self, helper: Visitor, need: str) -> dict[str, Any] | None:
        items = helper.get("/v1/matches?role=helper&status=proposed")["items"]
        return next((match for match in items if match["need_id"] == need), None)
