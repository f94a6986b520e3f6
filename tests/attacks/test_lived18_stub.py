"""After a block the letter said that something was off, and its page was 404: now a stub stays, with its time."""

from datetime import timedelta

from tests.support.concerned_community import ConcernedCommunity
from tests.support.world import World


def test_of_what_a_block_called_off_stays_that_it_is_off(world: World) -> None:
    concerned = ConcernedCommunity(world)
    start = concerned.world.now() + timedelta(days=2)
    window = {"from": start.isoformat(), "to": (start + timedelta(hours=1)).isoformat()}
    need = concerned.ana.need(when={"kind": "windows", "windows": [window]}, share=["place"])["id"]
    match = concerned.ben.post(f"/v1/needs/{need}/responses")["id"]
    concerned.ana.post(f"/v1/matches/{match}/confirm")
    block = concerned.ana.post("/v1/blocks", {"about": {"type": "match", "id": match}})
    for who in (concerned.ana, concerned.ben):
        stub = who.get(f"/v1/matches/{match}")
        assert (stub["status"], stub["allowed"], stub.get("helper")) == ("cancelled", [], None)
        assert stub["agreed"] is not None
        assert match in [each["id"] for each in who.get("/v1/matches")["items"]]
        assert who.call("GET", f"/v1/matches/{match}/messages").status_code == 404
    listed = concerned.ana.get("/v1/blocks")["items"]
    assert [each["about"] for each in listed] == [{"type": "match", "id": match}]
    assert concerned.ben.get("/v1/blocks")["items"] == []
    concerned.ana.delete(f"/v1/blocks/{block['id']}")
