"""My help: a first offer, each part of it saved by itself, breaks, its end, and the promises that stand."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from core.models import Offer
from matching.words.values import Point
from services import sealed
from services.access import callers
from services.home import organisation
from tests.support.browsers import read, surfing, surfing_as
from tests.support.people import Person
from tests.support.places import LANSING
from tests.support.world import World

BOOKS = {"name": "The library", "lat": 42.74, "lon": -84.55}


@dataclass
class Town:
    """One circle with a landmark, where each test has a helper of its own."""

    world: World
    circle: dict[str, Any]
    steward: Person

    def member(self, name: str) -> Person:
        person = self.world.person(name)
        person.post(f"/v1/communities/{self.circle['id']}/join")
        return person

    def offers(self, name: str, **fields: Any) -> tuple[Person, str]:
        helper = self.member(name)
        body = {"categories": ["groceries"], "place": LANSING, **fields}
        return helper, helper.post("/v1/offers", body)["id"]


@pytest.fixture(scope="module")
def helped_town(shared_world: World) -> Town:
    steward = shared_world.person("Steward")
    circle = shared_world.community(steward, landmarks=[BOOKS])
    return Town(shared_world, circle, steward)


def starts_from(town: Town, offer: str) -> Point | None:
    with town.world.database.session() as session:
        return sealed.opened_offer_place(session, session.get_one(Offer, UUID(offer)))


class TestFirstOffer:
    def test_a_stranger_reads_what_helping_is(self, helped_town: Town) -> None:
        with surfing(helped_town.world) as surfer:
            assert "/in?next=/help/new" in surfer.open("/help").hrefs
            there = surfer.http.get("/help/new", follow_redirects=False)
        assert there.headers["Location"] == "/in?next=/help/new"

    def test_is_made_on_one_page(self, helped_town: Town) -> None:
        lina = helped_town.world.person("Lina", is_adult=None)
        with surfing_as(helped_town.world, lina) as surfer:
            page = surfer.open("/help/new")
            page = surfer.send(page, "join")
            page = surfer.send(page, "adult", grown_up="yes")
            assert "The library" in page.text
            ticked = [("categories", "ride"), ("week", "mon-9"), ("week", "mon-12"), ("has", "car")]
            after = surfer.send(page, "offer", ticked=ticked, any_time="")
        offer = lina.get("/v1/offers")["items"][0]
        assert after.path == f"/help/{offer['id']}"
        assert (offer["categories"], offer["has"]) == (["ride"], ["car"])
        assert offer["availability"] == [{"weekday": "mon", "from": "09:00", "to": "15:00"}]

    def test_a_tap_keeps_what_was_ticked(self, helped_town: Town) -> None:
        omar = helped_town.member("Omar")
        with surfing_as(helped_town.world, omar) as surfer:
            page = surfer.open("/help/new")
            fields = [(name, text) for name, text in page.form("offer").fields if name != "any_time"]
            ticks = [("categories", "ride"), ("week", "tue-9")]
            tapped = read(surfer.post("/help/new", [*fields, *ticks, ("cells.x", "150"), ("cells.y", "150")]))
            assert dict(tapped.form("offer").fields)["place"].startswith(("cell-", "middle"))
            after = surfer.send(tapped, "offer")
        offer = omar.get("/v1/offers")["items"][0]
        assert after.path == f"/help/{offer['id']}"
        assert offer["availability"] == [{"weekday": "tue", "from": "09:00", "to": "12:00"}]

    def test_no_hours_are_not_all_hours(self, helped_town: Town) -> None:
        with surfing_as(helped_town.world, helped_town.member("Omar")) as surfer:
            page = surfer.send(surfer.open("/help/new"), "offer", any_time="")
        assert page.status == 422
        assert "#week" in page.hrefs

    def test_a_landmark_that_is_none_is_refused(self, helped_town: Town) -> None:
        with surfing_as(helped_town.world, helped_town.member("Omar")) as surfer:
            page = surfer.open("/help/new")
            for place in ("nowhere", "cell-", "cell-zzz", "cell-8f2830828052d25"):
                assert surfer.send(page, "offer", place=place).status in (303, 422, 200)


class TestOffer:
    def test_what_does_not_fall_on_the_grid_stays(self, helped_town: Town) -> None:
        night = {"weekday": "fri", "from": "22:30", "to": "02:00"}
        morning = {"weekday": "mon", "from": "09:00", "to": "12:00"}
        helper, offer = helped_town.offers("Nadia", availability=[night, morning])
        with surfing_as(helped_town.world, helper) as surfer:
            page = surfer.open(f"/help/{offer}")
            assert surfer.send(page, "save_hours").status == 200
            assert helper.get(f"/v1/offers/{offer}")["availability"] == [night, morning]
            page = surfer.open(f"/help/{offer}")
            surfer.send(page, "save_hours", ticked=[("week", "sat-6")])
        later = helper.get(f"/v1/offers/{offer}")["availability"]
        assert later == [night, morning, {"weekday": "sat", "from": "06:00", "to": "09:00"}]

    def test_each_part_is_saved_by_itself(self, helped_town: Town) -> None:
        helper, offer = helped_town.offers("Nadia")
        with surfing_as(helped_town.world, helper) as surfer:

            def save(part: str, ticked: tuple[tuple[str, str], ...] = (), **typed: str) -> int:
                return surfer.send(
                    surfer.open(f"/help/{offer}"), f"save_{part}", ticked=ticked, **typed
                ).status

            months = f"{helped_town.world.now().year + 1}-01"
            assert save("kinds", (("categories", "ride"),)) == 200
            assert save("limits", per_week="٣", at_a_time="2", reach_km="7,5") == 200
            assert save("has", (("has", "car"), ("has", "cool_box"))) == 200
            assert save("cannot", (("cannot", "dogs"),)) == 200
            assert save("languages", (("languages", "sw"),), one_more="so") == 200
            assert save("money", advance_up_to="500", gift_up_to="", currency="kes") == 200
            assert save("share", (("share", "phone"),)) == 200
            days = {"from_day": "2", "from_month": months, "to_day": "5", "to_month": months}
            assert save("away", (), **days) == 200
            assert save("until", until_day="20", until_month=months) == 200
        said = helper.get(f"/v1/offers/{offer}")
        assert said["categories"] == ["groceries", "ride"]
        assert said["capacity"] == {"per_week": 3, "at_a_time": 2, "up_to": 1}
        assert (said["reach_km"], said["has"], said["cannot"]) == (7.5, ["car", "cool_box"], ["dogs"])
        assert set(said["languages"]) == {"en", "sw", "so"}
        assert said["money"] == {"advance_up_to": 500, "gift_up_to": 0, "currency": "KES"}
        assert said["share"] == ["phone"]
        assert said["away"] == [{"from": f"{months}-02", "to": f"{months}-05"}]
        assert said["expires_at"].startswith(f"{months}-2")

    @pytest.mark.parametrize(
        ("part", "typed", "field"),
        [
            ("limits", {"per_week": "often"}, "per_week"),
            ("limits", {"reach_km": "0"}, "reach_km"),
            ("limits", {"reach_km": "501"}, "reach_km"),
            ("money", {"advance_up_to": "5"}, "currency"),
            ("money", {"currency": "shilling"}, "currency"),
            ("away", {"from_day": "2"}, "from_month"),
            ("until", {"until_day": "31", "until_month": "2027-02"}, "until_day"),
        ],
    )
    def test_what_cannot_be_read_is_told_at_its_field(
        self, helped_town: Town, part: str, typed: dict[str, str], field: str
    ) -> None:
        helper, offer = helped_town.offers("Nadia")
        before = helper.get(f"/v1/offers/{offer}")
        with surfing_as(helped_town.world, helper) as surfer:
            page = surfer.send(surfer.open(f"/help/{offer}"), f"save_{part}", ticked=(), **typed)
        assert page.status == 422
        assert f"#{part}-{field}" in page.hrefs
        for name, text in typed.items():
            assert (name, text) in page.form(f"save_{part}").fields
        assert helper.get(f"/v1/offers/{offer}") == before

    def test_ends_on_no_day_that_is_over(self, helped_town: Town) -> None:
        helper, offer = helped_town.offers("Nadia")
        with surfing_as(helped_town.world, helper) as surfer:
            over = {"until_day": "1", "until_month": "2020-01"}
            for do in ("save_until", "rest"):
                assert surfer.send(surfer.open(f"/help/{offer}"), do, ticked=(), **over).status == 422

    def test_how_many_things_there_are_is_said_and_taken_back(self, helped_town: Town) -> None:
        helper, offer = helped_town.offers("Nadia", categories=["cooked_meals"])
        with surfing_as(helped_town.world, helper) as surfer:
            surfer.send(surfer.open(f"/help/{offer}"), "save_limits", stock="٤٠")
            assert helper.get(f"/v1/offers/{offer}")["stock"] == 40
            assert ("stock", "40") in surfer.open(f"/help/{offer}").form("save_limits").fields
            surfer.send(surfer.open(f"/help/{offer}"), "save_limits", stock="")
            assert helper.get(f"/v1/offers/{offer}").get("stock") is None
            assert surfer.send(surfer.open(f"/help/{offer}"), "save_limits", stock="-1").status == 422

    def test_is_moved_and_helps_from_afar_too(self, helped_town: Town) -> None:
        helper, offer = helped_town.offers("Nadia")
        before = helper.get(f"/v1/offers/{offer}")
        with surfing_as(helped_town.world, helper) as surfer:
            there = f"/help/{offer}/place"
            assert there in surfer.open(f"/help/{offer}").hrefs
            page = surfer.open(there)
            library = page.response.text.partition(">The library<")[0].rpartition('value="')[2].rstrip('"')
            assert surfer.send(page, "save", place=library, remote="yes").path == f"/help/{offer}"
            now = helper.get(f"/v1/offers/{offer}")
            assert now["remote"] is True
            assert starts_from(helped_town, offer) == Point(42.74, -84.55)
            late = surfer.send(page, "save", spot="42.7, -84.5")
            assert late.status == 409
            page = surfer.send(surfer.open(there), "save", spot="nowhere")
            assert (page.status, "#spot" in page.hrefs) == (422, True)
            taps = [*page.form("save").fields, ("cells.x", "150"), ("cells.y", "150")]
            tapped = read(surfer.post(there, taps))
            assert ("spot", "nowhere") in tapped.form("save").fields
            stays = surfer.send(surfer.open(there), "save", remote="")
            assert stays.status == 200
        now = helper.get(f"/v1/offers/{offer}")
        assert (now["remote"], before["remote"]) == (False, False)
        assert starts_from(helped_town, offer) == Point(42.74, -84.55)

    def test_is_not_nowhere(self, helped_town: Town) -> None:
        helper = helped_town.member("Nadia")
        offer = helper.post("/v1/offers", {"categories": ["company_call"], "remote": True})["id"]
        with surfing_as(helped_town.world, helper) as surfer:
            page = surfer.send(surfer.open(f"/help/{offer}/place"), "save", remote="")
        assert (page.status, "#place" in page.hrefs) == (422, True)

    def test_an_older_edition_is_shown_beside_what_was_typed(self, helped_town: Town) -> None:
        helper, offer = helped_town.offers("Nadia")
        with surfing_as(helped_town.world, helper) as surfer:
            page = surfer.open(f"/help/{offer}")
            surfer.send(surfer.open(f"/help/{offer}"), "save_limits", per_week="5")
            late = surfer.send(page, "save_limits", per_week="7")
            assert late.status == 409
            assert dict(late.form("save_limits").fields)["per_week"] == "7"
            assert "5" in late.text
            assert surfer.send(late, "save_limits").status == 200
        assert helper.get(f"/v1/offers/{offer}")["capacity"]["per_week"] == 7

    def test_a_break_and_back_and_the_end(self, helped_town: Town) -> None:
        helper, offer = helped_town.offers("Nadia")
        month = f"{helped_town.world.now().year + 1}-01"
        with surfing_as(helped_town.world, helper) as surfer:
            rests = surfer.send(surfer.open(f"/help/{offer}"), "rest", until_day="3", until_month=month)
            assert "It rests until" in rests.text
            assert "rest" not in rests.does
            assert helper.get(f"/v1/offers/{offer}")["paused_until"].startswith(f"{month}-03")
            assert "It stands" in surfer.send(rests, "resume").text
            assert surfer.send(surfer.open(f"/help/{offer}"), "renew").status == 200
            gone = surfer.send(surfer.open(f"/help/{offer}"), "withdraw")
            assert gone.path == "/help"
        assert helper.get(f"/v1/offers/{offer}")["status"] == "withdrawn"

    def test_is_not_there_for_others(self, helped_town: Town) -> None:
        _, offer = helped_town.offers("Nadia")
        nothing = "019aa000-0000-7000-8000-000000000000"
        for person in (helped_town.member("Omar"), helped_town.steward):
            with surfing_as(helped_town.world, person) as surfer:
                hidden, absent = (surfer.open(f"/help/{id}") for id in (offer, nothing))
                assert (hidden.status, hidden.text) == (404, absent.text)


class TestPromises:
    def test_a_break_from_all_of_it(self, helped_town: Town) -> None:
        helper, _ = helped_town.offers("Sami")
        with surfing_as(helped_town.world, helper) as surfer:
            assert "You take a break" in surfer.send(surfer.open("/help"), "rest").text
            assert helper.get("/v1/me")["paused"] is True
            assert "You take a break" not in surfer.send(surfer.open("/help"), "back").text

    def test_a_yes_is_taken_back_and_a_forgotten_one_is_ended(self, helped_town: Town) -> None:
        asks, helper = helped_town.member("Asks"), helped_town.member("Helps")
        need = asks.post("/v1/needs", {"category": "groceries", "place": LANSING})["id"]
        match = helper.post(f"/v1/needs/{need}/responses")["id"]
        with surfing_as(helped_town.world, helper) as surfer:
            page = surfer.open("/help")
            assert f"/matches/{match}" in page.hrefs
            assert "helped" not in page.does
            assert "take_back" not in surfer.send(page, "take_back").does
            match = helper.post(f"/v1/needs/{need}/responses")["id"]
            asks.post(f"/v1/matches/{match}/confirm")
            assert "helped" not in surfer.open("/help").does
            helped_town.world.advance(days=4)
            over = surfer.open("/help")
            assert "helped" in over.does
            assert "helped" not in surfer.send(over, "helped").does
        assert helper.get(f"/v1/matches/{match}")["status"] in ("confirmed", "completed")


def test_an_organisations_people_see_what_it_offers_and_others_do_not(helped_town: Town) -> None:
    founder, other = helped_town.member("Founder"), helped_town.member("Other")
    kitchen = helped_town.world.organisation(founder, name="The kitchen")
    body = {"categories": ["cooked_meals"], "place": LANSING, "organisation_id": kitchen}
    offer = founder.post("/v1/offers", body)["id"]
    new = founder.post("/v1/organisations", {"name": "Unchecked", "kind": "collective"})["id"]
    with surfing_as(helped_town.world, founder) as surfer:
        page = surfer.open(f"/organisations/{kitchen}")
        assert "The kitchen" in page.text
        assert f"/help/{offer}" in page.hrefs
        assert surfer.open(f"/organisations/{new}").status == 200
    with surfing_as(helped_town.world, other) as surfer:
        page = surfer.open(f"/organisations/{kitchen}")
        assert (page.status, f"/help/{offer}" in page.hrefs) == (200, False)
        assert "What it offers" not in page.text
    with helped_town.world.database.session() as session:
        now = helped_town.world.now()
        told = [
            len(organisation.of(session, caller, UUID(kitchen), now=now).offers)
            for caller in (
                callers.by_access_token(session, person.access_token, now) for person in (founder, other)
            )
        ]
    assert told == [1, 0]
    with surfing_as(helped_town.world, other) as surfer:
        assert surfer.open(f"/organisations/{new}").status == 404
