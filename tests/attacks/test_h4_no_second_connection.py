"""H4: calls that took a second connection while they held one stopped the API for as long as the pool waits."""

from functools import partial

import httpx
import pytest

from core import limits
from tests.support.at_once import at_once
from tests.support.people import Person
from tests.support.world import World


def spoken_for(world: World, ana: Person) -> str:
    """Somebody without the app whom Ana speaks for; their id."""
    consent = {"how": "phone", "at": world.now().isoformat()}
    said = {"display_name": "Rosa", "phone": "+15175550144", "consent": consent}
    return str(ana.post("/v1/people", said)["id"])


@pytest.fixture
def needed_by_ana(world: World) -> tuple[Person, str]:
    """A need that may be shared, and whose it is."""
    ana = world.person("Ana")
    world.community(ana)
    return ana, ana.need(visible_to="public")["id"]


def statuses(answers: list[httpx.Response]) -> set[int]:
    return {answer.status_code for answer in answers}


def test_share_links_by_the_dozen_are_all_answered(world: World, needed_by_ana: tuple[Person, str]) -> None:
    """Refused ones included: four times as many calls as there are connections, all at the same moment."""
    ana, id = needed_by_ana
    calls = [partial(ana.call, "POST", f"/v1/needs/{id}/share-links")] * (4 * world.settings.pool_size)
    assert statuses(at_once(calls)) == {201, 429}


def test_a_shared_link_stops_nobody(world: World, needed_by_ana: tuple[Person, str]) -> None:
    """No account is needed for that one."""
    ana, id = needed_by_ana
    path = ana.post(f"/v1/needs/{id}/share-links")["url"].partition("/l/")[2]

    def ask_for_a_code(number: int) -> httpx.Response:
        form = {"do": "can", "address": f"somebody.{number}@example.org"}
        return world.http.post(f"/l/{path}", data=form)

    calls = [partial(ask_for_a_code, number) for number in range(4 * world.settings.pool_size)]
    assert statuses(at_once(calls)) == {200}


def test_links_to_somebody_spoken_for_stop_nobody(world: World, needed_by_ana: tuple[Person, str]) -> None:
    ana, _ = needed_by_ana
    rosa = spoken_for(world, ana)
    call = partial(ana.call, "POST", f"/v1/people/{rosa}/links", {"purpose": "take_over"})
    assert statuses(at_once([call] * (4 * world.settings.pool_size))) == {202, 429}


def test_what_is_refused_counts(world: World, needed_by_ana: tuple[Person, str]) -> None:
    """Somebody who may not share a need, asking again and again, is counted as if they might."""
    ben = world.person("Ben")
    ben.post(f"/v1/communities/{needed_by_ana[0].get('/v1/communities')['items'][0]['id']}/join")
    path = f"/v1/needs/{needed_by_ana[1]}/share-links"
    for _ in range(limits.SHARE_LINKS_PER_PERSON.burst):
        assert ben.call("POST", path).status_code == 403
    assert ben.call("POST", path).status_code == 429


def test_a_repeated_call_has_one_effect_though_it_is_counted_in_between(
    world: World, needed_by_ana: tuple[Person, str]
) -> None:
    """The key of a repeated call is held across the count: two at once, one link, the same answer."""
    ana, _ = needed_by_ana
    rosa = spoken_for(world, ana)
    body = {"purpose": "take_over"}
    call = partial(ana.call, "POST", f"/v1/people/{rosa}/links", body, Idempotency_Key="once")
    answers = at_once([call, call])
    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[0].json() == answers[1].json()
    assert sum("idempotency-replayed" in answer.headers for answer in answers) == 1
