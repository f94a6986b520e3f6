"""The queue over HTTP: what it is narrowed to, where a page goes on, who holds what, and what is said of today."""

from datetime import timedelta
from typing import Any

import pytest

from tests.support.community import CleosCommunity
from tests.support.people import Person
from tests.support.world import World
from texts.catalogue import say


@pytest.fixture(scope="module")
def desk(shared_world: World) -> "Desk":
    return Desk(shared_world)


class Desk(CleosCommunity):
    """A circle with three needs that nobody answered: two soon and one urgent."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.path = f"/v1/communities/{self.id}"
        self.ana, self.omar = self.member("Ana"), self.member("Omar")
        world.appoint(self.omar, self.id, "coordinator")
        first = self.ana.need(category="errands", title="To the station", community_id=self.id)
        second = self.member("Dora").need(category="lend_tools", language="es", community_id=self.id)
        world.advance(days=2)
        urgent = self.member("Eva").need(
            category="childcare", urgency="urgent", visible_to="members", community_id=self.id
        )
        world.advance(minutes=16)
        self.needs = [urgent["id"], first["id"], second["id"]]

    def queue(self, query: str = "", who: Person | None = None) -> dict[str, Any]:
        return dict((who or self.cleo).get(f"{self.path}/queue{query}"))

    def ids(self, query: str = "") -> list[str]:
        return [entry["id"] for entry in self.queue(query)["items"]]


def test_an_entry_reads_without_another_call(desk: Desk) -> None:
    entry = desk.queue()["items"][1]
    assert (entry["title"], entry["category"], entry["urgency"]) == ("To the station", "errands", "soon")
    assert entry["author"] == {"id": desk.ana.id, "display_name": "Ana", "represented": False}
    assert {"asked", "waiting", "yes", "next"} <= entry["progress"].keys()
    assert entry["next_act"] == entry["answers"][0]
    assert entry["quarter"] == desk.cleo.get(f"/v1/needs/{entry['need_id']}")["cell"]
    assert not {"held", "put_off_until", "match_id", "case_id", "last_note"} & entry.keys()


def test_a_queue_is_read_by_pages_and_each_page_goes_on(desk: Desk) -> None:
    found, cursor = [], ""
    while True:
        page = desk.queue(f"?limit=1{cursor}")
        found += [entry["id"] for entry in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert found == desk.needs


@pytest.mark.parametrize(
    ("query", "which"),
    [
        ("?urgency=urgent", [0]),
        ("?urgency=soon&category=errands", [1]),
        ("?language=es", [2]),
        ("?older_than=24", [1, 2]),
        ("?why=member_pending", []),
        ("?why=nobody_left&why=need_without_yes", [0, 1, 2]),
        ("?held=me", []),
        ("?held=nobody", [0, 1, 2]),
        ("?put_off=true", []),
    ],
)
def test_a_queue_is_narrowed_by_its_address(desk: Desk, query: str, which: list[int]) -> None:
    assert desk.ids(query) == [desk.needs[one] for one in which]
    counted = desk.cleo.get(f"{desk.path}/queue/counts{query}")["items"]
    assert sum(one["many"] for one in counted) == len(which)


@pytest.mark.parametrize(
    "query",
    [
        "?why=boredom",
        "?urgency=now",
        "?category=magic",
        "?quarter=here",
        "?held=them",
        "?older_than=0",
        "?since=ever",
        "?language=%21",
    ],
)
def test_what_nobody_knows_is_refused(desk: Desk, query: str) -> None:
    for path in ("queue", "queue/counts"):
        assert desk.cleo.call("GET", f"{desk.path}/{path}{query}").status_code == 422


def test_a_place_in_another_list_is_none_here(desk: Desk) -> None:
    cursor = desk.queue("?limit=1")["next"]
    assert desk.cleo.call("GET", f"{desk.path}/queue?limit=1&held=nobody&cursor={cursor}").status_code == 422


def test_claiming_assigning_and_putting_off(desk: Desk) -> None:
    need, now = desk.needs[1], desk.world.now()
    entry = f"{desk.path}/queue/{need}"
    mine = desk.cleo.post(f"{entry}/claim")["held"]
    assert (mine["by_me"], mine["display_name"], mine["how"]) == (True, "Cleo", "claimed")
    assert desk.omar.post(f"{entry}/claim")["held"]["by_me"] is False
    later = {"until": (now + timedelta(days=1)).isoformat()}
    assert desk.omar.refused("POST", f"{entry}/snooze", later)["code"] == "held_by_another"
    asked = desk.cleo.post(f"{entry}/assign", {"person_id": desk.omar.id})["held"]
    assert (asked["person_id"], asked["how"]) == (desk.omar.id, "assigned")
    desk.world.tick()
    assert "assigned" in desk.omar.inbox()
    desk.omar.post(f"{entry}/snooze", later)
    assert need not in desk.ids()
    assert desk.ids("?put_off=true") == [need]
    looked = desk.queue()["as_of"]
    desk.world.advance(seconds=2)
    desk.cleo.delete(f"{entry}/snooze")
    assert need in desk.ids()
    assert desk.cleo.get(f"{desk.path}/queue/counts?new_since={looked}")["new"] == 0
    gone = "01a1faa1-2c23-7654-9f11-22f2b28850a4"
    assert desk.cleo.post(f"{desk.path}/queue/{gone}/claim") == {"held": None}
    kinds = [line["kind"] for line in desk.cleo.get(f"{desk.path}/log")["items"]]
    assert kinds[:4] == ["entry_brought_back", "entry_put_off", "entry_assigned", "entry_claimed"]
    told = [line["kind"] for line in desk.ana.get(f"/v1/needs/{need}/history")["items"]]
    assert {"entry_claimed", "entry_put_off"} <= set(told), "its author reads that it is looked after"


def test_a_full_day_is_told_and_taken_back(desk: Desk) -> None:
    until = desk.world.now() + timedelta(hours=5)
    assert desk.omar.put(f"{desk.path}/full", {"until": until.isoformat()})["until"]
    asked = desk.ana.get(f"/v1/needs/{desk.needs[1]}")
    assert asked["progress"]["community_full_until"] == f"{until:%Y-%m-%dT%H:%M:%SZ}"
    assert asked["emergency"]
    assert desk.ana.get(desk.path)["full_until"] is not None
    desk.cleo.delete(f"{desk.path}/full")
    assert "community_full_until" not in desk.ana.get(f"/v1/needs/{desk.needs[1]}")["progress"]
    assert desk.ana.get(desk.path)["full_until"] is None


def test_a_text_for_the_chat_in_ones_language(desk: Desk) -> None:
    answer = desk.cleo.call("GET", f"{desk.path}/open-needs", Accept_Language="sw")
    assert answer.headers["content-type"].startswith("text/plain")
    lines = answer.text.splitlines()
    assert say("category.childcare", "sw") in lines[1], "what is urgent comes first"
    assert len(lines) == 5
    for secret in ("station", "Ana", *desk.needs):
        assert secret not in answer.text


def test_duties_to_come_are_for_those_who_answer(desk: Desk) -> None:
    now = desk.world.now()
    later = {
        "since": (now + timedelta(hours=3)).isoformat(),
        "until": (now + timedelta(hours=6)).isoformat(),
    }
    desk.omar.put(f"{desk.path}/duty", later)
    assert [one["person_id"] for one in desk.cleo.get(f"{desk.path}/duty")["planned"]] == [desk.omar.id]
    assert desk.ana.get(f"{desk.path}/duty") == {"items": []}
    assert desk.omar.get(f"{desk.path}/duty/left-open") == {"items": []}
    begins = desk.cleo.get(f"{desk.path}/duty")["planned"][0]["since"]
    desk.omar.delete(f"{desk.path}/duty?since={begins}")
    assert desk.cleo.get(f"{desk.path}/duty")["planned"] == [], "called off by the time that is shown"


@pytest.mark.parametrize("act", ["note", "call", "propose", "reveal"])
def test_who_acts_on_what_another_holds_says_that_they_know(desk: Desk, act: str) -> None:
    need = desk.needs[0]
    entry, path = f"{desk.path}/queue/{need}", f"{desk.path}/needs/{need}"
    method, where, given = {
        "note": ("PATCH", path, {"note": "asked at the school"}),
        "call": ("POST", f"{path}/calls", {"outcome": "nobody_answered"}),
        "propose": (
            "POST",
            f"{desk.path}/matches",
            {"need_id": need, "offer_id": need, "reason": "lives near"},
        ),
        "reveal": ("POST", f"{path}/reveals", {"purpose": "phone them"}),
    }[act]
    desk.cleo.post(f"{entry}/claim")
    assert desk.omar.refused(method, where, given)["code"] == "held_by_another"
    knowing = desk.omar.call(method, f"{where}?knowingly=true", given)
    assert knowing.is_success or knowing.json()["code"] != "held_by_another"
    assert desk.queue()["items"][0]["held"]["person_id"] == desk.cleo.id, "it stays whose it was"
    desk.cleo.post(f"{entry}/release")
    freed = desk.omar.call(method, where, given)
    assert freed.is_success or freed.json()["code"] != "held_by_another"
    desk.omar.post(f"{entry}/release")
