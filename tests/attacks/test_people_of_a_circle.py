"""The search for people turned against them: whose number is it, who is where, and who keeps away from whom."""

import pytest

from core.limits import Limit
from services.neighbours import search
from tests.support.ids import without_ids
from tests.support.kept import Keep
from tests.support.named_people import ANAS, MARIAS, Circles
from tests.support.telling import scalar
from tests.support.without_app import entered


@pytest.fixture
def searched(keep: Keep) -> Circles:
    return keep(Circles)


def test_nobody_learns_whether_a_number_is_known_outside_the_circle(searched: Circles) -> None:
    """One that a member of another circle proved, one that nobody has: the same answer, to the byte."""
    searched.world.prove(searched.maria, MARIAS)
    path = f"/v1/communities/{searched.lansing}"
    ask = [searched.dora.call("GET", f"{path}/people?q=%2B{n.strip('+')}") for n in (MARIAS, "+15175550199")]
    check = [
        searched.dora.call("POST", f"{path}/intakes/check", {"phone": n}) for n in (MARIAS, "+15175550199")
    ]
    for known, unknown in (ask, check):
        assert known.status_code == unknown.status_code == 200
        assert known.content == unknown.content


def test_three_letters_find_only_people_of_ones_own_circle(searched: Circles) -> None:
    assert searched.names("mar", searched.nora, searched.far) == ["Maria Elsewhere"]
    assert "Maria Elsewhere" not in searched.names("mar")
    assert searched.nora.refused("GET", f"/v1/communities/{searched.lansing}/people?q=mar")["status"] == 404


def test_who_keeps_away_from_somebody_is_not_there_for_them(searched: Circles) -> None:
    need = searched.dora.need()["id"]
    searched.ana.post("/v1/blocks", {"about": {"type": "need", "id": need}})
    path = f"/v1/communities/{searched.lansing}/people/{searched.ana.id}"
    assert (searched.names("lopez"), searched.find(ANAS)) == ([], [])
    assert searched.dora.refused("GET", path)["status"] == 404
    assert searched.dora.refused("POST", f"{path}/hand-over", {"reason": "ill"})["status"] == 404
    assert searched.names("lopez", searched.cora) == ["Ana María López"]


def test_nobody_looks_at_the_card_of_somebody_near_to_them(searched: Circles) -> None:
    """One household: they share a number that both have proved somewhere."""
    searched.world.prove(searched.mario, "+15175550177")
    searched.dora.patch("/v1/me", {"phone": "+15175550177"})
    assert searched.names("mario") == []
    card = f"/v1/communities/{searched.lansing}/people/{searched.mario.id}"
    assert searched.dora.refused("GET", card)["status"] == 404
    assert searched.names("mario", searched.cora) == ["Mario"]


def test_a_coordinator_who_was_suspended_finds_nobody(searched: Circles) -> None:
    path = f"/v1/communities/{searched.lansing}/members/{searched.dora.id}"
    searched.cora.patch(path, {"state": "suspended", "reason": "looked people up"})
    answer = searched.dora.refused("GET", f"/v1/communities/{searched.lansing}/people?q=lopez")
    assert answer["status"] in (403, 404)


def test_no_mark_outlives_who_was_erased(searched: Circles) -> None:
    mine = "SELECT count(*) FROM name_mark WHERE person_id = :id"
    assert scalar(searched.world.database, mine, id=searched.ana.id) > 0
    searched.ana.delete("/v1/me")
    assert scalar(searched.world.database, mine, id=searched.ana.id) == 0
    searched.world.advance(minutes=11)
    assert scalar(searched.world.database, mine, id=searched.ana.id) == 0, "nor is one written anew"
    assert (searched.names("lopez"), searched.find(ANAS)) == ([], [])


def test_numbers_are_not_tried_out_one_by_one(searched: Circles, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "SEARCHES", Limit("people_searches", burst=3, pace=search.SEARCHES.pace))
    path = f"/v1/communities/{searched.lansing}"
    for number in range(3):
        searched.dora.post(f"{path}/intakes/check", {"phone": f"+1517555020{number}"})
    assert searched.dora.refused("GET", f"{path}/people?q=lopez")["status"] == 429
    assert searched.dora.refused("POST", f"{path}/intakes/check", {"phone": ANAS})["status"] == 429


def test_a_card_tells_no_place_no_hour_and_no_way_to_reach_somebody(searched: Circles) -> None:
    searched.mario.offer(
        availability=[{"weekday": "sat", "from": "09:13", "to": "17:47"}], has=["car"], cannot=["stairs"]
    )
    olga = entered(
        searched.world, searched.cora, "Ottilie", phone="+15175550161", email="ottilie@example.org"
    )
    searched.cora.need(on_behalf_of=olga["id"], private_note="under the blue pot", address="Quagmire Lane 12")
    for who in (searched.mario.id, olga["id"]):
        card = searched.dora.call("GET", f"/v1/communities/{searched.lansing}/people/{who}")
        assert card.status_code == 200
        said = without_ids(card.text)
        for secret in (
            "09:13",
            "17:47",
            "stairs",
            "0161",
            "ottilie@",
            "blue pot",
            "Quagmire",
            '"lat"',
            '"cell"',
        ):
            assert secret not in said, secret
