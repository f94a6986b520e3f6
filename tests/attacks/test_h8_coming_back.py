"""H8: a suspension ended by leaving and joining; erasing and signing in again ended blocks and everything else."""

import pytest

from tests.support.coming_back import FIRST, WAYS, ComingBack
from tests.support.kept import Keep
from tests.support.people import Person


@pytest.fixture
def circle(keep: Keep) -> ComingBack:
    return keep(ComingBack)


def test_who_is_suspended_leaves_and_is_not_let_in_again(circle: ComingBack) -> None:
    ben = circle.joined("email")
    circle.suspends(ben)
    ben.post(f"/v1/communities/{circle.id}/leave")
    assert ben.refused("POST", f"/v1/communities/{circle.id}/join")["code"] == "suspended"
    public = circle.ana.need(visible_to="public")["id"]
    assert circle.answers(ben, public) >= 400


@pytest.mark.parametrize("way", WAYS)
def test_who_is_suspended_erases_themself_and_is_known_when_they_come_back(
    circle: ComingBack, way: str
) -> None:
    ben = circle.joined(way)
    circle.suspends(ben)
    ben.delete("/v1/me")
    back = circle.arrives(way)
    assert back.id != ben.id
    assert back.refused("POST", f"/v1/communities/{circle.id}/join")["code"] == "suspended"
    assert back.inbox() == [], "nobody is told"
    public = circle.ana.need(visible_to="public")["id"]
    assert circle.answers(back, public) >= 400
    back.delete("/v1/me")
    assert circle.joins(circle.arrives(way)) == 403, "nor the third time"


def test_a_number_put_away_is_known_as_well(circle: ComingBack) -> None:
    ben = circle.joined("phone")
    ben.patch("/v1/me", {"phone": None})
    back = circle.arrives("phone")
    assert back.id != ben.id
    assert circle.joins(back) == 200
    circle.suspends(ben)
    assert circle.joins(back) == 403, "also where it was said of the one who is still there"


def test_who_was_let_in_again_is_not_held_up_a_third_time(circle: ComingBack) -> None:
    ben = circle.joined("email")
    circle.suspends(ben)
    ben.delete("/v1/me")
    back = circle.arrives("email")
    circle.suspends(back, "active")
    back.delete("/v1/me")
    assert circle.joins(circle.arrives("email")) == 200


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("blocked_by_ana", [True, False])
def test_a_block_outlives_whom_it_was_made_against(
    circle: ComingBack, way: str, blocked_by_ana: bool
) -> None:
    ben = circle.joined(way)
    need = circle.ana.need()["id"]
    match = ben.post(f"/v1/needs/{need}/responses")["id"]
    about = {"about": {"type": "match", "id": match}}
    (circle.ana if blocked_by_ana else ben).post("/v1/blocks", about)
    ben.delete("/v1/me")
    back = circle.joined(way)
    assert back.call("GET", f"/v1/needs/{need}").status_code == 404
    assert circle.answers(back, need) == 404
    assert [n["id"] for n in back.get("/v1/needs?mine=false")["items"] if n["id"] == need] == []
    blocks = circle.ana.get("/v1/blocks")["items"]
    assert len(blocks) == blocked_by_ana, "nothing says that he came back"
    for block in blocks:
        circle.ana.delete(f"/v1/blocks/{block['id']}")
        assert back.get(f"/v1/needs/{need}")


def test_a_no_for_a_need_stays_one(circle: ComingBack) -> None:
    ben = circle.joined("email")
    need = circle.ana.need()["id"]
    match = ben.post(f"/v1/needs/{need}/responses")["id"]
    circle.ana.post(f"/v1/matches/{match}/refuse")
    ben.delete("/v1/me")
    back = circle.joined("email")
    refused = back.refused("POST", f"/v1/needs/{need}/responses")
    assert (refused["status"], refused["code"]) == (409, "not_eligible")
    assert "said_no" not in str(refused)
    back.offer()
    circle.world.tick()
    assert back.get("/v1/matches")["items"] == [], "nor does anybody ask him"


def test_whom_a_need_excludes_it_excludes_when_they_come_back(circle: ComingBack) -> None:
    ben = circle.joined("email")
    need = circle.ana.need(criteria={"exclude": [ben.id]})["id"]
    ben.delete("/v1/me")
    back = circle.joined("email")
    assert circle.answers(back, need) == 409


def test_a_concern_that_stands_stands_when_they_come_back(circle: ComingBack) -> None:
    ben = circle.joined("phone")
    circle.world.vouch_for(ben, circle.id)
    need = circle.ana.need(criteria=FIRST)["id"]
    match = ben.post(f"/v1/needs/{need}/responses")
    assert match["status"] == "confirmed"
    circle.ana.post(f"/v1/matches/{match['id']}/report", {"outcome": "not_helped", "concern": True})
    ben.delete("/v1/me")
    back = circle.joined("phone")
    assert not circle.opens(back)
    about = {"type": "match", "id": match["id"]}
    verdict = {"about": about, "outcome": "concern_closed", "reason": "I heard both"}
    circle.cora.post(f"/v1/communities/{circle.id}/decisions", verdict)
    assert circle.opens(back)
    assert circle.answers(back, circle.ana.need()["id"]) == 404, "the two stay apart"


def given_away(circle: ComingBack) -> Person:
    """Ben was suspended and left; after ninety days his number is somebody else's, who came sixty days ago."""
    ben = circle.joined("phone")
    circle.suspends(ben)
    ben.delete("/v1/me")
    circle.days_later(91 + 60)
    return circle.arrives("phone", "Nadia")


def test_a_number_given_to_somebody_else_binds_nobody_but_a_coordinator_meets_them_first(
    circle: ComingBack,
) -> None:
    nadia = given_away(circle)
    assert circle.joins(nadia) == 200
    assert nadia.inbox() == []
    assert not circle.opens(nadia)
    assert circle.queue() == ["member_to_meet"]
    assert circle.meets(nadia, nadia).status_code == 403
    assert circle.meets(circle.ana, nadia).status_code == 403
    assert circle.meets(circle.cora, nadia).status_code == 200
    assert circle.queue() == []
    assert circle.opens(nadia)
    assert circle.meets(circle.cora, nadia).status_code == 200


def test_nobody_meets_themself_in_a_community_they_founded(circle: ComingBack) -> None:
    nadia = given_away(circle)
    friend = circle.world.person("Sock")
    own = circle.world.community(friend, nadia, recognised=False, name="Ours")["id"]
    path = f"/v1/communities/{own}/members/{nadia.id}/meetings"
    assert friend.refused("POST", path, {"reason": "a friend of mine"})["code"] == "not_possible"


def test_who_is_to_be_met_is_so_as_the_next_one_too(circle: ComingBack) -> None:
    given_away(circle).delete("/v1/me")
    circle.joined("phone")
    assert circle.queue() == ["member_to_meet"]


def test_a_number_of_which_nothing_was_to_say_binds_nobody(circle: ComingBack) -> None:
    circle.joined("phone").delete("/v1/me")
    circle.days_later(91 + 60)
    circle.joined("phone")
    assert circle.queue() == []


def test_what_is_kept_is_gone_after_a_year(circle: ComingBack) -> None:
    ben = circle.joined("firebase")
    circle.suspends(ben)
    ben.delete("/v1/me")
    assert circle.kept() == 2, "his account elsewhere, and the mailbox that he proved"
    circle.world.advance(days=364)
    assert circle.kept() == 2
    circle.world.advance(days=2)
    assert circle.kept() == 0
    assert circle.joins(circle.arrives("firebase")) == 200
