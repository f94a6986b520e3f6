"""Nobody is left at home: a need goes next door, if the two communities and the person said yes to that."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from tests.support.kept import Keep
from tests.support.people import Person
from tests.support.telling import change
from tests.support.world import World, device_for

OKEMOS = {"lat": 42.722, "lon": -84.427}
"""Ten kilometres from Lansing."""
YES = {"criteria": {"allies": True}}


class NeighbouringCommunities:
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
def neighbours(keep: Keep) -> NeighbouringCommunities:
    return keep(NeighbouringCommunities)


def test_nobody_left_at_home_and_somebody_next_door_comes(neighbours: NeighbouringCommunities) -> None:
    neighbours.ally()
    device_for(neighbours.ben, "ok-ben")
    other = neighbours.cleo.need()["id"]
    need = neighbours.need(title="Bread", share=["phone", "place"], **YES)
    match = neighbours.ben.match_on(need)
    assert match["status"] == "proposed"
    assert "from_ally" in [reason["code"] for reason in match["reasons"]]
    assert neighbours.ben.inbox() == ["proposal_from_ally"]
    assert [item["subject"] for item in neighbours.world.outbox("ok-ben")] == ["Can you help next door?"]
    assert neighbours.step(need) == "allies"
    queue = neighbours.cleo.get(f"/v1/communities/{neighbours.here}/queue")["items"]
    assert need in [entry["id"] for entry in queue], "those who answer for Lansing look after it all the same"

    assert neighbours.ben.get(f"/v1/needs/{need}")["title"] == "Bread"
    assert neighbours.ben.refused("GET", f"/v1/needs/{other}")["status"] == 404
    assert other not in neighbours.ben.call("GET", "/v1/needs?limit=50").text
    assert neighbours.dora.refused("GET", f"/v1/needs/{need}")["status"] == 404
    assert neighbours.dora.refused("GET", f"/v1/matches/{match['id']}")["status"] == 404
    assert neighbours.cleo.get(f"/v1/matches/{match['id']}")["status"] == "proposed"

    at = f"/v1/matches/{match['id']}"
    assert neighbours.ben.post(f"{at}/accept")["status"] == "accepted"
    assert "from_ally" in [reason["code"] for reason in neighbours.amina.get(at)["reasons"]]
    assert neighbours.ben.refused("GET", f"{at}/contact")["code"] == "contact_closed"
    assert neighbours.amina.post(f"{at}/confirm")["status"] == "confirmed"
    assert neighbours.ben.get(f"{at}/contact")["person"]["display_name"] == "Amina"
    assert neighbours.amina.get(f"{at}/contact")["person"]["display_name"] == "Ben"
    neighbours.ben.post(f"{at}/messages", {"text": "on my way"})
    neighbours.ben.post(f"{at}/report", {"outcome": "helped"})
    assert neighbours.amina.post(f"{at}/report", {"outcome": "helped"})["status"] == "completed"
    assert neighbours.amina.get(f"/v1/needs/{need}")["status"] == "fulfilled"


def test_answering_the_need_is_accepting_the_proposal(neighbours: NeighbouringCommunities) -> None:
    neighbours.ally()
    need = neighbours.need(**YES)
    assert (
        neighbours.ben.post(f"/v1/needs/{need}/responses", {"offer_id": neighbours.offer})["status"]
        == "accepted"
    )


def test_a_no_ends_what_a_helper_next_door_sees(neighbours: NeighbouringCommunities) -> None:
    neighbours.ally()
    need = neighbours.need(**YES)
    neighbours.ben.post(f"/v1/matches/{neighbours.ben.match_on(need)['id']}/decline")
    assert neighbours.ben.refused("GET", f"/v1/needs/{need}")["status"] == 404
    assert neighbours.ben.refused("POST", f"/v1/needs/{need}/responses", {})["status"] == 404
    neighbours.world.advance(hours=2)
    assert len(neighbours.asked()) == 1, "and are never asked again"


def test_a_dispute_is_for_the_coordinators_of_the_needs_community(
    neighbours: NeighbouringCommunities,
) -> None:
    neighbours.ally()
    at = f"/v1/matches/{neighbours.ben.match_on(neighbours.need(**YES))['id']}"
    neighbours.ben.post(f"{at}/accept")
    neighbours.amina.post(f"{at}/confirm")
    neighbours.ben.post(f"{at}/report", {"outcome": "helped"})
    assert neighbours.amina.post(f"{at}/report", {"outcome": "not_helped"})["status"] == "disputed"
    decision = {"about": {"type": "match", "id": at[-36:]}, "outcome": "completed", "reason": "r"}
    there = neighbours.dora.refused("POST", f"/v1/communities/{neighbours.there}/decisions", decision)
    assert there["status"] == 404
    neighbours.cleo.post(f"/v1/communities/{neighbours.here}/decisions", decision)
    assert neighbours.ben.get(at)["status"] == "completed"


def test_a_need_called_off_next_door_is_asked_for_again(neighbours: NeighbouringCommunities) -> None:
    neighbours.ally()
    need = neighbours.need(**YES)
    at = f"/v1/matches/{neighbours.ben.match_on(need)['id']}"
    neighbours.ben.post(f"{at}/accept")
    neighbours.amina.post(f"{at}/confirm")
    assert neighbours.ben.post(f"{at}/cancel", {"reason": "ill"})["status"] == "cancelled"
    assert neighbours.amina.get(f"/v1/needs/{need}")["status"] == "open"
    assert neighbours.ben.refused("GET", f"/v1/needs/{need}")["status"] == 404


def without_the_authors_yes(neighbours: NeighbouringCommunities) -> dict[str, Any]:
    neighbours.ally()
    return {}


def without_an_alliance(neighbours: NeighbouringCommunities) -> dict[str, Any]:
    return YES


def asked_for_and_not_answered(neighbours: NeighbouringCommunities) -> dict[str, Any]:
    neighbours.cleo.put(neighbours.path(neighbours.here, neighbours.there))
    return YES


def after_its_end(neighbours: NeighbouringCommunities) -> dict[str, Any]:
    neighbours.ally()
    neighbours.dora.delete(neighbours.path(neighbours.there, neighbours.here))
    return YES


def block(neighbours: NeighbouringCommunities, blocker: Person, blocked: Person) -> None:
    """As if something between the two had led to it."""
    change(
        neighbours.world.database,
        "INSERT INTO block (id, blocker_id, blocked_id, at) VALUES (gen_random_uuid(), :one, :other, now())",
        one=blocker.id,
        other=blocked.id,
    )


def blocked(neighbours: NeighbouringCommunities) -> dict[str, Any]:
    """They once met elsewhere, and Ben keeps away from Amina."""
    neighbours.ally()
    block(neighbours, neighbours.ben, neighbours.amina)
    return YES


def excluded(neighbours: NeighbouringCommunities) -> dict[str, Any]:
    neighbours.ally()
    return {"criteria": {"allies": True, "exclude": [neighbours.ben.id]}}


def more_trust_wanted(neighbours: NeighbouringCommunities) -> dict[str, Any]:
    neighbours.ally()
    return {"criteria": {"allies": True, "min_trust": "vouched"}}


def suspended_here(neighbours: NeighbouringCommunities) -> dict[str, Any]:
    neighbours.ally()
    neighbours.ben.post(f"/v1/communities/{neighbours.here}/join")
    neighbours.cleo.patch(
        f"/v1/communities/{neighbours.here}/members/{neighbours.ben.id}",
        {"state": "suspended", "reason": "he shouted"},
    )
    return YES


def asleep_themselves(neighbours: NeighbouringCommunities) -> dict[str, Any]:
    neighbours.ally()
    neighbours.leave(neighbours.dora)
    return YES


def not_recognised_any_more(neighbours: NeighbouringCommunities) -> dict[str, Any]:
    neighbours.ally()
    change(
        neighbours.world.database, "UPDATE community SET state = 'new' WHERE id = :id", id=neighbours.there
    )
    return YES


def asked_enough_at_home(neighbours: NeighbouringCommunities) -> dict[str, Any]:
    """Okemos asks those who chose no limit at most once a day, and Ben was asked today."""
    neighbours.ally()
    neighbours.dora.need(community_id=neighbours.there, place=OKEMOS)
    neighbours.world.tick()
    change(
        neighbours.world.database,
        "UPDATE community SET policy = :p WHERE id = :id",
        p=MANY,
        id=neighbours.here,
    )
    return YES


MANY = '{"proposals_a_day": 5}'


@pytest.mark.parametrize(
    "why_not",
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
    ids=lambda why_not: why_not.__name__,
)
def test_nobody_next_door_is_asked(
    neighbours: NeighbouringCommunities, why_not: Callable[[NeighbouringCommunities], dict[str, Any]]
) -> None:
    need = neighbours.need(**why_not(neighbours))
    neighbours.world.advance(hours=2)
    assert need not in neighbours.asked()
    assert neighbours.step(need) == "coordinator"


def test_trust_of_their_own_community_counts(neighbours: NeighbouringCommunities) -> None:
    neighbours.ally()
    neighbours.world.vouch_for(neighbours.ben, neighbours.there)
    need = neighbours.need(criteria={"allies": True, "min_trust": "vouched", "decide": "first_who_fits"})
    neighbours.ben.post(f"/v1/matches/{neighbours.ben.match_on(need)['id']}/accept")
    found = neighbours.amina.get(f"/v1/matches/{neighbours.ben.match_on(need)['id']}")
    assert (found["status"], found["helper"]["trust"]) == ("confirmed", "vouched")


def test_those_at_home_are_asked_first(neighbours: NeighbouringCommunities) -> None:
    neighbours.ally()
    hana = neighbours.world.person("Hana")
    hana.post(f"/v1/communities/{neighbours.here}/join")
    hana.offer(community_id=neighbours.here)
    need = neighbours.need(**YES)
    assert (neighbours.asked(hana), neighbours.asked()) == ([need], [])
    assert neighbours.step(need) == "ask_more"
    hana.post(f"/v1/matches/{hana.match_on(need)['id']}/decline")
    neighbours.world.tick()
    assert neighbours.asked() == [need]


@pytest.mark.parametrize("asleep", [True, False], ids=["asleep", "awake"])
def test_a_community_asleep_is_helped_before_all_at_home_were_asked(
    neighbours: NeighbouringCommunities, *, asleep: bool
) -> None:
    """A helper at home was asked and does not answer; hope in them fades, and it is still theirs to answer."""
    neighbours.ally()
    hana = neighbours.world.person("Hana")
    hana.post(f"/v1/communities/{neighbours.here}/join")
    hana.offer(community_id=neighbours.here)
    need = neighbours.need(urgency="flexible", **YES)
    if asleep:
        neighbours.leave(neighbours.cleo)
    for _ in range(20):
        neighbours.world.advance(hours=1)
    assert hana.match_on(need)["status"] == "proposed"
    assert neighbours.asked() == ([need] if asleep else [])
    progress = neighbours.amina.get(f"/v1/needs/{need}")["progress"]
    expected = (True, "allies") if asleep else (False, "ask_more")
    assert (progress["community_dormant"], progress["next"]["step"]) == expected


def test_when_the_alliance_ends_who_was_asked_may_still_answer(neighbours: NeighbouringCommunities) -> None:
    neighbours.ally()
    eve = neighbours.world.person("Eve")
    eve.post(f"/v1/communities/{neighbours.there}/join")
    need = neighbours.need(**YES)
    neighbours.cleo.delete(neighbours.path(neighbours.here, neighbours.there))
    eve.offer(community_id=neighbours.there, place=OKEMOS, reach_km=40)
    neighbours.world.advance(hours=2)
    assert neighbours.asked(eve) == []
    assert (
        neighbours.ben.post(f"/v1/matches/{neighbours.ben.match_on(need)['id']}/accept")["status"]
        == "accepted"
    )


def test_a_yes_taken_back_ends_what_was_asked_next_door(neighbours: NeighbouringCommunities) -> None:
    neighbours.ally()
    need = neighbours.need(**YES)
    neighbours.amina.patch(f"/v1/needs/{need}", {"criteria": {"allies": False}})
    assert neighbours.ben.refused("GET", f"/v1/needs/{need}")["status"] == 404


def told(person: Person) -> list[str]:
    """What somebody heard of alliances, newest first."""
    return [kind for kind in person.inbox() if kind.startswith("alliance")]


def states(person: Person, path: str) -> list[tuple[str, str]]:
    return [(item["name"], item["state"]) for item in person.get(path)["items"]]


def test_an_alliance_takes_two_acceptances(neighbours: NeighbouringCommunities) -> None:
    here, there = neighbours.path(neighbours.here), neighbours.path(neighbours.there)
    asked = neighbours.cleo.put(neighbours.path(neighbours.here, neighbours.there))
    assert asked == neighbours.cleo.put(neighbours.path(neighbours.here, neighbours.there)), (
        "saying it again is the same"
    )
    assert asked["state"] == "asked"
    assert states(neighbours.cleo, here) == [("Okemos", "asked")]
    assert states(neighbours.dora, there) == [("Lansing", "invited")]
    assert states(neighbours.ben, there) == [], "who asks us is for stewards"
    neighbours.world.tick()
    assert (told(neighbours.dora), told(neighbours.cleo)) == (["alliance_asked"], [])
    assert neighbours.dora.put(neighbours.path(neighbours.there, neighbours.here))["state"] == "standing"
    assert states(neighbours.ben, there) == [("Lansing", "standing")]
    neighbours.world.tick()
    assert told(neighbours.cleo) == ["alliance_stands"]
    neighbours.dora.delete(neighbours.path(neighbours.there, neighbours.here))
    neighbours.dora.delete(neighbours.path(neighbours.there, neighbours.here))
    neighbours.world.tick()
    assert told(neighbours.cleo) == ["alliance_ended", "alliance_stands"]
    assert (states(neighbours.cleo, here), states(neighbours.dora, there)) == ([], [])


def test_declining_an_alliance_is_told_to_nobody(neighbours: NeighbouringCommunities) -> None:
    neighbours.cleo.put(neighbours.path(neighbours.here, neighbours.there))
    neighbours.dora.delete(neighbours.path(neighbours.there, neighbours.here))
    neighbours.world.tick()
    assert (told(neighbours.cleo), states(neighbours.cleo, neighbours.path(neighbours.here))) == ([], [])


def test_only_stewards_make_an_alliance(neighbours: NeighbouringCommunities) -> None:
    for method in ("PUT", "DELETE"):
        ours, theirs = (
            neighbours.path(neighbours.here, neighbours.there),
            neighbours.path(neighbours.there, neighbours.here),
        )
        assert neighbours.ben.refused(method, theirs)["status"] == 403, "a plain member"
        assert neighbours.ben.refused(method, ours)["status"] == 404, "a stranger"
        assert neighbours.dora.refused(method, ours)["status"] == 404, "a steward of the other side only"
        assert (
            neighbours.dora.refused(method, neighbours.path(str(uuid4()), neighbours.here))["status"] == 404
        )
    assert neighbours.ben.refused("GET", neighbours.path(neighbours.here))["status"] == 404
    assert neighbours.cleo.refused("PUT", neighbours.path(neighbours.here, str(uuid4())))["status"] == 404


def test_only_two_recognised_communities_ally(neighbours: NeighbouringCommunities) -> None:
    new = neighbours.world.community(neighbours.ben, recognised=False)["id"]
    for path in (neighbours.path(neighbours.here, new), neighbours.path(neighbours.here, neighbours.here)):
        problem = neighbours.cleo.refused("PUT", path)
        assert (problem["status"], problem["code"]) == (409, "alliance_not_possible")
    assert (
        neighbours.ben.refused("PUT", neighbours.path(new, neighbours.here))["code"]
        == "alliance_not_possible"
    )


def under_another_name(neighbours: NeighbouringCommunities, odile: Person) -> None:
    """Stewards verified another organisation than the one that would be told."""
    [kitchen] = odile.get("/v1/organisations")["items"]
    assert odile.patch(f"/v1/organisations/{kitchen['id']}", {"name": "Open Cellar"})["verified"] is False


def has_left(neighbours: NeighbouringCommunities, odile: Person) -> None:
    odile.post(f"/v1/communities/{neighbours.here}/leave")


def keeps_away(neighbours: NeighbouringCommunities, odile: Person) -> None:
    block(neighbours, odile, neighbours.amina)


def is_kept_away(neighbours: NeighbouringCommunities, odile: Person) -> None:
    block(neighbours, neighbours.amina, odile)


class TestOrganisations:
    """Odile acts for a verified organisation, and is a member in Lansing."""

    @pytest.fixture
    def odile(self, neighbours: NeighbouringCommunities) -> Person:
        odile = neighbours.world.person("Odile")
        odile.post(f"/v1/communities/{neighbours.here}/join")
        kitchen = odile.post("/v1/organisations", {"name": "Open Kitchen", "kind": "collective"})["id"]
        for steward in (neighbours.cleo, neighbours.dora):
            steward.post(f"/v1/organisations/{kitchen}/verifications")
        return odile

    def test_organisations_are_told_of_a_need_that_nobody_answers(
        self, neighbours: NeighbouringCommunities, odile: Person
    ) -> None:
        device_for(odile, "ok-odile")
        need = neighbours.need(visible_to="members")
        assert odile.inbox() == ["organisation_wanted"]
        assert neighbours.world.outbox("ok-odile") == [], "what is not urgent comes in the morning"
        assert neighbours.step(need) == "organisations"
        assert need in neighbours.cleo.call("GET", f"/v1/communities/{neighbours.here}/queue").text
        neighbours.world.advance(hours=3)
        assert odile.inbox() == ["organisation_wanted"], "once"
        neighbours.world.advance(hours=21)
        assert [item["subject"] for item in neighbours.world.outbox("ok-odile")] == ["News for you"], (
            "one digest"
        )

    @pytest.mark.parametrize(
        "fields",
        [
            {"visible_to": "asked"},
            {"criteria": {"by": "individuals"}},
            {"criteria": {"not_kinds": ["collective"]}},
        ],
        ids=["for the asked only", "by people only", "not this kind"],
    )
    def test_organisations_are_not_told_of_what_is_not_for_them(
        self, neighbours: NeighbouringCommunities, odile: Person, fields: dict[str, Any]
    ) -> None:
        need = neighbours.need(**{"visible_to": "members"} | fields)
        assert odile.inbox() == []
        assert neighbours.step(need) == "coordinator"

    @pytest.mark.parametrize("why_not", [under_another_name, has_left, keeps_away, is_kept_away])
    def test_only_verified_organisations_of_members_who_may_meet_are_told(
        self, neighbours: NeighbouringCommunities, odile: Person, why_not: Callable[..., None]
    ) -> None:
        why_not(neighbours, odile)
        assert neighbours.step(neighbours.need(visible_to="members")) == "coordinator"
        assert odile.inbox() == []
