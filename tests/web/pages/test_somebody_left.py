"""Whoever agreed on something with somebody who then left for good reads so, in their own language, and when it was."""

import pytest

from tests.support.browsers import surfing_as
from tests.support.community import CleosCommunity
from tests.support.world import World


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en", "somebody who has left"),
        ("es", "alguien que se ha ido"),
        ("pt", "alguém que foi embora"),
        ("fr", "quelqu’un qui est parti"),
        ("ar", "شخص غادر"),
        ("sw", "mtu aliyeondoka"),
    ],
)
def test_the_page_of_a_match_says_that_somebody_left(world: World, locale: str, said: str) -> None:
    community = CleosCommunity(world)
    ana = community.member("Ana")
    need = ana.need(title="CANARY soup")["id"]
    match = community.ben_says_yes(need)["id"]
    ana.post(f"/v1/matches/{match}/confirm")
    ana.post(f"/v1/matches/{match}/messages", {"text": "CANARY at the gate"})
    community.ben.patch("/v1/me", {"locale": locale})
    ana.delete("/v1/me")
    with surfing_as(world, community.ben) as by_ben:
        page = by_ben.open(f"/matches/{match}")
    assert page.status == 200
    assert said in page.text
    assert "CANARY" not in page.text
