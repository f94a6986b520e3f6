"""Reports over HTTP: of what one sees or had a part in; who hears them, and who does not."""

import pytest

from tests.support.reported_community import ReportedCommunity, texts
from tests.support.world import World


@pytest.fixture(scope="module")
def heard(shared_world: World) -> ReportedCommunity:
    return ReportedCommunity(shared_world)


def test_every_kind_of_thing_can_be_reported_by_whoever_had_a_part_in_it(heard: ReportedCommunity) -> None:
    ana = heard.world.person("Ana")
    match = heard.met(ana, title="soup")
    need = ana.get(f"/v1/matches/{match}")["need_id"]
    message = heard.ben.post(f"/v1/matches/{match}/messages", {"text": "hurry up"})["id"]
    hidden = heard.report(heard.ben, "need", need, kind="fake")
    assert hidden["status"] == "received"
    assert hidden["acted"] is None
    for type, id in (("match", match), ("message", message), ("person", heard.ben.id)):
        assert heard.report(ana, type, id)["about"] == {"type": type, "id": id}
    assert heard.report(ana, "community", heard.id)["about"]["type"] == "community"
    assert len(ana.get("/v1/reports")["items"]) == 4
    assert len(heard.ben.get("/v1/reports")["items"]) == 1


def test_what_one_may_not_see_is_as_what_is_not_there(heard: ReportedCommunity) -> None:
    ana, outsider = heard.world.person("Ana"), heard.world.person("Olga")
    match = heard.met(ana)
    need = ana.get(f"/v1/matches/{match}")["need_id"]
    message = heard.ben.post(f"/v1/matches/{match}/messages", {"text": "hurry up"})["id"]
    nothing = "01a1faa1-2c23-7654-9f11-22f2b28850a4"
    for type, id in (
        ("match", match),
        ("message", message),
        ("need", need),
        ("person", ana.id),
        ("offer", need),
    ):
        body = {"about": {"type": type, "id": id}, "kind": "fake"}
        absent = {"about": {"type": type, "id": nothing}, "kind": "fake"}
        answers = [outsider.call("POST", "/v1/reports", one) for one in (body, absent)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].text == answers[1].text


def test_an_ended_match_can_still_be_reported_also_where_the_two_keep_apart(heard: ReportedCommunity) -> None:
    ana = heard.world.person("Ana")
    match = heard.met(ana)
    ana.post("/v1/blocks", {"about": {"type": "match", "id": match}})
    assert heard.report(ana, "match", match)["status"] == "received"


def test_nobody_reports_themself(heard: ReportedCommunity) -> None:
    ana = heard.world.person("Ana")
    need = ana.need()["id"]
    body = {"about": {"type": "need", "id": need}, "kind": "fake"}
    assert ana.refused("POST", "/v1/reports", body)["errors"][0]["code"] == "that_is_you"


def test_repeating_a_report_adds_nothing_but_new_words(heard: ReportedCommunity) -> None:
    ben = heard.world.person("Ben who is reported twice")
    ben.post(f"/v1/communities/{heard.id}/join")
    ana = heard.world.person("Ana")
    match = heard.met(ana, ben)
    first = heard.report(ana, "match", match)
    assert heard.report(ana, "match", match)["id"] == first["id"]
    assert heard.report(ana, "match", match, text="and again today")["id"] == first["id"]
    [case] = [
        heard.read(heard.cora, e["case_id"]) for e in heard.queue(heard.cora) if _about(heard, e, ben.id)
    ]
    assert len(case["reports"]) == 1
    assert texts(case) == {"he shouted at me", "and again today"}


def _about(heard: ReportedCommunity, entry: dict[str, str], person_id: str) -> bool:
    if entry["why"] != "report":
        return False
    return bool(heard.read(heard.cora, entry["case_id"])["about_person"] == person_id)


def test_a_child_at_risk_comes_first_and_rings(heard: ReportedCommunity) -> None:
    ben = heard.world.person("Ben near a child")
    ben.post(f"/v1/communities/{heard.id}/join")
    ana = heard.world.person("Ana")
    heard.report(ana, "match", heard.met(ana, ben), kind="child_at_risk")
    heard.world.tick()
    assert _about(heard, heard.queue(heard.cora)[0], ben.id)
    assert "report_presses" in heard.cora.inbox()
    assert "report_presses" not in ana.inbox()


def test_a_community_is_judged_from_outside(heard: ReportedCommunity) -> None:
    olga = heard.world.person("Olga")
    before = [len(heard.queue(who)) for who in (heard.cora, heard.sam)]
    heard.report(olga, "community", heard.id, kind="discrimination")
    assert [len(heard.queue(who)) for who in (heard.cora, heard.sam)] == before


def test_nobody_hears_what_is_about_somebody_they_know(heard: ReportedCommunity) -> None:
    """Cora gave her word for him: it is for Sam to hear."""
    ben = heard.world.person("Ben whom Cora knows")
    ben.post(f"/v1/communities/{heard.id}/join")
    heard.cora.put(f"/v1/communities/{heard.id}/members/{ben.id}/vouch")
    ana = heard.world.person("Ana")
    before = heard.cora.inbox().count("report")
    heard.report(ana, "match", heard.met(ana, ben))
    heard.world.tick()
    assert heard.cora.inbox().count("report") == before, "nor is she told"
    case_id = next(
        e["case_id"]
        for e in heard.queue(heard.sam)
        if e["why"] == "report" and heard.read(heard.sam, e["case_id"])["about_person"] == ben.id
    )
    assert case_id not in {e.get("case_id") for e in heard.queue(heard.cora)}
    path = f"/v1/communities/{heard.id}/cases/{case_id}"
    assert heard.cora.refused("GET", path)["code"] == "not_in_own_matter"
    assert ben.call("GET", path).status_code == 403
    assert ana.call("GET", path).status_code == 404


def test_nobody_hears_what_is_about_somebody_they_keep_away_from(heard: ReportedCommunity) -> None:
    ben = heard.world.person("Ben whom Cora avoids")
    ben.post(f"/v1/communities/{heard.id}/join")
    ana = heard.world.person("Ana")
    heard.report(ana, "match", heard.met(ana, ben))
    [of_ben] = [entry for entry in heard.queue(heard.cora) if _about(heard, entry, ben.id)]
    need = ben.need(visible_to="members")["id"]
    heard.cora.post("/v1/blocks", {"about": {"type": "need", "id": need}})
    assert of_ben["case_id"] not in {entry.get("case_id") for entry in heard.queue(heard.cora)}
    path = f"/v1/communities/{heard.id}/cases/{of_ben['case_id']}"
    assert heard.cora.refused("GET", path)["code"] == "not_in_own_matter"
    assert heard.sam.get(path)["about_person"] == ben.id


def test_there_is_an_end_to_what_one_person_reports_in_a_day(heard: ReportedCommunity) -> None:
    olga = heard.world.person("Olga")
    kinds = ("felt_unsafe", "harassment", "theft_or_money", "fake", "discrimination", "coordinator", "other")
    others = [
        heard.world.community(heard.world.person("Far"), name=f"Far {n}", place={"lat": n, "lon": n})["id"]
        for n in (10, 20)
    ]
    for community in (heard.id, *others):
        for kind in kinds:
            body = {"about": {"type": "community", "id": community}, "kind": kind}
            last = olga.call("POST", "/v1/reports", body)
    assert last.status_code == 429
    assert int(last.headers["Retry-After"]) > 3600


def test_one_person_with_two_accounts_pauses_nobody(heard: ReportedCommunity) -> None:
    """Nor do two of whom one gave the other their word, somebody who never met them, or an account of last week."""
    ben = heard.world.person("Ben whom one hand reports")
    ben.post(f"/v1/communities/{heard.id}/join")
    ana, sock = heard.world.person("Ana"), heard.world.person("Ana again")
    for who in (ana, sock):
        who.put("/v1/me/devices/01a1faa1-2c23-7654-9f11-22f2b28850b5", {"address": f"ok-{who.id}"})
        heard.report(who, "match", heard.met(who, ben))
    young = heard.world.newcomer("Young", proved="young@example.org")
    heard.report(young, "match", heard.met(young, ben))
    stranger = heard.world.person("Only saw him")
    stranger.post(f"/v1/communities/{heard.id}/join")
    need = ben.need(visible_to="members")["id"]
    heard.report(stranger, "need", need)
    heard.world.tick()
    assert "matching_paused" not in ben.inbox()
    eve = heard.world.person("Eve")
    heard.report(eve, "match", heard.met(eve, ben))
    heard.world.tick()
    assert "matching_paused" in ben.inbox()
