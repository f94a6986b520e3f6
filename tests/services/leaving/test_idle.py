"""An account that nobody uses: told twice, then reduced to two days; whoever comes back in time keeps everything."""

import random
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from core.models import Person as PersonRow
from scheduler.jobs import JOBS
from tests.support.kept import Keep
from tests.support.telling import change, scalar
from tests.support.world import World

RUN = {job.name: job.run for job in JOBS}
A_DAY = timedelta(days=1)
STEPS = ("tell_unused", "tell_unused_again", "reduce_unused")
GONE = "SELECT count(*) FROM person WHERE id = :id AND erased_at IS NOT NULL"
TOLD = "SELECT count(*) FROM event WHERE kind = 'account_unused' AND subject_id = :id"


class Unused:
    """Nia signed in once by mail and never came back. Cora founded the circle that Nia is in."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.cora, self.nia = world.person("Cora"), world.person("Nia", proved="nia@example.org")
        self.circle = world.community(self.cora, self.nia)["id"]
        world.tick()
        self.seen = world.now()
        change(world.database, "UPDATE person SET seen_at = :at", at=self.seen)

    def on_day(self, day: float) -> None:
        """All three steps have looked, so many days after she was last seen."""
        for step in STEPS:
            RUN[step](self.world.database, self.seen + day * A_DAY, random.Random(1))

    def told(self) -> int:
        return int(scalar(self.world.database, TOLD, id=self.nia.id))

    def gone(self) -> bool:
        return bool(scalar(self.world.database, GONE, id=self.nia.id))


@pytest.fixture
def unused(keep: Keep) -> Unused:
    return keep(Unused)


def test_told_twice_and_reduced_after_a_year(unused: Unused) -> None:
    for day, told, gone in (
        (334, 0, False),
        (336, 1, False),
        (350, 1, False),
        (359.1, 2, False),
        (365, 2, False),
    ):
        unused.on_day(day)
        assert (unused.told(), unused.gone()) == (told, gone), day
    unused.on_day(367)
    assert unused.gone()
    with unused.world.database.transaction() as session:
        row = session.get_one(PersonRow, UUID(unused.nia.id))
        assert row.seen_at == unused.seen.replace(hour=0, minute=0, second=0, microsecond=0)
        assert (row.created_at.hour, row.created_at.minute) == (0, 0)
        assert (row.display_name, row.languages, row.is_adult) == (None, [], None)
    for table in ("contact_point", "person_key", "auth_session", "notification", "identity"):
        left = f"SELECT count(*) FROM {table} WHERE person_id = :id"
        assert scalar(unused.world.database, left, id=unused.nia.id) == 0, table
    assert unused.nia.call("GET", "/v1/me").status_code == 401
    assert scalar(unused.world.database, "SELECT count(*) FROM event WHERE kind = 'person_reduced'") == 1


def test_a_worker_that_was_away_still_gives_a_month(unused: Unused) -> None:
    """Nobody is reduced for a machine that slept: the two tellings come first, as far apart as ever."""
    for day, told, gone in (
        (800, 1, False),
        (822, 1, False),
        (823.1, 2, False),
        (830, 2, False),
        (830.2, 2, True),
    ):
        unused.on_day(day)
        assert (unused.told(), unused.gone()) == (told, gone), day


def test_the_letter_says_so_and_a_press_on_its_page_keeps_everything(unused: Unused) -> None:
    world = unused.world
    world.advance(days=336)
    [letter] = [
        mail
        for mail in world.outbox("nia@example.org")
        if mail["subject"] == "Do you still need your account?"
    ]
    path = "/l/" + next(word for word in letter["text"].split() if "/l/" in word).rpartition("/l/")[2]
    assert "Keep my account" in world.http.get(path).text
    before = scalar(world.database, "SELECT seen_at FROM person WHERE id = :id", id=unused.nia.id)
    answer = world.http.post(path, data={"do": "stay"})
    assert "Everything stays" in answer.text
    assert scalar(world.database, "SELECT seen_at FROM person WHERE id = :id", id=unused.nia.id) > before
    world.advance(days=40)
    assert not unused.gone()
    assert (
        len([mail for mail in world.outbox("nia@example.org") if mail["subject"] == letter["subject"]]) == 1
    )


def test_whoever_looks_in_between_begins_a_year_anew(unused: Unused) -> None:
    unused.on_day(336)
    unused.on_day(360)
    change(
        unused.world.database,
        "UPDATE person SET seen_at = :at WHERE id = :id",
        at=unused.seen + 361 * A_DAY,
        id=unused.nia.id,
    )
    unused.on_day(400)
    assert not unused.gone()
    unused.on_day(361 + 336)
    assert (unused.told(), unused.gone()) == (3, False)


def test_by_the_same_address_one_begins_anew(unused: Unused) -> None:
    for day in (336, 360, 368):
        unused.on_day(day)
    change(unused.world.database, "UPDATE clock_offset SET seconds = seconds + :more", more=370 * 86400.0)
    again = unused.world.sign_in("nia@example.org")
    assert again.id != unused.nia.id
    assert again.get("/v1/me").get("display_name") is None
    assert again.get(f"/v1/communities/{unused.circle}")["id"] == unused.circle
    assert not scalar(
        unused.world.database, "SELECT count(*) FROM membership WHERE person_id = :id", id=again.id
    )


def _asks(unused: Unused) -> None:
    unused.nia.need()


def _offers(unused: Unused) -> None:
    unused.nia.offer()


def _answers_for_a_circle(unused: Unused) -> None:
    unused.world.appoint(unused.nia, unused.circle, "coordinator")


def _is_spoken_for(unused: Unused) -> None:
    consent = {"how": "in_person", "at": unused.world.now().isoformat()}
    elder = unused.cora.post("/v1/people", {"display_name": "Wilma", "consent": consent})["id"]
    unused.nia.id = elder


def _is_reported(unused: Unused) -> None:
    about = {"type": "person", "id": unused.cora.id}
    unused.nia.post("/v1/reports", {"about": about, "kind": "felt_unsafe", "text": "Unkind"})


@pytest.mark.parametrize("how", [_asks, _offers, _answers_for_a_circle, _is_spoken_for, _is_reported])
def test_with_something_open_an_account_stays(unused: Unused, how: Callable[[Unused], None]) -> None:
    how(unused)
    change(unused.world.database, "UPDATE person SET seen_at = :at", at=unused.seen)
    for day in (336, 360, 368, 500):
        unused.on_day(day)
    assert (unused.told(), unused.gone()) == (0, False)
