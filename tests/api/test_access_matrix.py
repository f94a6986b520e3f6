"""Roles × routes: every cell of the table is called and answered as it says."""

import pytest
from fastapi.routing import iter_route_contexts

from api.app import create_app
from tests.api.matrix import OUTSIDE, ROWS, Row, shape
from tests.support.full_community import ROLES, FullCommunity


def test_every_route_has_its_row(kept_community: FullCommunity) -> None:
    app = create_app(kept_community.world.settings, kept_community.database)
    routes = {
        shape(f"{method} {route.path}")
        for route in iter_route_contexts(app.routes)
        for method in (route.methods or ())
        if method != "HEAD"
    }
    assert routes == {shape(row.call) for row in ROWS} | OUTSIDE


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.call)
def test_each_part_is_answered_as_the_table_says(kept_community: FullCommunity, row: Row) -> None:
    found = {}
    for role in ROLES:
        with kept_community.database.undone():
            answer = kept_community.call(
                role, row.method, kept_community.filled(row.path), kept_community.filled(row.body)
            )
        found[role] = answer.status_code
    assert found == row.statuses


def test_a_role_taken_away_is_gone_with_the_next_call(kept_community: FullCommunity) -> None:
    path = kept_community.filled("/v1/communities/{community}/queue")
    member = (
        kept_community.filled("/v1/communities/{community}/members/")
        + kept_community.people["coordinator"].id
    )
    with kept_community.database.undone():
        assert kept_community.call("coordinator", "GET", path).status_code == 200
        assert kept_community.call("steward", "PATCH", member, {"role": "member"}).status_code == 200
        assert kept_community.call("coordinator", "GET", path).status_code == 403


def test_somebody_suspended_is_no_member_any_more(kept_community: FullCommunity) -> None:
    member = kept_community.filled("/v1/communities/{community}/members/{member}")
    with kept_community.database.undone():
        assert (
            kept_community.call(
                "coordinator", "PATCH", member, {"state": "suspended", "reason": "he shouted"}
            ).status_code
            == 200
        )
        assert (
            kept_community.call("member", "GET", kept_community.filled("/v1/needs/{need}")).status_code == 404
        )
        answer = kept_community.call(
            "member", "POST", kept_community.filled("/v1/needs/{public}/responses"), {}
        )
        assert (answer.status_code, answer.json()["code"]) == (403, "suspended")


def test_nobody_judges_in_their_own_matter(kept_community: FullCommunity) -> None:
    """The helper of a disputed match is made a coordinator: the dispute is still not theirs to resolve."""
    decision = {
        "about": {"type": "match", "id": kept_community.ids["disputed"]},
        "outcome": "completed",
        "reason": "I was there",
    }
    member = (
        kept_community.filled("/v1/communities/{community}/members/") + kept_community.people["confirmed"].id
    )
    with kept_community.database.undone():
        assert kept_community.call("steward", "PATCH", member, {"role": "coordinator"}).status_code == 200
        path = kept_community.filled("/v1/communities/{community}/decisions")
        answer = kept_community.call("confirmed", "POST", path, decision)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_in_own_matter")


def test_a_decision_is_made_where_the_match_is(kept_community: FullCommunity) -> None:
    decision = {
        "about": {"type": "match", "id": kept_community.ids["disputed"]},
        "outcome": "completed",
        "reason": "both told me",
    }
    elsewhere = {"name": "Elsewhere", "place": {"lat": 1, "lon": 1}, "reach_km": 5}
    with kept_community.database.undone():
        other = kept_community.call("coordinator", "POST", "/v1/communities", elsewhere).json()["id"]
        answer = kept_community.call("coordinator", "POST", f"/v1/communities/{other}/decisions", decision)
        assert answer.status_code == 404
