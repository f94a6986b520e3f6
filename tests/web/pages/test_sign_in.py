"""Coming in by a browser and going out again: codes, cards, whose phone it is, and showing once more who one is."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.support.browsers import PageShown, Surfer, surfing, surfing_as
from tests.support.people import Person
from tests.support.world import World


@pytest.fixture
def visitor(shared_world: World) -> Iterator[Surfer]:
    with surfing(shared_world) as surfer:
        yield surfer


def asked_for_code(world: World, surfer: Surfer, address: str, *, next: str = "") -> PageShown:
    """The page that takes the code which went there."""
    page = surfer.send(surfer.open("/in", **({"next": next} if next else {})), "send", address=address)
    assert page.path == "/in/code", page.text
    world.tick()
    return page


def came_in(world: World, surfer: Surfer, address: str, *, own_phone: str = "") -> PageShown:
    page = asked_for_code(world, surfer, address)
    return surfer.send(page, "in", code=world.code_for(address), own_phone=own_phone)


def cookie(surfer: Surfer, name: str) -> str | None:
    return surfer.http.cookies.get(name, domain=urlsplit(str(surfer.http.base_url)).hostname)


def test_a_code_lets_in(shared_world: World, visitor: Surfer) -> None:
    page = came_in(shared_world, visitor, "ines@example.org")
    assert page.path == "/my"
    assert "My page" in page.text


def test_the_answer_is_the_same_for_known_and_unknown(shared_world: World, visitor: Surfer) -> None:
    shared_world.person("Kofi", proved="kofi@example.org")
    known, unknown = (
        asked_for_code(shared_world, visitor, address).text.replace(address, "")
        for address in ("kofi@example.org", "nobody@example.org")
    )
    assert known == unknown


def test_a_wrong_code_tells_how_many_tries_are_left(shared_world: World, visitor: Surfer) -> None:
    page = asked_for_code(shared_world, visitor, "wrong@example.org")
    right = shared_world.code_for("wrong@example.org")
    wrong = f"{(int(right) + 1) % 10 ** len(right):0{len(right)}}"
    for tries_left in ("4", "3", "2", "1"):
        page = visitor.send(page, "in", code=wrong)
        assert page.status == 422
        assert tries_left in page.text
    visitor.send(page, "in", code=wrong)
    page = visitor.send(page, "in", code=right)
    assert "It is too old" in page.text, "the fifth ended it"


@pytest.mark.parametrize("typed", ["12345", "abcdef", "é" * 6, ""])
def test_what_is_no_code_costs_no_try(shared_world: World, visitor: Surfer, typed: str) -> None:
    address = f"typo{len(typed)}{typed.isascii()}@example.org"
    page = visitor.send(asked_for_code(shared_world, visitor, address), "in", code=typed)
    assert "A code has six digits" in page.text
    code = shared_world.code_for(address)
    arabic = "".join(chr(0x660 + int(digit)) for digit in code)
    assert visitor.send(page, "in", code=f" {arabic[:3]}-{arabic[3:]} ").path == "/my"


def test_another_code_is_sent_on_a_press(shared_world: World, visitor: Surfer) -> None:
    page = visitor.send(asked_for_code(shared_world, visitor, "again@example.org"), "again")
    assert "A code is on its way." in page.text
    shared_world.tick()
    assert len(shared_world.outbox("again@example.org")) == 2


def test_what_is_no_address_is_told_at_its_field(visitor: Surfer) -> None:
    page = visitor.send(visitor.open("/in"), "send", address="not an address")
    assert page.status == 422
    assert "This is not an e-mail address." in page.text


@pytest.mark.parametrize(("next", "leads_to"), [("/dev/parts?a=b", "/dev/parts?a=b"), ("/out", "/out")])
def test_whoever_came_in_goes_on_to_where_they_were_going(
    shared_world: World, visitor: Surfer, next: str, leads_to: str
) -> None:
    address = f"on{len(next)}@example.org"
    page = asked_for_code(shared_world, visitor, address, next=next)
    page = visitor.send(page, "in", code=shared_world.code_for(address))
    assert page.response.url.raw_path.decode() == leads_to


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/in",
        "/l/abc",
        "/\r\nSet-Cookie: minka=x",
        "/a" * 200,
        "/ä",
    ],
)
def test_sign_in_leads_to_no_other_site(
    shared_world: World, visitor: Surfer, signed_in_there: Person, elsewhere: str
) -> None:
    shown = visitor.open("/in", next=elsewhere).response.text
    assert elsewhere not in shown.replace(f"lang={elsewhere}", "") or elsewhere == "/in"
    with surfing_as(shared_world, signed_in_there) as surfer:
        page = surfer.http.get("/in", params={"next": elsewhere}, follow_redirects=False)
        assert page.headers["Location"] == "/my"
        again = surfer.open("/in/again", next=elsewhere)
        assert ("next", "/my") in again.forms[0].fields


@pytest.fixture(scope="module")
def signed_in_there(shared_world: World) -> Person:
    return shared_world.person("Ruth", proved="ruth@example.org")


def test_sign_in_changes_every_cookie_there_was(shared_world: World, visitor: Surfer) -> None:
    page = asked_for_code(shared_world, visitor, "fixed@example.org")
    before, code = cookie(visitor, "minka-before"), shared_world.code_for("fixed@example.org")
    assert before
    response = visitor.post("/in/code", [*page.form("in").fields, ("code", code), ("do", "in")])
    assert response.url.path == "/my"
    assert cookie(visitor, "minka-before") is None
    with surfing(shared_world) as attacker:  # who had put the cookie there
        attacker.http.cookies.set(
            "minka-before", before, domain=urlsplit(shared_world.server.url).hostname or ""
        )
        assert "Sign in" in attacker.open("/my").text


def test_a_code_is_taken_in_the_browser_alone_that_asked_for_it(shared_world: World, visitor: Surfer) -> None:
    page = asked_for_code(shared_world, visitor, "bound@example.org")
    with surfing(shared_world) as other:
        found = other.open(str(page.response.url.path), ticket=page.response.url.params["ticket"])
        assert "no longer works" in found.text
        assert "bound@example.org" not in found.text
        mine = other.open("/in")
        fields = [pair for pair in page.form("in").fields if pair[0] != "_form"]
        token = next(pair for pair in mine.forms[0].fields if pair[0] == "_form")
        code = shared_world.code_for("bound@example.org")
        answer = other.post("/in/code", [*fields, token, ("code", code), ("do", "in")])
        assert answer.status_code == 403
    assert visitor.send(page, "in", code=code).path == "/my"


def test_a_second_press_leads_where_the_first_did(shared_world: World, visitor: Surfer) -> None:
    page = asked_for_code(shared_world, visitor, "twice@example.org")
    code = shared_world.code_for("twice@example.org")
    assert visitor.send(page, "in", code=code).path == "/my"
    second = visitor.send(page, "in", code=code)
    assert (second.status, second.path) == (200, "/my")


def test_a_lost_answer_is_given_again(shared_world: World, visitor: Surfer) -> None:
    page = asked_for_code(shared_world, visitor, "lost@example.org")
    code, before = shared_world.code_for("lost@example.org"), cookie(visitor, "minka-before")
    visitor.send(page, "in", code=code)
    first = cookie(visitor, "minka")
    visitor.http.cookies.clear()
    visitor.http.cookies.set(
        "minka-before", before or "", domain=urlsplit(shared_world.server.url).hostname or ""
    )
    assert visitor.send(page, "in", code=code).path == "/my"
    assert cookie(visitor, "minka") == first


def test_a_phone_of_others_forgets_whoever_does_not_say_it_is_theirs(
    shared_world: World, visitor: Surfer
) -> None:
    page = asked_for_code(shared_world, visitor, "shared@example.org")
    code = shared_world.code_for("shared@example.org")
    answer = visitor.http.post(
        "/in/code",
        data=dict([*page.form("in").fields, ("code", code), ("do", "in")]),
        follow_redirects=False,
    )
    [given] = [text for text in answer.headers.get_list("set-cookie") if text.startswith("minka=")]
    assert "Max-Age" not in given
    page = visitor.open("/my")
    assert page.response.headers["Cache-Control"] == "no-store"
    assert "/out" in page.hrefs, "the way out stands on each page there"
    shared_world.advance(minutes=31)
    assert "Sign in" in visitor.open("/my").text


def test_ones_own_phone_keeps_the_sign_in(shared_world: World, visitor: Surfer) -> None:
    page = came_in(shared_world, visitor, "own@example.org", own_phone="yes")
    assert page.response.headers["Cache-Control"] == "private, no-cache"
    assert "/out" not in page.hrefs


def test_a_form_sent_minutes_after_its_page_was_opened_is_taken(
    shared_world: World, signed_in_there: Person
) -> None:
    with surfing_as(shared_world, signed_in_there) as surfer:
        page = surfer.open("/dev/parts")
        shared_world.advance(minutes=5)
        assert surfer.send(page, "send", name="Ruth").status == 200


def test_sign_out_leaves_nothing(shared_world: World, visitor: Surfer) -> None:
    came_in(shared_world, visitor, "out@example.org")
    held = cookie(visitor, "minka") or ""
    visitor.open("/in/again")
    page = visitor.send(visitor.open("/out"), "out")
    assert "Nothing of yours is left on this phone" in page.text
    [answer] = page.response.history
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert cookie(visitor, "minka") is None
    visitor.http.cookies.set("minka", held, domain=urlsplit(shared_world.server.url).hostname or "")
    assert "Sign in" in visitor.open("/my").text, "the cookie stands for nothing any more"


def test_sign_out_wants_a_press_of_ones_own(shared_world: World, signed_in_there: Person) -> None:
    with surfing_as(shared_world, signed_in_there) as surfer:
        assert surfer.post("/out", [("do", "out")]).status_code == 403
        assert surfer.post("/out", [("do", "out")], **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
        assert surfer.open("/in").path == "/my"


def test_a_card_lets_in_once(shared_world: World, visitor: Surfer) -> None:
    speaker = shared_world.person("Hana", proved="hana@example.org")
    shared_world.community(speaker)
    consent = {"how": "in_person", "at": shared_world.now().isoformat(), "covers": ["post"]}
    for_whom = speaker.post("/v1/people", {"display_name": "Bibi Asha", "consent": consent})
    word = speaker.post(f"/v1/people/{for_whom['id']}/takeover-codes", {"card": True})["code"]
    page = visitor.send(visitor.open("/in/card"), "in", card="wrong-word")
    assert (page.status, "It may have been used already" in page.text) == (422, True)
    assert visitor.send(page, "in", card=word.lower()).path == "/my"
    with surfing(shared_world) as other:
        assert other.send(other.open("/in/card"), "in", card=word).status == 422


class TestStepUp:
    """Showing once more that it is oneself."""

    def test_a_code_to_ones_own_address_does_and_the_cookie_changes(
        self, shared_world: World, signed_in_there: Person
    ) -> None:
        with surfing_as(shared_world, signed_in_there) as surfer:
            before = cookie(surfer, "minka")
            page = surfer.open("/in/again", next="/dev/parts")
            assert "ruth@example.org" in page.text
            page = surfer.send(page, "send", way="0")
            shared_world.tick()
            page = surfer.send(page, "code", code=shared_world.code_for("ruth@example.org"))
            assert page.path == "/dev/parts"
            assert "now you can do it" in page.text
            assert cookie(surfer, "minka") != before
            assert "My page" in surfer.open("/dev/parts").text

    def test_a_code_that_went_elsewhere_does_not(self, shared_world: World, signed_in_there: Person) -> None:
        with surfing_as(shared_world, signed_in_there) as surfer:
            page = surfer.open("/in/again")
            page = surfer.send(page, "send", way="7")
            assert page.status == 422
            assert surfer.send(surfer.open("/in/again"), "card", card="NOT-A-CARD").status == 422

    def test_what_needs_it_leads_there_and_back(self, shared_world: World) -> None:
        late = shared_world.person("Lea", proved="lea@example.org")
        with surfing_as(shared_world, late) as surfer:
            page = surfer.open("/me/leave")
            shared_world.advance(minutes=20)
            surfer.http.headers["Referer"] = f"{shared_world.server.url}/me/leave"
            page = surfer.send(page, "erase", sure="yes")
            assert page.path == "/in/again", page.text
            page = surfer.send(page, "send", way="0")
            shared_world.tick()
            page = surfer.send(page, "code", code=shared_world.code_for("lea@example.org"))
            assert page.path == "/me/leave"
            assert ("sure", "yes") in page.form("erase").fields, "what was ticked is ticked again"

    def test_a_steward_who_gives_a_role_is_led_there_too(self, shared_world: World) -> None:
        """It is no refusal that a page could tell: only showing it once more helps."""
        steward, member = shared_world.person("Stella"), shared_world.person("Milo")
        circle = shared_world.community(steward, member)
        with surfing_as(shared_world, steward) as surfer:
            page = surfer.open(f"/c/{circle['slug']}/members")
            shared_world.advance(minutes=20)
            fields = [("person", member.id), ("role", "coordinator")]
            asked = surfer.send(page, "role", ticked=fields)
        assert asked.path == "/in/again", asked.text

    def test_strangers_are_led_to_the_sign_in(self, visitor: Surfer) -> None:
        page = visitor.open("/in/again")
        assert page.path == "/in"


def test_sign_out_is_found_from_every_page(shared_world: World, visitor: Surfer) -> None:
    came_in(shared_world, visitor, "lent@example.org")
    for path in ("/my", "/near", "/help", "/me", "/ask"):
        assert "/out" in visitor.open(path).hrefs, path
    with surfing(shared_world) as own:
        came_in(shared_world, own, "owned@example.org", own_phone="yes")
        assert "/out" in own.open("/me").hrefs, (
            "on one's own phone a step away, so that nobody leaves by a slip"
        )
