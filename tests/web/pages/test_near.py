"""Near me: what fits one's offers, with the words as far as one may read them, and the way to say "I can"."""

from dataclasses import dataclass
from uuid import UUID

import pytest

from core import limits
from doors import reading
from tests.support import rows
from tests.support.browsers import PageShown, surfing, surfing_as
from tests.support.people import Person
from tests.support.places import LANSING, LANSING_CELL
from tests.support.world import World


@dataclass
class Street:
    """Some who ask in one circle, and one who offers there."""

    world: World
    asks: Person
    helps: Person
    circle: str
    need: str

    def near(self, person: Person, **query: str) -> PageShown:
        with surfing_as(self.world, person) as surfer:
            return surfer.open("/near", **query)


@pytest.fixture(scope="module")
def street(shared_world: World) -> Street:
    amina, juma = shared_world.person("Amina"), shared_world.person("Juma")
    circle = shared_world.community(amina, juma)["id"]
    body = {"category": "groceries", "place": LANSING, "title": "Bread for my mother"}
    need = amina.post("/v1/needs", body)["id"]
    return Street(shared_world, amina, juma, circle, need)


def test_a_stranger_signs_in_first(street: Street) -> None:
    with surfing(street.world) as surfer:
        answer = surfer.http.get("/near", follow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/in?next=/near")


def test_without_an_offer_it_goes_by_the_circle(street: Street) -> None:
    page = street.near(street.helps)
    assert "Bread for my mother" in page.text
    assert "/help/new" in page.hrefs
    assert f"/needs/{street.need}/answer" in page.hrefs
    assert "Bread for my mother" not in street.near(street.asks).text  # one's own is on one's own page


def test_who_is_not_a_member_reads_none_of_the_words(street: Street) -> None:
    outsider = street.world.person("Omar")
    assert "Bread" not in street.near(outsider).text


def test_what_fits_an_offer_comes_with_its_distance(street: Street) -> None:
    rana = street.world.person("Rana")
    rana.post(f"/v1/communities/{street.circle}/join")
    rana.post("/v1/offers", {"categories": ["groceries"], "place": LANSING})
    page = street.near(rana)
    assert "Bread for my mother" in page.text
    assert "km away" in page.text
    assert "Bread" not in street.near(rana, kind="water").text
    assert "Bread" in street.near(rana, kind="no such kind").text


def test_an_answer_leads_to_its_match(street: Street) -> None:
    sami = street.world.person("Sami")
    sami.post(f"/v1/communities/{street.circle}/join")
    match = sami.post(f"/v1/needs/{street.need}/responses")["id"]
    page = street.near(sami)
    assert f"/matches/{match}" in page.hrefs
    assert f"/needs/{street.need}/answer" not in page.hrefs


def test_a_page_leads_to_the_next_and_nobody_asks_for_another(street: Street) -> None:
    lena, reader = street.world.person("Lena"), street.world.person("Reader")
    circle = street.world.community(lena, reader, name="Long street")["id"]
    with street.world.database.transaction() as session:
        now = street.world.now()
        for _ in range(12):
            rows.a_need(session, UUID(circle), UUID(lena.id), now, category="water", cell=LANSING_CELL)
    reader.post("/v1/offers", {"categories": ["water"], "place": LANSING, "community_id": circle})
    with surfing_as(street.world, reader) as surfer:
        first = surfer.open("/near")
        [onward] = [href for href in first.hrefs if "from=" in href]
        second = surfer.open(onward)
        assert surfer.open("/near", **{"from": "AAAA"}).status == 422
        assert surfer.open(f"{onward}&kind=water").status == 422  # that place is of the list of all kinds
    assert [len(answers(page)) for page in (first, second)] == [10, 2]
    assert answers(first).isdisjoint(answers(second))


def test_who_reads_very_many_reads_them_without_words(street: Street) -> None:
    reader = street.world.person("Curious")
    reader.post(f"/v1/communities/{street.circle}/join")
    assert "Bread for my mother" in street.near(reader).text
    with street.world.database.transaction() as session:
        key, now = UUID(reader.id).bytes, street.world.now()
        limits.arrive(session, reading.WORDS, key, now, many=reading.WORDS.burst - 1)
    page = street.near(reader)
    assert page.status == 200
    assert "Groceries" in page.text
    assert "Bread" not in page.text


def answers(page: PageShown) -> set[str]:
    """Where one says "I can" on this page."""
    return {href for href in page.hrefs if href.endswith("/answer")}
