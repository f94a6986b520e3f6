"""Joining a community: as its policy lets one, and by invitations that are good for so many and so long."""

import pytest

from tests.support.people import Person
from tests.support.world import World


def state(person: Person, community: str) -> str | None:
    """How somebody stands in a community; None where they are no member."""
    mine = person.get(f"/v1/communities/{community}").get("mine")
    return None if mine is None else str(mine["state"])


def word(member: Person, community: str, uses: int = 1) -> str:
    """A fresh invitation."""
    return str(member.post(f"/v1/communities/{community}/invitations", {"uses": uses})["invitation"])


def refusal(person: Person, community: str, invitation: str | None = None) -> str:
    body = None if invitation is None else {"invitation": invitation}
    return str(person.refused("POST", f"/v1/communities/{community}/join", body)["code"])


@pytest.mark.parametrize(
    ("policy", "becomes"), [("open", "active"), ("approval", "pending"), ("vouched", "pending")]
)
def test_one_joins_as_the_community_has_it(world: World, policy: str, becomes: str) -> None:
    ben = world.person("Ben")
    community = world.community(world.person("Sara"), join_policy=policy)["id"]
    for _ in range(2):
        ben.post(f"/v1/communities/{community}/join")
        assert state(ben, community) == becomes, "asking again changes nothing"


def test_where_an_invitation_is_needed_nobody_joins_without_one(world: World) -> None:
    sara, ben = world.person("Sara"), world.person("Ben")
    community = world.community(sara, join_policy="invitation")["id"]
    assert refusal(ben, community) == "invitation_needed"
    assert refusal(ben, community, "guessed") == "invitation_not_valid"
    ben.post(f"/v1/communities/{community}/join", {"invitation": word(sara, community)})
    assert state(ben, community) == "active"


def test_an_invitation_is_good_for_as_many_as_it_says(world: World) -> None:
    sara, *others = (world.person(name) for name in ("Sara", "Ben", "Cy", "Dan"))
    community = world.community(sara, join_policy="invitation")["id"]
    invitation = word(sara, community, uses=2)
    for person in others[:2]:
        person.post(f"/v1/communities/{community}/join", {"invitation": invitation})
    assert refusal(others[2], community, invitation) == "invitation_not_valid"


def test_an_invitation_is_good_for_fourteen_days_and_for_its_own_community(world: World) -> None:
    sara, ben = world.person("Sara"), world.person("Ben")
    community = world.community(sara, join_policy="invitation")["id"]
    elsewhere = world.community(sara, name="Okemos", join_policy="invitation")["id"]
    invitation = word(sara, community)
    assert refusal(ben, elsewhere, invitation) == "invitation_not_valid"
    world.advance(days=14, minutes=1)
    assert refusal(ben, community, invitation) == "invitation_not_valid"


def test_an_invitation_lets_in_at_once_where_others_wait(world: World) -> None:
    sara, ben = world.person("Sara"), world.person("Ben")
    community = world.community(sara, join_policy="approval")["id"]
    ben.post(f"/v1/communities/{community}/join")
    ben.post(f"/v1/communities/{community}/join", {"invitation": word(sara, community)})
    assert state(ben, community) == "active"


def test_members_invite_one_by_one_and_coordinators_many(world: World) -> None:
    sara, ben, cy = world.person("Sara"), world.person("Ben"), world.person("Cy")
    community = world.community(sara, ben)["id"]
    path = f"/v1/communities/{community}/invitations"
    assert ben.post(path, {"uses": 1})["uses"] == 1
    assert ben.refused("POST", path, {"uses": 2})["status"] == 403
    assert cy.refused("POST", path, {"uses": 1})["status"] == 404
    assert sara.post(path, {"uses": 100})["uses"] == 100


def test_somebody_suspended_does_not_join_anew(world: World) -> None:
    sara, ben = world.person("Sara"), world.person("Ben")
    community = world.community(sara, ben)["id"]
    sara.patch(
        f"/v1/communities/{community}/members/{ben.id}", {"state": "suspended", "reason": "he shouted"}
    )
    assert refusal(ben, community, word(sara, community)) == "suspended"
