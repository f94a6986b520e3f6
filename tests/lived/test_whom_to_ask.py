"""Whom the engine asks, and how often: lived 3, 8, 12, 13 and the people of 16."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from tests.support.people import Person
from tests.support.world import World, device_for

DAYTIME = {"quiet_from": "21:00", "quiet_to": "08:00", "time_zone": "America/Detroit"}


@dataclass(frozen=True)
class Circle:
    """Somebody who asks, who coordinates, and helpers by name, each with an offer."""

    id: str
    ana: Person
    sol: Person
    helpers: dict[str, Person]
    offers: dict[str, str]

    def need(self, **fields: Any) -> str:
        return str(self.ana.need(community_id=self.id, **fields)["id"])

    def progress(self, need: str) -> dict[str, Any]:
        return dict(self.ana.get(f"/v1/needs/{need}")["progress"])

    def proposals(self, name: str, need: str) -> list[dict[str, Any]]:
        """All matches of a helper on a need, oldest first."""
        return [m for m in self.helpers[name].get("/v1/matches?limit=50")["items"] if m["need_id"] == need]

    def says(self, name: str, need: str, what: str, **more: Any) -> str:
        match = str(self.proposals(name, need)[-1]["id"])
        self.helpers[name].post(f"/v1/matches/{match}/{what}", more)
        return match

    def names_asked(self, need: str) -> set[str]:
        return {name for name in self.helpers if self.proposals(name, need)}


def circle(world: World, *names: str, **about: Any) -> Circle:
    """A circle of its own in a world that is shared. `about`: of each helper."""
    ana, sol = world.person("Ana"), world.person("Sol")
    helpers = {name: world.person(name, **about) for name in names}
    here = str(world.community(sol, ana, *helpers.values())["id"])
    offers = {name: str(one.offer(community_id=here)["id"]) for name, one in helpers.items()}
    return Circle(here, ana, sol, helpers, offers)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_13_who_was_silent_is_asked_a_second_time_after_two_days_and_never_a_third(
    shared_world: World,
) -> None:
    here = circle(shared_world, "Ben")
    need = here.need(urgency="flexible")
    shared_world.tick()
    shared_world.advance(hours=25)
    assert [m["status"] for m in here.proposals("Ben", need)] == ["lapsed"]
    shared_world.advance(hours=46)
    assert len(here.proposals("Ben", need)) == 1, "for two days they are left alone"
    shared_world.advance(hours=3)
    assert [m["status"] for m in here.proposals("Ben", need)] == ["lapsed", "proposed"]
    for _ in range(6):
        shared_world.advance(hours=26)
    assert [m["status"] for m in here.proposals("Ben", need)] == ["lapsed", "lapsed"]


def test_13_nobody_is_asked_a_second_time_while_somebody_unasked_is_there(shared_world: World) -> None:
    here = circle(shared_world, "Ben")
    need = here.need(urgency="flexible")
    shared_world.tick()
    shared_world.advance(hours=25)
    shared_world.advance(hours=47)
    eve = shared_world.person("Eve")
    eve.post(f"/v1/communities/{here.id}/join")
    eve.offer(community_id=here.id)
    shared_world.advance(hours=2)
    assert eve.match_on(need)["status"] == "proposed"
    assert len(here.proposals("Ben", need)) == 1
    eve.post(f"/v1/matches/{eve.match_on(need)['id']}/decline")
    shared_world.tick()
    assert [m["status"] for m in here.proposals("Ben", need)] == ["lapsed", "proposed"]


def test_13_a_change_of_time_opens_the_second_time_at_once_and_for_a_day_once(shared_world: World) -> None:
    here = circle(shared_world, "Ben")
    need = here.need(urgency="flexible")
    shared_world.tick()
    shared_world.advance(hours=25)

    def tomorrow(hour: int) -> dict[str, Any]:
        day = (shared_world.now() + timedelta(days=3)).replace(hour=hour, minute=0, second=0, microsecond=0)
        windows = [{"from": day.isoformat(), "to": (day + timedelta(hours=2)).isoformat()}]
        return {"when": {"kind": "windows", "windows": windows}}

    here.ana.patch(f"/v1/needs/{need}", {"title": "Milk, please"})
    shared_world.advance(hours=2)
    assert len(here.proposals("Ben", need)) == 1, "other words are no other question"
    here.ana.patch(f"/v1/needs/{need}", tomorrow(15))
    shared_world.tick()
    assert [m["status"] for m in here.proposals("Ben", need)] == ["lapsed", "proposed"]
    shared_world.advance(hours=13)
    here.ana.patch(f"/v1/needs/{need}", tomorrow(16))
    shared_world.advance(hours=2)
    assert len(here.proposals("Ben", need)) == 2


def test_13_after_silence_a_coordinator_may_ask_by_name_and_after_a_no_nobody_may(
    shared_world: World,
) -> None:
    here = circle(shared_world, "Ben")
    need = here.need(urgency="urgent")
    shared_world.tick()
    shared_world.advance(hours=2)
    assert [m["status"] for m in here.proposals("Ben", need)] == ["lapsed"], "never twice where it is urgent"
    asked = {"need_id": need, "offer_id": here.offers["Ben"], "reason": "I spoke with him"}
    here.helpers["Ben"].patch("/v1/me", {"asks_a_day": 5, "asks_a_week": 9})
    here.sol.post(f"/v1/communities/{here.id}/matches", asked)
    here.says("Ben", need, "decline")
    problem = here.sol.refused("POST", f"/v1/communities/{here.id}/matches", asked)
    assert (problem["status"], problem["code"]) == (409, "not_eligible")
    assert problem["reason"] == "not_available", "an earlier no is told to nobody"


def test_13_what_reached_nobody_does_not_count(shared_world: World) -> None:
    """Every message of the proposal failed: nobody was asked, and may be asked as if for the first time."""
    here = circle(shared_world, "Ben")
    need = here.need(urgency="flexible")
    shared_world.tick()
    with shared_world.database.transaction() as session:
        session.execute(
            text("""
                INSERT INTO delivery (id, channel, status, notification_id, due_at, expires_at, fence, attempts, unsure)
                SELECT CAST(left(CAST(n.id AS text), 24) || right(CAST(gen_random_uuid() AS text), 12) AS uuid),
                       'push', 'failed', n.id, n.at, n.at, 0, 1, false FROM notification n
                 WHERE n.subject_id = :match
            """),
            {"match": here.proposals("Ben", need)[0]["id"]},
        )
    shared_world.advance(hours=25)
    assert [m["status"] for m in here.proposals("Ben", need)] == ["lapsed", "proposed"]


def test_13_what_rang_twice_and_came_to_nothing_rings_no_third_time(shared_world: World) -> None:
    """Asked, "already answered, thank you", asked again once that helper called off, and so on: three letters."""
    here = circle(shared_world, "Ben", asks_a_day=5, asks_a_week=9)
    device_for(here.helpers["Ben"], f"ok-{here.helpers['Ben'].id}")
    need = here.need(urgency="flexible")
    for turn in range(3):
        shared_world.tick()
        other = shared_world.person(f"Other {turn}")
        other.post(f"/v1/communities/{here.id}/join")
        match = str(other.post(f"/v1/needs/{need}/responses", {})["id"])
        here.ana.post(f"/v1/matches/{match}/confirm")
        other.post(f"/v1/matches/{match}/cancel", {"reason": "ill"})
        shared_world.advance(hours=30)
    assert [m["status"] for m in here.proposals("Ben", need)] == ["superseded", "superseded"]
    shared_world.advance(hours=72)
    asked = {"need_id": need, "offer_id": here.offers["Ben"], "reason": "I like him"}
    assert here.sol.refused("POST", f"/v1/communities/{here.id}/matches", asked)["status"] == 409
    refused = here.ana.refused("POST", f"/v1/needs/{need}/invitations", {"offer_id": here.offers["Ben"]})
    assert refused["status"] in (404, 409)
    answer = here.helpers["Ben"].post(f"/v1/needs/{need}/responses", {"offer_id": here.offers["Ben"]})
    assert answer["status"] == "accepted", "by himself he may"


def test_13_what_was_taken_back_before_it_rang_does_not_count(shared_world: World) -> None:
    here = circle(shared_world, "Ben", asks_a_day=5, asks_a_week=9)
    need = here.need(urgency="flexible")
    for turn in range(3):
        shared_world.tick()
        other = shared_world.person(f"Other {turn}")
        other.post(f"/v1/communities/{here.id}/join")
        match = str(other.post(f"/v1/needs/{need}/responses", {})["id"])
        here.ana.post(f"/v1/matches/{match}/confirm")
        other.post(f"/v1/matches/{match}/cancel", {"reason": "ill"})
        shared_world.advance(hours=30)
    assert [m["status"] for m in here.proposals("Ben", need)] == ["superseded"] * 3 + ["proposed"]


def test_12_who_calls_off_is_asked_no_more_and_may_answer_by_themself(shared_world: World) -> None:
    here = circle(shared_world, "Ben")
    need = here.need()
    shared_world.tick()
    here.ana.post(f"/v1/matches/{here.says('Ben', need, 'accept')}/confirm")
    here.says("Ben", need, "cancel", reason="I am ill")
    shared_world.tick()
    shared_world.advance(hours=80)
    assert [m["status"] for m in here.proposals("Ben", need)] == ["cancelled"]
    refused = here.ana.refused("POST", f"/v1/needs/{need}/invitations", {"offer_id": here.offers["Ben"]})
    assert refused["status"] in (404, 409)
    answer = here.helpers["Ben"].post(f"/v1/needs/{need}/responses", {"offer_id": here.offers["Ben"]})
    assert answer["status"] == "accepted", "well again on Thursday"


def test_12_who_had_said_yes_and_was_not_needed_is_asked_first_beyond_their_limits(
    shared_world: World,
) -> None:
    here = circle(shared_world, "Ben", "Cy", asks_a_day=1, asks_a_week=1)
    need = here.need()
    for name in ("Ben", "Cy"):
        here.helpers[name].post(f"/v1/needs/{need}/responses", {"offer_id": here.offers[name]})
    here.ana.post(f"/v1/matches/{here.proposals('Ben', need)[0]['id']}/confirm")
    shared_world.tick()
    here.helpers["Ben"].patch("/v1/me", {"asks_a_day": 0})
    other = here.need(category="repair")
    dan = shared_world.person("Dan")
    dan.post(f"/v1/communities/{here.id}/join")
    shared_world.advance(hours=2)
    assert here.proposals("Cy", other), "Cy was asked as often as wanted today"
    dan.offer(community_id=here.id)
    here.says("Ben", need, "cancel", reason="I am ill")
    shared_world.advance(seconds=50)
    assert [m["status"] for m in here.proposals("Cy", need)] == ["superseded", "proposed"]
    assert not [m for m in dan.get("/v1/matches")["items"] if m["need_id"] == need]


def test_12_quiet_hours_hold_for_who_is_asked_first(shared_world: World) -> None:
    here = circle(shared_world, "Ben", "Cy")
    here.helpers["Cy"].patch("/v1/me", DAYTIME)
    need = here.need(urgency="flexible")
    for name in ("Ben", "Cy"):
        here.helpers[name].post(f"/v1/needs/{need}/responses", {"offer_id": here.offers[name]})
    here.ana.post(f"/v1/matches/{here.proposals('Ben', need)[0]['id']}/confirm")
    eve = shared_world.person("Eve")
    eve.post(f"/v1/communities/{here.id}/join")
    night = (shared_world.now() + timedelta(days=1)).replace(hour=6, minute=0)
    shared_world.advance(seconds=(night - shared_world.now()).total_seconds())
    here.says("Ben", need, "cancel", reason="I am ill")
    shared_world.tick()
    assert [m["status"] for m in here.proposals("Cy", need)][:2] in (
        ["superseded"],
        ["superseded", "proposed"],
    )
    shared_world.advance(hours=8)
    assert [m["status"] for m in here.proposals("Cy", need)] == ["superseded", "proposed"]


def test_8_a_need_waits_for_who_was_asked_enough_today(shared_world: World) -> None:
    here = circle(shared_world, "Ben", "Cy", asks_a_day=1, asks_a_week=7)
    for category in ("repair", "errands"):
        posted = here.need(category=category)
        shared_world.advance(hours=2)
        assert here.names_asked(posted)
        here.ana.post(f"/v1/needs/{posted}/withdraw")
    asked_at = shared_world.now()
    need = here.need()
    shared_world.tick()
    first = here.progress(need)
    assert (first["outlook"], first["next"]["step"]) == ("few", "ask_more")
    hour = moment(first["next"]["at"])
    assert asked_at < hour < asked_at + timedelta(hours=24)
    assert here.progress(need)["next"]["step"] == "ask_more"
    assert here.names_asked(need) == set()
    shared_world.advance(seconds=(hour - shared_world.now()).total_seconds() + 1)
    assert here.names_asked(need), "at that very hour the first is asked"


def test_8_what_is_urgent_is_handed_over_at_once_and_goes_on_waiting(shared_world: World) -> None:
    here = circle(shared_world, "Ben", asks_a_day=1, asks_a_week=7)
    posted = here.need(category="repair")
    shared_world.tick()
    here.says("Ben", posted, "decline")
    shared_world.advance(hours=12)
    need = here.need(urgency="urgent")
    shared_world.tick()
    assert here.progress(need)["next"]["step"] == "coordinator"
    assert "nobody_yet" in here.ana.inbox()
    shared_world.advance(hours=12)
    assert here.names_asked(need) == {"Ben"}


def test_8_after_a_quarter_of_its_life_it_is_handed_over_and_said_before(shared_world: World) -> None:
    here = circle(shared_world, "Ben", asks_a_day=1, asks_a_week=1)
    posted = here.need(category="repair")
    shared_world.tick()
    here.says("Ben", posted, "decline")
    shared_world.advance(hours=2)
    told = here.ana.inbox().count("nobody_yet")
    end = shared_world.now() + timedelta(hours=20)
    need = here.need(expires_at=end.isoformat())
    shared_world.tick()
    step = here.progress(need)["next"]
    assert step["step"] == "coordinator"
    assert moment(step["at"]) - shared_world.now() > timedelta(hours=4, minutes=59)
    assert here.ana.inbox().count("nobody_yet") == told, "nobody is told what is not so yet"
    shared_world.advance(hours=5, seconds=5)
    assert here.ana.inbox().count("nobody_yet") == told + 1
    assert here.names_asked(need) == set()


def test_16_nobody_is_asked_where_too_few_people_could_come_together(shared_world: World) -> None:
    here = circle(shared_world, "Ben")
    need = here.need(category="learning", quantity=2, at_least=2)
    shared_world.tick()
    assert here.names_asked(need) == set()
    assert here.progress(need)["next"]["step"] == "coordinator"
    ben_again = here.helpers["Ben"].offer(community_id=here.id, categories=["learning"])
    shared_world.advance(hours=1)
    assert ben_again["id"]
    assert here.names_asked(need) == set(), "two offers are one person"
    cy = shared_world.person("Cy", asks_a_day=0)
    cy.post(f"/v1/communities/{here.id}/join")
    cy.offer(community_id=here.id)
    shared_world.advance(minutes=31)
    assert here.names_asked(need) == {"Ben"}, "that Cy wants no proposals does not make him fewer"


LISTS = (
    "/v1/needs?limit=50",
    "/v1/needs?order=fit&limit=50",
    "/v1/needs?order=newest&limit=50",
    "/v1/needs?near=42.73,-84.55&limit=50",
    "/v1/matches?limit=50",
    "/v1/home",
    "/v1/sync",
    "/v1/me/notifications?limit=50",
    "/v1/me/export",
)


def test_3_ask_me_first_exists_for_nobody_but_whom_the_author_picked(shared_world: World) -> None:
    here = circle(shared_world, "Ben", "Cy")
    eve = shared_world.person("Eve")
    eve.post(f"/v1/communities/{here.id}/join")
    union = shared_world.organisation(eve, name="Union")
    eve.offer(community_id=here.id, organisation_id=union)
    outsider = shared_world.person("Out")
    need = here.need(criteria={"decide": "ask_me_first"}, visible_to="public", title="My mother is ill")
    assert here.ana.get(f"/v1/needs/{need}")["visible_to"] == "asked"
    here.ana.patch(f"/v1/needs/{need}", {"visible_to": "members"})
    assert here.ana.get(f"/v1/needs/{need}")["visible_to"] == "asked"
    share = here.ana.refused("POST", f"/v1/needs/{need}/share-links")
    assert (share["status"], share["code"]) == (409, "not_possible")
    proposal = {"need_id": need, "offer_id": here.offers["Cy"], "reason": "he is kind"}
    problem = here.sol.refused("POST", f"/v1/communities/{here.id}/matches", proposal)
    assert (problem["status"], problem["code"]) == (409, "author_picks")
    shared_world.advance(hours=2)

    def everybody_else(*but: str) -> None:
        for one in (*(here.helpers[name] for name in here.helpers if name not in but), eve, outsider):
            assert one.refused("GET", f"/v1/needs/{need}")["status"] == 404
            assert one.refused("POST", f"/v1/needs/{need}/responses", {})["status"] == 404
            for path in LISTS:
                assert need not in one.call("GET", path).text, (one.name, path)

    everybody_else()
    assert here.sol.get(f"/v1/needs/{need}")["title"] == "My mother is ill"
    match = here.ana.invite(need, here.offers["Ben"])["id"]
    assert here.helpers["Ben"].get(f"/v1/needs/{need}")["title"] == "My mother is ill"
    everybody_else("Ben")
    here.helpers["Ben"].post(f"/v1/matches/{match}/accept", {})
    everybody_else("Ben")


def test_3_who_becomes_asked_first_disappears_for_who_was_only_asked(shared_world: World) -> None:
    here = circle(shared_world, "Ben", "Cy")
    need = here.need()
    link = here.ana.post(f"/v1/needs/{need}/share-links")["url"]
    shared_world.tick()
    assert here.names_asked(need)
    here.ana.patch(f"/v1/needs/{need}", {"criteria": {"decide": "ask_me_first"}})
    for name in here.helpers:
        assert here.helpers[name].refused("GET", f"/v1/needs/{need}")["status"] == 404
        assert {m["status"] for m in here.proposals(name, need)} <= {"withdrawn"}
    assert "groceries" not in shared_world.http.get("/l/" + link.rpartition("/l/")[2]).text.lower()


def test_3_an_urgent_one_rings_who_is_on_duty_after_a_quarter_of_an_hour(shared_world: World) -> None:
    here = circle(shared_world, "Ben")
    until = (shared_world.now() + timedelta(hours=6)).isoformat()
    here.sol.put(f"/v1/communities/{here.id}/duty", {"until": until})
    here.need(criteria={"decide": "ask_me_first"}, urgency="urgent")
    shared_world.advance(minutes=14)
    assert "duty_rung" not in here.sol.inbox()
    shared_world.advance(minutes=2)
    assert any("duty" in kind or "ring" in kind for kind in here.sol.inbox()), here.sol.inbox()


@pytest.mark.parametrize("free", [True, False])
def test_9_one_helpers_hours_are_never_in_the_authors_sentence(shared_world: World, free: bool) -> None:
    """A circle of one: whether she has no time then, or is not there at all, the author reads the same."""
    here = circle(shared_world)
    if free:
        ben = shared_world.person("Ben")
        ben.post(f"/v1/communities/{here.id}/join")
        ben.offer(community_id=here.id, availability=[{"weekday": "sun", "from": "01:00", "to": "02:00"}])
    read = _why(shared_world, here)
    assert [why["code"] for why in read["why"]] == ["nobody_now"]
    assert [helps["code"] for helps in read["may_help"]] == ["lower_cost", "widen_hours", "allow_allies"]
    assert read["why"][0]["text"] == "We know nobody here who can just now."


def test_9_what_keeps_five_away_is_said_in_words(shared_world: World) -> None:
    here = circle(shared_world)
    for n in range(5):
        one = shared_world.person(f"Helper {n}")
        one.post(f"/v1/communities/{here.id}/join")
        one.offer(community_id=here.id, availability=[{"weekday": "sun", "from": "01:00", "to": "02:00"}])
    read = _why(shared_world, here)
    assert [why["code"] for why in read["why"]] == ["hours_too_narrow"]
    need = here.ana.get("/v1/needs?mine=true")["items"][0]
    assert need["progress"]["why"] == ["hours_too_narrow"]
    overseen = here.sol.get(f"/v1/needs/{need['id']}/matches")
    assert overseen["nobody"] == read
    assert {one["reason"]["code"] for one in overseen["refused"]} == {"not_available"}


def test_9_accounts_of_one_person_are_one_helper_behind_a_reason(shared_world: World) -> None:
    """Four of one's own, and the fifth's hours would be told."""
    here, number = circle(shared_world), "+15175550166"
    for n in range(5):
        one = shared_world.person(f"Helper {n}")
        one.post(f"/v1/communities/{here.id}/join")
        one.offer(community_id=here.id, availability=[{"weekday": "sun", "from": "01:00", "to": "02:00"}])
        if n == 0:
            shared_world.prove(one, number)
        elif n == 1:
            one.patch("/v1/me", {"phone": number})
    assert [why["code"] for why in _why(shared_world, here)["why"]] == ["nobody_now"]


def _why(world: World, here: Circle) -> dict[str, Any]:
    """What its author reads of a need on a Wednesday for which there is nobody."""
    day = world.now() + timedelta(days=(2 - world.now().weekday()) % 7 or 7)
    windows = [{"from": day.isoformat(), "to": (day + timedelta(hours=2)).isoformat()}]
    need = here.need(when={"kind": "windows", "windows": windows}, urgency="flexible")
    assert here.progress(need)["outlook"] == "nobody"
    return dict(here.ana.get(f"/v1/needs/{need}/matches")["nobody"])
