"""Trust → addresses opened by false trust: false helpers give their word for one another, and answer."""

from tests.attacks.day.figure import Figure
from tests.support.people import Person
from tests.support.world import World

WORDS_EACH = 3
NEEDS = 4
FIRST = {"decide": "first_who_fits"}


def played(world: World, false_helpers: int = 8) -> Figure:
    """Amina takes the first who fits; each of the false ones answers each of her needs, a day after their words."""
    amina = world.person("Amina")
    honest = [world.person(f"Member {number}") for number in range(4)]
    community = world.community(world.person("Sara"), amina, *honest)["id"]
    false = [world.person(f"False {number}") for number in range(false_helpers)]
    for person in false:
        person.post(f"/v1/communities/{community}/join")
    _vouch_in_a_ring(false, community)
    world.advance(hours=25)
    needs = [amina.need(criteria=FIRST, share=["place"])["id"] for _ in range(NEEDS)]
    opened = {need for need, person in zip(needs * 2, false, strict=False) if _opens(person, need)}
    return Figure("addresses opened by false trust", len(opened), NEEDS)


def _vouch_in_a_ring(false: list[Person], community: str) -> None:
    for number, giver in enumerate(false):
        for step in range(1, WORDS_EACH + 1):
            receiver = false[(number + step) % len(false)]
            giver.put(f"/v1/communities/{community}/members/{receiver.id}/vouch")


def _opens(person: Person, need: str) -> bool:
    answer = person.call("POST", f"/v1/needs/{need}/responses", {})
    match = answer.json().get("id")
    return person.call("GET", f"/v1/matches/{match}/contact").status_code == 200
