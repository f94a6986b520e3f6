"""Why somebody was not asked: a code and a sentence for coordinators, one word for what is nobody's business."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from matching.words.tasks import Weekday
from tests.support.kept import Keep
from tests.support.people import Person
from tests.support.world import World
from texts.catalogue import LANGUAGES, say

FAR = {"lat": 42.9, "lon": -84.551}
LOAD_OR_HOURS = {
    "not_then",
    "away",
    "busy",
    "full_now",
    "full_this_week",
    "asked_today",
    "asked_this_week",
    "paused",
}

Act = Callable[["UnsuitedPeople"], None]


class UnsuitedPeople:
    """A coordinator, somebody who needs something, and a helper whose offer does not fit."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.steward, self.author, self.helper = (world.person(name) for name in ("Sara", "Ana", "Ben"))
        self.id: str = world.community(self.steward, self.author, self.helper)["id"]

    def around(self, need: str, by: Person, language: str = "en") -> dict[str, Any]:
        return dict(by.call("GET", f"/v1/needs/{need}/matches", Accept_Language=language).json())

    def reason(self, need: str, offer: str, language: str = "en") -> dict[str, str]:
        refused = self.around(need, self.steward, language)["refused"]
        return dict(next(line["reason"] for line in refused if line["offer_id"] == offer))


@pytest.fixture
def unsuited_people(keep: Keep) -> UnsuitedPeople:
    return keep(UnsuitedPeople)


def tomorrow(world: World) -> dict[str, Any]:
    day = (world.now() + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)
    return {
        "kind": "windows",
        "windows": [{"from": day.isoformat(), "to": (day + timedelta(hours=2)).isoformat()}],
    }


OPEN = [
    ("language_wanted", {"criteria": {"languages": ["sw"]}}, {"languages": ["en"]}, "no_shared_language"),
    ("trust_wanted", {"criteria": {"min_trust": "vouched"}}, {}, "trust_wanted"),
    ("organisations_only", {"criteria": {"by": "organisations"}}, {}, "organisations_only"),
    ("too_far", {"criteria": {"max_distance_km": 5}}, {"place": FAR, "reach_km": 50}, "too_far"),
    ("category_needs_trust", {"category": "shelter"}, {"categories": ["shelter"]}, "category_needs_trust"),
    ("costs_more", {"cost": {"kind": "repaid", "up_to": 50, "currency": "USD"}}, {}, "costs_more"),
]
"""What is said as it is: what the author decided, the category's rule, and what it costs."""

MASKED = [
    ("cannot", {"involves": ["dogs"]}, {"cannot": ["dogs"]}),
    ("lacks", {"requires": ["car"]}, {"has": ["tools"]}),
    ("beyond_reach", {}, {"place": FAR, "reach_km": 5}),
    ("stock", {"quantity": 2, "unit": "item"}, {"stock": 0}),
]
"""What is nobody's business but the helper's."""


@pytest.mark.parametrize(("need", "offer", "code"), [row[1:] for row in OPEN], ids=[row[0] for row in OPEN])
def test_a_coordinator_reads_why(
    unsuited_people: UnsuitedPeople, need: dict[str, Any], offer: dict[str, Any], code: str
) -> None:
    offer_id = unsuited_people.helper.offer(**offer)["id"]
    need_id = unsuited_people.author.need(**need)["id"]
    for language in LANGUAGES:
        assert unsuited_people.reason(need_id, offer_id, language) == {
            "code": code,
            "text": say(f"reason_other.{code}", language),
        }


@pytest.mark.parametrize(("need", "offer"), [row[1:] for row in MASKED], ids=[row[0] for row in MASKED])
def test_what_is_nobodys_business_is_one_word(
    unsuited_people: UnsuitedPeople, need: dict[str, Any], offer: dict[str, Any]
) -> None:
    offer_id = unsuited_people.helper.offer(**offer)["id"]
    need_id = unsuited_people.author.need(**need)["id"]
    assert unsuited_people.reason(need_id, offer_id)["code"] == "not_available"


def paused(unsuited_people: UnsuitedPeople) -> None:
    unsuited_people.helper.put("/v1/me/pause", {})


def blocked(unsuited_people: UnsuitedPeople) -> None:
    need = unsuited_people.author.need()["id"]
    unsuited_people.helper.post("/v1/blocks", {"about": {"type": "need", "id": need}})


def asked_enough(unsuited_people: UnsuitedPeople) -> None:
    unsuited_people.author.need()
    unsuited_people.world.tick()


def said_no(unsuited_people: UnsuitedPeople) -> None:
    unsuited_people.world.tick()
    unsuited_people.helper.post(
        f"/v1/matches/{unsuited_people.helper.get('/v1/matches')['items'][-1]['id']}/decline"
    )


@pytest.mark.parametrize("act", [paused, blocked, asked_enough])
def test_what_happened_before_is_one_word_too(unsuited_people: UnsuitedPeople, act: Act) -> None:
    offer_id = unsuited_people.helper.offer()["id"]
    act(unsuited_people)
    need_id = unsuited_people.author.need()["id"]
    assert unsuited_people.reason(need_id, offer_id)["code"] == "not_available"


def test_an_earlier_no_is_not_told(unsuited_people: UnsuitedPeople) -> None:
    offer_id, need_id = unsuited_people.helper.offer()["id"], unsuited_people.author.need()["id"]
    said_no(unsuited_people)
    assert unsuited_people.reason(need_id, offer_id)["code"] == "not_available"


def test_hours_that_do_not_fit_are_told_to_nobody(unsuited_people: UnsuitedPeople) -> None:
    day = unsuited_people.world.now() + timedelta(days=3)
    slot = {"weekday": f"{day:%a}".lower(), "from": "20:00", "to": "21:00"}
    offer_id = unsuited_people.helper.offer(availability=[slot])["id"]
    need_id = unsuited_people.author.need(when=tomorrow(unsuited_people.world))["id"]
    assert unsuited_people.reason(need_id, offer_id)["code"] == "not_available"


def test_who_needs_help_hears_nothing_of_hours_or_load(unsuited_people: UnsuitedPeople) -> None:
    """Whoever cannot is simply not among those who could; and of those who could, no habit is told."""
    every_day = [{"weekday": day, "from": "00:00", "to": "23:59"} for day in Weekday]
    free = unsuited_people.helper.offer(availability=every_day)["id"]
    busy = unsuited_people.world.person("Kim")
    busy.post(f"/v1/communities/{unsuited_people.id}/join")
    today = unsuited_people.world.now().date()
    busy.offer(away=[{"from": str(today), "to": str(today + timedelta(days=30))}])
    need_id = unsuited_people.author.need(when=tomorrow(unsuited_people.world))["id"]
    around = unsuited_people.around(need_id, unsuited_people.author)
    assert "refused" not in around
    [candidate] = around["candidates"]
    assert candidate["offer_id"] == free
    codes = {reason["code"].partition(":")[0] for reason in candidate["reasons"]}
    assert codes <= {"near", "remote", "same_language", "has_what_it_takes", "organisation"}
    assert not LOAD_OR_HOURS & codes
    assert "score" not in candidate


def test_a_helper_sees_neither_candidates_nor_refusals(unsuited_people: UnsuitedPeople) -> None:
    unsuited_people.helper.offer()
    need_id = unsuited_people.author.need()["id"]
    around = unsuited_people.around(need_id, unsuited_people.helper)
    assert around["candidates"] == []
    assert "refused" not in around
