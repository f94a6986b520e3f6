"""A need from a chat is answered on a phone by somebody who has no account, with a code that really arrives."""

from collections.abc import Callable

from tests.browser.phone import Phone
from tests.support import pages
from tests.support.world import World
from texts.catalogue import say


def test_a_need_is_answered_with_a_code(world: World, take_phone: Callable[..., Phone]) -> None:
    steward, ana = world.person("Steward"), world.person("Ana")
    world.community(steward, join_policy="invitation")
    need = ana.need(title="Two bags of rice", for_people=3)
    link = pages.link_in(ana.post(f"/v1/needs/{need['id']}/share-links")["url"])

    phone = take_phone(base_url=world.server.url)
    assert phone.open(link) == 200
    assert "Two bags" not in phone.text, "an outsider reads no words"
    phone.fill(address="ben@example.org")
    assert phone.press("can") == 200
    world.tick()
    code = world.code_for("ben@example.org")
    wrong = "111111" if code != "111111" else "222222"

    phone.fill(code=wrong, name="Ben", adult="yes")
    assert phone.press("answer") == 422
    assert phone.page.locator("input[name=name]").input_value() == "Ben", "what was typed is not lost"
    assert phone.page.get_by_label(say("page.shared.adult", "en")).is_checked()

    phone.page.get_by_label(say("page.shared.code", "en")).fill(code)
    assert phone.press("answer") == 200
    assert "Thank you, Ben" in phone.text
    assert ana.match_on(need["id"])["status"] == "accepted"

    phone.page.reload()
    assert len(ana.get("/v1/matches?limit=50")["items"]) == 1, "one answer, however often it is sent"


def test_what_is_missing_is_said_beside_its_field(phone: Phone) -> None:
    phone.visit("shared_need")
    phone.fill(address="nobody")
    assert phone.press("can") == 422
    field = phone.page.locator("input[name=address]")
    assert field.get_attribute("aria-invalid") == "true"
    assert field.input_value() == "nobody"
    phone.fill(address="dee@example.org")
    phone.press("can")
    phone.fill(code="12")
    assert phone.press("answer") == 422
    errors = phone.page.locator(".error").all_inner_texts()
    assert errors == [
        say("problem.wrong_code.title", "en"),
        say("field.missing", "en"),
        say("problem.adults_only.title", "en"),
    ]
