"""A coordinator read what was reported, gave up the role, and the stewards' log no longer said that they had."""

import pytest

from tests.support.reported_community import ReportedCommunity
from tests.support.world import World


@pytest.fixture
def kept_log(shared_world: World) -> ReportedCommunity:
    shared_world.advance(days=1)
    return ReportedCommunity(shared_world)


@pytest.mark.parametrize("leaves", [True, False])
def test_what_was_read_and_closed_stays_in_the_log(kept_log: ReportedCommunity, leaves: bool) -> None:
    ana = kept_log.world.person("Ana")
    kept_log.report(ana, "match", kept_log.met(ana, community_id=kept_log.id))
    path, case_id = f"/v1/communities/{kept_log.id}", kept_log.case_of(kept_log.cora)
    kept_log.read(kept_log.cora, case_id)
    closed = {"about": {"type": "case", "id": case_id}, "outcome": "closed", "reason": "nothing in it"}
    kept_log.cora.post(f"{path}/decisions", closed)

    def by_cora() -> set[str]:
        return {line["kind"] for line in kept_log.sam.get(f"{path}/log?by={kept_log.cora.id}")["items"]}

    assert by_cora() >= {"case_read", "case_closed"}
    if leaves:
        kept_log.cora.post(f"{path}/leave")
    else:
        kept_log.sam.patch(f"{path}/members/{kept_log.cora.id}", {"role": "member"})
    assert by_cora() >= {"case_read", "case_closed"}
