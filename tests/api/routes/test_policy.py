"""How matching works here: a page for everybody, turned by stewards within bounds, each time with a reason."""

from typing import Any

import h3
import pytest

from matching.words.categories import CATEGORIES
from matching.words.policy import PRESETS, bounds
from tests.support.kept import Keep
from tests.support.people import Person
from tests.support.places import LANSING
from tests.support.world import World
from texts.catalogue import LANGUAGES, say


class PolicyCommunity:
    """A community with a steward, a member, and somebody who only knows its id."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.steward, self.member = world.person("Sara"), world.person("Mo")
        self.outsider = world.person("Olu")
        self.id: str = world.community(self.steward, self.member)["id"]
        self.path = f"/v1/communities/{self.id}/policy"

    def turn(self, **what: Any) -> dict[str, Any]:
        return dict(self.steward.patch(self.path, {"reason": "we talked about it"} | what))

    def refused(self, **what: Any) -> dict[str, Any]:
        tag = self.steward.call("GET", self.path).headers["etag"]
        body = {"reason": "we talked about it"} | what
        return self.steward.refused("PATCH", self.path, body, If_Match=tag)

    def dial(self, name: str, by: Person | None = None) -> dict[str, Any]:
        page = (by or self.outsider).get(self.path)
        return next(dial for dial in page["dials"] if dial["name"] == name)


@pytest.fixture
def policy_community(keep: Keep) -> PolicyCommunity:
    return keep(PolicyCommunity)


def test_everybody_may_read_how_matching_works(policy_community: PolicyCommunity) -> None:
    page = policy_community.outsider.get(policy_community.path)
    assert [dial["name"] for dial in page["dials"]] == list(bounds())
    assert [preset["name"] for preset in page["presets"]] == list(PRESETS)
    assert page["preset"] == "usual"
    pause = policy_community.dial("pause_minutes")
    assert {**pause, "explanation": None} == {
        "name": "pause_minutes",
        "value": 30,
        "usual": 30,
        "least": 10,
        "most": 240,
        "whole": True,
        "explanation": None,
    }
    assert {rule["category"] for rule in page["risk"]} == {
        s for s, c in CATEGORIES.items() if c.risk.is_special
    }
    assert not page["history"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_the_readers_language(policy_community: PolicyCommunity, language: str) -> None:
    page = policy_community.outsider.call("GET", policy_community.path, Accept_Language=language).json()
    assert [dial["explanation"] for dial in page["dials"]] == [say(f"policy.{d}", language) for d in bounds()]
    assert page["risk"][0]["name"] == say(f"category.{page['risk'][0]['category']}", language)


def test_a_dial_is_turned_and_turned_back_with_a_reason_for_all_to_read(
    policy_community: PolicyCommunity,
) -> None:
    policy_community.turn(preset="ask_few", dials={"wave_size": 5})
    assert (policy_community.dial("wave_size")["value"], policy_community.dial("wave_size")["usual"]) == (
        5,
        60,
    )
    assert policy_community.dial("pause_minutes")["value"] == PRESETS["ask_few"].pause_minutes
    page = policy_community.turn(dials={"wave_size": None}, reason="it was too few")
    assert policy_community.dial("wave_size")["value"] == 60
    assert page["history"] == policy_community.outsider.get(policy_community.path)["history"]
    newest, oldest = page["history"]
    assert (newest["reason"], oldest["reason"]) == ("it was too few", "we talked about it")
    assert newest["changes"] == [{"what": "wave_size", "was": "5", "now": "-"}]
    assert {"what": "preset", "was": "usual", "now": "ask_few"} in oldest["changes"]


def test_what_changes_nothing_is_no_event(policy_community: PolicyCommunity) -> None:
    assert policy_community.turn(preset="usual", dials={"wave_size": None})["history"] == []


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("pause_minutes", 9, "out_of_range"),
        ("pause_minutes", 241, "out_of_range"),
        ("pause_minutes", 30.5, "out_of_range"),
        ("pause_minutes", True, "out_of_range"),
        ("pause_minutes", "30", "out_of_range"),
        ("exploration", 1e300, "out_of_range"),
        ("proposals_a_week", 10**30, "out_of_range"),
        ("loudness", 1, "unknown_field"),
        ("risk", 1, "unknown_field"),
    ],
)
def test_a_dial_beyond_its_bounds_is_refused_by_name(
    policy_community: PolicyCommunity, name: str, value: Any, code: str
) -> None:
    problem = policy_community.refused(dials={name: value})
    assert problem["status"] == 422
    assert [(error["pointer"], error["code"]) for error in problem["errors"]] == [(f"/dials/{name}", code)]


def test_a_reason_and_what_one_has_seen_are_needed(policy_community: PolicyCommunity) -> None:
    problem = policy_community.steward.refused(
        "PATCH", policy_community.path, {"preset": "ask_few"}, If_Match='"x"'
    )
    assert problem["errors"] == [{"pointer": "/reason", "code": "missing", "detail": "This is missing."}]
    change = {"preset": "ask_few", "reason": "we are tired"}
    assert policy_community.steward.refused("PATCH", policy_community.path, change)["status"] == 428
    assert (
        policy_community.steward.refused("PATCH", policy_community.path, change, If_Match='"x"')["status"]
        == 412
    )


def test_only_stewards_turn_dials(policy_community: PolicyCommunity) -> None:
    tag = policy_community.member.call("GET", policy_community.path).headers["etag"]
    change = {"preset": "ask_many", "reason": "more is more"}
    assert (
        policy_community.member.refused("PATCH", policy_community.path, change, If_Match=tag)["status"] == 403
    )
    assert policy_community.dial("pause_minutes")["value"] == 30


def test_a_turned_dial_is_what_the_engine_goes_by(policy_community: PolicyCommunity) -> None:
    """Nobody who set no limit of their own is asked more often than the community says."""
    policy_community.world.vouch_for(policy_community.member, policy_community.id)
    policy_community.member.offer()
    policy_community.turn(dials={"proposals_a_day": 2})
    needs = [policy_community.world.person(name).need()["id"] for name in ("Ana", "Bea", "Cai")]
    policy_community.world.tick()
    asked = {match["need_id"] for match in policy_community.member.get("/v1/matches")["items"]}
    assert len(asked & set(needs)) == 2


def test_ones_own_limit_beats_the_communitys(policy_community: PolicyCommunity) -> None:
    policy_community.turn(dials={"proposals_a_day": 5, "proposals_a_week": 10})
    policy_community.member.patch("/v1/me", {"asks_a_day": 1})
    policy_community.member.offer()
    for name in ("Ana", "Bea", "Cai"):
        policy_community.world.person(name).need()
    policy_community.world.tick()
    assert len(policy_community.member.get("/v1/matches")["items"]) == 1


def test_a_rule_of_risk_may_be_tightened_and_never_loosened(policy_community: PolicyCommunity) -> None:
    page = policy_community.turn(risk={"ride": {"min_trust": "vouched", "at_least": 2}})
    ride = next(rule for rule in page["risk"] if rule["category"] == "ride")
    assert (ride["min_trust"], ride["at_least"], ride["stricter"]) == ("vouched", 2, True)
    loose = {"min_trust": "vouched", "at_least": 2}
    [error] = policy_community.refused(risk={"childcare": loose})["errors"]
    assert (error["pointer"], error["code"]) == ("/risk/childcare/min_trust", "out_of_range")
    [error] = policy_community.refused(risk={"childcare": {"min_trust": "checked", "at_least": 1}})["errors"]
    assert error["pointer"] == "/risk/childcare/at_least"
    assert policy_community.refused(risk={"juggling": loose})["errors"][0]["code"] == "unknown_category"
    page = policy_community.turn(risk={"ride": None})
    assert "ride" not in {rule["category"] for rule in page["risk"]}
    assert page["history"][0]["changes"] == [{"what": "risk.ride", "was": "vouched/2", "now": "-"}]


def test_a_stricter_rule_holds_for_what_is_posted_and_for_who_is_asked(
    policy_community: PolicyCommunity,
) -> None:
    author = policy_community.world.person("Ana")
    policy_community.member.offer(categories=["ride"])
    before = author.need(category="ride")["id"]
    policy_community.turn(risk={"ride": {"min_trust": "vouched", "at_least": 2}})
    policy_community.world.tick()
    assert policy_community.member.get("/v1/matches")["items"] == [], "not vouched for"
    need = author.need(category="ride")
    assert (need["at_least"], need["quantity"], need["visible_to"]) == (2, 2, "asked")
    problem = author.refused("POST", "/v1/needs", {"category": "ride", "place": LANSING, "at_least": 1})
    assert problem["errors"][0]["code"] == "needs_more_helpers"
    policy_community.world.vouch_for(policy_community.member, policy_community.id)
    policy_community.world.advance(hours=1)
    asked = {match["need_id"] for match in policy_community.member.get("/v1/matches")["items"]}
    assert asked & {before, need["id"]}, "how many must come was settled for what stood already"
    author.patch(f"/v1/needs/{before}", {"title": "to the station"})


def resolution(cell: str | None) -> int:
    assert cell is not None
    return int(h3.get_resolution(cell))


def test_stewards_show_places_coarser_and_never_finer_than_the_map_has_it(
    policy_community: PolicyCommunity,
) -> None:
    """What stands follows at once; finer again holds for what is new."""
    member, steward = policy_community.member, policy_community.steward
    here = {"category": "ride", "place": LANSING, "to": LANSING, "community_id": policy_community.id}
    need, offer = member.need(**here), steward.offer(categories=["ride"], community_id=policy_community.id)
    assert {resolution(cell) for cell in (need["cell"], need["to_cell"], offer["cell"])} == {7}
    policy_community.turn(dials={"places_shown_at": 5})
    wide = h3.cell_to_parent(need["cell"], 5)
    shown = member.get(f"/v1/needs/{need['id']}")
    new = member.need(**here)
    assert {shown["cell"], shown["to_cell"], new["cell"], new["to_cell"]} == {wide}
    assert steward.get(f"/v1/offers/{offer['id']}")["cell"] == wide
    moved = steward.patch(f"/v1/offers/{offer['id']}", {"place": LANSING})
    assert moved["cell"] == wide
    policy_community.world.tick()
    assert {match["need_id"] for match in steward.get("/v1/matches?role=helper")["items"]} & {
        need["id"],
        new["id"],
    }, "the search finds what moved"
    policy_community.turn(dials={"places_shown_at": 7})
    assert member.get(f"/v1/needs/{need['id']}")["cell"] == wide
    assert resolution(member.need(**here)["cell"]) == 7
    for value in (3, 8, 5.5):
        problem = policy_community.refused(dials={"places_shown_at": value})
        assert problem["errors"][0]["code"] == "out_of_range"
