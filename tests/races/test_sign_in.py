"""One code shown by a hundred at once, and one refresh token in two hands: who signs in, and who notices."""

import random
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from core.database.db import Address
from services.people.sign_in import code_of
from tests.support.at_once import at_once
from tests.support.telling import scalar
from tests.support.world import World

MANY = 100


@pytest.fixture
def crowded_world(address: Address, tmp_path: Path) -> Iterator[World]:
    with World(address, tmp_path, limits=1000) as world:
        yield world


def test_a_hundred_who_show_one_code_at_once_are_one_sign_in(crowded_world: World) -> None:
    """Also where it makes the account: there is one of that, too. Who found the house full is told to come again."""
    challenge = crowded_world.http.post("/v1/auth/codes", json={"address": "ana@example.org"}).json()
    code = code_of(crowded_world.database.vault, UUID(challenge["challenge"]))
    shown = {"challenge": challenge["challenge"], "code": code}
    limits = httpx.Limits(max_connections=MANY)
    with httpx.Client(base_url=crowded_world.server.url, timeout=60, limits=limits) as http:
        answers = at_once([partial(http.post, "/v1/auth/sessions", json=shown) for _ in range(MANY)])
    let_in = [answer.text for answer in answers if answer.status_code == 201]
    others = [answer for answer in answers if answer.status_code != 201]
    assert len(let_in) > MANY // 2
    assert len(set(let_in)) == 1, "all of them got the same tokens"
    assert all(answer.status_code == 429 and "retry-after" in answer.headers for answer in others)
    for table in ("auth_session", "contact_point", "person"):
        assert scalar(crowded_world.database, f"SELECT count(*) FROM {table}") == 1, table


def test_a_copied_token_is_noticed_by_the_second_who_uses_it_each_time(shared_world: World) -> None:
    """Whoever of the two comes first, and however often the token was traded before: neither goes on."""
    rng = random.Random(1)
    http = shared_world.http

    def trade(token: str) -> httpx.Response:
        return http.post("/v1/auth/refresh", json={"refresh_token": token})

    def uses(token: str) -> str | None:
        """Trades it and shows what came of it; the next one, or None where that signed everybody out."""
        answer = trade(token)
        if answer.status_code == 401:
            return None
        bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
        assert http.get("/v1/me", headers=bearer).status_code == 200
        return str(answer.json()["refresh_token"])

    for number in range(12):
        token: str | None = shared_world.person(f"Owner {number}").refresh_token
        for _ in range(rng.randrange(3)):
            assert token is not None
            token = uses(token)
        assert token is not None
        hands = [token, token]
        first = rng.randrange(2)
        going_on = uses(hands[first])
        assert going_on is not None
        assert uses(hands[1 - first]) is None, "the second use is noticed"
        assert uses(going_on) is None, "and the first hand is out as well"
