"""What `purge` lets go: each row in its time and not before, whatever class of the table it belongs to."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlmodel import Session

from services.retention import deleting
from services.retention.keeping import Spent
from services.retention.table import SPENT
from tests.support.kept import Keep
from tests.support.telling import scalar
from tests.support.world import World

A_DAY = timedelta(days=1)
A_YEAR = 365 * A_DAY


class Judged:
    """Ana reported Ben, and appealed against what was done with her need; all of it is decided."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.ana, self.ben, self.cora = (world.person(name) for name in ("Ana", "Ben", "Cora"))
        self.community = world.community(self.cora, self.ana, self.ben)["id"]
        self.need = self.ana.need()["id"]
        self.ben.post(f"/v1/needs/{self.need}/responses", {})
        about = {"type": "match", "id": self.ana.match_on(self.need)["id"]}
        self.ana.post("/v1/reports", {"about": about, "kind": "felt_unsafe", "text": "Unkind"})
        hide = {"hidden": True, "reason": "Not for here"}
        self.cora.patch(f"/v1/communities/{self.community}/needs/{self.need}", hide)
        decision = self.ana.get("/v1/decisions")["items"][0]["id"]
        self.ana.post(f"/v1/decisions/{decision}/appeal", {"text": "It is for here"})
        world.tick()
        self.now = world.now()
        self.within("UPDATE safety_case SET closed_at = :now")
        self.within("UPDATE appeal SET closed_at = :now")
        self.within("DELETE FROM evidence")
        self.within("DELETE FROM case_key")

    def within(self, statement: str) -> None:
        with self.world.database.transaction() as session:
            session.execute(text(statement), {"now": self.now})

    def after(self, how_long: timedelta) -> None:
        with self.world.database.transaction() as session:
            deleting.purge(session, self.now + how_long)

    def count(self, what: str) -> int:
        return int(scalar(self.world.database, f"SELECT count(*) FROM {what}"))


@pytest.fixture
def purged_verdict(keep: Keep) -> Judged:
    return keep(Judged)


def test_that_something_was_reported_is_known_for_a_year(purged_verdict: Judged) -> None:
    purged_verdict.after(A_YEAR - A_DAY)
    assert (purged_verdict.count("report"), purged_verdict.count("safety_case")) == (1, 1)
    purged_verdict.after(A_YEAR + A_DAY)
    assert (purged_verdict.count("report"), purged_verdict.count("safety_case")) == (0, 0)


def test_the_words_of_an_appeal_go_a_month_after_the_answer(purged_verdict: Judged) -> None:
    purged_verdict.after(29 * A_DAY)
    assert purged_verdict.count("appeal WHERE sealed IS NOT NULL") == 1
    purged_verdict.after(31 * A_DAY)
    assert purged_verdict.count("appeal WHERE sealed IS NOT NULL") == 0
    assert purged_verdict.count("appeal") == 1
    assert purged_verdict.ana.get("/v1/decisions")["items"][0]["about"]["type"] == "need"


@pytest.mark.parametrize("what", ["need", "match"])
def test_a_reason_goes_with_the_words_it_was_about(purged_verdict: Judged, what: str) -> None:
    if what == "match":
        purged_verdict.within("UPDATE note SET subject_id = (SELECT id FROM match LIMIT 1)")
    purged_verdict.after(40 * A_DAY)
    assert purged_verdict.count("note") == 1
    purged_verdict.within(f"UPDATE {what} SET emptied_at = :now")
    purged_verdict.after(29 * A_DAY)
    assert purged_verdict.count("note") == 1
    purged_verdict.after(31 * A_DAY)
    assert purged_verdict.count("note") == 0


def test_a_reason_waits_for_the_appeal_against_it(purged_verdict: Judged) -> None:
    purged_verdict.within("UPDATE need SET emptied_at = :now")
    purged_verdict.within("UPDATE appeal SET closed_at = NULL WHERE closed_at = :now")
    purged_verdict.after(2 * A_YEAR)
    assert purged_verdict.count("note") == 1


def test_an_inbox_is_kept_for_a_year(purged_verdict: Judged) -> None:
    there = purged_verdict.count("notification")
    assert there > 0
    purged_verdict.after(A_YEAR - A_DAY)
    assert purged_verdict.count("notification") == there
    purged_verdict.after(A_YEAR + A_DAY)
    assert purged_verdict.count("notification") == 0


@pytest.mark.parametrize("spent", SPENT, ids=lambda spent: f"{spent.table}-{spent.kept.days}")
def test_the_question_since_when_fits_what_is_deleted(session: Session, spent: Spent) -> None:
    """Every statement is one that PostgreSQL knows; of an empty table nothing is due."""
    assert session.execute(text(f"SELECT {spent.since}")).scalar_one() is None
    session.execute(text(spent.act), {"now": datetime.now(UTC)})


def test_everybody_is_still_there(purged_verdict: Judged) -> None:
    """After years of it: who is there, what they ask for, and every line of what happened."""
    lines = purged_verdict.count("event")
    for _ in range(3):
        purged_verdict.after(10 * A_YEAR)
    assert purged_verdict.count("event") == lines
    assert purged_verdict.count("need WHERE title IS NULL") == 1
    with purged_verdict.world.database.transaction() as session:
        names = session.execute(text("SELECT count(*) FROM person WHERE display_name IS NOT NULL"))
        assert names.scalar_one() == 3
    assert UUID(purged_verdict.ana.id)
