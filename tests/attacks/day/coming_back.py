"""Coming back → what somebody reaches who was suspended, blocked and refused, erased themself and signed in again."""

from tests.attacks.day.figure import Figure
from tests.support.coming_back import ComingBack
from tests.support.world import World


def played(world: World) -> Figure:
    """Ben is suspended elsewhere; here Ana has blocked him, and Eve has refused him for one need."""
    circle = ComingBack(world)
    elsewhere: str = world.community(circle.sam, name="Elsewhere")["id"]
    ben = circle.joined("email")
    ben.post(f"/v1/communities/{elsewhere}/join")
    blocked, refused = circle.needs(circle.ana), circle.needs(circle.eve)
    match = ben.post(f"/v1/needs/{blocked}/responses")["id"]
    circle.ana.post("/v1/blocks", {"about": {"type": "match", "id": match}})
    match = ben.post(f"/v1/needs/{refused}/responses")["id"]
    circle.eve.post(f"/v1/matches/{match}/refuse")
    circle.sam.patch(
        f"/v1/communities/{elsewhere}/members/{ben.id}", {"state": "suspended", "reason": "he shouted"}
    )
    ben.delete("/v1/me")
    back = circle.joined("email")
    offer = back.offer(community_id=circle.id)["id"]
    world.advance(hours=2)
    later = circle.needs(circle.ana)
    world.advance(hours=2)
    asked = {match["need_id"] for match in back.get("/v1/matches?limit=50")["items"]}
    shown = circle.ana.get(f"/v1/needs/{later}/matches")["candidates"]
    reached = [
        back.call("POST", f"/v1/communities/{elsewhere}/join").status_code == 200,
        back.call("GET", f"/v1/needs/{blocked}").status_code == 200,
        circle.answers(back, blocked) == 201,
        circle.answers(back, refused) == 201,
        bool(asked & {blocked, later}),
        refused in asked,
        offer in {candidate["offer_id"] for candidate in shown} or later in asked,
    ]
    return Figure("what who came back reaches of those who kept them away", sum(reached), len(reached))
