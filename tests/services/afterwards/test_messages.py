"""Messages between the two of a match: open while somebody has said yes, and seven days after it ended."""

import pytest

from tests.support.people import Person
from tests.support.world import World


@pytest.fixture
def ana_and_ben(world: World) -> tuple[Person, Person, str]:
    """Two people, and the match by which Ben is invited to help Ana."""
    ana, ben = world.person("Ana"), world.person("Ben")
    world.community(world.person("Sara"), ana, ben)
    need = ana.need(criteria={"decide": "ask_me_first"})["id"]
    match = ana.invite(need, ben.offer()["id"])["id"]
    return ana, ben, f"/v1/matches/{match}"


def test_the_two_write_to_one_another_and_nobody_else_reads_it(
    world: World, ana_and_ben: tuple[Person, Person, str]
) -> None:
    ana, ben, match = ana_and_ben
    ana.post(f"{match}/messages", {"text": "At six?"})
    ben.post(f"{match}/messages", {"text": "At six."})
    assert [(row["text"], row["mine"]) for row in ben.get(f"{match}/messages")["items"]] == [
        ("At six?", False),
        ("At six.", True),
    ]
    assert world.person("Kim").refused("GET", f"{match}/messages")["status"] == 404


def test_messages_are_closed_after_a_no(ana_and_ben: tuple[Person, Person, str]) -> None:
    ana, ben, match = ana_and_ben
    ben.post(f"{match}/decline")
    for person in (ana, ben):
        refused = person.refused("POST", f"{match}/messages", {"text": "Sorry"})
        assert (refused["status"], refused["code"]) == (409, "messages_closed")


def test_a_proposal_that_nobody_answered_opens_no_messages(world: World) -> None:
    ana, ben = world.person("Ana"), world.person("Ben")
    world.community(world.person("Sara"), ana, ben)
    ben.offer()
    need = ana.need()["id"]
    world.tick()
    match = ben.match_on(need)["id"]
    refused = ben.refused("POST", f"/v1/matches/{match}/messages", {"text": "Who are you?"})
    assert refused["code"] == "messages_closed"


def test_messages_close_seven_days_after_the_end(
    world: World, ana_and_ben: tuple[Person, Person, str]
) -> None:
    ana, ben, match = ana_and_ben
    ben.post(f"{match}/accept")
    ana.post(f"{match}/report", {"outcome": "helped"})
    world.advance(days=6, hours=23)
    ben.post(f"{match}/messages", {"text": "You left your scarf"})
    world.advance(hours=1, minutes=1)
    assert ana.refused("POST", f"{match}/messages", {"text": "Thank you"})["code"] == "messages_closed"
    assert len(ana.get(f"{match}/messages")["items"]) == 1, "what was written stays to be read"
