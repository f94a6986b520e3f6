"""H5: accounts cost nothing, so what newcomers may do each, all of one network may do together as thirty of them; who
has been here for a week is no neighbour's burden, and what is urgent is posted whatever others did.
"""

from collections.abc import Callable, Iterator, Mapping

import httpx
import pytest

from core import networks
from core.crypto.keyring import vault
from core.limits import Limit, arrive
from core.models.link import LinkPurpose
from doors import writes
from services.access import room
from tests.support import pages
from tests.support.browsers import surfing_as
from tests.support.people import Person
from tests.support.places import LANSING
from tests.support.world import World


class Camp:
    """Ana has been here for long; Mallory and Nadia came today, Mallory from where a thousand others come from."""

    def __init__(self, world: World) -> None:
        self.world, self.sara, self.ana = world, world.person("Sara"), world.person("Ana")
        self.id: str = world.community(self.sara, self.ana)["id"]
        self.mallory, self.nadia = (
            world.newcomer(name, proved=f"{name}@example.org") for name in ("mallory", "nadia")
        )
        self.nadia.http = httpx.Client(
            base_url=world.server.url, transport=httpx.HTTPTransport(local_address="127.7.7.1"), timeout=60
        )
        for person in (self.mallory, self.nadia):
            person.post(f"/v1/communities/{self.id}/join")
        self.need: str = self.ana.need()["id"]

    def is_spent(self, limit: Limit) -> None:
        """Newcomers of Mallory's network have done as much of this as they may together."""
        with self.world.database.transaction() as session:
            network = networks.hashed(vault(session), "127.0.0.1")
            arrive(session, limit, network, self.world.now(), many=limit.burst)


@pytest.fixture(scope="module")
def camp(shared_world: World) -> Iterator[Camp]:
    made = Camp(shared_world)
    yield made
    made.nadia.http.close()


def answers(camp: Camp, who: Person) -> int:
    return who.call("POST", f"/v1/needs/{camp.need}/responses", {}).status_code


def writes_to(camp: Camp, who: Person) -> int:
    match = who.match_on(camp.need)["id"]
    return who.call("POST", f"/v1/matches/{match}/messages", {"text": "Here I am"}).status_code


ACTS: Mapping[str, tuple[Limit, Callable[[Camp, Person], int]]] = {
    "offers": (writes.OFFERS, lambda _, who: who.call("POST", "/v1/offers", {"place": LANSING}).status_code),
    "yes-es": (writes.YES_ES, answers),
    "messages": (writes.MESSAGES, writes_to),
    "needs": (
        writes.NEEDS,
        lambda _, who: who.call("POST", "/v1/needs", {"category": "water", "place": LANSING}).status_code,
    ),
}


@pytest.mark.parametrize("what", ACTS)
def test_newcomers_of_one_network_share_what_thirty_may_do(camp: Camp, what: str) -> None:
    limit, act = ACTS[what]
    if what == "messages":
        answers(camp, camp.nadia)
        camp.world.advance(days=1)
        answers(camp, camp.mallory)
    camp.is_spent(limit)
    assert act(camp, camp.mallory) == 429
    assert act(camp, camp.nadia) in (200, 201), "somebody of another network"
    camp.world.advance(days=1)
    assert act(camp, camp.mallory) in (200, 201)


def test_a_link_is_no_way_around_what_they_share(world: World) -> None:
    """Whoever answers on the page of a letter is counted like whoever answers in an app."""
    camp = Camp(world)
    camp.mallory.offer()
    world.tick()
    match = camp.mallory.match_on(camp.need)["id"]
    camp.is_spent(writes.YES_ES)
    camp.is_spent(writes.MESSAGES)
    for purpose in (LinkPurpose.ANSWER, LinkPurpose.MATCH):
        page = pages.get(world.http, pages.link_for(world, purpose, camp.mallory, match))
        assert pages.press(world.http, page, "yes").status == 429, purpose
    assert world.http.post(page.path, data={"do": "send", "text": "Here I am"}).status_code == 429
    answers(camp, camp.nadia)
    theirs = pages.link_for(world, LinkPurpose.MATCH, camp.nadia, camp.nadia.match_on(camp.need)["id"])
    shown = pages.get(camp.nadia.http, theirs)
    assert pages.press(camp.nadia.http, shown, "send", text="Hello").status == 200, "of another network"
    camp.nadia.http.close()


def test_a_browser_is_no_way_around_what_they_share(world: World) -> None:
    """Whoever fills in forms is counted like whoever has an app: asking, offering, answering, writing."""
    camp = Camp(world)
    answers(camp, camp.mallory)
    world.advance(days=1)
    match = camp.mallory.match_on(camp.need)["id"]
    another = camp.sara.need(title="Water")["id"]
    with surfing_as(world, camp.mallory) as surfer:
        circle = camp.mallory.get(f"/v1/communities/{camp.id}")["slug"]
        asked = surfer.send(surfer.open("/ask", c=circle), "water")
        asked = surfer.send(asked, "on", spot=f"{LANSING['lat']}, {LANSING['lon']}")
        asked = surfer.send(surfer.send(asked, "on", urgency="soon"), "on", title="Water")
        forms = {
            writes.NEEDS: (asked, "post"),
            writes.OFFERS: (surfer.open("/help/new"), "offer"),
            writes.YES_ES: (surfer.open(f"/needs/{another}/answer"), "yes"),
            writes.MESSAGES: (surfer.open(f"/matches/{match}"), "send"),
        }
        for limit, (page, press) in forms.items():
            camp.is_spent(limit)
            assert surfer.send(page, press, text="Here I am").status == 429, press
    camp.nadia.http.close()


def test_who_has_been_here_for_long_is_no_neighbours_burden(camp: Camp) -> None:
    for limit in (writes.NEEDS, writes.OFFERS):
        camp.is_spent(limit)
    camp.ana.need()
    camp.ana.offer()


def test_what_is_urgent_is_posted_whatever_their_network_did_and_says_that_nobody_is_rung(camp: Camp) -> None:
    first = camp.nadia.need(urgency="urgent")
    assert "notices" not in first
    for limit in (writes.NEEDS, room.RINGS_OF_A_NETWORK):
        camp.is_spent(limit)
    assert camp.mallory.need(urgency="urgent")["notices"] == ["nobody_rung_again"]
