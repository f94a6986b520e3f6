"""Opening, reloading, going back, pressing twice: none of it does anything that was not meant."""

from collections.abc import Callable

from tests.browser.phone import Phone
from tests.support import pages
from tests.support.linked_community import LinkedCommunity
from tests.support.telling import change, scalar
from texts.catalogue import say


def times(linked_community: LinkedCommunity, kind: str) -> int:
    """How often something happened to the match that is answered here."""
    counted = "SELECT count(*) FROM event WHERE kind = :kind AND subject_id = :id"
    return int(scalar(linked_community.database, counted, kind=kind, id=linked_community.invited))


def test_a_mail_scanner_opens_everything_in_a_browser_and_changes_nothing(
    take_phone: Callable[..., Phone],
) -> None:
    """Scripts on, as scanners have them, and the link opened again and again."""
    phone = take_phone(scripts=True)
    before = pages.rows(phone.community.database)
    for path in phone.community.paths.values():
        for _ in range(2):
            assert phone.open(path) == 200
        assert phone.community.http.head(path).status_code == 200
    change(phone.community.database, "UPDATE link SET opened = 0")
    assert pages.rows(phone.community.database) == before


def test_reloading_an_answer_sends_it_once(phone: Phone) -> None:
    phone.visit("answer")
    phone.press("yes")
    for _ in range(2):
        phone.page.reload()
    sent = [request for request in phone.requests if request.method == "POST"]
    assert len(sent) == 3, "the browser did send it again"
    assert say("problem.link_over.detail", "en") in phone.text
    assert times(phone.community, "match_confirmed") == 1
    assert phone.community.status("match", phone.community.invited) == "confirmed"


def test_going_back_shows_that_the_answer_has_arrived(phone: Phone) -> None:
    phone.visit("answer")
    phone.press("yes")
    phone.page.go_back()
    assert phone.page.locator("button").count() == 0, "what was answered is not asked again"
    assert times(phone.community, "match_confirmed") == 1


def test_an_impatient_finger_answers_once(phone: Phone) -> None:
    phone.visit("answer")
    phone.page.locator("button[value=yes]").dblclick()
    phone.page.locator("button").first.wait_for(state="detached")
    assert times(phone.community, "match_confirmed") == 1


def test_a_page_left_open_in_another_window_does_nothing_more(take_phone: Callable[..., Phone]) -> None:
    one, other = take_phone(), take_phone()
    one.visit("answer")
    other.visit("answer")
    assert one.press("yes") == 200
    assert other.press("no") == 404
    assert one.community.status("match", one.community.invited) == "confirmed"


def test_need_kept_open_twice_is_kept_open_once(take_phone: Callable[..., Phone]) -> None:
    one, other = take_phone(), take_phone()
    one.visit("tend_need")
    other.visit("tend_need")
    assert one.press("renew") == 200
    assert other.press("close") == 404
    assert one.community.status("need", one.community.shared["id"]) == "open"
