"""H7: what was erased lay in its row still, and its key in the heap; somebody who left is a count, and no more."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import text
from sqlmodel import Session

from core.models import Need
from tests.api.matrix import ROWS
from tests.support import opened
from tests.support.canaries import leaks
from tests.support.full_community import ROLES, SECRETS, WORDS, FullCommunity

OF_THE_AUTHOR = (
    *("title", "details", "private_note", "address", "name", "email", "phone"),
    *("lat", "lon", "to_lat", "to_lon"),
)
WRITTEN = ("note", "appeal", "reason")
"""What the author wrote besides, and what was written of them."""
ALL_WORDS = {name: (SECRETS | WORDS)[name] for name in (*OF_THE_AUTHOR, *WRITTEN)}
IN_A_CASE = "/v1/communities/{community}/cases/{case}"
"""What was frozen of the need when its author reported somebody stays until that is judged, 90 days at most."""
CALLED = "called-once"


@dataclass
class Erased:
    """The full community, whose author has left for good; and the key that was destroyed with them."""

    community: FullCommunity
    author: UUID
    key: AESGCM
    needs: list[UUID]

    @property
    def session(self) -> Session:
        return self.community.database.session()


@pytest.fixture(scope="module")
def erased(kept_community: FullCommunity) -> Iterator[Erased]:
    author = UUID(kept_community.people["author"].id)
    with kept_community.database.undone():
        key = {"Idempotency-Key": CALLED}
        contact = kept_community.filled("/v1/matches/{matched}/messages")
        kept_community.call("confirmed", "POST", contact, {"text": "I am Benedikt"}, key)
        kept_community.call("author", "POST", contact, {"text": f"{SECRETS['name']} here"}, key)
        kept_community.call("coordinator", "GET", kept_community.filled("/v1/needs/{need}"))
        with kept_community.database.session() as session:
            held = opened.person_keys(session)[author]
            assert opened.in_plain(session, [SECRETS["name"]]) == set(), "words never stand as they are"
            lying = {(table, column) for table, column, _ in opened.opened(session, [held])}
            assert {
                ("need", "title"),
                ("need", "place"),
                ("message", "sealed"),
                ("person", "display_name"),
            } <= lying
            needs = list(session.execute(_OWN, {"id": author}).scalars())
        assert kept_community.call("author", "DELETE", "/v1/me").status_code == 204
        yield Erased(kept_community, author, held, needs)


_OWN = text("SELECT id FROM need WHERE author_id = :id ORDER BY id")


def test_nothing_in_any_table_opens_with_the_key_that_was_theirs(erased: Erased) -> None:
    """Somebody may have kept the key, or find it where a database leaves what it deleted."""
    with erased.session as session:
        assert list(opened.opened(session, [erased.key])) == []


def test_no_table_holds_a_word_of_theirs_in_plain(erased: Erased) -> None:
    with erased.session as session:
        assert opened.in_plain(session, ALL_WORDS.values()) == set()


def test_no_other_key_opens_a_word_of_theirs(erased: Erased) -> None:
    """Answers that others were given name them; nor does what coordinators wrote of them stay."""
    with erased.session as session:
        keys = opened.person_keys(session)
        assert erased.author not in keys
        found = [
            (table, column, name)
            for table, column, words in opened.opened(session, keys.values())
            for name, word in ALL_WORDS.items()
            if word in words
        ]
    assert found == []


@pytest.mark.parametrize("role", [role for role in ROLES if role != "author"])
def test_no_route_tells_a_word_of_theirs(erased: Erased, role: str) -> None:
    community = erased.community
    found = {}
    for row in ROWS:
        if row.method == "GET" and row.path != IN_A_CASE:
            answer = community.call(role, "GET", community.filled(row.path), community.filled(row.body))
            if told := leaks(answer, ALL_WORDS):
                found[row.call] = told
    assert found == {}


def test_needs_of_the_erased_stay_as_counts(erased: Erased) -> None:
    """Category, month, quantities and a wide cell; nothing else of what was said."""
    with erased.session as session:
        rows = [session.get_one(Need, need) for need in erased.needs]
        assert len(rows) >= 5
        for need in rows:
            assert need.cell is not None
            assert (need.category, need.cell >> 52 & 15) == ("groceries", 4)
            assert (need.posted_at.day, need.posted_at.hour, need.posted_at.minute) == (1, 0, 0)
            assert (need.windows, need.involves, need.requires, need.share) == ((), [], [], [])
            assert (need.title, need.place, need.to_place, need.to_cell, need.shown_pt) == (None,) * 5
            assert need.emptied_at is not None
        assert 3 in [need.quantity for need in rows]


def test_of_the_account_stay_two_days(erased: Erased) -> None:
    of_person = "SELECT created_at, seen_at, to_jsonb(p) AS whole FROM person p WHERE id = :id"
    with erased.session as session:
        row = session.execute(text(of_person), {"id": erased.author}).one()
        for when in (row.created_at, row.seen_at):
            assert (when.hour, when.minute, when.second) == (0, 0, 0)
        usual: dict[str, object] = {
            "display_name": None,
            "languages": [],
            "locale": "en",
            "quiet_from": None,
            "asks_a_day": None,
        }
        assert {name: row.whole[name] for name in usual} == usual
        for table in (
            "auth_session",
            "device",
            "notification",
            "contact_point",
            "link",
            "person_key",
            "identity",
        ):
            left = session.execute(
                text(f"SELECT count(*) FROM {table} WHERE person_id = :id"), {"id": erased.author}
            )
            assert left.scalar_one() == 0, table


def test_the_other_side_keeps_when_they_were_to_meet_and_reads_that_somebody_left(erased: Erased) -> None:
    community = erased.community
    match = community.call("confirmed", "GET", community.filled("/v1/matches/{matched}")).json()
    assert match["other_left"] is True
    assert match["status"] == "cancelled"
    assert "title" not in (match["need"] or {})
    messages = community.call("confirmed", "GET", community.filled("/v1/matches/{matched}/messages")).json()
    assert {message.get("text") for message in messages["items"]} == {WORDS["message"], "I am Benedikt"}


def test_what_others_were_answered_is_not_told_again_nor_done_twice(erased: Erased) -> None:
    community = erased.community
    path = community.filled("/v1/matches/{matched}/messages")
    before = community.count("message")
    again = community.call("confirmed", "POST", path, {"text": "I am Benedikt"}, {"Idempotency-Key": CALLED})
    assert (again.status_code, again.json()["code"]) == (409, "answered_before")
    assert community.count("message") == before


def test_what_happened_is_as_it_was(erased: Erased) -> None:
    """The lines stay, and each still holds."""
    with erased.session as session:
        posted = "SELECT count(*) FROM event WHERE kind = 'need_posted' AND subject_id = ANY(:needs)"
        assert session.execute(text(posted), {"needs": erased.needs}).scalar_one() == len(erased.needs)
