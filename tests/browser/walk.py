"""A walk over every page there is, errors included; a stop's name says what is shown."""

from collections.abc import Iterator

from tests.browser.phone import Phone
from tests.support.linked_community import LONG
from tests.support.telling import change


def speak(phone: Phone, language: str) -> None:
    """From now on everybody in the community speaks this language."""
    change(phone.community.database, "UPDATE person SET locale = :locale", locale=language)
    phone.context.set_extra_http_headers({"Accept-Language": language})
    phone.community.http.headers["Accept-Language"] = language


def walk(phone: Phone) -> Iterator[tuple[str, int]]:
    """Goes from page to page; at each stop its name and status."""
    yield from _answers(phone)
    yield from _match(phone)
    yield from _circle(phone)
    yield from _own(phone)
    yield from _shared(phone)
    yield "dead", phone.open("/l/" + "x" * 22)


def _answers(phone: Phone) -> Iterator[tuple[str, int]]:
    yield "answer", phone.visit("answer")
    phone.community.ana.patch(f"/v1/needs/{phone.community.need['id']}", {"details": LONG})
    yield "answer-long", phone.visit("answer")
    yield "answer-yes", phone.press("yes")
    yield "answer-over", phone.visit("answer")
    yield "author", phone.visit("answer_author")
    yield "author-no", phone.press("no")


def _match(phone: Phone) -> Iterator[tuple[str, int]]:
    match = f"/v1/matches/{phone.community.agreed}"
    phone.community.ana.post(f"{match}/messages", {"text": "The blue door.\nRing twice, please."})
    yield "match", phone.visit("match")
    yield "match-contact", phone.press("show")
    yield "match-empty", phone.press("send")
    phone.fill(text="I will be there at five")
    yield "match-sent", phone.press("send")
    yield "match-concern", phone.press("concern")
    yield "match-again", phone.visit("match")
    yield "match-reason", phone.press("cancel")
    yield "match-once-more", phone.visit("match")
    yield "match-helped", phone.press("helped")
    phone.fill(reason="fell ill")
    yield "match-off", phone.press("cancel")


def _circle(phone: Phone) -> Iterator[tuple[str, int]]:
    yield "human", phone.visit("human")
    yield "human-taken", phone.press("take")
    yield "notice", phone.visit("notice")
    yield "offer", phone.visit("tend_offer")
    yield "offer-paused", phone.press("pause")


def _own(phone: Phone) -> Iterator[tuple[str, int]]:
    yield "tend", phone.visit("tend_need")
    yield "tend-renewed", phone.press("renew")
    yield "consent", phone.visit("consent")
    yield "consent-yes", phone.press("yes")
    yield "take-over", phone.visit("take_over")
    yield "take-over-code", phone.press("code")
    yield "unsubscribe", phone.visit("unsubscribe")
    yield "unsubscribe-done", phone.press("kind")


def _shared(phone: Phone) -> Iterator[tuple[str, int]]:
    yield "shared", phone.visit("shared_need")
    phone.fill(address="nobody")
    yield "shared-address", phone.press("can")
    phone.fill(address="dee.with-a-long-name@neighbourhood.example.org")
    yield "shared-code", phone.press("can")
    yield "shared-missing", phone.press("answer")
    phone.fill(code="000000", name="Dee", adult="yes")
    yield "shared-wrong", phone.press("answer")
    phone.community.ana.post(f"/v1/needs/{phone.community.shared['id']}/withdraw")
    yield "shared-over", phone.visit("shared_need")
