"""Small pages: GET shows and POST acts, one thing a link, for seven days, within 10 KB, in six languages."""

import re
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from hashlib import sha256
from html import escape
from typing import Any
from uuid import UUID

import httpx
import pytest

from core import clock
from core.models.link import LinkPurpose
from services.access import links
from services.representation import take_overs
from tests.support import pages
from tests.support.linked_community import LONG, LinkedCommunity
from tests.support.pages import LARGEST, Shown, on_the_wire
from tests.support.people import Person
from tests.support.telling import change, scalar
from tests.support.world import World
from texts.catalogue import LANGUAGES, say
from web.parts.render import MOST_WORDS, clipped


def test_mail_scanners_that_open_every_link_change_nothing(linked_community: LinkedCommunity) -> None:
    """Every row of every table is what it was, but for one counter."""
    before = pages.rows(linked_community.database)
    for path in linked_community.paths.values():
        for _ in range(3):
            assert linked_community.http.get(path).status_code == 200
        head = linked_community.http.head(path)
        assert (head.status_code, head.content) == (200, b"")
    opened = "SELECT count(*) FROM link WHERE opened = 3"
    assert scalar(linked_community.database, opened) == len(linked_community.paths)
    change(linked_community.database, "UPDATE link SET opened = 0")
    assert pages.rows(linked_community.database) == before


def test_every_purpose_has_its_link(linked_community: LinkedCommunity) -> None:
    assert {name.removesuffix("_author") for name in linked_community.paths} == set(LinkPurpose)


def test_the_token_of_a_link_is_stored_nowhere(linked_community: LinkedCommunity) -> None:
    everything = str(pages.rows(linked_community.database))
    for path in linked_community.paths.values():
        token = path.removeprefix("/l/")
        assert re.fullmatch(r"[\w-]{22,26}", token)
        assert token not in everything
        assert token.encode().hex() not in everything


def answer_to(http: httpx.Client, method: str, path: str) -> tuple[int, bytes, list[tuple[str, str]]]:
    answer = http.request(method, path, data={"do": "yes"} if method == "POST" else None)
    headers = [(name, value) for name, value in answer.headers.multi_items() if name != "date"]
    return answer.status_code, answer.content, sorted(headers)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_unknown_expired_and_spent_links_are_answered_alike(
    linked_community: LinkedCommunity, method: str
) -> None:
    unknown = answer_to(linked_community.http, method, "/l/" + "x" * 22)
    assert unknown[0] == 404
    assert say("problem.link_over.title", "en").encode() in unknown[1]
    linked_community.press("answer", "no")
    assert answer_to(linked_community.http, method, linked_community.paths["answer"]) == unknown
    linked_community.advance(days=7, seconds=1)
    linked_community.ben.post(f"/v1/matches/{linked_community.agreed}/cancel", {"reason": "fell ill"})
    linked_community.advance(days=7, seconds=1)
    for name, path in linked_community.paths.items():
        assert answer_to(linked_community.http, method, path) == unknown, name


def test_a_link_lasts_seven_days_and_not_a_day_less(linked_community: LinkedCommunity) -> None:
    linked_community.advance(days=6, hours=23)
    assert linked_community.get("unsubscribe").status == 200
    assert linked_community.get("take_over").status == 200
    lives = "SELECT max(expires_at - created_at) FROM link WHERE purpose <> 'match'"
    assert scalar(linked_community.database, lives) == links.LIFETIME == timedelta(days=7)


def test_what_belongs_to_one_thing_has_a_link_for_each_purpose(linked_community: LinkedCommunity) -> None:
    """A token that is derived says also what for: whoever holds one cannot do another thing with it."""
    need = UUID(linked_community.shared["id"])
    with linked_community.database.transaction() as session:
        now = clock.now(session, movable=True)
        tokens = {links.make(session, purpose, None, need, now, seed=need) for purpose in LinkPurpose}
    assert len(tokens) == len(LinkPurpose)


def test_a_link_does_its_one_thing_and_no_other(
    linked_community: LinkedCommunity, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every word of every page is tried on every other: nothing but its own is understood."""
    monkeypatch.setattr(linked_community.database, "limits", 1000)
    theirs: dict[str, set[str]] = {
        name: set(linked_community.get(name).buttons) for name in linked_community.paths
    }
    spoken = {word for words in theirs.values() for word in words} | {"", "delete", "confirm", "accept"}
    theirs["match"].add("yes")  # said already: repeating it answers with how it stands
    for name, path in linked_community.paths.items():
        for word in sorted(spoken - theirs[name] - {"kind", "email"}):
            answer = linked_community.http.post(path, data={"do": word})
            assert answer.status_code in (400, 409, 422), (name, word, answer.status_code)
    assert linked_community.status("match", linked_community.invited) == "invited"
    assert linked_community.status("match", linked_community.accepted) == "accepted"
    assert linked_community.status("match", linked_community.agreed) == "confirmed"
    assert linked_community.status("need", linked_community.shared["id"]) == "open"


def everything_shown(linked_community: LinkedCommunity) -> list[Shown]:
    """Every page there is: what each link shows, and what each answers, errors included."""
    shown = [linked_community.get(name) for name in linked_community.paths]
    shown += [
        linked_community.press("answer", "yes"),
        linked_community.press("answer_author", "yes"),
        linked_community.press("match", "show"),
        linked_community.press("match", "cancel", reason=""),
        linked_community.press("match", "cancel", reason="fell ill"),
        linked_community.press("consent", "yes"),
        linked_community.press("take_over", "code"),
        linked_community.press("unsubscribe", "kind"),
        linked_community.press("shared_need", "can", address="nobody"),
        sent := linked_community.press("shared_need", "can", address="dee@example.org"),
        pages.press(linked_community.http, sent, "answer", code="12", name="", adult=""),
        pages.press(linked_community.http, sent, "answer", code="000000", name="Dee", adult="yes"),
        linked_community.press("tend_need", "renew"),
        pages.get(linked_community.http, "/l/" + "x" * 22, accept_language=shown[0].attributes["lang"]),
    ]
    return shown


STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_in_every_language(linked_community: LinkedCommunity, language: str) -> None:
    """Small, whole, in the person's own language whatever their browser says, and shut against everything."""
    linked_community.ana.patch(f"/v1/needs/{linked_community.need['id']}", {"details": LONG})
    change(linked_community.database, "UPDATE person SET locale = :locale", locale=language)
    linked_community.http.headers["Accept-Language"] = language
    for page in everything_shown(linked_community):
        answer = page.response
        assert on_the_wire(answer.content) <= LARGEST, (page.path, on_the_wire(answer.content))
        assert page.attributes == {"lang": language, "dir": "rtl" if language == "ar" else "ltr"}
        assert answer.headers["content-language"] == language
        assert not page.tags & {"script", "img", "link", "iframe", "object", "svg", "base"}
        assert not re.search(r"\son\w+=|javascript:|\sstyle=", answer.text)
        assert "{" not in page.text
        [style] = STYLE.findall(answer.text)
        policy = answer.headers["content-security-policy"]
        assert f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" in policy
        for part in ("default-src 'none'", "form-action 'self'", "frame-ancestors 'none'"):
            assert part in policy
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert "noindex" in answer.headers["x-robots-tag"]
        assert "set-cookie" not in answer.headers


def test_a_person_is_spoken_to_in_their_own_language(linked_community: LinkedCommunity) -> None:
    change(
        linked_community.database,
        "UPDATE person SET locale = 'pt-BR' WHERE id = :id",
        id=linked_community.ben.id,
    )
    page = linked_community.get("answer", accept_language="fr")
    assert page.attributes["lang"] == "pt"
    linked_community.ana.post(f"/v1/needs/{linked_community.need['id']}/withdraw")
    late = (
        linked_community.press("answer", "yes")
        if "yes" in linked_community.get("answer").buttons
        else linked_community.get("answer")
    )
    assert late.attributes["lang"] == "pt"


def test_a_stranger_is_spoken_to_as_their_browser_asks(linked_community: LinkedCommunity) -> None:
    assert linked_community.get("shared_need", accept_language="sw, en;q=0.5").attributes["lang"] == "sw"
    assert linked_community.get("shared_need", accept_language="tlh").attributes["lang"] == "en"


def test_words_are_shown_and_never_obeyed(linked_community: LinkedCommunity) -> None:
    answer = linked_community.get("answer").response.text
    assert "bring a &lt;b&gt;big&lt;/b&gt; bag &amp; ring twice" in answer


@pytest.mark.parametrize("text", ["", "short", "&" * 10_000, "é" * 10_000, "a" * 4001, "😀" * 2000])
def test_long_words_are_cut_to_what_fits(text: str) -> None:
    found = clipped(text)
    assert found is not None
    assert len(escape(found).encode()) <= MOST_WORDS + 10
    assert found == text or found.endswith(" …")
    assert clipped(None) is None


def test_a_helper_says_yes(linked_community: LinkedCommunity) -> None:
    page = linked_community.get("answer")
    assert {"Groceries", "Lansing", "3 people", "Rice"} <= set(page.text.splitlines())
    assert "Ana" not in page.text
    done = linked_community.press("answer", "yes")
    assert linked_community.status("match", linked_community.invited) == "confirmed"
    onward = pages.get(linked_community.http, done.hrefs[0])
    shown = pages.press(linked_community.http, onward, "show")
    assert any(href.startswith("geo:42.731") for href in shown.hrefs)


def test_a_helper_says_no(linked_community: LinkedCommunity) -> None:
    assert linked_community.press("answer", "no").status == 200
    assert linked_community.status("match", linked_community.invited) == "declined"


def test_the_author_says_yes_to_somebody_by_name(linked_community: LinkedCommunity) -> None:
    assert "Cy" in linked_community.get("answer_author").text
    linked_community.press("answer_author", "yes")
    assert linked_community.status("match", linked_community.accepted) == "confirmed"


def test_the_author_says_no(linked_community: LinkedCommunity) -> None:
    linked_community.press("answer_author", "no")
    assert linked_community.status("match", linked_community.accepted) == "refused"


def test_whoever_comes_late_hears_it_kindly(linked_community: LinkedCommunity) -> None:
    for need in (linked_community.need, linked_community.answered):
        linked_community.ana.post(f"/v1/needs/{need['id']}/withdraw")
    for name, over in (("answer", "page.answer.over"), ("answer_author", "page.answer.not_waiting")):
        page = linked_community.get(name)
        assert (page.status, page.buttons) == (200, {})
        assert say(over, "en") in page.text


def test_a_refusal_is_a_page_with_its_status(linked_community: LinkedCommunity) -> None:
    """The need was covered while the page lay open."""
    page = linked_community.get("answer")
    linked_community.ana.post(f"/v1/needs/{linked_community.need['id']}/withdraw")
    late = pages.press(linked_community.http, page, "yes")
    assert late.status == 409
    assert late.text.strip()
    assert linked_community.get("answer").status == 200, "what was refused has not used the link up"


def test_contact_is_shown_when_asked_for_and_the_reading_recorded(linked_community: LinkedCommunity) -> None:
    assert not any(href.startswith("geo:") for href in linked_community.get("match").hrefs)
    before = linked_community.ana.get("/v1/me/access-log")["items"]
    assert any(href.startswith("geo:") for href in linked_community.press("match", "show").hrefs)
    assert len(linked_community.ana.get("/v1/me/access-log")["items"]) == len(before) + 1


def test_calling_off_wants_a_reason_of_a_helper(linked_community: LinkedCommunity) -> None:
    assert linked_community.press("match", "cancel", reason="  ").status == 422
    assert linked_community.status("match", linked_community.agreed) == "confirmed"
    assert linked_community.press("match", "cancel", reason="fell ill").status == 200
    assert linked_community.status("match", linked_community.agreed) == "cancelled"


@pytest.mark.parametrize(
    ("do", "status"), [("renew", "open"), ("helped", "fulfilled"), ("close", "withdrawn")]
)
def test_an_own_need_is_tended(linked_community: LinkedCommunity, do: str, status: str) -> None:
    linked_community.press("tend_need", do)
    assert linked_community.status("need", linked_community.shared["id"]) == status


def test_somebody_consents(linked_community: LinkedCommunity) -> None:
    page = linked_community.get("consent")
    assert "Steward" in page.text
    need = linked_community.steward.need(on_behalf_of=linked_community.mercy.id)
    assert need["status"] == "pending"
    linked_community.press("consent", "yes")
    status = "SELECT status FROM need WHERE id = :id"
    assert scalar(linked_community.database, status, id=need["id"]) == "open"


def test_somebody_does_not_consent(linked_community: LinkedCommunity) -> None:
    need = linked_community.steward.need(on_behalf_of=linked_community.mercy.id)
    linked_community.press("consent", "no")
    status = "SELECT status FROM need WHERE id = :id"
    assert scalar(linked_community.database, status, id=need["id"]) == "withdrawn"


def test_somebody_takes_over(linked_community: LinkedCommunity) -> None:
    page = linked_community.press("take_over", "code")
    assert take_overs.CODE_LIFETIME.total_seconds() == 30 * 60, "the page says half an hour"
    [code] = re.findall(r"^[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{2}$", page.text, re.MULTILINE)
    answer = linked_community.http.post("/v1/auth/sessions", json={"card": code, "device_name": "phone"})
    assert answer.json()["person"]["id"] == linked_community.mercy.id
    assert (
        linked_community.steward.refused("GET", f"/v1/people/{linked_community.mercy.id}")["code"]
        == "not_found"
    )


def settings_of(person: Person) -> dict[str, bool]:
    return dict(person.get("/v1/me/notification-settings")["kinds"])


def test_a_kind_of_message_is_switched_off(linked_community: LinkedCommunity) -> None:
    linked_community.ben.patch("/v1/me/notification-settings", {"kinds": {"email": True}})
    for do, off in (("kind", {"invitation"}), ("email", {"invitation", "email"})):
        linked_community.press("unsubscribe", do)
        assert {kind for kind, on in settings_of(linked_community.ben).items() if not on} == off


ONE_CLICK: list[dict[str, Any]] = [
    {"data": {"List-Unsubscribe": "One-Click"}},
    {"files": {"List-Unsubscribe": (None, "One-Click")}},
]


@pytest.mark.parametrize("body", ONE_CLICK, ids=["urlencoded", "multipart"])
def test_a_mail_program_unsubscribes_with_one_click(
    linked_community: LinkedCommunity, body: dict[str, Any]
) -> None:
    """RFC 8058: a POST without a visit, and again if it likes."""
    for _ in range(2):
        assert linked_community.http.post(linked_community.paths["unsubscribe"], **body).status_code == 200
    assert settings_of(linked_community.ben)["invitation"] is False


BAD = [
    (415, {"json": {"do": "yes"}}),
    (415, {"content": b"do=yes", "headers": {"Content-Type": "text/plain"}}),
    (413, {"data": {"do": "x" * 70_000}}),
    (400, {"data": {"do": "yes", "reason": "x" * 401}}),
    (400, {"data": {"do": "yes\x00"}}),
    (400, {"data": {f"f{n}": "x" for n in range(40)}}),
    (400, {"content": b"do=%ff", "headers": {"Content-Type": "application/x-www-form-urlencoded"}}),
    (400, {"content": b"\xff", "headers": {"Content-Type": "application/x-www-form-urlencoded"}}),
    (400, {}),
    (400, {"content": b"", "headers": {"Content-Type": "multipart/form-data"}}),
    (400, {"content": b"junk", "headers": {"Content-Type": "multipart/form-data; boundary=x"}}),
]


@pytest.mark.parametrize(("status", "body"), BAD)
def test_a_form_has_its_bounds_and_what_is_wrong_is_a_page(
    linked_community: LinkedCommunity, status: int, body: dict[str, Any]
) -> None:
    page = pages.read(linked_community.http.post(linked_community.paths["answer"], **body))
    assert page.status == status
    assert linked_community.status("match", linked_community.invited) == "invited"


def test_other_methods_are_answered_with_a_page(linked_community: LinkedCommunity) -> None:
    page = pages.read(linked_community.http.put(linked_community.paths["answer"], data={"do": "yes"}))
    assert page.status == 405


def test_forms_are_for_pages_alone(linked_community: LinkedCommunity) -> None:
    answer = linked_community.http.post("/v1/auth/codes", data={"address": "ana@example.org"})
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


def test_somebody_who_has_left_has_no_links(linked_community: LinkedCommunity) -> None:
    linked_community.ben.delete("/v1/me")
    assert linked_community.get("answer").status == 404


def test_two_presses_at_once_do_one_thing(world: World) -> None:
    """A double tap: one is answered, the other finds the link over, and there is one effect."""
    linked_community = LinkedCommunity(world)

    def tap(_: int) -> int:
        return httpx.post(
            f"{world.server.url}{linked_community.paths['answer']}", data={"do": "yes"}
        ).status_code

    with ThreadPoolExecutor(4) as hands:
        answers = sorted(hands.map(tap, range(4)))
    assert answers == [200, 404, 404, 404]
    said = "SELECT count(*) FROM event WHERE kind = 'match_confirmed' AND subject_id = :id"
    assert scalar(world.database, said, id=linked_community.invited) == 1
