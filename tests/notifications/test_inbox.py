"""The inbox over HTTP: the truth, whether or not a push arrived."""

import pytest

from core.dials import LOCAL_URL
from notifications.messages.catalogue import ALL_EMAIL, SWITCHABLE, TEMPLATES
from tests.support.people import Person
from tests.support.telling import tell
from tests.support.world import World
from texts.catalogue import LANGUAGES, say

INBOX = "/v1/me/notifications"


@pytest.fixture
def anna(shared_world: World) -> Person:
    """Somebody with three messages, the newest first."""
    person = shared_world.person("anna")
    for _ in range(3):
        tell(shared_world, person)
        shared_world.tick()
    return person


def test_the_inbox_is_read_page_by_page_newest_first(anna: Person) -> None:
    whole = anna.get(INBOX)
    assert [item["read_at"] for item in whole["items"]] == [None] * 3
    assert (whole["unread"], whole["next"]) == (3, None)
    first = anna.get(f"{INBOX}?limit=2")
    rest = anna.get(f"{INBOX}?limit=2&cursor={first['next']}")
    assert first["items"] + rest["items"] == whole["items"]
    assert rest["next"] is None
    times = [item["at"] for item in whole["items"]]
    assert times == sorted(times, reverse=True)


def test_a_notification_says_what_it_is_about(anna: Person) -> None:
    item = anna.get(INBOX)["items"][0]
    assert item["kind"] == "role_changed"
    assert item["subject"] == {"type": "person", "id": anna.id}
    assert item["link"] == f"{LOCAL_URL}/me"


def test_one_notification_is_marked_as_read_then_all(anna: Person) -> None:
    newest = anna.get(INBOX)["items"][0]["id"]
    for _ in range(2):
        anna.post(f"{INBOX}/read", {"ids": [newest]})
        assert anna.get(INBOX)["unread"] == 2
    read_at = anna.get(INBOX)["items"][0]["read_at"]
    anna.post(f"{INBOX}/read", {"all": True})
    assert anna.get(INBOX)["unread"] == 0
    assert anna.get(INBOX)["items"][0]["read_at"] == read_at, "the first time counts"


def test_the_inbox_is_ones_own(shared_world: World, anna: Person) -> None:
    ben = shared_world.person("ben")
    assert ben.get(INBOX)["items"] == []
    ben.post(f"{INBOX}/read", {"ids": [item["id"] for item in anna.get(INBOX)["items"]]})
    assert anna.get(INBOX)["unread"] == 3


def test_marking_nothing_as_read_is_a_mistake(anna: Person) -> None:
    assert anna.refused("POST", f"{INBOX}/read", {})["status"] == 422


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_inbox_speaks_the_readers_language(shared_world: World, language: str) -> None:
    anna = shared_world.person("anna")
    tell(shared_world, anna)
    shared_world.tick()
    answer = anna.call("GET", INBOX, Accept_Language=f"{language}, en;q=0.1")
    item = answer.json()["items"][0]
    assert item["title"] == say("notification.role_changed.title", language)
    assert item["text"] == say("notification.role_changed.text", language)


class TestSettings:
    def test_everything_is_on_and_every_kind_is_named_once(self, shared_world: World) -> None:
        found = shared_world.newcomer("anna").get("/v1/me/notification-settings")
        assert found["kinds"] == dict.fromkeys([*SWITCHABLE, ALL_EMAIL, "digest", "at_night"], True)
        assert set(found["always"]) | set(SWITCHABLE) == set(TEMPLATES)
        assert not set(found["always"]) & set(SWITCHABLE)

    def test_a_kind_goes_off_and_on_again(self, shared_world: World) -> None:
        anna = shared_world.person("anna")
        for enabled in (False, False, True):
            anna.patch("/v1/me/notification-settings", {"kinds": {"proposal": enabled}})
            assert anna.get("/v1/me/notification-settings")["kinds"]["proposal"] is enabled

    def test_an_unknown_kind_is_named_and_changes_nothing(self, shared_world: World) -> None:
        anna = shared_world.person("anna")
        kinds = {"proposal": False, "nonsense": False}
        problem = anna.refused("PATCH", "/v1/me/notification-settings", {"kinds": kinds})
        assert problem["errors"][0]["pointer"] == "/kinds/nonsense"
        assert anna.get("/v1/me/notification-settings")["kinds"]["proposal"] is True
