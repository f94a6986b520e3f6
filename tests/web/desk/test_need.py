"""The card of a need in the browser: asking somebody by name, phoning, notes, doubles, hiding, and on to the next."""

from collections.abc import Iterator

import pytest

from tests.support.browsers import PageShown, Surfer, surfing_as
from tests.support.desk import WaitingDesk
from tests.support.pages import on_the_wire
from tests.support.telling import scalar
from web.static import CONTENT, DESK_CONTENT

LARGEST = 25_000
"""Bytes on the wire: a page of the desk with its style and both scripts."""


@pytest.fixture
def cleo(waiting_desk: WaitingDesk) -> Iterator[Surfer]:
    """Cleo's browser, on a phone of her own; she has just signed in, as looking somebody up wants it."""
    with surfing_as(waiting_desk.world, waiting_desk.cleo) as surfer:
        yield surfer


@pytest.fixture
def dora(waiting_desk: WaitingDesk) -> Iterator[Surfer]:
    """Dora's browser."""
    with surfing_as(waiting_desk.world, waiting_desk.dora) as surfer:
        yield surfer


def card(surfer: Surfer, waiting_desk: WaitingDesk, need: str, **query: str) -> PageShown:
    return surfer.open(waiting_desk.at("needs", need), **query)


def unasked(waiting_desk: WaitingDesk, page: PageShown) -> str:
    """The offer of whoever can be asked still."""
    return next(offer for offer in waiting_desk.offers.values() if f'value="{offer}"' in page.response.text)


class TestAsking:
    def test_somebody_is_asked_by_name_with_a_reason_and_the_next_entry_follows(
        self, waiting_desk: WaitingDesk, cleo: Surfer
    ) -> None:
        page = card(cleo, waiting_desk, waiting_desk.needs["Bread"], do="ask")
        offer = unasked(waiting_desk, page)
        after = cleo.send(page, "ask", offer=offer, reason="lives next door")
        assert after.path == waiting_desk.at("needs", waiting_desk.needs["Water"])
        assert "undo" in after.does
        waiting_desk.world.advance(seconds=11)
        asked = "SELECT status FROM match WHERE need_id = :id AND offer_id = :offer"
        assert (
            scalar(waiting_desk.world.database, asked, id=waiting_desk.needs["Bread"], offer=offer)
            == "proposed"
        )
        with surfing_as(waiting_desk.world, waiting_desk.dora) as dora:
            assert "lives next door" in card(dora, waiting_desk, waiting_desk.needs["Bread"]).text

    def test_without_a_reason_it_is_asked_for_and_nothing_is_lost(
        self, waiting_desk: WaitingDesk, cleo: Surfer
    ) -> None:
        page = card(cleo, waiting_desk, waiting_desk.needs["Bread"], do="ask")
        again = cleo.send(page, "ask", offer=unasked(waiting_desk, page))
        assert again.status == 422
        assert again.response.text.count('aria-invalid="true"') == 1
        assert " checked" in again.response.text

    def test_what_was_asked_is_taken_back_for_ten_seconds(
        self, waiting_desk: WaitingDesk, cleo: Surfer
    ) -> None:
        page = card(cleo, waiting_desk, waiting_desk.needs["Bread"], do="ask")
        asked = cleo.send(page, "ask", offer=unasked(waiting_desk, page), reason="lives next door")
        undone = cleo.send(asked, "undo")
        assert undone.path == waiting_desk.at("needs", waiting_desk.needs["Bread"])
        waiting_desk.world.advance(minutes=1)
        rows = "SELECT count(*) FROM match WHERE need_id = :id AND opened_by = 'coordinator'"
        assert scalar(waiting_desk.world.database, rows, id=waiting_desk.needs["Bread"]) == 0

    def test_after_ten_seconds_the_line_is_gone_and_a_late_press_is_told_so(
        self, waiting_desk: WaitingDesk, cleo: Surfer
    ) -> None:
        page = card(cleo, waiting_desk, waiting_desk.needs["Bread"], do="hide")
        hidden = cleo.send(page, "hide", reason="it names somebody")
        waiting_desk.world.advance(seconds=11)
        late = cleo.send(hidden, "undo")
        assert late.status == 409
        assert "cannot be taken back" in late.text
        assert "undo" not in cleo.open(waiting_desk.at()).does


class TestHeldByAnother:
    @pytest.fixture
    def doras(self, waiting_desk: WaitingDesk, dora: Surfer) -> Surfer:
        """Dora has begun to act on the bread."""
        card(dora, waiting_desk, waiting_desk.needs["Bread"], do="note")
        return dora

    def test_the_form_says_so_and_asks_once_more(
        self, waiting_desk: WaitingDesk, cleo: Surfer, doras: Surfer
    ) -> None:
        page = card(cleo, waiting_desk, waiting_desk.needs["Bread"], do="note")
        assert "has it open just now" in page.text
        refused = cleo.send(page, "note", note="I know her daughter.")
        assert refused.status == 409
        assert "I know her daughter." in refused.response.text, "what was typed stays"
        noted = cleo.send(page, "note", note="I know her daughter.", knowingly="yes")
        assert noted.status == 200
        assert "I know her daughter." in noted.text
        assert "Dora" in card(cleo, waiting_desk, waiting_desk.needs["Bread"]).text, "it stays hers"


class TestPhoning:
    def test_a_number_is_looked_up_for_a_purpose_once_and_the_next_press_says_what_came_of_it(
        self, waiting_desk: WaitingDesk, cleo: Surfer
    ) -> None:
        form = card(cleo, waiting_desk, waiting_desk.needs["Bread"], do="call")
        assert waiting_desk.phone not in form.response.text
        shown = cleo.send(form, "reveal", purpose="to ask which bread")
        assert f"tel:{waiting_desk.phone}" in shown.hrefs
        assert {"reached", "nobody"} <= set(shown.does)
        assert f"tel:{waiting_desk.phone}" in cleo.open(str(shown.response.url)).hrefs, (
            "reload shows it still"
        )
        looks = "SELECT count(*) FROM reveal WHERE need_id = :id"
        assert scalar(waiting_desk.world.database, looks, id=waiting_desk.needs["Bread"]) == 1
        reached = cleo.send(shown, "reached", note="brown bread")
        assert reached.path == waiting_desk.at("needs", waiting_desk.needs["Bread"])
        assert "brown bread" in reached.text
        assert waiting_desk.phone not in reached.response.text

    def test_nobody_answered_and_the_next_entry_follows(
        self, waiting_desk: WaitingDesk, cleo: Surfer
    ) -> None:
        form = card(cleo, waiting_desk, waiting_desk.needs["Bread"], do="call")
        shown = cleo.send(form, "reveal", purpose="to ask which bread")
        after = cleo.send(shown, "nobody")
        assert after.path == waiting_desk.at("needs", waiting_desk.needs["Water"])
        assert "Nobody answered" in card(cleo, waiting_desk, waiting_desk.needs["Bread"]).text

    def test_without_a_purpose_nothing_is_looked_up(self, waiting_desk: WaitingDesk, cleo: Surfer) -> None:
        form = card(cleo, waiting_desk, waiting_desk.needs["Bread"], do="call")
        assert cleo.send(form, "reveal").status == 422
        assert scalar(waiting_desk.world.database, "SELECT count(*) FROM reveal") == 0

    def test_in_a_circle_that_is_new_nothing_is_looked_up_and_the_desk_says_so(
        self, waiting_desk: WaitingDesk
    ) -> None:
        world = waiting_desk.world
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
        self, waiting_desk: WaitingDesk, cleo: Surfer
    ) -> None:
        page = card(cleo, waiting_desk, waiting_desk.needs["Bread"], do="note")
        assert "Whoever asked can read it" in page.text
        noted = cleo.send(page, "note", note="I know her daughter.")
        assert noted.path == waiting_desk.at("needs", waiting_desk.needs["Bread"])
        reasons = "SELECT count(*) FROM event WHERE need_id = :id AND kind = 'need_noted'"
        assert scalar(waiting_desk.world.database, reasons, id=waiting_desk.needs["Bread"]) == 1

    def test_hidden_and_shown_again_and_closed_and_opened_again_by_another(
        self, waiting_desk: WaitingDesk, cleo: Surfer, dora: Surfer
    ) -> None:
        need = waiting_desk.needs["Bread"]
        cleo.send(card(cleo, waiting_desk, need, do="hide"), "hide", reason="it names somebody")
        shown = card(cleo, waiting_desk, need, do="show")
        assert "show" in shown.does
        cleo.send(shown, "show", reason="I was wrong")
        cleo.send(card(cleo, waiting_desk, need, do="remove"), "remove", reason="an advertisement")
        assert (
            cleo.send(card(cleo, waiting_desk, need, do="reinstate"), "reinstate", reason="no").status == 403
        )
        again = dora.send(card(dora, waiting_desk, need, do="reinstate"), "reinstate", reason="it was none")
        assert again.status == 200
        status = "SELECT status FROM need WHERE id = :id"
        assert scalar(waiting_desk.world.database, status, id=need) == "open"

    def test_a_day_to_look_again_is_set_and_taken_away(self, waiting_desk: WaitingDesk, cleo: Surfer) -> None:
        form = card(cleo, waiting_desk, waiting_desk.needs["Bread"], do="follow")
        day = (waiting_desk.world.now().date().replace(day=8)).isoformat()
        cleo.send(form, "follow", day=day)
        follow = "SELECT follow_up_at IS NOT NULL FROM need WHERE id = :id"
        assert scalar(waiting_desk.world.database, follow, id=waiting_desk.needs["Bread"]) is True
        cleo.send(card(cleo, waiting_desk, waiting_desk.needs["Bread"], do="follow"), "unfollow")
        assert scalar(waiting_desk.world.database, follow, id=waiting_desk.needs["Bread"]) is False


class TestDoubles:
    @pytest.fixture
    def twice(self, waiting_desk: WaitingDesk) -> tuple[str, str]:
        """Ana asked for bread, and then once more."""
        first = waiting_desk.handed_over(title="Bread")
        second = first["author"].need(title="Bread, please")
        waiting_desk.wait()
        return first["id"], second["id"]

    def test_what_looks_alike_is_marked_with_a_reason(
        self, waiting_desk: WaitingDesk, cleo: Surfer, twice: tuple[str, str]
    ) -> None:
        first, second = twice
        page = card(cleo, waiting_desk, second)
        assert "of the same person" in page.text
        form = card(cleo, waiting_desk, second, do="double", **{"with": first})
        cleo.send(form, "double", reason="she asked twice")
        double = "SELECT duplicate_of FROM need WHERE id = :id"
        assert str(scalar(waiting_desk.world.database, double, id=second)) == first

    def test_or_they_are_told_apart(
        self, waiting_desk: WaitingDesk, cleo: Surfer, twice: tuple[str, str]
    ) -> None:
        page = card(cleo, waiting_desk, twice[1])
        cleo.send(page, "apart")
        assert "of the same person" not in card(cleo, waiting_desk, twice[1]).text


class TestWhose:
    def test_what_is_ones_own_has_no_card_and_stands_in_no_list_of_ones_own(
        self, waiting_desk: WaitingDesk, cleo: Surfer, dora: Surfer
    ) -> None:
        own = waiting_desk.cleo.need(title="Mine")
        waiting_desk.wait()
        assert card(cleo, waiting_desk, own["id"]).status == 404
        page = cleo.open(waiting_desk.at())
        assert own["id"] not in page.response.text
        assert waiting_desk.needs["Bread"] in page.response.text
        assert f"claim {own['id']}" in dora.open(waiting_desk.at()).does, "somebody else decides about it"

    def test_whoever_keeps_away_from_its_author_sees_nothing_of_it(
        self, waiting_desk: WaitingDesk, dora: Surfer
    ) -> None:
        need = waiting_desk.handed_over(title="Soup")
        waiting_desk.dora.post("/v1/blocks", {"about": {"type": "need", "id": need["id"]}})
        waiting_desk.wait()
        assert card(dora, waiting_desk, need["id"]).status == 404
        assert "Soup" not in dora.open(waiting_desk.at()).text

    def test_a_card_tells_no_place_no_contact_and_no_hours(
        self, waiting_desk: WaitingDesk, cleo: Surfer
    ) -> None:
        waiting_desk.fay.patch("/v1/me", {"phone": "+15175550177"})
        page = card(cleo, waiting_desk, waiting_desk.needs["Bread"])
        for secret in (waiting_desk.phone, "42.731", "84.551", "5550177"):
            assert secret not in page.response.text, secret


def test_done_and_next_goes_through_the_list_and_then_back_to_it(
    waiting_desk: WaitingDesk, cleo: Surfer
) -> None:
    first = card(cleo, waiting_desk, waiting_desk.needs["Bread"], held="nobody")
    second = cleo.send(first, "next")
    assert second.path == waiting_desk.at("needs", waiting_desk.needs["Water"])
    assert second.response.url.params["held"] == "nobody", "as the list was narrowed"
    assert cleo.send(second, "next").path == waiting_desk.at()


def test_a_card_is_light_and_an_unknown_form_is_refused(waiting_desk: WaitingDesk, cleo: Surfer) -> None:
    for do in ("", "ask", "call", "note", "double", "hide", "remove", "follow"):
        page = card(cleo, waiting_desk, waiting_desk.needs["Bread"], **({"do": do} if do else {}))
        assert sum(map(on_the_wire, (page.response.content, CONTENT, DESK_CONTENT))) <= LARGEST
    assert card(cleo, waiting_desk, waiting_desk.needs["Bread"], do="dance").status == 422


def test_a_look_at_a_card_tells_who_has_it_open_and_that_something_happened(
    waiting_desk: WaitingDesk, cleo: Surfer, dora: Surfer
) -> None:
    page = card(cleo, waiting_desk, waiting_desk.needs["Bread"])
    mark = page.response.text.partition('data-look="')[2].partition('"')[0]
    there = waiting_desk.at("needs", waiting_desk.needs["Bread"])
    card(dora, waiting_desk, waiting_desk.needs["Bread"], do="note")
    looked = cleo.http.get(there, headers={"Minka-Look": mark}).text
    assert "has it open just now" in looked
    assert "Something happened here" not in looked
    dora.send(
        card(dora, waiting_desk, waiting_desk.needs["Bread"], do="note"), "note", note="I know her daughter."
    )
    assert "Something happened here" in cleo.http.get(there, headers={"Minka-Look": mark}).text
