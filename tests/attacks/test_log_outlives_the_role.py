"""A coordinator read what was reported, gave up the role, and the stewards' log no longer said that they had."""

import pytest

from tests.support.reported_community import ReportedCommunity
from tests.support.world import World


@pytest.fixture
def reported(shared_world: World) -> ReportedCommunity:
    shared_world.advance(days=1)
    return ReportedCommunity(shared_world)


@pytest.mark.parametrize("leaves", [True, False])
def test_what_was_read_and_closed_stays_in_the_log(reported: ReportedCommunity, leaves: bool) -> None:
    ana = reported.world.person("Ana")
    reported.report(ana, "match", reported.met(ana, community_id=reported.id))
    path, case_id = f"/v1/communities/{reported.id}", reported.case_of(reported.cora)
    reported.read(reported.cora, case_id)
    closed = {"about": {"type": "case", "id": case_id}, "outcome": "closed", "reason": "nothing in it"}
    reported.cora.post(f"{path}/decisions", closed)

    def by_cora() -> set[str]:
        return {line["kind"] for line in reported.sam.get(f"{path}/log?by={reported.cora.id}")["items"]}

    assert by_cora() >= {"case_read", "case_closed"}
    if leaves:
        reported.cora.post(f"{path}/leave")
    else:
        reported.sam.patch(f"{path}/members/{reported.cora.id}", {"role": "member"})
    assert by_cora() >= {"case_read", "case_closed"}
