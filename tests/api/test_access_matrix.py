"""Roles × routes: every cell of the table is called and answered as it says."""

import pytest
from fastapi.routing import iter_route_contexts

from api.app import create_app
from tests.api.matrix import OUTSIDE, ROWS, Row, shape
from tests.support.full_community import ROLES, Scene


def test_every_route_has_its_row(scene: Scene) -> None:
    app = create_app(scene.world.settings, scene.rehearsal)
    routes = {
        shape(f"{method} {route.path}")
        for route in iter_route_contexts(app.routes)
        for method in (route.methods or ())
        if method != "HEAD"
    }
    assert routes == {shape(row.call) for row in ROWS} | OUTSIDE


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.call)
def test_each_part_is_answered_as_the_table_says(scene: Scene, row: Row) -> None:
    found = {}
    for role in ROLES:
        with scene.rehearsal.undone():
            answer = scene.call(role, row.method, scene.filled(row.path), scene.filled(row.body))
        found[role] = answer.status_code
    assert found == row.statuses


def test_a_role_taken_away_is_gone_with_the_next_call(scene: Scene) -> None:
    path = scene.filled("/v1/communities/{community}/queue")
    member = scene.filled("/v1/communities/{community}/members/") + scene.people["coordinator"].id
    with scene.rehearsal.undone():
        assert scene.call("coordinator", "GET", path).status_code == 200
        assert scene.call("steward", "PATCH", member, {"role": "member"}).status_code == 200
        assert scene.call("coordinator", "GET", path).status_code == 403


def test_somebody_suspended_is_no_member_any_more(scene: Scene) -> None:
    member = scene.filled("/v1/communities/{community}/members/{member}")
    with scene.rehearsal.undone():
        assert scene.call("coordinator", "PATCH", member, {"state": "suspended"}).status_code == 200
        assert scene.call("member", "GET", scene.filled("/v1/needs/{need}")).status_code == 404
        answer = scene.call("member", "POST", scene.filled("/v1/needs/{public}/responses"), {})
        assert (answer.status_code, answer.json()["code"]) == (403, "suspended")


def test_nobody_judges_in_their_own_matter(scene: Scene) -> None:
    """The helper of a disputed match is made a coordinator: the dispute is still not theirs to resolve."""
    decision = {
        "about": {"type": "match", "id": scene.ids["disputed"]},
        "outcome": "completed",
        "reason": "I was there",
    }
    member = scene.filled("/v1/communities/{community}/members/") + scene.people["confirmed"].id
    with scene.rehearsal.undone():
        assert scene.call("steward", "PATCH", member, {"role": "coordinator"}).status_code == 200
        path = scene.filled("/v1/communities/{community}/decisions")
        answer = scene.call("confirmed", "POST", path, decision)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_in_own_matter")


def test_a_decision_is_made_where_the_match_is(scene: Scene) -> None:
    decision = {
        "about": {"type": "match", "id": scene.ids["disputed"]},
        "outcome": "completed",
        "reason": "both told me",
    }
    elsewhere = {"name": "Elsewhere", "place": {"lat": 1, "lon": 1}, "reach_km": 5}
    with scene.rehearsal.undone():
        other = scene.call("coordinator", "POST", "/v1/communities", elsewhere).json()["id"]
        answer = scene.call("coordinator", "POST", f"/v1/communities/{other}/decisions", decision)
        assert answer.status_code == 404
