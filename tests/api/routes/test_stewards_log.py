"""The stewards' log: what was done in the community's name, across its needs."""

import pytest

from tests.support.looks import LookedAt
from tests.support.world import World


@pytest.fixture(scope="module")
def logged_circle(shared_world: World) -> LookedAt:
    return LookedAt(shared_world)


def test_stewards_read_what_was_done_and_coordinators_their_own(logged_circle: LookedAt) -> None:
    circle = logged_circle
    need, other = circle.need(), circle.need()
    circle.cora.patch(f"{circle.path}/needs/{need}", {"note": "rang her"})
    circle.look(other, purpose="to ring her back")
    circle.sam.patch(f"{circle.path}/needs/{need}", {"hidden": True, "reason": "it names somebody"})
    circle.ana.post(f"/v1/needs/{other}/withdraw")
    lines = circle.sam.get(f"{circle.path}/log")["items"]
    said = [(line["kind"], line["by"]["display_name"], line["need_id"], line["reason"]) for line in lines]
    assert said[:3] == [
        ("need_hidden", "Sam", need, "it names somebody"),
        ("need_revealed", "Cora", other, "to ring her back"),
        ("need_noted", "Cora", need, "rang her"),
    ]
    own = circle.cora.get(f"{circle.path}/log")["items"]
    assert {line["by"]["person_id"] for line in own} == {circle.cora.id}
    by = circle.sam.get(f"{circle.path}/log?by={circle.cora.id}")["items"]
    assert [line["kind"] for line in by][:2] == ["need_revealed", "need_noted"]
    looks = circle.sam.get(f"{circle.path}/log?kind=need_revealed")["items"]
    assert [line["need_id"] for line in looks] == [other]
    first = circle.sam.get(f"{circle.path}/log?limit=2")
    rest = circle.sam.get(f"{circle.path}/log?limit=2&cursor={first['next']}")
    ids = [line["id"] for line in (*first["items"], *rest["items"])]
    assert ids == sorted(ids, reverse=True)
    assert ids == [line["id"] for line in lines[: len(ids)]]
    assert circle.ana.refused("GET", f"{circle.path}/log")["status"] == 403


def test_what_people_do_for_themselves_is_no_act_of_those_who_answer_for_others(
    logged_circle: LookedAt,
) -> None:
    """Joining, and calling off one's own match: each is a coordinator's act where they do it to another."""
    circle = logged_circle
    hal = circle.world.person("Hal")
    hal.post(f"{circle.path}/join")
    match = hal.post(f"/v1/needs/{circle.need()}/responses", {})["id"]
    circle.ana.post(f"/v1/matches/{match}/confirm")
    hal.post(f"/v1/matches/{match}/cancel", {"reason": "my car broke down"})
    assert circle.sam.get(f"{circle.path}/log?by={hal.id}")["items"] == []
    assert circle.sam.get(f"{circle.path}/log?by={circle.ana.id}")["items"] == []


def test_the_log_tells_nothing_of_whom_its_reader_keeps_away_from(logged_circle: LookedAt) -> None:
    circle = logged_circle
    eva = circle.world.person("Eva")
    eva.post(f"{circle.path}/join")
    need = circle.need(eva)
    circle.look(need, purpose="to ring Eva")
    circle.sam.post("/v1/blocks", {"about": {"type": "need", "id": need}})
    circle.cora.patch(f"{circle.path}/needs/{need}", {"note": "rang her"})
    suspended = {"state": "suspended", "reason": "she shouted"}
    circle.cora.patch(f"{circle.path}/members/{eva.id}", suspended)
    for kind in ("need_noted", "member_suspended"):
        last = circle.sam.get(f"{circle.path}/log?kind={kind}")["items"][0]
        assert (last["subject"], last["need_id"], last["reason"]) == (None, None, None), kind
    seen = circle.sam.call("GET", f"{circle.path}/log?kind=need_revealed")
    line = seen.json()["items"][0]
    assert (line["by"]["display_name"], line["subject"], line["need_id"]) == ("Cora", None, None)
    assert need not in seen.text
    assert "Eva" not in seen.text
