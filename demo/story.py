"""The whole main job as a walk over HTTP, told as it goes, against a running development server.

It founds a circle of its own at every telling, so it can be told again and again. Whatever is not as told
ends it with one line and exit code 1.
"""

from datetime import datetime, timedelta
from typing import Any, NoReturn
from uuid import uuid4
from zoneinfo import ZoneInfo

import httpx
from rich.console import Console
from rich.rule import Rule
from rich.table import Table

from demo.visitor import PATIENCE, NotAsToldError, Server, Visitor, next_local
from texts.catalogue import say

ZONE = "Africa/Nairobi"
HERE = {"lat": -4.0615, "lon": 39.6786}
ROUND_THE_CORNER = {"lat": -4.0601, "lon": 39.6770}
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
            _Story(server, console).tell()
    except NotAsToldError as error:
        _end_badly(console, str(error))
    except httpx.TransportError as error:
        _end_badly(console, f"The server stopped answering: {error}")


def _end_badly(console: Console, line: str) -> NoReturn:
    console.print("✗", line, style="bold red", markup=False, highlight=False)
    raise SystemExit(1)


class _Story:
    """Three people, one need that is met, one that nobody could meet in time."""

    ana: Visitor
    ben: Visitor
    rosa: Visitor
    circle: str

    def __init__(self, server: Server, console: Console) -> None:
        self.server = server
        self.console = console
        self.telling = uuid4().hex[:8]

    def tell(self) -> None:
        self._part("A morning in Mombasa")
        self._wake_up()
        self._people_sign_in()
        self._a_circle_is_founded()
        self._part("A need, and somebody who can")
        need = self._ana_posts()
        match = self._ben_hears_of_it(need)
        self._part("Two keys")
        self._both_say_yes(match)
        self._contact_opens(match)
        self._part("Done")
        self._it_is_done(need, match)
        self._part("A need that nobody could meet in time")
        late = self._nobody_can()
        self._it_expires(late)
        self._renewed_and_done_late(late)
        self._part("What was written down")
        self._history(need)
        self.console.print("\n[bold green]✓[/] Everything was as told.")

    def _wake_up(self) -> None:
        """Pushes wait for the end of quiet hours, so the clock is moved to when people are up."""
        before = self.server.clock
        now = self.server.advance_to(next_local(before, ZONE, hour=MORNING, until=AFTERNOON))
        moved = now - before > timedelta(minutes=1)
        self._say(f"It is {self._clock(now)} there" + (" (the clock was moved on to it)." if moved else "."))

    def _people_sign_in(self) -> None:
        names = ("ana", "ben", "rosa")
        self.ana, self.ben, self.rosa = self.server.sign_in([self._address(name) for name in names])
        for name, person in zip(names, (self.ana, self.ben, self.rosa), strict=True):
            person.patch("/v1/me", {"display_name": name.title(), "is_adult": True, "time_zone": ZONE})
            person.put(f"/v1/me/devices/{uuid4()}", {"address": self._device(name)})
        self._say("Ana, Ben and Rosa sign in: each by a code of six digits, no password anywhere.")

    def _a_circle_is_founded(self) -> None:
        circle = self.rosa.post(
            "/v1/communities",
            {
                "name": f"Rosa's street ({self.telling})",
                "place": HERE,
                "reach_km": 5,
                "languages": ["en", "sw"],
                "time_zone": ZONE,
                "join_policy": "open",
                "emergency": [{"label": "Emergency", "phone": "999"}],
            },
        )
        self._hold("a community is new at first", circle["state"] == "new")
        self.circle = circle["id"]
        for person in (self.ana, self.ben):
            person.post(f"/v1/communities/{self.circle}/join")
        self.ben.post(
            "/v1/offers",
            {
                "place": ROUND_THE_CORNER,
                "community_id": self.circle,
                "categories": ["groceries"],
                "share": ["email"],
            },
        )
        self._say(
            "Rosa founds a circle and gives its id to the two. Ben offers to shop for people round the corner."
        )

    def _ana_posts(self) -> str:
        need = self.ana.post(
            "/v1/needs",
            {
                "category": "groceries",
                "place": HERE,
                "community_id": self.circle,
                "title": "Bread and milk for three",
                "private_note": NOTE,
                "share": ["email", "place"],
            },
        )
        self._hold("the need is open", need["status"] == "open")
        self._hold("somebody could help", need["progress"]["outlook"] != "nobody")
        self._say(f"Ana posts a need. It is open until {self._clock(need['expires_at'])}; help is in sight.")
        return str(need["id"])

    def _ben_hears_of_it(self, need: str) -> str:
        push = self._push("ben", "proposal")
        self._hold(
            "a push says nothing about anybody", "Bread" not in push["text"] and "Ana" not in push["text"]
        )
        match = self.server.wait_for("Ben's match", lambda: self._match_of(self.ben, need))
        seen = self.ben.get(f"/v1/needs/{need}")
        self._hold("Ben reads Ana's words", seen["title"] == "Bread and milk for three")
        self._hold("not her name, place or note", not {"display_name", "private_note", "place"} & seen.keys())
        why = "; ".join(reason["text"].rstrip(".") for reason in match["reasons"])
        self._say(f"Ben opens it and reads Ana's own words. Why he was asked: {why}")
        self._refused_contact(match["id"])
        return str(match["id"])

    def _both_say_yes(self, match: str) -> None:
        accepted = self.ben.post(f"/v1/matches/{match}/accept")
        self._hold(
            "one key has turned", accepted["status"] == "accepted" and not accepted["keys"]["beneficiary"]
        )
        self._say("Ben says yes. That is one key of two.")
        self._refused_contact(match)
        self._push("ana", "yes")
        confirmed = self.ana.post(f"/v1/matches/{match}/confirm")
        self._hold("both keys have turned", confirmed["status"] == "confirmed")
        self._say(f"Ana sees that it is {confirmed['helper']['display_name']}, and says yes too.")
        self._push("ben", "confirmed_helper")

    def _contact_opens(self, match: str) -> None:
        contact = self.ben.get(f"/v1/matches/{match}/contact")
        self._hold("the place is exact now", contact["place"] == HERE)
        self._hold("the note is open now", contact["private_note"] == NOTE)
        table = Table("what", "what Ben may know now", box=None, pad_edge=True)
        for what, value in (
            ("who", contact["person"]["display_name"]),
            ("e-mail", contact["email"]),
            ("place", f"{contact['place']['lat']}, {contact['place']['lon']}"),
            ("note", contact["private_note"]),
        ):
            table.add_row(what, str(value))
        self.console.print(table)
        looked = self.ana.get("/v1/me/access-log")["items"]
        self._hold("Ana sees that it was read", [line["match_id"] for line in looked] == [match])
        self._say("Contact is open, and Ana can see that Ben has read it.")

    def _it_is_done(self, need: str, match: str) -> None:
        done = self.ana.post(f"/v1/matches/{match}/report", {"outcome": "helped", "thanks": THANKS})
        self._hold("the match is completed", done["status"] == "completed")
        self._hold("the need is fulfilled", self.ana.get(f"/v1/needs/{need}")["status"] == "fulfilled")
        thanked = self.ben.get(f"/v1/matches/{match}")["thanks"]
        self._hold("the thanks arrive", thanked == THANKS)
        self._say(f"Ana reports that Ben helped. He reads: “{thanked}”")
        self._refused_contact(match)

    def _nobody_can(self) -> str:
        need = self.ana.post(
            "/v1/needs",
            {
                "category": "ride",
                "place": HERE,
                "community_id": self.circle,
                "title": "To the eye clinic",
                "expires_at": (self.server.clock + timedelta(hours=3)).isoformat(),
            },
        )
        self._hold("nobody is promised", need["progress"]["outlook"] == "nobody")
        self._say("Ana needs a ride within three hours. Nobody here drives, and she is told so.")
        self._push("rosa", "needs_a_human")
        queue = self.rosa.get(f"/v1/communities/{self.circle}/queue")["items"]
        self._hold("it is in Rosa's queue", [entry["id"] for entry in queue] == [need["id"]])
        self._say(f"It stands in Rosa's queue as {queue[0]['why']}. She coordinates; she rings around.")
        return str(need["id"])

    def _it_expires(self, need: str) -> None:
        self.server.advance(timedelta(hours=3, minutes=1))
        self._say("Three hours pass in a second.")
        self.server.wait_for(
            "The need's end", lambda: self.ana.get(f"/v1/needs/{need}")["status"] == "expired"
        )
        self._push("ana", "still_needed")

    def _renewed_and_done_late(self, need: str) -> None:
        renewed = self.ana.post(f"/v1/needs/{need}/renew")
        self._hold("it is open again", renewed["status"] == "open")
        self._say(f"She does, with one tap: open again, until {self._clock(renewed['expires_at'])}.")
        done = self.ana.post(f"/v1/needs/{need}/fulfil", {"helped_elsewhere": True})
        self._hold("it is fulfilled", done["status"] == "fulfilled" and done["helped_elsewhere"])
        self._say("Rosa found a cousin with a car. Ana records it: helped, another way.")

    def _history(self, need: str) -> None:
        table = Table("when", "who", "what", box=None)
        for line in self.ana.get(f"/v1/needs/{need}/history")["items"]:
            table.add_row(self._clock(line["at"]), line["who"], line["text"])
        self.console.print(table)

    def _refused_contact(self, match: str) -> None:
        problem = self.ben.refused("GET", f"/v1/matches/{match}/contact", "contact_closed")
        self._say(f"Ben asks for Ana's contact and is told: “{problem['detail']}”")

    def _push(self, name: str, kind: str) -> dict[str, Any]:
        """The push of this kind that must have left for this person's device."""
        subject = say(f"notification.{kind}.title", "en")

        def look() -> dict[str, Any] | None:
            sent = self.server.outbox(self._device(name))
            return next((message for message in sent if message["subject"] == subject), None)

        push = self.server.wait_for(f"{name.title()}'s push “{subject}”", look)
        self.console.print(f"  [cyan]✉ {name.title()}'s phone:[/] {push['subject']} [dim]{push['text']}[/]")
        return push

    def _match_of(self, helper: Visitor, need: str) -> dict[str, Any] | None:
        items = helper.get("/v1/matches?role=helper&status=proposed")["items"]
        return next((match for match in items if match["need_id"] == need), None)

    def _hold(self, what: str, so: bool) -> None:
        if not so:
            raise NotAsToldError(f"It was told that {what}. It is not so.")

    def _part(self, title: str) -> None:
        self.console.print(Rule(title, align="left", style="dim"))

    def _say(self, text: str) -> None:
        self.console.print(f"[green]•[/] {text}", highlight=False)

    def _address(self, name: str) -> str:
        return f"{name}-{self.telling}@story.example"

    def _device(self, name: str) -> str:
        return f"phone-of-{name}-{self.telling}"

    @staticmethod
    def _clock(moment: datetime | str) -> str:
        at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        return f"{at.astimezone(ZoneInfo(ZONE)):%a %d %b, %H:%M}"
