"""What each link is for, done with a finger, scripts switched off."""

import re

import pytest

from tests.browser.phone import Phone
from texts.catalogue import say


def test_a_proposal_is_answered_yes_and_the_way_to_each_other_found(phone: Phone) -> None:
    phone.visit("answer")
    assert "Rice" in phone.text
    assert phone.press("yes") == 200
    assert phone.community.status("match", phone.community.invited) == "confirmed"
    phone.page.get_by_role("link", name=say("page.agreed.onward", "en")).click()
    phone.press("show")
    place = phone.page.get_by_role("link", name=say("page.map", "en"))
    assert str(place.get_attribute("href")).startswith("geo:42.731")


def test_a_proposal_is_answered_no(phone: Phone) -> None:
    phone.visit("answer")
    assert phone.press("no") == 200
    assert phone.community.status("match", phone.community.invited) == "declined"


def test_what_was_agreed_is_called_off_with_a_reason(phone: Phone) -> None:
    phone.visit("match")
    assert phone.press("cancel") == 422
    assert phone.page.locator("input[name=reason]:focus").count() == 1, "whoever comes back begins there"
    phone.fill(reason="fell ill")
    assert phone.press("cancel") == 200
    assert phone.community.status("match", phone.community.agreed) == "cancelled"


@pytest.mark.parametrize(
    ("do", "status"), [("renew", "open"), ("helped", "fulfilled"), ("close", "withdrawn")]
)
def test_an_own_need_is_kept_open_or_closed(phone: Phone, do: str, status: str) -> None:
    phone.visit("tend_need")
    assert phone.press(do) == 200
    assert phone.community.status("need", phone.community.shared["id"]) == status


@pytest.mark.parametrize(("do", "status"), [("yes", "open"), ("no", "withdrawn")])
def test_consent_is_given_or_refused(phone: Phone, do: str, status: str) -> None:
    need = phone.community.steward.need(on_behalf_of=phone.community.mercy.id)
    phone.visit("consent")
    assert "Steward" in phone.text
    assert phone.press(do) == 200
    assert phone.community.status("need", need["id"]) == status


def test_an_account_is_taken_over(phone: Phone) -> None:
    phone.visit("take_over")
    assert phone.press("code") == 200
    code = phone.page.locator(".code").inner_text()
    assert re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{2}", code)
    session = phone.community.http.post("/v1/auth/sessions", json={"card": code, "device_name": "phone"})
    assert session.json()["person"]["id"] == phone.community.mercy.id


def test_messages_are_switched_off_and_doing_it_again_is_harmless(phone: Phone) -> None:
    def off() -> set[str]:
        kinds = phone.community.ben.get("/v1/me/notification-settings")["kinds"]
        return {kind for kind, on in kinds.items() if not on}

    phone.community.ben.patch("/v1/me/notification-settings", {"kinds": {"email": True}})
    for _ in range(2):
        phone.visit("unsubscribe")
        assert phone.press("kind") == 200
        assert off() == {"invitation"}
    phone.visit("unsubscribe")
    phone.press("email")
    assert off() == {"invitation", "email"}
