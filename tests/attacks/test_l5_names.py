"""L5: names held letters that no screen shows, or that turn what stands beside them: two alike were two people."""

from core.models.link import LinkPurpose
from tests.support import pages
from tests.support.concerned_community import ConcernedCommunity
from tests.support.places import LANSING
from tests.support.world import World

HIDDEN = "S\u200bara\u2060\u202e \u00adT\u200do\u2066m\n "


def test_every_name_is_what_a_screen_shows(world: World) -> None:
    ana = world.person("Ana")
    ana.patch("/v1/me", {"display_name": HIDDEN})
    assert ana.get("/v1/me")["display_name"] == "Sara Tom"
    place = {
        "name": HIDDEN,
        "place": LANSING,
        "reach_km": 5,
        "emergency": [{"label": HIDDEN, "phone": "911"}],
    }
    circle = ana.post("/v1/communities", place)
    assert (circle["name"], circle["emergency"][0]["label"]) == ("Sara Tom", "Sara Tom")
    organisation = ana.post("/v1/organisations", {"name": HIDDEN, "kind": "ngo"})
    assert organisation["name"] == "Sara Tom"


def test_what_is_written_on_a_page_is_read_alike(concerned: ConcernedCommunity) -> None:
    _, match = concerned.agreed()
    http, link = (
        concerned.world.http,
        pages.link_for(concerned.world, LinkPurpose.MATCH, concerned.ana, match),
    )
    sent = pages.press(
        http, pages.get(http, link), "send", text="At \u200bten,\u202e by the \u200fdoor\u200f"
    )
    assert sent.status == 200
    [message] = concerned.ben.get(f"/v1/matches/{match}/messages")["items"]
    assert message["text"] == "At ten, by the door"
