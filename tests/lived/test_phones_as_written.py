"""Lived 38: national telephone numbers and codes are taken as people write them, wherever one is given."""

import re

import pytest

from tests.support import pages
from tests.support.without_app import entered
from tests.support.world import World

LANSING_NUMBER = "(517) 555-0133"
KEPT = "+15175550133"


@pytest.fixture(scope="module")
def lansing(shared_world: World) -> str:
    """The only community there is, whose circle's number is written as it is dialled there; its id."""
    cleo = shared_world.person("Cleo")
    made = shared_world.community(cleo, contact={"phone": "517.555.0100"})
    assert made["contact"]["phone"] == "+15175550100"
    changed = cleo.patch(f"/v1/communities/{made['id']}", {"contact": {"phone": "(517) 555 0101"}})
    assert changed["contact"]["phone"] == "+15175550101"
    refused = cleo.call(
        "PATCH",
        f"/v1/communities/{made['id']}",
        {"contact": {"phone": "555 0101"}},
        If_Match="*",
    ).json()
    assert [(e["pointer"], e["code"]) for e in refused["errors"]] == [
        ("/contact/phone", "not_a_phone_number")
    ]
    return str(made["id"])


def test_ones_own_is_read_where_ones_community_is(shared_world: World, lansing: str) -> None:
    ana = shared_world.person("Ana", time_zone="Africa/Nairobi")
    ana.post(f"/v1/communities/{lansing}/join")
    assert ana.patch("/v1/me", {"phone": LANSING_NUMBER})["phone"] == KEPT


def test_without_a_community_it_is_read_where_ones_time_zone_is(shared_world: World, lansing: str) -> None:
    ana = shared_world.person("Ana", time_zone="Africa/Nairobi")
    assert ana.patch("/v1/me", {"phone": "0722 000 101"})["phone"] == "+254722000101"
    ben = shared_world.person("Ben", time_zone="US/Eastern")
    assert ben.patch("/v1/me", {"phone": LANSING_NUMBER})["phone"] == KEPT


def test_where_nobody_knows_the_country_the_error_says_how(shared_world: World, lansing: str) -> None:
    ana = shared_world.person("Ana")
    refused = ana.refused("PATCH", "/v1/me", {"phone": "0722 000 101"})
    [error] = refused["errors"]
    assert (error["pointer"], error["code"]) == ("/phone", "not_a_phone_number")
    assert error["detail"].endswith("Write it with + and the country code, such as +254 722 000101.")


def test_who_is_spoken_for_is_read_where_their_speaker_is(shared_world: World, lansing: str) -> None:
    sam = shared_world.person("Sam")
    sam.post(f"/v1/communities/{lansing}/join")
    mercy = entered(shared_world, sam, "Mercy", phone=LANSING_NUMBER)
    assert mercy["phone"] == KEPT
    changed = sam.patch(f"/v1/people/{mercy['id']}", {"phone": "517-555-0134"})
    assert changed["phone"] == "+15175550134"


def test_a_sign_in_is_read_where_all_communities_are(shared_world: World, lansing: str) -> None:
    def asked(**body: str) -> tuple[int, str | None]:
        answer = shared_world.http.post("/v1/auth/codes", json={"channel": "sms"} | body)
        return answer.status_code, answer.json().get("code")

    assert asked(address="517 555 0140") == (202, None)
    shared_world.tick()
    assert re.fullmatch(r"\d{6}", shared_world.code_for("+15175550140"))
    assert asked(address="0722 000 101") == (422, "invalid")
    far = shared_world.person("Far")
    shared_world.community(far, name="Nakuru", place={"lat": -0.3031, "lon": 36.08})
    assert asked(address="517 555 0141") == (422, "invalid"), "communities in two countries: in which is it?"
    assert asked(address="517 555 0141", locale="es_US") == (202, None)
    assert asked(address="+1 517 555 0142") == (202, None)


def test_an_address_is_proved_by_a_code_as_it_is_pasted(shared_world: World, lansing: str) -> None:
    ana = shared_world.person("Ana")
    challenge = shared_world.http.post("/v1/auth/codes", json={"address": "ana@example.org"}).json()[
        "challenge"
    ]
    shared_world.tick()
    code = shared_world.code_for("ana@example.org")
    pasted = f"{code[:3]} {code[3:]}".translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    proved = ana.post("/v1/me/contact-points", {"challenge": challenge, "code": pasted})
    assert (proved["email"], proved["proved"]) == ("ana@example.org", ["email"])


def test_a_shared_need_takes_number_and_code_as_they_are_typed(shared_world: World, lansing: str) -> None:
    """On the page the number is read where the need is; a code with a dash was cut to six characters."""
    ana = shared_world.person("Ana")
    need = ana.need(community_id=lansing)
    path = pages.link_in(ana.post(f"/v1/needs/{need['id']}/share-links")["url"])
    shown = pages.get(shared_world.http, path)
    sent = pages.press(shared_world.http, shown, "can", address="517 555 0177")
    shared_world.tick()
    code = shared_world.code_for("+15175550177")
    assert 'maxlength="6"' not in sent.response.text
    given = {"code": f"{code[:3]}-{code[3:]} ", "name": "Dee", "adult": "yes"}
    assert "Dee" in pages.press(shared_world.http, sent, "answer", **given).text
