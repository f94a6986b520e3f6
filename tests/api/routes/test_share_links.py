"""A need carried into a chat: what its link shows, who may answer on it, and when it is over."""

from uuid import uuid4

import pytest

from core import limits
from core.models.link import LinkPurpose
from tests.support import pages
from tests.support.kept import Keep
from tests.support.pages import Shown
from tests.support.people import Person
from tests.support.telling import scalar
from tests.support.world import World
from texts.catalogue import say

GUESS = {"do": "answer", "code": "000000", "name": "Ben", "adult": "yes"}
SECRET = ("Two bags", "third floor", "ring twice", "Ana", "42.731", "-84.551")


class SharedNeed:
    """A need of Ana's, its link in a chat, and whoever comes by it."""

    def __init__(self, world: World) -> None:
        self.world, self.http = world, world.http
        self.steward, self.ana = world.person("Steward"), world.person("Ana")
        self.community = world.community(self.steward, join_policy="approval")

    def post(self, **fields: object) -> "SharedNeed":
        words = {"title": "Two bags", "details": "third floor", "private_note": "ring twice", "for_people": 4}
        self.need = self.ana.need(**{**words, "share": ["phone", "place"], **fields})
        self.share = self.ana.post(f"/v1/needs/{self.need['id']}/share-links")
        self.path = pages.link_in(self.share["url"])
        return self

    def open(self) -> Shown:
        return pages.get(self.http, self.path)

    def ask_for_code(self, address: str) -> Shown:
        return pages.press(self.http, self.open(), "can", address=address)

    def answer(self, address: str, **filled: str) -> Shown:
        """The whole way, with the code that came."""
        sent = self.ask_for_code(address)
        self.world.tick()
        given = {"code": self.world.code_for(address), "name": "Ben", "adult": "yes"} | filled
        return pages.press(self.http, sent, "answer", **given)

    def counted(self) -> tuple[int, int]:
        row = self.ana.post(f"/v1/needs/{self.need['id']}/share-links")
        return row["opened"], row["answers"]

    def matches(self) -> list[str]:
        query = "SELECT coalesce(array_agg(status), '{}') FROM match WHERE need_id = :need"
        return list(scalar(self.world.database, query, need=self.need["id"]))


@pytest.fixture
def shared_need(keep: Keep) -> SharedNeed:
    return keep(SharedNeed)


def test_the_page_shows_what_an_outsider_may_know(shared_need: SharedNeed) -> None:
    shared_need.post(
        when={"kind": "windows", "windows": [_window("2100-11-20T14:00:00Z", "2100-11-20T16:00:00Z")]}
    )
    page = shared_need.open()
    for there in ("Groceries", "Lansing", "4 people", "Nov 20"):
        assert there in page.text
        assert there in shared_need.share["text"]
    for secret in SECRET:
        assert secret not in page.response.text
        assert secret not in shared_need.share["text"]
    assert shared_need.need["id"] not in page.response.text


def _window(start: str, end: str) -> dict[str, str]:
    return {"from": start, "to": end}


def test_what_is_pasted_speaks_the_needs_language(shared_need: SharedNeed) -> None:
    text = shared_need.post(
        language="sw",
        place=None,
        place_kind="remote",
        category="company_call",
        community_id=shared_need.community["id"],
    ).share["text"]
    assert text.startswith("Mtu anahitaji mkono wa msaada:")
    assert say("page.remote", "sw") in text


def test_only_the_author_shares_and_only_while_it_is_open(shared_need: SharedNeed) -> None:
    shared_need.post()
    path = f"/v1/needs/{shared_need.need['id']}/share-links"
    assert shared_need.steward.refused("POST", path)["status"] == 403
    assert shared_need.world.person("Outsider").refused("POST", path)["status"] == 404
    shared_need.ana.post(f"/v1/needs/{shared_need.need['id']}/withdraw")
    assert shared_need.ana.refused("POST", path)["code"] == "need_is_over"


def test_one_link_however_often_it_is_asked_for(shared_need: SharedNeed) -> None:
    shared_need.post()
    assert (
        shared_need.ana.post(f"/v1/needs/{shared_need.need['id']}/share-links")["url"]
        == shared_need.share["url"]
    )
    shared_need.world.advance(days=5)
    again = Person(shared_need.http, "Ana", shared_need.ana.id, *_fresh(shared_need.world, shared_need.ana))
    renewed = again.post(f"/v1/needs/{shared_need.need['id']}/share-links")
    assert (
        renewed["expires_at"] > shared_need.share["expires_at"]
        or renewed["expires_at"] == shared_need.need["expires_at"]
    )
    shared = [line["kind"] for line in again.get(f"/v1/needs/{shared_need.need['id']}/history")["items"]]
    assert shared.count("need_shared") == 1
    assert scalar(shared_need.world.database, "SELECT count(*) FROM link") == 1


def _fresh(world: World, person: Person) -> tuple[str, str]:
    answer = world.http.post("/v1/auth/refresh", json={"refresh_token": person.refresh_token}).json()
    return answer["access_token"], answer["refresh_token"]


def test_looks_and_answers_are_counted_and_nobody_recorded(shared_need: SharedNeed) -> None:
    shared_need.post(quantity=3)
    shared_need.open()
    shared_need.open()
    assert shared_need.counted() == (2, 0)
    assert shared_need.answer("ben@example.org").status == 200
    assert shared_need.answer("ben@example.org").status == 200
    assert shared_need.answer("cy@example.org", name="Cy").status == 200
    assert shared_need.counted() == (5, 2), "the same yes twice is one"
    columns = "SELECT array_agg(column_name) FROM information_schema.columns WHERE table_name = 'link'"
    assert not {"ip", "network", "user_agent", "at"} & set(scalar(shared_need.world.database, columns))


def test_an_answer_is_for_this_need_alone(shared_need: SharedNeed) -> None:
    """Whoever answers joins nothing, sees no more than before, and waits for the author's key."""
    shared_need.post()
    other = shared_need.ana.need(title="Another")
    shared_need.answer("ben@example.org")
    assert shared_need.matches() == ["accepted"]
    ben = shared_need.world.sign_in("ben@example.org")
    assert ben.get("/v1/me")["display_name"] == "Ben"
    assert ben.get("/v1/me")["is_adult"] is True
    joined = "SELECT count(*) FROM membership WHERE person_id = :id"
    assert scalar(shared_need.world.database, joined, id=ben.id) == 0
    seen = ben.get(f"/v1/needs/{shared_need.need['id']}")
    assert not {"title", "details", "display_name", "private_note"} & seen.keys()
    [listed] = ben.get("/v1/needs")["items"]
    assert "title" not in listed
    assert ben.refused("GET", f"/v1/needs/{other['id']}")["status"] == 404
    match = ben.match_on(shared_need.need["id"])
    assert ben.refused("GET", f"/v1/matches/{match['id']}/contact")["code"] == "contact_closed"
    shared_need.ana.post(f"/v1/matches/{match['id']}/confirm")
    assert ben.get(f"/v1/needs/{shared_need.need['id']}")["title"] == "Two bags"
    assert "place" in ben.get(f"/v1/matches/{match['id']}/contact")


def test_without_the_link_one_has_to_join(shared_need: SharedNeed) -> None:
    shared_need.post(visible_to="public")
    ben = shared_need.world.person("Ben")
    refused = ben.refused("POST", f"/v1/needs/{shared_need.need['id']}/responses", {})
    assert refused["code"] == "join_first"


def test_first_who_fits_still_waits_for_a_stranger(shared_need: SharedNeed) -> None:
    """The key given in advance is for helpers the community knows."""
    shared_need.post(criteria={"decide": "first_who_fits"})
    shared_need.answer("ben@example.org")
    assert shared_need.matches() == ["accepted"]


def test_the_needs_rules_hold_for_strangers_too(shared_need: SharedNeed) -> None:
    shared_need.post(criteria={"min_trust": "vouched"})
    points = "SELECT count(*) FROM contact_point"
    before = scalar(shared_need.world.database, points)
    page = shared_need.answer("ben@example.org")
    assert page.status == 409
    assert shared_need.matches() == []
    after = scalar(shared_need.world.database, points)
    assert after == before, "what was refused has left nothing behind"


def test_nobody_answers_their_own_need(shared_need: SharedNeed) -> None:
    shared_need.ana = shared_need.world.sign_in("ana@example.org")
    shared_need.ana.patch("/v1/me", {"is_adult": True, "display_name": "Ana"})
    shared_need.post()
    assert shared_need.answer("ana@example.org").status == 409
    assert shared_need.matches() == []


def test_somebody_blocked_finds_nothing(shared_need: SharedNeed) -> None:
    ben = shared_need.world.sign_in("ben@example.org")
    theirs = ben.need(visible_to="public")
    shared_need.ana.post("/v1/blocks", {"about": {"type": "need", "id": theirs["id"]}})
    shared_need.post()
    assert shared_need.answer("ben@example.org").status == 404
    assert shared_need.matches() == []


def test_somebody_suspended_does_not_come_back_by_a_link(shared_need: SharedNeed) -> None:
    ben = shared_need.world.sign_in("ben@example.org")
    ben.patch("/v1/me", {"is_adult": True})
    member = f"/v1/communities/{shared_need.community['id']}/members/{ben.id}"
    ben.post(f"/v1/communities/{shared_need.community['id']}/join")
    for state in ("active", "suspended"):
        shared_need.steward.call("PATCH", member, {"state": state, "reason": "he shouted"})
    shared_need.post()
    assert shared_need.answer("ben@example.org").status == 403
    assert shared_need.matches() == []


def test_helping_is_for_adults(shared_need: SharedNeed) -> None:
    shared_need.post()
    page = shared_need.answer("ben@example.org", adult="")
    assert page.status == 422
    assert say("problem.adults_only.title", "en") in page.text
    assert shared_need.matches() == []
    minor = shared_need.world.sign_in("kid@example.org")
    minor.patch("/v1/me", {"is_adult": False})
    assert shared_need.answer("kid@example.org").status == 403
    assert minor.get("/v1/me")["is_adult"] is False, "a tick does not undo what somebody said of themselves"


def test_a_wrong_code_is_counted_and_what_was_filled_in_stays(shared_need: SharedNeed) -> None:
    shared_need.post()
    page = shared_need.ask_for_code("ben@example.org")
    shared_need.world.tick()
    right = shared_need.world.code_for("ben@example.org")
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    for left in (4, 3, 2, 1, 0):
        page = pages.press(shared_need.http, page, "answer", code=wrong, name="Ben", adult="yes")
        assert page.status == 422
        assert f"{left} " in page.text
        assert page.fields["name"] == "Ben"
    assert pages.press(shared_need.http, page, "answer", code=right, name="Ben", adult="yes").status == 401
    assert shared_need.matches() == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("", "page.shared.neither"),
        ("nobody", "page.shared.neither"),
        ("ben@", "field.not_an_address"),
        ("0171 234 567", "field.not_a_phone_number"),
        ("<script>", "page.shared.neither"),
    ],
)
def test_what_is_no_address_is_said_so(shared_need: SharedNeed, wrong: str, said: str) -> None:
    """Of a field that takes two kinds it was said that it is no phone number, whatever stood in it."""
    shared_need.post()
    page = shared_need.ask_for_code(wrong)
    assert page.status == 422
    assert say(said, "en") in page.text
    assert page.fields["address"] == wrong.strip()
    assert "script" not in page.tags
    assert scalar(shared_need.world.database, "SELECT count(*) FROM sign_in_challenge") == 0


def test_a_phone_number_will_do_where_texts_leave(shared_need: SharedNeed) -> None:
    shared_need.post()
    assert shared_need.answer("+15550100199").status == 200
    assert shared_need.matches() == ["accepted"]


def test_codes_are_not_sent_without_end(shared_need: SharedNeed) -> None:
    shared_need.post()
    answers = [shared_need.ask_for_code("ben@example.org").status for _ in range(6)]
    assert answers == [200] * 5 + [429]


def test_codes_are_not_guessed_without_end(shared_need: SharedNeed) -> None:
    """Many challenges, few tries on each: what is counted is where the tries come from."""
    shared_need.post()
    limit = limits.CODE_TRIES_PER_NETWORK.burst
    tries = [
        shared_need.http.post(shared_need.path, data=GUESS | {"challenge": str(uuid4())}).status_code
        for _ in range(limit + 1)
    ]
    assert tries == [401] * limit + [429]


def test_links_are_not_made_without_end(shared_need: SharedNeed) -> None:
    shared_need.post()
    path = f"/v1/needs/{shared_need.need['id']}/share-links"
    answers = [shared_need.ana.call("POST", path).status_code for _ in range(21)]
    assert answers[0] == 201
    assert answers[-1] == 429


def test_the_link_ends_with_the_need(shared_need: SharedNeed) -> None:
    shared_need.post()
    shared_need.ana.post(f"/v1/needs/{shared_need.need['id']}/withdraw")
    page = shared_need.open()
    assert (page.status, page.buttons) == (410, {})
    assert pages.read(shared_need.http.post(shared_need.path, data={"do": "can"})).status == 410
    assert "Groceries" not in page.text


def test_the_link_ends_with_the_needs_time_or_after_seven_days(shared_need: SharedNeed) -> None:
    shared_need.post(urgency="urgent")
    assert shared_need.share["expires_at"] == shared_need.need["expires_at"]
    shared_need.post(urgency="flexible")
    shared_need.world.advance(days=7, seconds=1)
    assert shared_need.open().status == 404


def test_whoever_comes_after_enough_have_come_hears_it_kindly(shared_need: SharedNeed) -> None:
    shared_need.post()
    shared_need.answer("ben@example.org")
    match = shared_need.ana.match_on(shared_need.need["id"])
    shared_need.ana.post(f"/v1/matches/{match['id']}/confirm")
    page = shared_need.open()
    assert (page.status, page.buttons) == (200, {})
    assert say("page.shared.over", "en") in page.text


def test_a_need_that_was_hidden_is_not_shown_to_a_chat(shared_need: SharedNeed) -> None:
    shared_need.post()
    tended = {"hidden": True, "reason": "a phone number stands in it"}
    shared_need.steward.patch(
        f"/v1/communities/{shared_need.community['id']}/needs/{shared_need.need['id']}", tended
    )
    assert shared_need.open().status == 404
    assert shared_need.ana.refused("POST", f"/v1/needs/{shared_need.need['id']}/share-links")["status"] == 409


def test_an_author_who_hides_is_gone_from_the_chat_at_once(shared_need: SharedNeed) -> None:
    shared_need.post()
    shared_need.ana.put("/v1/me/hide")
    assert shared_need.open().status == 404


def test_a_shared_link_belongs_to_nobody(shared_need: SharedNeed) -> None:
    shared_need.post()
    owner = "SELECT count(*) FROM link WHERE purpose = :purpose AND person_id IS NULL"
    assert scalar(shared_need.world.database, owner, purpose=LinkPurpose.SHARED_NEED) == 1
