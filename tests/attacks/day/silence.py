"""Silence → what whoever was reported can read differently, once a human has closed the case."""

from tests.attacks.day.figure import Figure
from tests.support.reading import seen_by
from tests.support.reported_community import ReportedCommunity
from tests.support.world import World


def played(world: World) -> Figure:
    """Ben reads everything, before Ana reports him and after Cora has looked."""
    here = ReportedCommunity(world)
    ana = world.person("Ana")
    match = here.met(ana)
    need = here.ben.get(f"/v1/matches/{match}")["need_id"]
    names = {"community_id": here.id, "need_id": need, "match_id": match, "person_id": here.ben.id}
    world.tick()
    before = seen_by(here.ben, names)
    here.report(ana, "match", match)
    about = {"type": "case", "id": here.case_of(here.cora)}
    closed = {"about": about, "outcome": "closed", "reason": "nothing in it"}
    here.cora.post(f"/v1/communities/{here.id}/decisions", closed)
    world.tick()
    after = seen_by(here.ben, names)
    changed = [path for path in before if after[path] != before[path]]
    return Figure("answers by which the accused learns of it", len(changed), len(before))
