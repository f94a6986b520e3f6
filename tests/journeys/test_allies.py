"""Nobody is left at home: a need goes next door, if the two communities and the person said yes to that."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from tests.support.people import Person
from tests.support.telling import change
from tests.support.world import World, device_for

OKEMOS = {"lat": 42.722, "lon": -84.427}
"""Ten kilometres from Lansing."""
YES = {"criteria": {"allies": True}}


class Towns:
    """Two recognised communities: Amina asks in the one, Ben and nobody else offers help in the other."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.cleo, self.amina = world.person("Cleo"), world.person("Amina")
        self.dora, self.ben = world.person("Dora"), world.person("Ben")
        self.here: str = world.community(self.cleo)["id"]
        self.there: str = world.community(self.dora, self.ben, name="Okemos", place=OKEMOS, reach_km=5)["id"]
        self.offer: str = self.ben.offer(community_id=self.there, place=OKEMOS, reach_km=40, share=["phone"])[
            "id"
        ]

    def path(self, of: str, other: str | None = None) -> str:
        return f"/v1/communities/{of}/alliances" + (f"/{other}" if other else "")

    def ally(self) -> None:
        self.cleo.put(self.path(self.here, self.there))
        self.dora.put(self.path(self.there, self.here))

    def need(self, **fields: Any) -> str:
        """Asked for in Lansing, and looked at until nothing is due any more."""
        found: str = self.amina.need(**fields)["id"]
        self.world.tick()
        return found

    def leave(self, steward: Person) -> None:
        """Their steward was here long ago, and nobody else looks after the community."""
        then = self.world.now().replace(year=2020)
        change(self.world.database, "UPDATE person SET seen_at = :at WHERE id = :id", at=then, id=steward.id)
        self.world.tick()

    def step(self, need: str) -> str:
        return str(self.amina.get(f"/v1/needs/{need}")["progress"]["next"]["step"])

    def asked(self, person: Person | None = None) -> list[str]:
        return [m["need_id"] for m in (person or self.ben).get("/v1/matches")["items"]]


@pytest.fixture
def towns(world: World) -> Towns:
    return Towns(world)


def test_nobody_left_at_home_and_somebody_next_door_comes(world: World, towns: Towns) -> None:
    towns.ally()
    device_for(towns.ben, "ok-ben")
    other = towns.cleo.need()["id"]
    need = towns.need(title="Bread", share=["phone", "place"], **YES)
    match = towns.ben.match_on(need)
    assert match["status"] == "proposed"
    assert "from_ally" in [reason["code"] for reason in match["reasons"]]
    assert towns.ben.inbox() == ["proposal_from_ally"]
    assert [item["subject"] for item in world.outbox("ok-ben")] == ["Can you help next door?"]
    assert towns.step(need) == "allies"
    queue = towns.cleo.get(f"/v1/communities/{towns.here}/queue")["items"]
    assert need in [entry["id"] for entry in queue], "those who answer for Lansing look after it all the same"

    assert towns.ben.get(f"/v1/needs/{need}")["title"] == "Bread"
    assert towns.ben.refused("GET", f"/v1/needs/{other}")["status"] == 404
    assert other not in towns.ben.call("GET", "/v1/needs?limit=50").text
    assert towns.dora.refused("GET", f"/v1/needs/{need}")["status"] == 404
    assert towns.dora.refused("GET", f"/v1/matches/{match['id']}")["status"] == 404
    assert towns.cleo.get(f"/v1/matches/{match['id']}")["status"] == "proposed"

    at = f"/v1/matches/{match['id']}"
    assert towns.ben.post(f"{at}/accept")["status"] == "accepted"
    assert "from_ally" in [reason["code"] for reason in towns.amina.get(at)["reasons"]]
    assert towns.ben.refused("GET", f"{at}/contact")["code"] == "contact_closed"
    assert towns.amina.post(f"{at}/confirm")["status"] == "confirmed"
    assert towns.ben.get(f"{at}/contact")["person"]["display_name"] == "Amina"
    assert towns.amina.get(f"{at}/contact")["person"]["display_name"] == "Ben"
    towns.ben.post(f"{at}/messages", {"text": "on my way"})
    towns.ben.post(f"{at}/report", {"outcome": "helped"})
    assert towns.amina.post(f"{at}/report", {"outcome": "helped"})["status"] == "completed"
    assert towns.amina.get(f"/v1/needs/{need}")["status"] == "fulfilled"


def test_answering_the_need_is_accepting_the_proposal(towns: Towns) -> None:
    towns.ally()
    need = towns.need(**YES)
    assert towns.ben.post(f"/v1/needs/{need}/responses", {"offer_id": towns.offer})["status"] == "accepted"


def test_a_no_ends_what_they_see(towns: Towns) -> None:
    towns.ally()
    need = towns.need(**YES)
    towns.ben.post(f"/v1/matches/{towns.ben.match_on(need)['id']}/decline")
    assert towns.ben.refused("GET", f"/v1/needs/{need}")["status"] == 404
    assert towns.ben.refused("POST", f"/v1/needs/{need}/responses", {})["status"] == 404
    towns.world.advance(hours=2)
    assert len(towns.asked()) == 1, "and are never asked again"


def test_a_dispute_is_for_the_coordinators_of_the_needs_community(towns: Towns) -> None:
    towns.ally()
    at = f"/v1/matches/{towns.ben.match_on(towns.need(**YES))['id']}"
    towns.ben.post(f"{at}/accept")
    towns.amina.post(f"{at}/confirm")
    towns.ben.post(f"{at}/report", {"outcome": "helped"})
    assert towns.amina.post(f"{at}/report", {"outcome": "not_helped"})["status"] == "disputed"
    decision = {"about": {"type": "match", "id": at[-36:]}, "outcome": "completed", "reason": "r"}
    there = towns.dora.refused("POST", f"/v1/communities/{towns.there}/decisions", decision)
    assert there["status"] == 404
    towns.cleo.post(f"/v1/communities/{towns.here}/decisions", decision)
    assert towns.ben.get(at)["status"] == "completed"


def test_called_off_it_is_asked_for_again(towns: Towns) -> None:
    towns.ally()
    need = towns.need(**YES)
    at = f"/v1/matches/{towns.ben.match_on(need)['id']}"
    towns.ben.post(f"{at}/accept")
    towns.amina.post(f"{at}/confirm")
    assert towns.ben.post(f"{at}/cancel", {"reason": "ill"})["status"] == "cancelled"
    assert towns.amina.get(f"/v1/needs/{need}")["status"] == "open"
    assert towns.ben.refused("GET", f"/v1/needs/{need}")["status"] == 404


def without_the_authors_yes(towns: Towns) -> dict[str, Any]:
    towns.ally()
    return {}


def without_an_alliance(towns: Towns) -> dict[str, Any]:
    return YES


def asked_for_and_not_answered(towns: Towns) -> dict[str, Any]:
    towns.cleo.put(towns.path(towns.here, towns.there))
    return YES


def after_its_end(towns: Towns) -> dict[str, Any]:
    towns.ally()
    towns.dora.delete(towns.path(towns.there, towns.here))
    return YES


def blocked(towns: Towns) -> dict[str, Any]:
    """They once met elsewhere, and Ben keeps away from Amina."""
    towns.ally()
    change(
        towns.world.database,
        "INSERT INTO block (id, blocker_id, blocked_id, at) VALUES (gen_random_uuid(), :ben, :amina, now())",
        ben=towns.ben.id,
        amina=towns.amina.id,
    )
    return YES


def excluded(towns: Towns) -> dict[str, Any]:
    towns.ally()
    return {"criteria": {"allies": True, "exclude": [towns.ben.id]}}


def more_trust_wanted(towns: Towns) -> dict[str, Any]:
    towns.ally()
    return {"criteria": {"allies": True, "min_trust": "vouched"}}


def suspended_here(towns: Towns) -> dict[str, Any]:
    towns.ally()
    towns.ben.post(f"/v1/communities/{towns.here}/join")
    towns.cleo.patch(f"/v1/communities/{towns.here}/members/{towns.ben.id}", {"state": "suspended"})
    return YES


def asleep_themselves(towns: Towns) -> dict[str, Any]:
    towns.ally()
    towns.leave(towns.dora)
    return YES


def not_recognised_any_more(towns: Towns) -> dict[str, Any]:
    towns.ally()
    change(towns.world.database, "UPDATE community SET state = 'new' WHERE id = :id", id=towns.there)
    return YES


def asked_enough_at_home(towns: Towns) -> dict[str, Any]:
    """Okemos asks those who chose no limit at most once a day, and Ben was asked today."""
    towns.ally()
    towns.dora.need(community_id=towns.there, place=OKEMOS)
    towns.world.tick()
    change(towns.world.database, "UPDATE community SET policy = :p WHERE id = :id", p=MANY, id=towns.here)
    return YES


MANY = '{"proposals_a_day": 5}'


@pytest.mark.parametrize(
    "scene",
    [
        without_the_authors_yes,
        without_an_alliance,
        asked_for_and_not_answered,
        after_its_end,
        blocked,
        excluded,
        more_trust_wanted,
        suspended_here,
        asleep_themselves,
        not_recognised_any_more,
        asked_enough_at_home,
    ],
    ids=lambda scene: scene.__name__,
)
def test_nobody_next_door_is_asked(towns: Towns, scene: Callable[[Towns], dict[str, Any]]) -> None:
    need = towns.need(**scene(towns))
    towns.world.advance(hours=2)
    assert need not in towns.asked()
    assert towns.step(need) == "coordinator"


def test_trust_of_their_own_community_counts(towns: Towns) -> None:
    towns.ally()
    towns.world.trust(towns.there, towns.ben, "vouched")
    need = towns.need(criteria={"allies": True, "min_trust": "vouched", "decide": "first_who_fits"})
    towns.ben.post(f"/v1/matches/{towns.ben.match_on(need)['id']}/accept")
    found = towns.amina.get(f"/v1/matches/{towns.ben.match_on(need)['id']}")
    assert (found["status"], found["helper"]["trust"]) == ("confirmed", "vouched")


def test_those_at_home_are_asked_first(world: World, towns: Towns) -> None:
    towns.ally()
    hana = world.person("Hana")
    hana.post(f"/v1/communities/{towns.here}/join")
    hana.offer(community_id=towns.here)
    need = towns.need(**YES)
    assert (towns.asked(hana), towns.asked()) == ([need], [])
    assert towns.step(need) == "ask_more"
    hana.post(f"/v1/matches/{hana.match_on(need)['id']}/decline")
    world.tick()
    assert towns.asked() == [need]


@pytest.mark.parametrize("asleep", [True, False], ids=["asleep", "awake"])
def test_a_community_asleep_is_helped_before_all_at_home_were_asked(
    world: World, towns: Towns, *, asleep: bool
) -> None:
    """A helper at home was asked and does not answer; hope in them fades, and it is still theirs to answer."""
    towns.ally()
    hana = world.person("Hana")
    hana.post(f"/v1/communities/{towns.here}/join")
    hana.offer(community_id=towns.here)
    need = towns.need(urgency="flexible", **YES)
    if asleep:
        towns.leave(towns.cleo)
    for _ in range(20):
        world.advance(hours=1)
    assert hana.match_on(need)["status"] == "proposed"
    assert towns.asked() == ([need] if asleep else [])
    progress = towns.amina.get(f"/v1/needs/{need}")["progress"]
    expected = (True, "allies") if asleep else (False, "ask_more")
    assert (progress["community_dormant"], progress["next"]["step"]) == expected


def test_when_the_alliance_ends_who_was_asked_may_still_answer(world: World, towns: Towns) -> None:
    towns.ally()
    eve = world.person("Eve")
    eve.post(f"/v1/communities/{towns.there}/join")
    need = towns.need(**YES)
    towns.cleo.delete(towns.path(towns.here, towns.there))
    eve.offer(community_id=towns.there, place=OKEMOS, reach_km=40)
    world.advance(hours=2)
    assert towns.asked(eve) == []
    assert towns.ben.post(f"/v1/matches/{towns.ben.match_on(need)['id']}/accept")["status"] == "accepted"


def test_a_yes_taken_back_ends_what_was_asked_next_door(towns: Towns) -> None:
    towns.ally()
    need = towns.need(**YES)
    towns.amina.patch(f"/v1/needs/{need}", {"criteria": {"allies": False}})
    assert towns.ben.refused("GET", f"/v1/needs/{need}")["status"] == 404


def told(person: Person) -> list[str]:
    """What somebody heard of alliances, newest first."""
    return [kind for kind in person.inbox() if kind.startswith("alliance")]


def states(person: Person, path: str) -> list[tuple[str, str]]:
    return [(item["name"], item["state"]) for item in person.get(path)["items"]]


def test_an_alliance_is_two_yes_es(world: World, towns: Towns) -> None:
    here, there = towns.path(towns.here), towns.path(towns.there)
    asked = towns.cleo.put(towns.path(towns.here, towns.there))
    assert asked == towns.cleo.put(towns.path(towns.here, towns.there)), "saying it again is the same"
    assert asked["state"] == "asked"
    assert states(towns.cleo, here) == [("Okemos", "asked")]
    assert states(towns.dora, there) == [("Lansing", "invited")]
    assert states(towns.ben, there) == [], "who asks us is for stewards"
    world.tick()
    assert (told(towns.dora), told(towns.cleo)) == (["alliance_asked"], [])
    assert towns.dora.put(towns.path(towns.there, towns.here))["state"] == "standing"
    assert states(towns.ben, there) == [("Lansing", "standing")]
    world.tick()
    assert told(towns.cleo) == ["alliance_stands"]
    towns.dora.delete(towns.path(towns.there, towns.here))
    towns.dora.delete(towns.path(towns.there, towns.here))
    world.tick()
    assert told(towns.cleo) == ["alliance_ended", "alliance_stands"]
    assert (states(towns.cleo, here), states(towns.dora, there)) == ([], [])


def test_declining_is_told_to_nobody(world: World, towns: Towns) -> None:
    towns.cleo.put(towns.path(towns.here, towns.there))
    towns.dora.delete(towns.path(towns.there, towns.here))
    world.tick()
    assert (told(towns.cleo), states(towns.cleo, towns.path(towns.here))) == ([], [])


def test_who_may_make_one(world: World, towns: Towns) -> None:
    for method in ("PUT", "DELETE"):
        ours, theirs = towns.path(towns.here, towns.there), towns.path(towns.there, towns.here)
        assert towns.ben.refused(method, theirs)["status"] == 403, "a plain member"
        assert towns.ben.refused(method, ours)["status"] == 404, "a stranger"
        assert towns.dora.refused(method, ours)["status"] == 404, "a steward of the other side only"
        assert towns.dora.refused(method, towns.path(str(uuid4()), towns.here))["status"] == 404
    assert towns.ben.refused("GET", towns.path(towns.here))["status"] == 404
    assert towns.cleo.refused("PUT", towns.path(towns.here, str(uuid4())))["status"] == 404


def test_only_two_recognised_communities_ally(world: World, towns: Towns) -> None:
    new = world.community(towns.ben, recognised=False)["id"]
    for path in (towns.path(towns.here, new), towns.path(towns.here, towns.here)):
        problem = towns.cleo.refused("PUT", path)
        assert (problem["status"], problem["code"]) == (409, "alliance_not_possible")
    assert towns.ben.refused("PUT", towns.path(new, towns.here))["code"] == "alliance_not_possible"


class TestOrganisations:
    """Odile acts for a verified organisation, and is a member in Lansing."""

    @pytest.fixture
    def odile(self, world: World, towns: Towns) -> Person:
        odile = world.person("Odile")
        odile.post(f"/v1/communities/{towns.here}/join")
        kitchen = odile.post("/v1/organisations", {"name": "Open Kitchen", "kind": "collective"})["id"]
        for steward in (towns.cleo, towns.dora):
            steward.post(f"/v1/organisations/{kitchen}/verifications")
        return odile

    def test_they_are_told(self, world: World, towns: Towns, odile: Person) -> None:
        device_for(odile, "ok-odile")
        need = towns.need(visible_to="members")
        assert odile.inbox() == ["organisation_wanted"]
        assert [item["subject"] for item in world.outbox("ok-odile")] == ["Could your organisation help?"]
        assert towns.step(need) == "organisations"
        assert need in towns.cleo.call("GET", f"/v1/communities/{towns.here}/queue").text
        world.advance(hours=3)
        assert odile.inbox() == ["organisation_wanted"], "once"

    @pytest.mark.parametrize(
        "fields",
        [
            {"visible_to": "asked"},
            {"criteria": {"by": "individuals"}},
            {"criteria": {"not_kinds": ["collective"]}},
        ],
        ids=["for the asked only", "by people only", "not this kind"],
    )
    def test_they_are_not_told(self, towns: Towns, odile: Person, fields: dict[str, Any]) -> None:
        need = towns.need(**{"visible_to": "members"} | fields)
        assert odile.inbox() == []
        assert towns.step(need) == "coordinator"

    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE organisation SET verified = false",
            "UPDATE membership SET state = 'left' WHERE person_id = :odile",
            "INSERT INTO block (id, blocker_id, blocked_id, at) VALUES (gen_random_uuid(), :odile, :amina, now())",
            "INSERT INTO block (id, blocker_id, blocked_id, at) VALUES (gen_random_uuid(), :amina, :odile, now())",
        ],
        ids=["not verified", "no member", "keeps away", "kept away"],
    )
    def test_only_verified_members_who_may_meet_them(self, towns: Towns, odile: Person, sql: str) -> None:
        change(towns.world.database, sql, odile=odile.id, amina=towns.amina.id)
        assert towns.step(towns.need(visible_to="members")) == "coordinator"
        assert odile.inbox() == []
