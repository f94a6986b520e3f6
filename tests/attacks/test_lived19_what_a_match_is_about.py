"""What, when, how much and how far was missing where people decide: a match carries a summary of its need."""

from datetime import timedelta

from tests.support.places import LANSING
from tests.support.world import World


def test_a_helper_reads_on_the_match_what_it_is_about(world: World) -> None:
    ana, ben, steward = world.person("Ana"), world.person("Ben"), world.person("Sue")
    community = world.community(steward, ben)
    start = world.now() + timedelta(days=2)
    window = {"from": start.isoformat(), "to": (start + timedelta(hours=3)).isoformat()}
    need = ana.need(title="Two bags", when={"kind": "windows", "windows": [window]}, minutes=45)
    ben.offer()
    world.tick()
    match = ben.match_on(need["id"])
    summary = match["need"]
    assert {name: summary[name] for name in ("category", "title", "minutes", "quantity", "unit")} == {
        "category": "groceries",
        "title": "Two bags",
        "minutes": 45,
        "quantity": 1,
        "unit": "helper",
    }
    assert summary["community"] == {
        "id": community["id"],
        "slug": "lansing",
        "name": "Lansing",
    }
    assert summary["when"]["kind"] == "windows"
    assert summary["cell"] == need["cell"]
    assert summary["distance_band"] == match["distance_band"]
    assert match["unread"] == 0
    assert (match["between"], match["change"]) == (None, None)
    assert match["meeting"] == summary["when"]["windows"]
    assert match["contact_opens"] is None
    seen = ben.get(f"/v1/needs/{need['id']}")["match"]
    assert seen == {"id": match["id"], "status": "proposed", "reply_by": match["reply_by"]}


def test_a_title_stays_with_those_who_may_see_it(world: World) -> None:
    """Who answered a public need on their own sees no more of it than before, also on the match."""
    ana, ben, steward = world.person("Ana"), world.person("Ben"), world.person("Sue")
    community = world.community(steward)["id"]
    need = ana.need(title="For nobody else", visible_to="public", place=LANSING)["id"]
    ben.post(f"/v1/communities/{community}/join")
    match = ben.post(f"/v1/needs/{need}/responses")["id"]
    ben.post(f"/v1/communities/{community}/leave")
    assert ben.call("GET", f"/v1/matches/{match}").json().get("need", {}) in (None, {}) or (
        ben.get(f"/v1/matches/{match}")["need"]["title"] is None
    )


def test_of_a_need_that_is_not_to_be_seen_any_more_nothing_is_said(world: World) -> None:
    ana, ben, steward = world.person("Ana"), world.person("Ben"), world.person("Sue")
    world.community(steward, ben)
    need = ana.need(title="Two bags", visible_to="asked")["id"]
    ben.offer()
    world.tick()
    match = ben.match_on(need)["id"]
    assert ben.get(f"/v1/matches/{match}")["need"]["title"] == "Two bags"
    assert ben.post(f"/v1/matches/{match}/decline")["need"] is None
    assert ben.call("GET", f"/v1/needs/{need}").status_code == 404
    assert ben.match_on(need)["need"] is None


def test_two_of_three_is_said_before_contact_opens(world: World) -> None:
    ana, ben, cem, steward = (world.person(name) for name in ("Ana", "Ben", "Cem", "Sue"))
    world.community(steward, ben, cem)
    need = ana.need(quantity=2, at_least=2)["id"]
    first = ben.post(f"/v1/needs/{need}/responses")["id"]
    second = cem.post(f"/v1/needs/{need}/responses")["id"]
    ana.post(f"/v1/matches/{first}/confirm")
    assert ben.get(f"/v1/matches/{first}")["contact_opens"] == {"confirmed": 1, "of": 2}
    assert cem.get(f"/v1/matches/{second}")["contact_opens"] is None
    assert ana.get(f"/v1/matches/{second}")["contact_opens"] == {"confirmed": 1, "of": 2}
    ana.post(f"/v1/matches/{second}/confirm")
    assert cem.get(f"/v1/matches/{second}")["contact_opens"] == {"confirmed": 2, "of": 2}


def test_messages_are_unread_until_they_are_read_and_then_everywhere(world: World) -> None:
    ana, ben, steward = world.person("Ana"), world.person("Ben"), world.person("Sue")
    world.community(steward, ben)
    match = ben.post(f"/v1/needs/{ana.need()['id']}/responses")["id"]
    for text in ("On my way", "Which door?"):
        ben.post(f"/v1/matches/{match}/messages", {"text": text})
    world.tick()
    assert ana.get(f"/v1/matches/{match}")["unread"] == 2
    assert ben.get(f"/v1/matches/{match}")["unread"] == 0
    assert [one["id"] for one in ana.get("/v1/matches?unread=true")["items"]] == [match]
    assert ben.get("/v1/matches?unread=true")["items"] == []
    unread = {one["kind"] for one in ana.get("/v1/me/notifications?unread=true")["items"]}
    assert "message" in unread
    ana.call("HEAD", f"/v1/matches/{match}/messages")
    assert ana.get(f"/v1/matches/{match}")["unread"] == 2
    ana.get(f"/v1/matches/{match}/messages?limit=1")
    assert ana.get(f"/v1/matches/{match}")["unread"] == 1
    ana.get(f"/v1/matches/{match}/messages")
    assert ana.get(f"/v1/matches/{match}")["unread"] == 0
    assert ana.get("/v1/matches?unread=true")["items"] == []
    left = {one["kind"] for one in ana.get("/v1/me/notifications?unread=true")["items"]}
    assert "message" not in left
