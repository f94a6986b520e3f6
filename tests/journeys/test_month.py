"""A month in a community, lived through by real services: nobody is asked beyond what they said, on any path.

A fortnight, two of the weeks for which people say so, in `make test`; `make chaos` lives through the month.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from core import clock
from matching.asking.scoring import Parts
from matching.words.policy import USUAL
from scheduler.passes import run_until_idle
from tests.support.people import Person
from tests.support.world import World

A_FORTNIGHT, A_MONTH = 14, 30
STEP_HOURS = 10
NEEDS_A_DAY = 1.4
LIMITS = [(1, 2), (2, 3), (1, 4), (3, 10), (2, 4), (None, None), (0, 4), (1, 1)]
"""A day and a week; None: as the community has it. Somebody wants to be asked nothing at all for now."""

WITHOUT_CONSEQUENCE = {"announce", "deliver", "purge", "check_in_on_offers"}
"""Jobs that only tell people things, or tidy up."""

_ASKED = text("""
    SELECT helper_person_id AS helper, created_at, opened_by, p_yes, propensity, chance, parts, reasons, wave
      FROM match WHERE opened_by <> 'helper' ORDER BY created_at
""")


@dataclass
class FifteenHelpers:
    """Fifteen helpers of every patience, a coordinator who proposes by hand, an author who picks for herself."""

    world: World
    dice: random.Random
    helpers: list[tuple[Person, int, int]] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    offers: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.author, self.steward = self.world.person("Ana"), self.world.person("Sara")
        self.community: str = self.world.community(self.steward)["id"]
        for number in range(15):
            a_day, a_week = LIMITS[number % len(LIMITS)]
            person = self.world.person(f"helper {number}", asks_a_day=a_day, asks_a_week=a_week)
            person.post(f"/v1/communities/{self.community}/join")
            self.offers.append(person.offer()["id"])
            usual = (USUAL.proposals_a_day, USUAL.proposals_a_week)
            limits = (usual[0] if a_day is None else a_day, usual[1] if a_week is None else a_week)
            self.helpers.append((person, *limits))

    def live(self, days: int) -> None:
        for _ in range(days * 24 // STEP_HOURS):
            if self.dice.random() < NEEDS_A_DAY * STEP_HOURS / 24:
                urgency = self.dice.choice(["urgent", "urgent", "soon"])
                self.needs.append(self.author.need(urgency=urgency)["id"])
                self._by_hand(self.needs[-1])
            self._let_time_act()
            self._answer()

    def _let_time_act(self) -> None:
        with self.world.database.transaction() as session:
            clock.advance(session, timedelta(hours=STEP_HOURS))
        jobs = [job for job in self.world.jobs if job.name not in WITHOUT_CONSEQUENCE]
        now = self.world.now()
        run_until_idle(self.world.database, jobs, lambda: now, self.dice)

    def _by_hand(self, need: str) -> None:
        """Others may ask too, as far as they are let: what they are refused is part of the promise."""
        offer = self.dice.choice(self.offers)
        if self.dice.random() < 0.5:
            self.author.call("GET", f"/v1/needs/{need}/matches")
            self.author.call("POST", f"/v1/needs/{need}/invitations", {"offer_id": offer})
        else:
            proposal = {"need_id": need, "offer_id": offer, "reason": "lives near"}
            self.steward.call("POST", f"/v1/communities/{self.community}/matches", proposal)

    def _answer(self) -> None:
        """Now and then somebody looks, and says yes or no."""
        for person, _, _ in self.dice.sample(self.helpers, 3):
            for match in person.get("/v1/matches?status=proposed")["items"]:
                verb = self.dice.choice(["accept", "decline", None])
                if verb is not None:
                    person.call("POST", f"/v1/matches/{match['id']}/{verb}", {})

    def asked(self) -> Sequence[Any]:
        with self.world.database.transaction() as session:
            return session.execute(_ASKED).all()


def most_within(times: Iterable[datetime], span: timedelta) -> int:
    """The most that ever fell into one stretch of time, its beginning not included."""
    moments = sorted(times)
    return max((sum(end - span < at <= end for at in moments) for end in moments), default=0)


@pytest.mark.parametrize("days", [A_FORTNIGHT, pytest.param(A_MONTH, marks=pytest.mark.long)])
def test_nobody_is_asked_beyond_their_dials(world: World, days: int) -> None:
    people = FifteenHelpers(world, random.Random(7))
    people.live(days)
    asked = people.asked()
    assert {row.opened_by for row in asked} == {"engine", "coordinator", "beneficiary"}
    at_their_limit = 0
    for person, a_day, a_week in people.helpers:
        times = [row.created_at for row in asked if str(row.helper) == person.id]
        assert most_within(times, timedelta(hours=24)) <= a_day
        assert most_within(times, timedelta(days=7)) <= a_week
        at_their_limit += bool(times) and most_within(times, timedelta(days=7)) == a_week
    assert at_their_limit >= 5, "else nothing was seen to be held back"
    proposals = [row for row in asked if row.opened_by == "engine"]
    assert len(proposals) > days * 5 // 3
    _everything_is_noted(proposals)


def _everything_is_noted(proposals: Sequence[Any]) -> None:
    """Each proposal of the engine can be explained and learned from afterwards."""
    for row in proposals:
        assert 0 < row.propensity <= 1
        assert 0 <= row.p_yes <= row.chance <= 1
        assert row.wave is not None
        assert row.reasons
        Parts(**row.parts)
