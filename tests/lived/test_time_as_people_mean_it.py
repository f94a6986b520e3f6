"""Lines 11, 14, 15 and 16 of what a town showed: hours, places and promises as people mean them, over HTTP."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.support.people import Person
from tests.support.world import World

DETROIT = "America/Detroit"
THURSDAY_MORNING = [{"weekday": "thu", "from": "08:00", "to": "12:00"}]


class Town:
    """A community in Detroit's time; it is Wednesday, ten in the morning, and all happens on the day after."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.cora = world.person("Cora", time_zone=DETROIT)
        self.id: str = world.community(self.cora)["id"]
        self.thursday = world.now().replace(hour=5, minute=0, second=0, microsecond=0) + timedelta(days=1)
        """Its midnight in Detroit."""

    def person(self, name: str) -> Person:
        person = self.world.person(name, time_zone=DETROIT)
        person.post(f"/v1/communities/{self.id}/join")
        self.world.vouch_for(person, self.id)
        return person

    def at(self, start: float, end: float) -> dict[str, str]:
        """From an hour of Thursday to another."""
        return {
            "from": (self.thursday + timedelta(hours=start)).isoformat(),
            "to": (self.thursday + timedelta(hours=end)).isoformat(),
        }

    def need(self, *windows: tuple[float, float], **fields: Any) -> tuple[Person, str]:
        """Somebody new who needs something in these windows, or at any time."""
        ana = self.person("Ana")
        when = {"kind": "windows", "windows": [self.at(*window) for window in windows]}
        return ana, ana.need(**({"when": when} if windows else {}) | fields)["id"]

    def hours(self, window: dict[str, str] | None) -> tuple[float, float] | None:
        """A window of an answer, as hours of Thursday."""
        if window is None:
            return None
        start, end = (datetime.fromisoformat(window[name]) - self.thursday for name in ("from", "to"))
        return start / timedelta(hours=1), end / timedelta(hours=1)


@pytest.fixture(scope="module")
def clock_town(shared_world: World) -> Town:
    return Town(shared_world)


def says_yes(helper: Person, need: str, offer: str, **answer: Any) -> dict[str, Any]:
    return dict(helper.post(f"/v1/needs/{need}/responses", {"offer_id": offer} | answer))


def confirmed(ana: Person, match: dict[str, Any]) -> dict[str, Any]:
    return dict(ana.post(f"/v1/matches/{match['id']}/confirm"))


def test_free_from_eight_to_twelve_helps_between_eight_and_six(clock_town: Town) -> None:
    """Line 11: the helper alone is shown the meeting, and it is the agreed time, being four hours long."""
    ben = clock_town.person("Ben")
    offer = ben.offer(availability=THURSDAY_MORNING)["id"]
    ana, need = clock_town.need((8, 18))
    assert ana.get(f"/v1/needs/{need}")["minutes"] == 60
    match = ana.invite(need, offer)
    assert match["meeting"] is None
    [meeting] = ben.get(f"/v1/matches/{match['id']}")["meeting"]
    assert clock_town.hours(meeting) == (8, 12)
    agreed = ben.post(f"/v1/matches/{match['id']}/accept")
    assert (agreed["status"], clock_town.hours(agreed["agreed"]), agreed["between"]) == (
        "confirmed",
        (8, 12),
        None,
    )


def test_one_promised_hour_blocks_no_day(clock_town: Town) -> None:
    """Line 11: and what is named is any part of the meeting, as long as it takes."""
    ben = clock_town.person("Ben")
    offer = ben.offer(availability=THURSDAY_MORNING)["id"]
    ana, need = clock_town.need((8, 18))
    for window, code in (
        ((9, 9.5), "shorter_than_it_takes"),
        ((7, 9), "outside_the_needs_windows"),
    ):
        refused = ben.refused("POST", f"/v1/needs/{need}/responses", {"window": clock_town.at(*window)})
        assert [error["code"] for error in refused["errors"]] == [code]
    out = ben.refused(
        "POST", f"/v1/needs/{need}/responses", {"offer_id": offer, "window": clock_town.at(13, 14)}
    )
    assert (out["code"], out["reason"]) == ("not_eligible", "not_then")
    confirmed(ana, says_yes(ben, need, offer, window=clock_town.at(9, 10)))
    ana, need = clock_town.need((8, 18))
    match = says_yes(ben, need, offer)
    assert clock_town.hours(match["between"]) == (8, 12), "before or after the hour that is promised"
    assert [clock_town.hours(w) for w in ben.get(f"/v1/matches/{match['id']}")["meeting"]] == [
        (8, 9),
        (10, 12),
    ]
    ana, need = clock_town.need((9, 10.5))
    busy = ben.refused("POST", f"/v1/needs/{need}/responses", {"offer_id": offer})
    assert (busy["code"], busy["reason"]) == ("not_eligible", "busy")


def test_a_long_meeting_is_between_and_blocks_no_hour(clock_town: Town) -> None:
    """Line 11: nothing is agreed but that it is between eight and six, until one of the two names an hour."""
    ben = clock_town.person("Ben")
    offer = ben.offer()["id"]
    ana, need = clock_town.need((8, 18))
    match = says_yes(ben, need, offer)
    assert (match["agreed"], clock_town.hours(match["between"])) == (None, (8, 18))
    assert clock_town.hours(confirmed(ana, match)["between"]) == (8, 18)
    bea, other = clock_town.need((9, 10))
    assert confirmed(bea, says_yes(ben, other, offer))["status"] == "confirmed"
    late, third = clock_town.need((8, 18))
    waiting = says_yes(ben, third, offer)
    outside = late.refused("POST", f"/v1/matches/{waiting['id']}/confirm", {"window": clock_town.at(9, 10)})
    assert (outside["code"], outside["reason"]) == ("not_eligible", "not_available")
    fixed = late.post(f"/v1/matches/{waiting['id']}/confirm", {"window": clock_town.at(11, 12)})
    assert (clock_town.hours(fixed["agreed"]), fixed["between"]) == ((11, 12), None)


def test_what_takes_all_of_a_window_is_agreed_for_all_of_it(clock_town: Town) -> None:
    """Line 11: with `minutes` null a part is too little, and who is free for a part only does not fit."""
    ben, rosa = clock_town.person("Ben"), clock_town.person("Rosa")
    _, need = clock_town.need((8, 18), minutes=None)
    part = rosa.offer(availability=THURSDAY_MORNING)["id"]
    refused = rosa.refused("POST", f"/v1/needs/{need}/responses", {"offer_id": part})
    assert (refused["code"], refused["reason"]) == ("not_eligible", "not_then")
    short = ben.refused("POST", f"/v1/needs/{need}/responses", {"window": clock_town.at(8, 17)})
    assert [error["code"] for error in short["errors"]] == ["shorter_than_it_takes"]
    assert clock_town.hours(says_yes(ben, need, ben.offer()["id"])["agreed"]) == (8, 18)


def test_all_of_several_take_the_time_of_the_first(clock_town: Town) -> None:
    """Line 16: what the first who was confirmed has agreed on is the meeting of everybody else."""
    ben, rosa, omar = clock_town.person("Ben"), clock_town.person("Rosa"), clock_town.person("Omar")
    ana, need = clock_town.need((8, 12), at_least=2, quantity=3, minutes=60)
    assert (
        clock_town.need((8, 12), at_least=2, quantity=2)[0].get("/v1/needs?mine=true")["items"][0]["minutes"]
        is None
    )
    later = says_yes(omar, need, omar.offer()["id"])
    assert clock_town.hours(later["agreed"]) == (8, 12)
    confirmed(ana, says_yes(ben, need, ben.offer()["id"], window=clock_town.at(9, 10)))
    assert clock_town.hours(omar.get(f"/v1/matches/{later['id']}")["agreed"]) == (9, 10)
    refused = rosa.refused("POST", f"/v1/needs/{need}/responses", {"window": clock_town.at(10, 11)})
    assert [error["code"] for error in refused["errors"]] == ["outside_the_needs_windows"]
    assert clock_town.hours(says_yes(rosa, need, rosa.offer()["id"])["agreed"]) == (9, 10)


def test_a_place_is_held_around_the_agreed_time(clock_town: Town) -> None:
    """Line 14: two hours before and after, and no longer; judged over the new yes's own time."""
    ben = clock_town.person("Ben")
    offer = ben.offer(capacity={"at_a_time": 1, "per_week": 50})["id"]
    ana, need = clock_town.need((12, 13))
    match = says_yes(ben, need, offer)
    later, other = clock_town.need((15.5, 16.5))
    assert says_yes(ben, other, offer)["status"] == "accepted", "a yes that waits holds the day after it only"
    confirmed(ana, match)
    for window, reason in (((14, 15), "full_now"), ((9.5, 10.5), "full_now"), ((12.5, 13.5), "busy")):
        _, third = clock_town.need(window)
        refused = ben.refused("POST", f"/v1/needs/{third}/responses", {"offer_id": offer})
        assert (refused["code"], refused["reason"]) == ("not_eligible", reason)
    assert confirmed(later, ben.match_on(other))["status"] == "confirmed"


def test_a_yes_that_waits_holds_its_place_for_a_day(world: World) -> None:
    """Line 14: then it stands without one, and its helper is free for others; a forgotten report holds nothing."""
    town = Town(world)
    ben = town.person("Ben")
    offer = ben.offer(capacity={"at_a_time": 1, "per_week": 50})["id"]
    _, need = town.need()
    match = says_yes(ben, need, offer)
    _, other = town.need()
    full = ben.refused("POST", f"/v1/needs/{other}/responses", {"offer_id": offer})
    assert (full["code"], full["reason"]) == ("not_eligible", "full_now")
    world.advance(hours=24)
    bea, third = town.need()
    world.advance(seconds=1)
    assert says_yes(ben, third, offer)["status"] == "accepted"
    assert ben.get(f"/v1/matches/{match['id']}")["status"] == "accepted"
    confirmed(bea, ben.match_on(third))
    world.advance(days=4)
    cleo, fourth = town.need()
    assert confirmed(cleo, says_yes(ben, fourth, offer))["status"] == "confirmed"


def test_a_week_counts_by_the_agreed_times(clock_town: Town) -> None:
    """Line 14: once a week is once in any seven days around the new one, whenever the yes was said."""
    ben = clock_town.person("Ben")
    offer = ben.offer(capacity={"at_a_time": 5, "per_week": 1})["id"]
    ana, need = clock_town.need((9, 10))
    confirmed(ana, says_yes(ben, need, offer))
    week = 7 * 24
    for start, fits in ((9 + week, True), (8 + week, False)):
        _, other = clock_town.need((start, start + 1), expires_at=None, urgency="flexible")
        answer = ben.call("POST", f"/v1/needs/{other}/responses", {"offer_id": offer})
        if fits:
            assert answer.status_code == 201, answer.text
            ben.post(f"/v1/matches/{answer.json()['id']}/take-back")
        else:
            assert answer.json()["reason"] == "full_this_week"


def test_confirmed_elsewhere_at_that_hour_a_yes_is_cut_or_ends(clock_town: Town) -> None:
    """Line 15: both sides of each hear of it, and nobody is offered what would be refused."""
    ben = clock_town.person("Ben")
    offer = ben.offer()["id"]
    ana, need = clock_town.need((9, 10))
    bea, same_hour = clock_town.need((9, 10))
    carl, longer = clock_town.need((9, 12))
    asked = dora_asks(clock_town, offer, (9, 10))
    yes = [says_yes(ben, one, offer) for one in (need, same_hour, longer)]
    assert "accept" in ben.get(f"/v1/matches/{asked}")["allowed"]
    confirmed(ana, yes[0])
    clock_town.world.tick()
    ended, cut = (ben.get(f"/v1/matches/{match['id']}") for match in yes[1:])
    assert (ended["status"], ended["end_code"], ended["allowed"]) == ("withdrawn", "promised_elsewhere", [])
    seen = bea.get(f"/v1/matches/{yes[1]['id']}")
    assert (seen["status"], seen.get("end_code")) == ("withdrawn", None), "where else is the helper's own"
    assert (cut["status"], clock_town.hours(cut["agreed"])) == ("accepted", (10, 12))
    assert {"promised_elsewhere", "time_cut"} <= set(ben.inbox())
    assert "not_at_that_time" in bea.inbox(), "beside whatever else became of her need by it"
    assert "time_cut" in carl.inbox()
    assert carl.get(f"/v1/matches/{yes[2]['id']}")["allowed"] == ["confirm", "refuse"]
    assert confirmed(carl, yes[2])["status"] == "confirmed"
    assert ben.get(f"/v1/matches/{asked}")["allowed"] == ["decline"], "they know that they cannot"


def dora_asks(clock_town: Town, offer: str, window: tuple[float, float]) -> str:
    """Somebody invites for that hour: the match."""
    dora, need = clock_town.need(window)
    return str(dora.invite(need, offer)["id"])


def test_when_it_may_be_is_told_the_evening_before_and_at_its_beginning(world: World) -> None:
    """Line 11: reminders say between when and when, where each of the two is."""
    town = Town(world)
    ben = town.person("Ben")
    ana, need = town.need((8, 18))
    match = confirmed(ana, says_yes(ben, need, ben.offer()["id"]))
    world.advance(hours=(town.thursday - timedelta(hours=6) - world.now()) / timedelta(hours=1) + 0.1)
    for person in (ana, ben):
        assert person.inbox()[0] == "between_tomorrow"
    world.advance(hours=14)
    assert (ana.inbox()[0], ben.inbox()[0]) == ("between_now", "between_now")
    until = datetime.fromisoformat(ana.get(f"/v1/matches/{match['id']}")["contact_until"])
    assert until == town.thursday + timedelta(hours=18 + 72)
