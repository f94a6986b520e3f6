"""H3: a false author found when a helper is free and where they live, by asking again with another hour or place."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from matching.words.tasks import Involves
from tests.support.false_author import MINE, NEW_A_DAY, FalseAuthor
from tests.support.kept import Keep
from tests.support.places import LANSING


@pytest.fixture
def false_author(keep: Keep) -> FalseAuthor:
    return keep(FalseAuthor)


HOURS = [{"hour": hour} for hour in range(24) if hour != 9]
PLACES = [{"place": LANSING | {"lat": LANSING["lat"] + step / 50}} for step in range(-8, 8)]
DISTANCES = [{"criteria": MINE | {"max_distance_km": km}} for km in range(1, 17)]
TASKS = [{"involves": [task]} for task in Involves]


@pytest.mark.parametrize("edits", [HOURS, DISTANCES, TASKS], ids=["hours", "distances", "tasks"])
def test_asking_again_and_again_is_answered_three_times_a_day(
    false_author: FalseAuthor, edits: list[dict[str, Any]]
) -> None:
    seen = [false_author.look()]
    for edit in edits:
        fields = {"when": false_author.at(edit["hour"])} if "hour" in edit else edit
        seen.append(false_author.after(**fields))
        assert false_author.look() == seen[-1]
    assert set(seen[NEW_A_DAY + 1 :]) == {seen[NEW_A_DAY]}, "the last answer stands"


def test_the_same_place_as_shown_has_the_same_answer(false_author: FalseAuthor) -> None:
    """However finely the author moves: and of other places two more are answered that day."""
    false_author.after(when=false_author.at(10))
    answers: dict[str, set[str]] = {}
    for place in PLACES:
        seen = false_author.after(**place)
        cell = false_author.mal.get(f"/v1/needs/{false_author.need}")["cell"]
        answers.setdefault(cell, set()).add(seen)
    assert all(len(seen) == 1 for seen in answers.values())
    assert len(set().union(*answers.values())) <= 1 + NEW_A_DAY


def test_what_a_helper_does_meanwhile_is_not_seen(false_author: FalseAuthor) -> None:
    seen = false_author.after(when=false_author.at(10))
    assert false_author.hours in seen
    assert false_author.any_time in seen
    today = str(false_author.world.now().date())
    false_author.ben.put("/v1/me/pause", {})
    false_author.kim.patch(
        f"/v1/offers/{false_author.any_time}", {"away": [{"from": today, "to": "2100-01-01"}], "reach_km": 1}
    )
    lou = false_author.world.person("Lou")
    lou.post(f"/v1/communities/{false_author.id}/join")
    lous = lou.offer()["id"]
    assert false_author.look() == seen
    false_author.world.advance(days=1)
    tomorrow = false_author.look()
    assert false_author.hours not in tomorrow
    assert lous in tomorrow


def test_whom_they_were_not_shown_does_not_exist_for_them(false_author: FalseAuthor) -> None:
    """Neither who fits nor who does not: a guessed id, and one that another need's list named, are the same."""
    unknown = false_author.invites(str(uuid4()))
    assert unknown[0] == 404
    assert {false_author.invites(offer) for offer in (false_author.hours, false_author.any_time)} == {unknown}
    false_author.look()
    assert false_author.invites(false_author.any_time)[0] == 201


def test_who_was_not_available_is_not_watched_until_they_are(false_author: FalseAuthor) -> None:
    false_author.after(when=false_author.at(10))
    false_author.ben.put("/v1/me/pause", {})
    refused = false_author.invites(false_author.hours)
    assert refused[0] == 409
    assert '"reason":"not_available"' in refused[1]
    false_author.ben.delete("/v1/me/pause")
    assert false_author.invites(false_author.hours) == refused
    false_author.world.advance(days=3)
    again = false_author.mal.need(criteria=MINE)["id"]
    assert false_author.mal.invite(again, false_author.hours)["status"] == "invited"


def test_another_hour_is_not_tried_by_inviting(false_author: FalseAuthor) -> None:
    """Whom they were shown they may invite; when that one is free they learn by no second invitation."""
    false_author.after(when=false_author.at(10))
    tried = []
    for hour in range(24):
        false_author.mal.patch(f"/v1/needs/{false_author.need}", {"when": false_author.at(hour)})
        tried.append(false_author.invites(false_author.hours)[0])
    assert tried == [409] * 24


SEEN_AGAIN = {"criteria": {"decide": "i_choose"}, "visible_to": "members"}


def test_whom_somebody_keeps_away_they_see_no_more(false_author: FalseAuthor) -> None:
    assert false_author.any_time in false_author.look()
    false_author.mal.patch(f"/v1/needs/{false_author.need}", SEEN_AGAIN)
    false_author.kim.post("/v1/blocks", {"about": {"type": "need", "id": false_author.need}})
    assert false_author.any_time not in false_author.look()


def test_a_yes_and_a_choice_say_no_more_either(false_author: FalseAuthor) -> None:
    """The engine asked, somebody went away meanwhile: their author hears that they are not available."""
    need = false_author.mal.need()["id"]
    false_author.world.advance(hours=1)  # their second: it is asked for in its turn
    match = false_author.kim.match_on(need)["id"]
    today = str(false_author.world.now().date())
    away = {"away": [{"from": today, "to": "2100-01-01"}]}
    false_author.kim.patch(f"/v1/offers/{false_author.any_time}", away)
    refused = false_author.mal.refused("POST", f"/v1/matches/{match}/choose")
    assert (refused["code"], refused["reason"]) == ("not_eligible", "not_available")
    told = false_author.kim.refused("POST", f"/v1/matches/{match}/accept")
    assert told["reason"] == "away"


def test_the_engine_does_not_tell_either(false_author: FalseAuthor) -> None:
    """A proposal that came and went with each hour the author wrote down would be a timetable."""
    false_author.kim.put("/v1/me/pause", {})
    need = false_author.mal.need(when=false_author.at(9))["id"]
    false_author.world.advance(hours=1)  # their second: it is asked for in its turn
    for hour in (10, 11, 9, 12, 13, 8, 20, 10):
        false_author.mal.patch(f"/v1/needs/{need}", {"when": false_author.at(hour)})
        false_author.world.tick()
        found = false_author.mal.get(f"/v1/needs/{need}/matches")["items"]
        asked = [(match["offer_id"], match["status"]) for match in found]
        assert asked == [(false_author.hours, "proposed")], hour
    false_author.mal.patch(f"/v1/needs/{need}", {"when": false_author.at(20)})
    match = false_author.ben.match_on(need)["id"]
    assert false_author.ben.refused("POST", f"/v1/matches/{match}/accept")["reason"] == "not_then"


def test_what_is_changed_once_more_is_asked_the_next_day(false_author: FalseAuthor) -> None:
    """Also where until then nobody was to be asked at all; what is urgent is asked at once."""
    for hour in range(13, 17):
        false_author.mal.patch(f"/v1/needs/{false_author.need}", {"when": false_author.at(hour)})
    false_author.mal.patch(f"/v1/needs/{false_author.need}", {"criteria": {"decide": "i_choose"}})
    false_author.world.tick()
    assert false_author.kim.get("/v1/matches")["items"] == []
    false_author.world.advance(hours=10)
    assert false_author.kim.match_on(false_author.need)["status"] == "proposed"


def test_what_is_urgent_is_asked_at_once_however_often_it_changed(false_author: FalseAuthor) -> None:
    need = false_author.mal.need(urgency="urgent", criteria=MINE)["id"]
    for minutes in range(30, 130, 20):
        end = (false_author.world.now() + timedelta(minutes=minutes)).isoformat()
        window = {"from": false_author.world.now().isoformat(), "to": end}
        false_author.mal.patch(f"/v1/needs/{need}", {"when": {"kind": "windows", "windows": [window]}})
    false_author.mal.patch(f"/v1/needs/{need}", {"criteria": {"decide": "i_choose"}})
    false_author.world.tick()
    assert false_author.kim.match_on(need)["status"] == "proposed"
