"""The card of a need in the browser: asking somebody by name, phoning, notes, doubles, hiding, and on to the next."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.browsers import PageShown, Surfer, surfing_as
from tests.support.pages import on_the_wire
from tests.support.telling import scalar
from tests.web.desk.conftest import DeskCircle
from web.static import CONTENT, DESK_CONTENT

LARGEST = 25_000
"""Bytes on the wire: a page of the desk with its style and both scripts."""
PHONE = "+15175550142"


@pytest.fixture
def waiting(desk_circle: DeskCircle) -> dict[str, str]:
    """Two needs that wait for a human: bread, and then water; their ids by title."""
    told: dict[str, Any] = {"share": ["phone", "place"], "place": {"lat": 42.731, "lon": -84.551}}
    bread = desk_circle.handed_over(title="Bread", **told)
    bread["author"].patch("/v1/me", {"phone": PHONE})
    water = desk_circle.handed_over(title="Water", author="Rosa", category="water")
    desk_circle.wait()
    desk_circle.joins("Gil")
    return {"Bread": bread["id"], "Water": water["id"]}


def card(surfer: Surfer, desk_circle: DeskCircle, need: str, **query: str) -> PageShown:
    return surfer.open(desk_circle.at("needs", need), **query)


def unasked(desk_circle: DeskCircle, page: PageShown) -> str:
    """The offer of whoever can be asked still."""
    return next(offer for offer in desk_circle.offers.values() if f'value="{offer}"' in page.response.text)


class TestAsking:
    def test_somebody_is_asked_by_name_with_a_reason_and_the_next_entry_follows(
        self, desk_circle: DeskCircle, cleo: Surfer, waiting: dict[str, str]
    ) -> None:
        page = card(cleo, desk_circle, waiting["Bread"], do="ask")
        offer = unasked(desk_circle, page)
        after = cleo.send(page, "ask", offer=offer, reason="lives next door")
        assert after.path == desk_circle.at("needs", waiting["Water"])
        assert "undo" in after.does
        desk_circle.world.advance(seconds=11)
        asked = "SELECT status FROM match WHERE need_id = :id AND offer_id = :offer"
        assert scalar(desk_circle.world.database, asked, id=waiting["Bread"], offer=offer) == "proposed"
        with surfing_as(desk_circle.world, desk_circle.dora) as dora:
            assert "lives next door" in card(dora, desk_circle, waiting["Bread"]).text

    def test_without_a_reason_it_is_asked_for_and_nothing_is_lost(
        self, desk_circle: DeskCircle, cleo: Surfer, waiting: dict[str, str]
    ) -> None:
        page = card(cleo, desk_circle, waiting["Bread"], do="ask")
        again = cleo.send(page, "ask", offer=unasked(desk_circle, page))
        assert again.status == 422
        assert again.response.text.count('aria-invalid="true"') == 1
        assert " checked" in again.response.text

    def test_what_was_asked_is_taken_back_for_ten_seconds(
        self, desk_circle: DeskCircle, cleo: Surfer, waiting: dict[str, str]
    ) -> None:
        page = card(cleo, desk_circle, waiting["Bread"], do="ask")
        asked = cleo.send(page, "ask", offer=unasked(desk_circle, page), reason="lives next door")
        undone = cleo.send(asked, "undo")
        assert undone.path == desk_circle.at("needs", waiting["Bread"])
        desk_circle.world.advance(minutes=1)
        rows = "SELECT count(*) FROM match WHERE need_id = :id AND opened_by = 'coordinator'"
        assert scalar(desk_circle.world.database, rows, id=waiting["Bread"]) == 0

    def test_after_ten_seconds_the_line_is_gone_and_a_late_press_is_told_so(
        self, desk_circle: DeskCircle, cleo: Surfer, waiting: dict[str, str]
    ) -> None:
        page = card(cleo, desk_circle, waiting["Bread"], do="hide")
        hidden = cleo.send(page, "hide", reason="it names somebody")
        desk_circle.world.advance(seconds=11)
        late = cleo.send(hidden, "undo")
        assert late.status == 409
        assert "cannot be taken back" in late.text
        assert "undo" not in cleo.open(desk_circle.at()).does


class TestHeldByAnother:
    @pytest.fixture
    def doras(self, desk_circle: DeskCircle, dora: Surfer, waiting: dict[str, str]) -> Surfer:
        """Dora has begun to act on the bread."""
        card(dora, desk_circle, waiting["Bread"], do="note")
        return dora

    def test_the_form_says_so_and_asks_once_more(
        self, desk_circle: DeskCircle, cleo: Surfer, doras: Surfer, waiting: dict[str, str]
    ) -> None:
        page = card(cleo, desk_circle, waiting["Bread"], do="note")
        assert "has it open just now" in page.text
        refused = cleo.send(page, "note", note="I know her daughter.")
        assert refused.status == 409
        assert "I know her daughter." in refused.response.text, "what was typed stays"
        noted = cleo.send(page, "note", note="I know her daughter.", knowingly="yes")
        assert noted.status == 200
        assert "I know her daughter." in noted.text
        assert "Dora" in card(cleo, desk_circle, waiting["Bread"]).text, "it stays hers"


class TestPhoning:
    @pytest.fixture
    def cleo(self, desk_circle: DeskCircle, waiting: dict[str, str]) -> Iterator[Surfer]:
        """Cleo, who has just signed in: looking somebody up wants that."""
        assert waiting
        with surfing_as(desk_circle.world, desk_circle.cleo) as surfer:
            yield surfer

    def test_a_number_is_looked_up_for_a_purpose_once_and_the_next_press_says_what_came_of_it(
        self, desk_circle: DeskCircle, cleo: Surfer, waiting: dict[str, str]
    ) -> None:
        form = card(cleo, desk_circle, waiting["Bread"], do="call")
        assert PHONE not in form.response.text
        shown = cleo.send(form, "reveal", purpose="to ask which bread")
        assert f"tel:{PHONE}" in shown.hrefs
        assert {"reached", "nobody"} <= set(shown.does)
        assert f"tel:{PHONE}" in cleo.open(str(shown.response.url)).hrefs, "reload shows it still"
        looks = "SELECT count(*) FROM reveal WHERE need_id = :id"
        assert scalar(desk_circle.world.database, looks, id=waiting["Bread"]) == 1
        reached = cleo.send(shown, "reached", note="brown bread")
        assert reached.path == desk_circle.at("needs", waiting["Bread"])
        assert "brown bread" in reached.text
        assert PHONE not in reached.response.text

    def test_nobody_answered_and_the_next_entry_follows(
        self, desk_circle: DeskCircle, cleo: Surfer, waiting: dict[str, str]
    ) -> None:
        form = card(cleo, desk_circle, waiting["Bread"], do="call")
        shown = cleo.send(form, "reveal", purpose="to ask which bread")
        after = cleo.send(shown, "nobody")
        assert after.path == desk_circle.at("needs", waiting["Water"])
        assert "Nobody answered" in card(cleo, desk_circle, waiting["Bread"]).text

    def test_without_a_purpose_nothing_is_looked_up(
        self, desk_circle: DeskCircle, cleo: Surfer, waiting: dict[str, str]
    ) -> None:
        form = card(cleo, desk_circle, waiting["Bread"], do="call")
        assert cleo.send(form, "reveal").status == 422
        assert scalar(desk_circle.world.database, "SELECT count(*) FROM reveal") == 0

    def test_in_a_circle_that_is_new_nothing_is_looked_up_and_the_desk_says_so(
        self, desk_circle: DeskCircle
    ) -> None:
        world = desk_circle.world
        greta = world.person("Greta")
        there = {"lat": 12.0, "lon": 12.0}
        new = world.community(greta, recognised=False, name="New Street", place=there)
        kim = world.person("Kim")
        kim.post(f"/v1/communities/{new['id']}/join")
        need = kim.need(place=there, community_id=new["id"])
        slug = greta.get(f"/v1/communities/{new['id']}")["slug"]
        with surfing_as(world, greta) as gretas:
            assert "not recognised yet" in gretas.open(f"/c/{slug}/desk").text
            page = gretas.open(f"/c/{slug}/desk/needs/{need['id']}", do="call")
            assert "reveal" not in page.does
            assert "not recognised yet" in page.text


class TestTending:
    def test_a_note_is_read_by_its_author_and_the_form_says_so(
        self, desk_circle: DeskCircle, cleo: Surfer, waiting: dict[str, str]
    ) -> None:
        page = card(cleo, desk_circle, waiting["Bread"], do="note")
        assert "Whoever asked can read it" in page.text
        noted = cleo.send(page, "note", note="I know her daughter.")
        assert noted.path == desk_circle.at("needs", waiting["Bread"])
        reasons = "SELECT count(*) FROM event WHERE need_id = :id AND kind = 'need_noted'"
        assert scalar(desk_circle.world.database, reasons, id=waiting["Bread"]) == 1

    def test_hidden_and_shown_again_and_closed_and_opened_again_by_another(
        self, desk_circle: DeskCircle, cleo: Surfer, dora: Surfer, waiting: dict[str, str]
    ) -> None:
        need = waiting["Bread"]
        cleo.send(card(cleo, desk_circle, need, do="hide"), "hide", reason="it names somebody")
        shown = card(cleo, desk_circle, need, do="show")
        assert "show" in shown.does
        cleo.send(shown, "show", reason="I was wrong")
        cleo.send(card(cleo, desk_circle, need, do="remove"), "remove", reason="an advertisement")
        assert (
            cleo.send(card(cleo, desk_circle, need, do="reinstate"), "reinstate", reason="no").status == 403
        )
        again = dora.send(card(dora, desk_circle, need, do="reinstate"), "reinstate", reason="it was none")
        assert again.status == 200
        status = "SELECT status FROM need WHERE id = :id"
        assert scalar(desk_circle.world.database, status, id=need) == "open"

    def test_a_day_to_look_again_is_set_and_taken_away(
        self, desk_circle: DeskCircle, cleo: Surfer, waiting: dict[str, str]
    ) -> None:
        form = card(cleo, desk_circle, waiting["Bread"], do="follow")
        day = (desk_circle.world.now().date().replace(day=8)).isoformat()
        cleo.send(form, "follow", day=day)
        follow = "SELECT follow_up_at IS NOT NULL FROM need WHERE id = :id"
        assert scalar(desk_circle.world.database, follow, id=waiting["Bread"]) is True
        cleo.send(card(cleo, desk_circle, waiting["Bread"], do="follow"), "unfollow")
        assert scalar(desk_circle.world.database, follow, id=waiting["Bread"]) is False


class TestDoubles:
    @pytest.fixture
    def twice(self, desk_circle: DeskCircle) -> Iterator[tuple[str, str]]:
        """Ana asked for bread, and then once more."""
        first = desk_circle.handed_over(title="Bread")
        second = first["author"].need(title="Bread, please")
        desk_circle.wait()
        yield first["id"], second["id"]

    def test_what_looks_alike_is_marked_with_a_reason(
        self, desk_circle: DeskCircle, cleo: Surfer, twice: tuple[str, str]
    ) -> None:
        first, second = twice
        page = card(cleo, desk_circle, second)
        assert "of the same person" in page.text
        form = card(cleo, desk_circle, second, do="double", **{"with": first})
        cleo.send(form, "double", reason="she asked twice")
        double = "SELECT duplicate_of FROM need WHERE id = :id"
        assert str(scalar(desk_circle.world.database, double, id=second)) == first

    def test_or_they_are_told_apart(
        self, desk_circle: DeskCircle, cleo: Surfer, twice: tuple[str, str]
    ) -> None:
        page = card(cleo, desk_circle, twice[1])
        cleo.send(page, "apart")
        assert "of the same person" not in card(cleo, desk_circle, twice[1]).text


class TestWhose:
    def test_what_is_ones_own_has_no_card_and_leads_to_ones_own_page(
        self, desk_circle: DeskCircle, cleo: Surfer
    ) -> None:
        own = desk_circle.cleo.need(title="Mine")
        desk_circle.wait()
        assert card(cleo, desk_circle, own["id"]).status == 404
        page = cleo.open(desk_circle.at())
        assert f"/needs/{own['id']}" in page.hrefs, "where its author looks after it"
        assert f"claim {own['id']}" not in page.does

    def test_whoever_keeps_away_from_its_author_sees_nothing_of_it(
        self, desk_circle: DeskCircle, dora: Surfer
    ) -> None:
        need = desk_circle.handed_over(title="Bread")
        desk_circle.dora.post("/v1/blocks", {"about": {"type": "need", "id": need["id"]}})
        desk_circle.wait()
        assert card(dora, desk_circle, need["id"]).status == 404
        assert "Bread" not in dora.open(desk_circle.at()).text

    def test_a_card_tells_no_place_no_contact_and_no_hours(
        self, desk_circle: DeskCircle, cleo: Surfer, waiting: dict[str, str]
    ) -> None:
        desk_circle.fay.patch("/v1/me", {"phone": "+15175550177"})
        page = card(cleo, desk_circle, waiting["Bread"])
        for secret in (PHONE, "42.731", "84.551", "5550177"):
            assert secret not in page.response.text, secret


def test_done_and_next_goes_through_the_list_and_then_back_to_it(
    desk_circle: DeskCircle, cleo: Surfer, waiting: dict[str, str]
) -> None:
    first = card(cleo, desk_circle, waiting["Bread"], held="nobody")
    second = cleo.send(first, "next")
    assert second.path == desk_circle.at("needs", waiting["Water"])
    assert second.response.url.params["held"] == "nobody", "as the list was narrowed"
    assert cleo.send(second, "next").path == desk_circle.at()


def test_a_card_is_light_and_an_unknown_form_is_refused(
    desk_circle: DeskCircle, cleo: Surfer, waiting: dict[str, str]
) -> None:
    for do in ("", "ask", "call", "note", "double", "hide", "remove", "follow"):
        page = card(cleo, desk_circle, waiting["Bread"], **({"do": do} if do else {}))
        assert sum(map(on_the_wire, (page.response.content, CONTENT, DESK_CONTENT))) <= LARGEST
    assert card(cleo, desk_circle, waiting["Bread"], do="dance").status == 422


def test_a_look_at_a_card_tells_who_has_it_open_and_that_something_happened(
    desk_circle: DeskCircle, cleo: Surfer, dora: Surfer, waiting: dict[str, str]
) -> None:
    page = card(cleo, desk_circle, waiting["Bread"])
    mark = page.response.text.partition('data-look="')[2].partition('"')[0]
    there = desk_circle.at("needs", waiting["Bread"])
    card(dora, desk_circle, waiting["Bread"], do="note")
    looked = cleo.http.get(there, headers={"Minka-Look": mark}).text
    assert "has it open just now" in looked
    assert "Something happened here" not in looked
    dora.send(card(dora, desk_circle, waiting["Bread"], do="note"), "note", note="I know her daughter.")
    assert "Something happened here" in cleo.http.get(there, headers={"Minka-Look": mark}).text
