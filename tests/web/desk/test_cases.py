"""Reports on the desk: reading them is an act, and they are decided with a reason."""

from collections.abc import Iterator

import pytest

from tests.support.browsers import Surfer, surfing_as
from tests.support.reported_community import ReportedCommunity
from tests.support.telling import scalar
from tests.support.world import World


@pytest.fixture(scope="module")
def reported_here(shared_world: World) -> ReportedCommunity:
    return ReportedCommunity(shared_world)


@pytest.fixture
def coras_cases(shared_world: World, reported_here: ReportedCommunity) -> Iterator[Surfer]:
    with surfing_as(shared_world, reported_here.cora) as surfer:
        yield surfer


def case_about_ben(reported_here: ReportedCommunity) -> str:
    author = reported_here.world.person("Ana")
    reported_here.report(author, "match", reported_here.met(author))
    return f"/c/{reported_here.id}/desk/cases/{reported_here.case_of(reported_here.cora)}"


def readings(world: World) -> int:
    return int(scalar(world.database, "SELECT count(*) FROM event WHERE kind = 'case_read'"))


def test_reading_is_an_act_and_the_decision_closes_it(
    shared_world: World, reported_here: ReportedCommunity, coras_cases: Surfer
) -> None:
    path = case_about_ben(reported_here)
    before = readings(shared_world)
    page = coras_cases.open(path)
    assert readings(shared_world) == before + 1
    for words in ("he shouted at me", "Ben", "Ana", "stands in the log"):
        assert words in page.text
    coras_cases.http.head(path)
    assert readings(shared_world) == before + 1
    missing = coras_cases.send(page, "decide", ticked=[("verdict", "warned")])
    assert "#reason" in missing.hrefs
    assert readings(shared_world) == before + 1, "what was refused is taken back"
    coras_cases.send(page, "decide", ticked=[("verdict", "warned")], reason="Please speak quietly.")
    assert "Please speak quietly." in str(reported_here.ben.get("/v1/decisions"))
    assert [entry["why"] for entry in reported_here.queue(reported_here.cora)] == []


def test_a_case_is_taken_by_one_and_the_others_see_that(
    shared_world: World, reported_here: ReportedCommunity, coras_cases: Surfer
) -> None:
    path = case_about_ben(reported_here)
    coras_cases.send(coras_cases.open(path), "claim")
    with surfing_as(shared_world, reported_here.sam) as sams:
        page = sams.open(path)
        assert "Cora" in page.text
        unknowing = sams.send(page, "decide", ticked=[("verdict", "closed")], reason="nothing in it")
        assert unknowing.status == 409
        sams.send(unknowing, "decide", ticked=[("verdict", "closed"), ("knowingly", "yes")])
    assert path.rpartition("/")[2] not in str(reported_here.queue(reported_here.cora))


def test_for_whom_it_is_about_and_who_reported_it_is_not_there(
    shared_world: World, reported_here: ReportedCommunity
) -> None:
    author = shared_world.person("Eve")
    author.post(f"/v1/communities/{reported_here.id}/join")
    reported_here.report(author, "match", reported_here.met(author))
    path = f"/c/{reported_here.id}/desk/cases/{reported_here.case_of(reported_here.cora)}"
    for who in (author, reported_here.ben):
        shared_world.appoint(who, reported_here.id, "coordinator")
        with surfing_as(shared_world, who) as surfer:
            absent = f"/c/{reported_here.id}/desk/cases/01910000-0000-7000-8000-000000000000"
            assert surfer.open(path).status == 404
            assert surfer.open(path).response.text == surfer.open(absent).response.text
            assert surfer.http.head(path).status_code == 404
        shared_world.appoint(who, reported_here.id, "member")


def test_on_the_desk_of_another_circle_a_case_is_not_there(
    shared_world: World, reported_here: ReportedCommunity, coras_cases: Surfer
) -> None:
    path = case_about_ben(reported_here)
    far = shared_world.community(reported_here.cora, name="Far away", place={"lat": 43.6, "lon": -83.9})["id"]
    assert coras_cases.open(path).status == 200
    elsewhere = path.replace(reported_here.id, far)
    assert coras_cases.open(elsewhere).status == 404
    assert coras_cases.http.head(elsewhere).status_code == 404
