"""Appeals on the desk: read by who had no part in it, and decided for good."""

import pytest

from tests.support.browsers import surfing_as
from tests.support.judged_community import JudgedCommunity
from tests.support.world import World


@pytest.fixture(scope="module")
def hearing_circle(shared_world: World) -> JudgedCommunity:
    return JudgedCommunity(shared_world)


def appealed(hearing_circle: JudgedCommunity) -> tuple[str, str]:
    need, decision = hearing_circle.removed(hearing_circle.cora)
    return need, f"/c/{hearing_circle.id}/desk/appeals/{hearing_circle.appeals(hearing_circle.ana, decision)}"


def test_who_had_no_part_in_it_reads_both_and_undoes_it(
    shared_world: World, hearing_circle: JudgedCommunity
) -> None:
    need, path = appealed(hearing_circle)
    with surfing_as(shared_world, hearing_circle.carl) as surfer:
        page = surfer.open(path)
        assert "this is an advertisement" in page.text
        assert "it was not so" in page.text
        assert "was taken down" in page.text
        done = surfer.send(page, "decide", ticked=[("verdict", "overturned")], reason="It is a real need.")
        assert done.path == f"/c/{hearing_circle.id}/desk" or done.path.endswith("/desk")
        again = surfer.open(path)
        assert "The decision was wrong" in again.text
        assert "decide" not in again.does
    assert hearing_circle.ana.get(f"/v1/needs/{need}")["status"] == "open"
    assert "It is a real need." in str(hearing_circle.ana.get("/v1/decisions"))


def test_for_who_decided_it_and_for_members_it_is_not_there(
    shared_world: World, hearing_circle: JudgedCommunity
) -> None:
    _, path = appealed(hearing_circle)
    with surfing_as(shared_world, hearing_circle.cora) as surfer:
        assert surfer.open(path).status == 404
    with surfing_as(shared_world, hearing_circle.ben) as surfer:
        assert surfer.open(path).status == 403
