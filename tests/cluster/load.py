"""The load: authors who post needs, helpers who say yes, authors who confirm and say how it went; and what of it was
acknowledged.
"""

import threading
import time
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tests.cluster.minka import Minka
from tests.cluster.people import PLACE, Door, GaveUp, LoadPerson

PAIRS = 4
PAUSE_S = 0.1


@dataclass(frozen=True, slots=True)
class Act:
    """One act that was acknowledged at this time (`time.monotonic`): of which kind, on which row."""

    at: float
    kind: str
    row: str


class Ledger:
    """What was acknowledged, in the order of the answers. Safe to share between threads."""

    def __init__(self) -> None:
        self.acts: list[Act] = []
        self.tried: Counter[str] = Counter()
        """How often each kind was begun: once each, however often it was sent."""
        self.gave_up: list[str] = []
        self._lock = threading.Lock()

    def began(self, kind: str) -> None:
        with self._lock:
            self.tried[kind] += 1

    def acknowledged(self, kind: str, row: str) -> None:
        with self._lock:
            self.acts.append(Act(time.monotonic(), kind, row))

    def since(self, at: float) -> list[Act]:
        with self._lock:
            return [act for act in self.acts if act.at >= at]

    def longest_pause(self, begin: float, end: float) -> float:
        """Seconds in which nothing was acknowledged, between these two times."""
        times = [begin, *(act.at for act in self.since(begin) if act.at <= end), end]
        return max(later - sooner for sooner, later in pairwise(times))


class Load:
    """A circle with people who use it from `start` until `stop`."""

    def __init__(self, minka: Minka) -> None:
        self.minka, self.door, self.ledger = minka, Door(minka.urls), Ledger()
        self.founder = LoadPerson(minka, self.door, "Rosa")
        circle = {
            "name": "Load",
            "place": PLACE,
            "reach_km": 5,
            "languages": ["en"],
            "time_zone": "Africa/Nairobi",
            "join_policy": "open",
            "emergency": [{"label": "Emergency", "phone": "999"}],
        }
        self.community = str(self.founder.send("POST", "/v1/communities", circle)["id"])
        minka.well("communities", "recognise", self.community)
        self.pairs = [self._pair(number) for number in range(PAIRS)]
        self._over = threading.Event()
        self._threads = [
            threading.Thread(target=self._live, args=pair, name=f"pair {n}", daemon=True)
            for n, pair in enumerate(self.pairs)
        ]

    def _pair(self, number: int) -> tuple[LoadPerson, LoadPerson, str]:
        """An author, a helper, and the helper's offer."""
        author, helper = (LoadPerson(self.minka, self.door, f"{who}{number}") for who in ("Ana", "Ben"))
        for one in (author, helper):
            one.send("POST", f"/v1/communities/{self.community}/join")
        offer = helper.send(
            "POST",
            "/v1/offers",
            {
                "place": PLACE,
                "community_id": self.community,
                "categories": ["groceries"],
                "capacity": {"at_a_time": 50, "per_week": 500},
            },
        )
        return author, helper, str(offer["id"])

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """What is under way comes to its end."""
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _live(self, author: LoadPerson, helper: LoadPerson, offer: str) -> None:
        while not self._over.is_set():
            try:
                self._once(author, helper, offer)
            except GaveUp as error:
                self.ledger.gave_up.append(str(error))
            time.sleep(PAUSE_S)

    def _once(self, author: LoadPerson, helper: LoadPerson, offer: str) -> None:
        need = {"category": "groceries", "place": PLACE, "community_id": self.community, "title": "Bread"}
        posted = self._act(author, "need", "/v1/needs", need)
        match = self._act(helper, "yes", f"/v1/needs/{posted}/responses", {"offer_id": offer})
        self._act(author, "agreed", f"/v1/matches/{match}/confirm")
        self._act(author, "done", f"/v1/matches/{match}/report", {"outcome": "helped"})

    def _act(self, who: LoadPerson, kind: str, path: str, body: Any = None) -> str:
        self.ledger.began(kind)
        answer = who.send("POST", path, body)
        self.ledger.acknowledged(kind, str(answer["id"]))
        return str(answer["id"])
