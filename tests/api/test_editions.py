"""Editing what others touch, too: only another edit stands in an edit's way, and a lost answer is given again."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.people import Person
from tests.support.places import LANSING
from tests.support.world import World

NEED = {"category": "groceries", "place": LANSING, "title": "rice"}


def etag(person: Person, path: str) -> str:
    return str(person.call("GET", path).headers["etag"])


def test_what_a_need_goes_through_stands_in_no_edits_way(world: World) -> None:
    """Asking, answers, a second key and a coordinator's note change how it looks, and not what its author wrote."""
    stew, ana, ben = world.person("stew"), world.person("ana"), world.person("ben")
    community = world.community(stew, ben)
    ben.post("/v1/offers", {"place": LANSING, "categories": ["groceries"]})
    posted = ana.call("POST", "/v1/needs", NEED | {"community_id": community["id"]})
    need = f"/v1/needs/{posted.json()['id']}"
    assert posted.headers["location"] == need
    tag = posted.headers["etag"]
    world.advance(seconds=8)
    world.tick()
    match = ben.get("/v1/matches?role=helper")["items"][0]["id"]
    ben.post(f"/v1/matches/{match}/accept")
    stew.patch(f"/v1/communities/{community['id']}/needs/{posted.json()['id']}", {"note": "rang her"})
    assert etag(ana, need) != tag
    edited = ana.call("PATCH", need, {"title": "rice and beans"}, If_Match=tag)
    assert edited.status_code == 200
    assert edited.headers["etag"].partition("-")[0] == etag(ana, need).partition("-")[0]
    refused = ana.call("PATCH", need, {"title": "beans"}, If_Match=tag)
    assert refused.status_code == 412
    assert ana.call("PATCH", need, {"title": "beans"}, If_Match="*").status_code == 200


def test_a_lost_answer_to_an_edit_is_given_again(world: World) -> None:
    world.community(world.person("stew"))
    ana = world.person("ana")
    posted = ana.call("POST", "/v1/needs", NEED)
    need, tag = posted.headers["location"], posted.headers["etag"]
    first = ana.call("PATCH", need, {"title": "beans"}, If_Match=tag, Idempotency_Key="k")
    again = ana.call("PATCH", need, {"title": "beans"}, If_Match=tag, Idempotency_Key="k")
    assert (again.status_code, again.content) == (200, first.content)
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["idempotency-replayed"] == "true"
    assert ana.call("PATCH", need, {"title": "lentils"}, If_Match=tag, Idempotency_Key="k").status_code == 422


def test_a_304_compares_what_is_seen(world: World) -> None:
    ana = world.person("ana")
    tag = etag(ana, "/v1/me")
    assert ana.call("GET", "/v1/me", If_None_Match=tag).status_code == 304
    ana.put("/v1/me/pause", {})
    assert ana.call("GET", "/v1/me", If_None_Match=tag).status_code == 200
    assert ana.call("PATCH", "/v1/me", {"display_name": "Ana"}, If_Match=tag).status_code == 200
    assert ana.call("PATCH", "/v1/me", {"display_name": "Anna"}, If_Match=tag).status_code == 412


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["edit", "pause", "resume", "hold"]), max_size=8))
def test_only_an_edit_ends_an_edition(world: World, acts: list[str]) -> None:
    """Whatever happens between reading and writing: the edit is stale if and only if somebody edited."""
    ana = world.person("ana")
    community = world.community(world.person("stew"), ana)
    offer = "/v1/offers/" + ana.post("/v1/offers", {"place": LANSING, "community_id": community["id"]})["id"]
    held, edited = etag(ana, offer), False
    for act in acts:
        if act == "edit":
            ana.call("PATCH", offer, {"reach_km": 9}, If_Match="*")
            edited = True
        elif act == "hold":
            held, edited = etag(ana, offer), False
        else:
            ana.call("POST", f"{offer}/{act}")
    answer = ana.call("PATCH", offer, {"reach_km": 4}, If_Match=held)
    assert answer.status_code == (412 if edited else 200)
