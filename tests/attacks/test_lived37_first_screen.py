"""The first screen took sixteen requests, with what waits for somebody in none of them: one answer holds it all."""

from typing import Any

from tests.support.people import Person
from tests.support.world import World, device_for


def kinds(person: Person) -> list[tuple[str, str]]:
    return [(one["kind"], one["id"]) for one in person.get("/v1/home")["waiting"]]


def test_what_waits_for_each_of_the_two_from_the_asking_to_the_thanks(world: World) -> None:
    ana, ben, steward = world.person("Ana"), world.person("Ben"), world.person("Sue")
    world.community(steward, ben)
    assert ana.get("/v1/home")["waiting"] == []
    need = ana.need(title="Two bags")["id"]
    offer = ben.offer()["id"]
    world.tick()
    match = ben.match_on(need)["id"]
    assert kinds(ben) == [("answer", match)]
    assert kinds(ana) == []
    ben.post(f"/v1/matches/{match}/accept")
    assert (kinds(ben), kinds(ana)) == ([], [("choose", match)])
    ben.post(f"/v1/matches/{match}/messages", {"text": "On my way"})
    assert kinds(ana) == [("choose", match), ("message", match)]
    home = ana.get("/v1/home")
    assert home["unread"]["messages"] == 1
    assert home["unread"]["notifications"] >= 0
    assert [(one["id"], one["yes"], one["progress"]["yes"]) for one in home["needs"]] == [(need, [match], 1)]
    assert [(one["id"], one["need"]["title"]) for one in home["matches"]] == [(match, "Two bags")]
    assert home["more"] == {"needs": 0, "matches": 0, "offers": 0}
    ana.get(f"/v1/matches/{match}/messages")
    ana.post(f"/v1/matches/{match}/confirm")
    assert (kinds(ben), kinds(ana)) == ([], [])
    held = {"id": offer, "status": "active", "categories": [], "held": 1}
    [mine] = ben.get("/v1/home")["offers"]
    assert {name: mine[name] for name in held} == held
    world.advance(days=4)
    assert (kinds(ben), kinds(ana)) == ([("report", match)], [("report", match)])
    ben.post(f"/v1/matches/{match}/report", {"outcome": "helped"})
    assert (kinds(ben), kinds(ana)) == ([], [("report", match)])
    assert ana.get("/v1/home")["waiting"][0]["until"] is not None
    ana.post(f"/v1/matches/{match}/report", {"outcome": "helped"})
    assert kinds(ana) == []


def test_what_waits_is_said_in_words_with_the_address_of_its_page(world: World) -> None:
    ana, ben, steward = world.person("Ana"), world.person("Ben"), world.person("Sue")
    world.community(steward, ben)
    need = ana.need(urgency="urgent")["id"]
    match = ben.post(f"/v1/needs/{need}/responses")["id"]
    told = {
        language: ana.call("GET", "/v1/home", Accept_Language=language).json()["waiting"][0]
        for language in ("en", "es", "pt", "fr", "ar", "sw")
    }
    assert len({one["text"] for one in told.values()}) == 6
    one = told["en"]
    assert one["text"] == "Groceries: somebody can help. Say yes or no to them."
    assert one["link"] == f"{world.settings.public_url}/matches/{match}"
    assert (one["kind"], one["type"], one["id"]) == ("choose", "match", match)
    assert one["since"] < one["until"]


def test_a_need_whose_time_runs_out_waits_and_for_a_week_after_it(world: World) -> None:
    ana, steward = world.person("Ana"), world.person("Sue")
    world.community(steward)
    need = ana.need()["id"]
    world.advance(days=5)
    assert kinds(ana) == []
    world.advance(hours=7)
    assert kinds(ana) == [("renew", need)]
    world.advance(days=3)
    assert ana.get(f"/v1/needs/{need}")["status"] == "expired"
    assert kinds(ana) == [("renew", need)]
    ana.post(f"/v1/needs/{need}/renew")
    assert kinds(ana) == []
    world.advance(days=15)
    assert kinds(ana) == [], "after a week nobody waits any more"


def test_an_offer_that_was_asked_about_waits_until_it_is_renewed(world: World) -> None:
    ben, steward = world.person("Ben"), world.person("Sue")
    world.community(steward, ben)
    offer = ben.offer()["id"]
    world.advance(days=61)
    assert kinds(ben) == [("check_in", offer)]
    ben.post(f"/v1/offers/{offer}/renew")
    assert kinds(ben) == []


def test_a_circle_waits_for_its_coordinators_and_for_nobody_else(world: World) -> None:
    steward, member, newcomer = (world.person(name) for name in ("Sue", "Ben", "Nia"))
    circle = world.community(steward, member)
    other = world.community(member, name="Far away", place={"lat": 10, "lon": 10})
    steward.patch(f"/v1/communities/{circle['id']}", {"join_policy": "approval"})
    assert (kinds(steward), kinds(member)) == ([], [])
    newcomer.post(f"/v1/communities/{circle['id']}/join")
    assert kinds(steward) == [("circle", circle["id"])]
    assert kinds(member) == []
    waits = steward.get("/v1/home")["waiting"][0]
    assert waits["text"] == "Lansing: something there needs you. Have a look."
    assert waits["link"].endswith("/c/lansing")
    steward.patch(f"/v1/communities/{circle['id']}/members/{newcomer.id}", {"state": "active"})
    assert kinds(steward) == []
    assert other["id"]


def test_what_is_urgent_comes_first(world: World) -> None:
    ana, ben, steward = world.person("Ana"), world.person("Ben"), world.person("Sue")
    world.community(steward, ben)
    calm = ana.need()["id"]
    urgent = ana.need(urgency="urgent")["id"]
    first = ben.post(f"/v1/needs/{calm}/responses")["id"]
    second = ben.post(f"/v1/needs/{urgent}/responses")["id"]
    assert kinds(ana) == [("choose", second), ("choose", first)]
    assert [one["id"] for one in ana.get("/v1/home")["matches"]] == [second, first]


def test_open_needs_come_first_of_either_kind_the_newest(world: World) -> None:
    ana, steward = world.person("Ana"), world.person("Sue")
    world.community(steward)
    ids = [ana.need()["id"] for _ in range(10)]
    for need in ids[6:]:
        ana.post(f"/v1/needs/{need}/withdraw")
    ids += [ana.need()["id"] for _ in range(2)]
    home = ana.get("/v1/home")
    assert [one["id"] for one in home["needs"]] == [*ids[:9:-1], *ids[5::-1], *ids[9:7:-1]]
    assert home["more"]["needs"] == 2


def test_nothing_new_is_a_304_although_time_went_by(world: World) -> None:
    ana, ben, steward = world.person("Ana"), world.person("Ben"), world.person("Sue")
    world.community(steward, ben)
    match = ben.post(f"/v1/needs/{ana.need()['id']}/responses")["id"]
    device_for(ana, "phone")
    world.tick()
    first = ana.call("GET", "/v1/home")
    world.advance(minutes=5)
    again = ana.call("GET", "/v1/home", If_None_Match=first.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    ana.post(f"/v1/matches/{match}/confirm")
    after = ana.call("GET", "/v1/home", If_None_Match=first.headers["etag"])
    assert after.status_code == 200
    assert after.json()["as_of"] > first.json()["as_of"]


def test_nothing_of_a_blocked_or_hidden_one_waits(world: World) -> None:
    ana, ben, steward = world.person("Ana"), world.person("Ben"), world.person("Sue")
    world.community(steward, ben)
    match = ben.post(f"/v1/needs/{ana.need()['id']}/responses")["id"]
    ben.post(f"/v1/matches/{match}/messages", {"text": "On my way"})
    ben.put("/v1/me/hide")
    assert kinds(ana) == []
    assert ana.get("/v1/home")["unread"]["messages"] == 0
    ben.delete("/v1/me/hide")
    assert len(kinds(ana)) == 2
    ana.post("/v1/blocks", {"about": {"type": "match", "id": match}})
    assert kinds(ana) == []
    assert ana.get("/v1/home")["unread"]["messages"] == 0


def test_lists_take_several_states_and_the_newest_first(world: World) -> None:
    ana, ben, steward = world.person("Ana"), world.person("Ben"), world.person("Sue")
    world.community(steward, ben)
    ids = [ana.need()["id"] for _ in range(4)]
    ana.post(f"/v1/needs/{ids[1]}/withdraw")

    def listed(path: str) -> list[Any]:
        return [one["id"] for one in ana.get(path)["items"]]

    assert listed("/v1/needs?mine=true&order=newest") == ids[::-1]
    assert listed("/v1/needs?mine=true&status=open&status=withdrawn") == ids
    assert listed("/v1/needs?mine=true&status=withdrawn") == [ids[1]]
    matches = [ben.post(f"/v1/needs/{need}/responses")["id"] for need in (ids[0], ids[2], ids[3])]
    ben.post(f"/v1/matches/{matches[1]}/take-back")
    assert listed("/v1/matches?order=newest") == matches[::-1]
    assert listed("/v1/matches?status=accepted&status=declined") == matches
    assert listed("/v1/matches?status=declined&order=newest") == [matches[1]]
    first = ana.get("/v1/needs?mine=true&order=newest&limit=3")
    rest = ana.get(f"/v1/needs?mine=true&order=newest&limit=3&cursor={first['next']}")
    assert [one["id"] for one in first["items"] + rest["items"]] == ids[::-1]
    offers = [ben.offer()["id"] for _ in range(3)]
    ben.post(f"/v1/offers/{offers[0]}/pause")
    own = ben.get("/v1/offers?order=newest&status=active&status=paused")["items"]
    assert [one["id"] for one in own if one["id"] in offers] == offers[::-1]
