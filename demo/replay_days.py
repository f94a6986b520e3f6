"""Days played again: reports in the order and the distances in which they came, and what people do about them.

All of it is one agenda. The clock goes from stop to stop; at each, what is due is done over HTTP, and the worker
is given the time it takes before the clock moves on.
"""

import heapq
import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from rich.progress import Progress

from demo.replay_people import CENTRE, REACH_KM, ZONE, ReplayPeople
from demo.replay_reports import Report
from demo.replay_tally import Tally
from demo.visitor import Server, Visitor, next_local
from matching.rules.distance import km
from matching.words.values import Point

SEED = 2010
STOP = timedelta(minutes=20)
"""The clock moves on by at least this; what falls between happens at the end of the step."""
LONGEST_STEP = timedelta(hours=1)
"""And by at most this, so that needs still waiting get their next wave in time."""
EPILOGUE = timedelta(hours=24)
"""For so long after the last report people still answer, help and say how it went."""

SAYS_YES, SAYS_NO = 0.5, 0.25
"""Of those asked; the rest is silent."""
WAITS = timedelta(hours=4)
"""After so long without a yes, help was found another way: nobody there waited for a telephone."""
SAYS_HOW_IT_WENT = 0.8
"""Of those helped; the rest forgets."""
ANSWER, CONFIRMATION, HELP = timedelta(minutes=25), timedelta(minutes=20), timedelta(hours=5)
"""How long half of the people take at most; the times are log-normal, and nobody answers at night."""
WAKES, SLEEPS = 8, 22


@dataclass(slots=True)
class _PostedNeed:
    """A need that was posted here, and whether its author has agreed to a helper."""

    id: str
    author: Visitor
    at: datetime
    agreed: bool = False


class Days:
    """One playing. Chance is seeded: the same people are willing every time."""

    def __init__(self, server: Server, people: ReplayPeople, reports: Sequence[Report]) -> None:
        self.server = server
        self.people = people
        self.tally = Tally()
        self._rng = random.Random(SEED)
        self._agenda: list[tuple[datetime, int, Callable[[], None]]] = []
        self._order = count()
        self._reports = reports
        self._needs: dict[str, _PostedNeed] = {}
        self._need_of: dict[int, str] = {}
        self._helpers: dict[str, Visitor] = {}
        self._newest: _PostedNeed | None = None
        self._seen: set[str] = set()
        self._page = ""

    def play(self, progress: Progress) -> Tally:
        """Plays all the days, shown on a bar of reports."""
        start = self.server.clock
        for report in self._reports:
            self._at(start + report.after, partial(self._report, report))
        end = start + (self._reports[-1].after if self._reports else timedelta(0)) + EPILOGUE
        task = progress.add_task("Reports", total=len(self._reports))
        while self._agenda and self.server.clock < end:
            self._step()
            local = self.server.clock.astimezone(ZoneInfo(ZONE))
            progress.update(
                task, completed=self.tally.counts["reports"], description=f"Reports, {local:%a %d %b %H:%M}"
            )
        return self.tally

    def _at(self, moment: datetime, do: Callable[[], None]) -> None:
        heapq.heappush(self._agenda, (moment, next(self._order), do))

    def _step(self) -> None:
        """On to the next stop: what is due is done, the worker asks helpers, and they take note."""
        now = self.server.clock
        if self._agenda[0][0] > now:
            stop = min(max(self._agenda[0][0], now + STOP), now + LONGEST_STEP)
            now = self.server.advance_to(stop)
        while self._agenda and self._agenda[0][0] <= now:
            _, _, do = heapq.heappop(self._agenda)
            do()
        self._wait_for_the_worker()
        for match in self._proposals():
            self._hear(match)

    def _wait_for_the_worker(self) -> None:
        """Needs are looked at in the order of posting: once the newest had its wave, all had theirs."""
        if (need := self._newest) is None:
            return
        self._newest = None

        def looked_at() -> bool:
            following = need.author.get(f"/v1/needs/{need.id}")["progress"]["next"]
            return following["step"] != "ask_more" or datetime.fromisoformat(following["at"]) > need.at

        self.server.wait_for("The first wave of a need", looked_at)

    def _report(self, report: Report) -> None:
        self.tally.counts["reports"] += 1
        self.tally.counts["no word for it"] += not report.has_word
        self.tally.counts["doubled reports"] += report.double_of is not None
        if report.is_need:
            self._need(report)
        elif report.double_of is None:
            self._offer(report)

    def _need(self, report: Report) -> None:
        author = self.people.needing[report.number % len(self.people.needing)]
        given = {
            "category": report.needed,
            "urgency": report.urgency,
            "place": report.place,
            "language": "ht",
        }
        answer = author.call("POST", "/v1/needs", given)
        if not self._taken(report, answer):
            return
        self.tally.counts["needs"] += 1
        need = answer.json()
        posted = _PostedNeed(need["id"], author, datetime.fromisoformat(need["posted_at"]))
        self._need_of[report.number] = posted.id
        original = self._need_of.get(report.double_of) if report.double_of is not None else None
        if original is not None:
            self._fold(posted, original)
        else:
            self._needs[posted.id] = self._newest = posted
            self._at(posted.at + WAITS, partial(self._help_elsewhere, posted))

    def _fold(self, double: _PostedNeed, original: str) -> None:
        """The coordinator sees that it was told before; its author takes the second one back."""
        founder, path = self.people.founder, f"/v1/communities/{self.people.community_id}/needs/{double.id}"
        said = {"duplicate_of": original, "reason": "This was reported before."}
        self._good(founder.call("PATCH", path, said))
        self._good(double.author.call("POST", f"/v1/needs/{double.id}/withdraw"))

    def _help_elsewhere(self, need: _PostedNeed) -> None:
        if need.id in self.tally.first_yes:
            return
        if self._good(need.author.call("POST", f"/v1/needs/{need.id}/fulfil", {"helped_elsewhere": True})):
            self.tally.counts["helped another way"] += 1

    def _offer(self, report: Report) -> None:
        helper = self.people.helping[report.number % len(self.people.helping)]
        given = {
            "categories": report.offered,
            "place": report.place,
            "languages": ["ht", "fr"],
            "reach_km": 10,
            "capacity": {"at_a_time": 5, "per_week": 50},
        }
        answer = helper.call("POST", "/v1/offers", given)
        if self._taken(report, answer):
            self.tally.counts["offers"] += 1
            self._helpers[answer.json()["id"]] = helper

    def _taken(self, report: Report, answer: httpx.Response) -> bool:
        """Whether a report was taken. Far outside it must not be; inside it must."""
        outside = km(Point(**CENTRE), Point(report.lat, report.lon)) > REACH_KM
        self.tally.counts["outside Haiti"] += outside
        if not outside:
            return self._good(answer, always=True)
        if answer.status_code < 400:
            self.tally.errors["taken_from_outside"] += 1
        else:
            self._good(answer)
        return False

    def _proposals(self) -> Iterator[dict[str, Any]]:
        """What the engine has proposed since we last looked, from the coordinator's board.

        The last page is read again each time: it may have grown.
        """
        board = f"/v1/communities/{self.people.community_id}/board?what=matches&limit=50"
        while True:
            page = self.people.founder.get(board + self._page)
            for match in page["matches"]:
                if match["id"] not in self._seen:
                    self._seen.add(match["id"])
                    yield match
            if page["next"] is None:
                return
            self._page = f"&cursor={page['next']}"

    def _hear(self, match: dict[str, Any]) -> None:
        """Somebody was asked: they will say yes, or no, or nothing."""
        need, helper = self._needs.get(match["need_id"]), self._helpers.get(match["offer_id"])
        if need is None or helper is None:
            return
        self.tally.counts["asked"] += 1
        mood = self._rng.random()
        when = self._later(ANSWER)
        if mood < SAYS_YES:
            self._at(when, partial(self._accept, need, helper, match["id"]))
        elif mood < SAYS_YES + SAYS_NO:
            self._at(when, partial(self._decline, helper, match["id"]))

    def _accept(self, need: _PostedNeed, helper: Visitor, match: str) -> None:
        answer = helper.call("POST", f"/v1/matches/{match}/accept")
        if not self._good(answer):
            return
        self.tally.counts["accepted"] += 1
        answered_at = datetime.fromisoformat(answer.json()["keys"]["helper"])
        self.tally.first_yes.setdefault(need.id, answered_at - need.at)
        self._at(self._later(CONFIRMATION), partial(self._confirm, need, helper, match))

    def _decline(self, helper: Visitor, match: str) -> None:
        self._good(helper.call("POST", f"/v1/matches/{match}/decline", {"reason": "not_now"}))

    def _confirm(self, need: _PostedNeed, helper: Visitor, match: str) -> None:
        if need.agreed or not self._good(need.author.call("POST", f"/v1/matches/{match}/confirm")):
            return
        need.agreed = True
        self.tally.counts["confirmed"] += 1
        self._good(helper.call("GET", f"/v1/matches/{match}/contact"), always=True)
        if self._rng.random() < SAYS_HOW_IT_WENT:
            self._at(self._later(HELP), partial(self._complete, need, match))

    def _complete(self, need: _PostedNeed, match: str) -> None:
        if self._good(need.author.call("POST", f"/v1/matches/{match}/report", {"outcome": "helped"})):
            self.tally.counts["completed"] += 1

    def _good(self, answer: httpx.Response, *, always: bool = False) -> bool:
        """Whether it was let through; counted if not. `always`: no refusal is a clear one here."""
        if answer.status_code >= 400:
            self.tally.refused(_code(answer), answer.status_code, clear=not always)
        return answer.status_code < 400

    def _later(self, half: timedelta) -> datetime:
        """When somebody gets round to it: half do so within `half`, nobody at night."""
        moment = self.server.clock + half * math.exp(self._rng.gauss(0, 1))
        return next_local(moment, ZONE, hour=WAKES, until=SLEEPS)


def _code(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["code"])
    except (ValueError, KeyError):
        return f"http_{answer.status_code}"
