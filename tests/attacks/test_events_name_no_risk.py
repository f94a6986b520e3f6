"""No event of a need says of what kind it is: what carries risk would be a list of who needs what, for ever."""

import json

from sqlalchemy import text

from core.events import EventKind
from core.events.stored import written
from matching.words.categories import CATEGORIES
from tests.support.payloads import a_payload
from tests.support.world import World

RISKY = [slug for slug, category in CATEGORIES.items() if category.risk != CATEGORIES["groceries"].risk]
OF_NO_NEED = {EventKind.POLICY_CHANGED}
"""What stewards decide about a category, whoever needs it."""


def test_no_kind_of_event_has_a_place_for_a_category() -> None:
    assert len(RISKY) >= 5
    for kind in set(EventKind) - OF_NO_NEED:
        kept = json.dumps(written(kind, a_payload(kind)))
        assert "category" not in kept, kind
        assert not [slug for slug in CATEGORIES if f'"{slug}"' in kept], kind


def test_what_happens_to_a_need_that_carries_risk_never_names_it(world: World) -> None:
    steward, ana, ben = (world.person(name) for name in ("Sam", "Ana", "Ben"))
    community = world.community(steward, ana, ben)["id"]
    world.vouch_for(ben, community)
    world.check(ben, community)
    for category in RISKY[:3]:
        need = ana.need(category=category, at_least=1, quantity=1)["id"]
        ana.patch(f"/v1/needs/{need}", {"urgency": "urgent"})
        steward.call("POST", f"/v1/communities/{community}/needs/{need}/reveals", {"purpose": "to ask"})
        ben.call("POST", f"/v1/needs/{need}/responses", {})
        world.advance(hours=1)
        ana.call("POST", f"/v1/needs/{need}/withdraw")
        ana.call("POST", f"/v1/needs/{need}/renew")
        world.tick()
    with world.database.transaction() as session:
        lines = session.execute(text("SELECT kind, CAST(payload AS text) AS payload FROM event")).all()
        told = session.execute(text("SELECT kind, CAST(params AS text) AS payload FROM notification")).all()
    assert len(lines) > 20
    assert [line for line in (*lines, *told) if any(slug in line.payload for slug in RISKY)] == []
