"""M3: contact stayed open after vouches were withdrawn. What was opened on standing is unsettled with it."""

from datetime import timedelta
from typing import Any

import pytest

from tests.support.community import CleosCommunity
from tests.support.people import Person


@pytest.fixture
def amina(cleos_community: CleosCommunity) -> Person:
    return cleos_community.member("Amina")


def first(amina: Person, **fields: Any) -> str:
    return str(amina.need(criteria={"decide": "first_who_fits"}, **fields)["id"])


def reads(person: Person, match: dict[str, Any]) -> bool:
    return person.call("GET", f"/v1/matches/{match['id']}/contact").status_code == 200


def take_word_back(community: CleosCommunity) -> None:
    community.cleo.delete(f"/v1/communities/{community.id}/members/{community.ben.id}/vouch")


def test_contact_shuts_at_once_and_the_author_is_asked_again(
    cleos_community: CleosCommunity, amina: Person
) -> None:
    ben, need = cleos_community.ben, first(amina)
    match = cleos_community.ben_says_yes(need)
    assert (match["status"], reads(ben, match), reads(amina, match)) == ("confirmed", True, True)
    take_word_back(cleos_community)
    assert not reads(ben, match), "before any job has looked"
    cleos_community.world.tick()
    assert amina.get(f"/v1/matches/{match['id']}")["status"] == "accepted"
    assert amina.get(f"/v1/needs/{need}")["status"] == "open"
    assert "unsettled" in amina.inbox()
    assert "unsettled_helper" in ben.inbox()
    assert not reads(ben, match)
    amina.post(f"/v1/matches/{match['id']}/confirm")
    assert reads(ben, match), "now by her own yes, which rests on nobody's word"
    cleos_community.world.tick()
    assert amina.get(f"/v1/matches/{match['id']}")["status"] == "confirmed"


def test_a_yes_of_ones_own_rests_on_no_word(cleos_community: CleosCommunity, amina: Person) -> None:
    match = cleos_community.ben_says_yes(amina.need()["id"])
    amina.post(f"/v1/matches/{match['id']}/confirm")
    take_word_back(cleos_community)
    cleos_community.world.tick()
    assert reads(cleos_community.ben, match)


def test_a_need_that_wants_trust_rests_on_it_whoever_says_yes(
    cleos_community: CleosCommunity, amina: Person
) -> None:
    need = amina.need(criteria={"min_trust": "vouched"})["id"]
    match = cleos_community.ben_says_yes(need)
    amina.post(f"/v1/matches/{match['id']}/confirm")
    assert reads(cleos_community.ben, match)
    take_word_back(cleos_community)
    assert not reads(cleos_community.ben, match)
    cleos_community.world.tick()
    assert amina.get(f"/v1/matches/{match['id']}")["status"] == "accepted"


def test_once_the_time_has_begun_coordinators_are_told_and_nothing_else(
    cleos_community: CleosCommunity, amina: Person
) -> None:
    start = cleos_community.world.now() + timedelta(hours=2)
    window = {"from": start.isoformat(), "to": (start + timedelta(hours=3)).isoformat()}
    match = cleos_community.ben_says_yes(first(amina, when={"kind": "windows", "windows": [window]}))
    cleos_community.world.advance(hours=3)
    take_word_back(cleos_community)
    cleos_community.world.tick()
    assert amina.get(f"/v1/matches/{match['id']}")["status"] == "confirmed"
    assert reads(cleos_community.ben, match)
    told = cleos_community.cleo.get("/v1/me/notifications?limit=50")["items"]
    assert [n["subject"]["id"] for n in told if n["kind"] == "needs_a_human"] == [match["id"]]
