"""What a need asks for is changed in a browser: who comes, what it costs, whom it leaves out, and where it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from core import places
from core.models import Community, Need
from matching.words.values import Point
from services import sealed
from tests.support.browsers import PageShown, Surfer, surfing_as
from tests.support.community import CleosCommunity
from tests.support.people import Person
from tests.support.places import LANSING
from texts.catalogue import say
from web.places import pictures

LIBRARY = {"name": "The library", "lat": 42.7325, "lon": -84.5555}
BY_THE_LIBRARY = Point(42.7325, -84.5555)
EAST_LANSING = "42.737, -84.483"


@dataclass
class Changing:
    """Dora asks again and again, and changes it on her phone."""

    community: CleosCommunity
    dora: Person
    phone: Surfer

    def asks(self, **fields: Any) -> str:
        self.community.world.advance(hours=2)
        return str(self.dora.need(**fields)["id"])

    def of(self, need: str) -> dict[str, Any]:
        return dict(self.dora.get(f"/v1/needs/{need}"))

    def said_of(self, need: str) -> dict[str, Any]:
        """What is theirs to change of it; how it gets on is told as of now."""
        return {name: said for name, said in self.of(need).items() if name != "progress"}

    def spot(self, need: str, column: str = "place") -> Point | None:
        with self.community.world.database.session() as session:
            return sealed.opened_need_place(session, session.get_one(Need, UUID(need)), column)

    def edit(self, need: str) -> PageShown:
        return self.phone.open(f"/needs/{need}/edit")

    def place(self, need: str) -> PageShown:
        return self.phone.open(f"/needs/{need}/place")


@pytest.fixture(scope="module")
def changing(shared_world: Any) -> Iterator[Changing]:
    community = CleosCommunity(shared_world)
    community.cleo.patch(f"/v1/communities/{community.id}", {"landmarks": [LIBRARY]})
    dora = community.member("Dora")
    shared_world.vouch_for(dora, community.id)
    with surfing_as(shared_world, dora) as phone:
        yield Changing(community, dora, phone)


def value_of(page: PageShown, label: str) -> str:
    """What a list sends for the one that is called so."""
    return page.response.text.partition(f">{label}<")[0].rpartition('value="')[2].rstrip('"')


RICH: list[dict[str, Any]] = [
    {},
    {
        "criteria": {
            "min_trust": "vouched",
            "by": "individuals",
            "max_distance_km": 7.5,
            "allies": True,
            "languages": ["sw", "so", "ckb"],
            "exclude": ["019aa000-0000-7000-8000-000000000000"],
        },
        "cost": {"kind": "repaid", "up_to": 12.5, "currency": "KES"},
        "visible_to": "asked",
        "quantity": None,
        "for_people": 4,
        "minutes": None,
    },
    {
        "category": "cooked_meals",
        "unit": "portion",
        "quantity": 40,
        "cost": {"kind": "gift", "up_to": 1_000_000, "currency": "UGX"},
        "visible_to": "public",
        "criteria": {"decide": "first_who_fits"},
    },
    {"criteria": {"decide": "ask_me_first"}, "details": "Two\nlines", "address": "The blue door"},
]


@pytest.mark.parametrize("fields", RICH, ids=["plain", "narrow", "many", "asked first"])
def test_saving_what_is_shown_changes_nothing(changing: Changing, fields: dict[str, Any]) -> None:
    need = changing.asks(**fields)
    before = changing.said_of(need)
    saved = changing.phone.send(changing.edit(need), "save")
    assert saved.path == f"/needs/{need}", saved.text
    moved = changing.phone.send(changing.place(need), "save")
    assert moved.path == f"/needs/{need}", moved.text
    assert changing.said_of(need) == before
    changing.dora.post(f"/v1/needs/{need}/withdraw")


def test_who_comes_and_what_it_costs_is_changed(changing: Changing) -> None:
    need = changing.asks()
    typed = {"cost": "prepaid", "up_to": "٢٥٠", "currency": "kes", "visible_to": "public"}
    typed |= {"max_distance_km": "7,5", "one_more": "so"}
    saved = changing.phone.send(changing.edit(need), "save", ticked=[("languages", "sw")], **typed)
    assert saved.path == f"/needs/{need}", saved.text
    now = changing.of(need)
    assert now["cost"] == {"kind": "prepaid", "up_to": 250, "currency": "KES"}
    assert now["visible_to"] == "public"
    assert now["criteria"]["languages"] == ["sw", "so"]
    assert now["criteria"]["max_distance_km"] == 7.5
    nothing = changing.phone.send(changing.edit(need), "save", cost="none", languages="", max_distance_km="")
    assert nothing.path == f"/needs/{need}", nothing.text
    now = changing.of(need)
    assert now["cost"]["kind"] == "none"
    assert "languages" not in now["criteria"] or now["criteria"]["languages"] == []
    changing.dora.post(f"/v1/needs/{need}/withdraw")


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ({"cost": "gift"}, "up_to"),
        ({"cost": "gift", "up_to": "5"}, "currency"),
        ({"cost": "gift", "up_to": "1.000", "currency": "KES"}, "up_to"),
    ],
)
def test_money_is_said_whole_or_not_at_all(changing: Changing, typed: dict[str, str], at: str) -> None:
    need = changing.asks()
    page = changing.phone.send(changing.edit(need), "save", ticked=[*typed.items()])
    assert page.status == 422
    assert f"#{at}" in page.hrefs
    assert ("cost", "gift") in page.form("save").fields
    assert changing.of(need)["cost"]["kind"] == "none"
    changing.dora.post(f"/v1/needs/{need}/withdraw")


def test_somebody_one_has_met_is_left_out_and_let_in_again(changing: Changing) -> None:
    ben = changing.community.ben
    first = changing.asks()
    assert "Ben" not in changing.edit(first).text, "nobody's name is told before they have met"
    assert "Cleo" in changing.edit(first).text, "who answers for the circle is known to its members"
    match = changing.community.ben_says_yes(first)
    assert "Ben" not in changing.edit(first).text, "one has said yes, and they have not met yet"
    changing.dora.post(f"/v1/matches/{match['id']}/confirm")
    need = changing.asks()
    page = changing.edit(need)
    assert "Ben" in page.text
    changing.phone.send(page, "save", ticked=[("exclude", ben.id)])
    assert changing.of(need)["criteria"]["exclude"] == [ben.id]
    assert ("exclude", ben.id) in changing.edit(need).form("save").fields
    changing.phone.send(changing.edit(need), "save", exclude="")
    assert not changing.of(need)["criteria"].get("exclude")
    stranger = changing.community.member("Sami").id
    changing.phone.send(changing.edit(need), "save", ticked=[("exclude", stranger)])
    assert not changing.of(need)["criteria"].get("exclude"), "an id that no page has shown is none"


def test_what_was_refused_is_still_of_the_edition_it_was_written_on(changing: Changing) -> None:
    """Else, mended and sent again, it would undo unseen what was changed meanwhile."""
    need = changing.asks(title="Soup")
    page = changing.edit(need)
    changing.dora.patch(f"/v1/needs/{need}", {"title": "Lentil soup"})
    wrong = changing.phone.send(page, "save", quantity="many")
    assert wrong.status == 422
    late = changing.phone.send(wrong, "save", quantity="3")
    assert late.status == 409
    assert "Lentil soup" in late.text
    assert changing.of(need)["title"] == "Lentil soup"
    changing.dora.post(f"/v1/needs/{need}/withdraw")


class TestPlace:
    def test_is_changed_to_a_landmark_and_to_a_place_from_a_map(self, changing: Changing) -> None:
        need = changing.asks()
        before = changing.of(need)
        page = changing.place(need)
        assert "marked=" in page.response.text, "the cell where it is now"
        saved = changing.phone.send(page, "save", spot=EAST_LANSING)
        assert saved.path == f"/needs/{need}", saved.text
        moved = changing.of(need)
        assert changing.spot(need) == Point(42.737, -84.483)
        assert moved["place_kind"] == before["place_kind"]
        page = changing.place(need)
        changing.phone.send(page, "save", place=value_of(page, "The library"))
        assert changing.spot(need) == BY_THE_LIBRARY

    def test_a_tap_is_one_more_of_the_list(self, changing: Changing) -> None:
        need = changing.asks()
        with changing.community.world.database.session() as session:
            circle = session.get_one(Community, changing.community.id)
            picture = pictures.picture_of(circle)
        assert picture is not None
        cell = sorted(picture.drawn)[0]
        x, y = (str(round(at)) for at in picture.pixel(*places.centre(cell)))
        page = changing.place(need)
        fields = [*page.form("save").fields, ("cells.x", x), ("cells.y", y)]
        tapped = changing.phone.post(page.path, fields)
        assert tapped.status_code == 200
        assert "the place you tapped" in tapped.text

    def test_what_cannot_be_read_is_told_at_its_field(self, changing: Changing) -> None:
        need = changing.asks()
        before = changing.spot(need)
        page = changing.phone.send(changing.place(need), "save", spot="behind the mill")
        assert (page.status, "#spot" in page.hrefs) == (422, True)
        assert ("spot", "behind the mill") in page.form("save").fields
        page = changing.phone.send(changing.place(need), "save", place="nowhere")
        assert (page.status, "#place" in page.hrefs) == (422, True)
        assert changing.spot(need) == before

    def test_of_two_changes_the_later_is_told(self, changing: Changing) -> None:
        need = changing.asks()
        page = changing.place(need)
        changing.phone.send(changing.place(need), "save", spot=EAST_LANSING)
        late = changing.phone.send(page, "save", spot="42.7, -84.5")
        assert late.status == 409
        assert ("spot", "42.7, -84.5") in late.form("save").fields
        assert changing.spot(need) == Point(42.737, -84.483)

    def test_from_afar_and_back(self, changing: Changing) -> None:
        """Whoever comes after all has to know where."""
        need = changing.asks(category="company_call", share=[])
        page = changing.phone.send(changing.place(need), "save", place="afar")
        assert page.path == f"/needs/{need}", page.text
        assert changing.of(need)["place_kind"] == "remote"
        assert changing.phone.send(changing.place(need), "save").path == f"/needs/{need}"
        assert changing.phone.send(changing.place(need), "save", spot=EAST_LANSING).status == 200
        now = changing.of(need)
        assert (now["place_kind"], now["share"]) == ("at_need", ["place"])

    def test_where_a_ride_goes_is_changed(self, changing: Changing) -> None:
        need = changing.asks(category="ride", to=LANSING)
        page = changing.place(need)
        changing.phone.send(page, "save", to=value_of(page, "The library"))
        assert changing.spot(need, "to_place") == BY_THE_LIBRARY

    def test_stays_where_somebody_relies_on_it(self, changing: Changing) -> None:
        need = changing.asks(quantity=2)
        match = changing.community.ben_says_yes(need)
        open_page = changing.place(need)
        changing.dora.post(f"/v1/matches/{match['id']}/confirm")
        assert "save" not in changing.place(need).does
        assert f"/needs/{need}/place" not in changing.edit(need).hrefs
        refused = changing.phone.send(open_page, "save", spot=EAST_LANSING)
        assert refused.status == 409
        assert changing.spot(need) == Point(**LANSING)
        assert say("web.edit.fixed", "en") in changing.place(need).text
