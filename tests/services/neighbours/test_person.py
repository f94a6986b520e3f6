"""A person's card: what they ask and promise in this circle, how much that is, and when they were last heard of."""

import pytest

from tests.services.neighbours.circle import CircleOfHelpers
from tests.support.without_app import entered
from tests.support.world import World


@pytest.fixture(scope="module")
def known(shared_world: World) -> CircleOfHelpers:
    return CircleOfHelpers(shared_world)


def test_a_helpers_card_says_how_much_they_have_to_do(known: CircleOfHelpers) -> None:
    need, match = known.promised(known.ana, title="Bread")
    known.eli.invite(known.eli.need(criteria={"decide": "ask_me_first"})["id"], known.offer)
    card = known.card(known.ben)
    assert (card["display_name"], card["role"], card["state"], card["trust"]) == (
        "Ben",
        "member",
        "active",
        "new",
    )
    assert card["load"] == {"confirmed": 1, "accepted": 0, "asked": 1, "lately": 1}
    [promise] = card["promises"]
    assert (promise["match_id"], promise["need_id"], promise["category"]) == (match, need, "groceries")
    assert card["last_answer"]["yes"] is True
    assert card["last_seen_on"] == f"{known.world.now():%Y-%m-%d}"
    assert card["silence"] is None
    assert [offer["status"] for offer in card["offers"]] == ["active"]
    assert set(card["allowed"]) == {"suspend", "check", "hand_over"}


def test_an_authors_card_says_what_they_ask_for(known: CircleOfHelpers) -> None:
    gil = known.world.person("Gil")
    gil.post(f"{known.path}/join")
    need = gil.need(title="A ladder", category="lend_tools")
    [asks] = known.card(gil)["needs"]
    assert (asks["id"], asks["title"], asks["status"]) == (need["id"], "A ladder", "open")
    gil.put("/v1/me/hide")
    assert known.card(gil)["needs"] == [], "who hides shows none of their needs"


def test_a_card_of_somebody_spoken_for_says_by_whom(known: CircleOfHelpers) -> None:
    olga = entered(known.world, known.cora, "Olga")
    card = known.dora.get(f"{known.path}/people/{olga['id']}")
    assert (card["role"], card["represented"]) == (None, True)
    [speaker] = card["spoken_for_by"]
    assert (speaker["display_name"], speaker["by_me"]) == ("Cora", False)
    assert "end_speaking" in card["allowed"]
    known.dora.delete(f"/v1/people/{olga['id']}")
    assert known.dora.refused("GET", f"{known.path}/people/{olga['id']}")["status"] == 404


def test_a_steward_is_judged_by_no_coordinator(known: CircleOfHelpers) -> None:
    assert "suspend" not in known.card(known.cora)["allowed"]


def test_whoever_belongs_elsewhere_has_no_card(known: CircleOfHelpers) -> None:
    nora = known.world.person("Nora")
    known.world.community(nora, name="Far away", place={"lat": 43.6, "lon": -83.9})
    assert known.dora.refused("GET", f"{known.path}/people/{nora.id}")["status"] == 404
    assert known.dora.refused("GET", f"{known.path}/people/{known.dora.id}")["status"] == 404
