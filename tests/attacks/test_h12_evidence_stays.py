"""H12: whoever was accused erased themself, and the evidence was gone; and what a report must not tell them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from core.models import Case
from scheduler import jobs
from services.safety import cases
from tests.support.people import Person
from tests.support.reported_community import ReportedCommunity, texts
from tests.support.world import World

WORDS = "CANARY you will regret this"


@pytest.fixture(scope="module")
def evidenced(shared_world: World) -> ReportedCommunity:
    return ReportedCommunity(shared_world)


def helper(evidenced: ReportedCommunity, name: str) -> Person:
    person = evidenced.world.person(name)
    person.post(f"/v1/communities/{evidenced.id}/join")
    return person


def test_a_concern_freezes_what_was_said_before_its_writer_can_erase_it(evidenced: ReportedCommunity) -> None:
    ana, ben = evidenced.world.person("Ana"), helper(evidenced, "Ben of concerns")
    match = evidenced.met(ana, ben, title="CANARY soup")
    ben.post(f"/v1/matches/{match}/messages", {"text": WORDS})
    body = {"outcome": "not_helped", "concern": True, "note": "CANARY he shouted"}
    ana.post(f"/v1/matches/{match}/report", body)
    ben.delete("/v1/me")
    entry = next(e for e in evidenced.queue(evidenced.cora) if e["id"] == match)
    assert entry["why"] == "concern"
    assert texts(evidenced.read(evidenced.cora, entry["case_id"])) == {
        "CANARY soup",
        WORDS,
        "CANARY he shouted",
    }
    decided = {
        "about": {"type": "match", "id": match},
        "outcome": "concern_closed",
        "reason": "spoke with both",
    }
    evidenced.cora.post(f"/v1/communities/{evidenced.id}/decisions", decided)
    assert evidenced.read(evidenced.cora, entry["case_id"])["evidence"] == []


def test_nothing_of_a_case_can_be_read_once_it_is_over(evidenced: ReportedCommunity) -> None:
    """Neither key nor frozen texts stay, and what was kept before does not open with any key that is left."""
    ana, ben = evidenced.world.person("Ana"), helper(evidenced, "Ben of keys")
    match = evidenced.met(ana, ben)
    ben.post(f"/v1/matches/{match}/messages", {"text": WORDS})
    filed = evidenced.report(ana, "match", match)

    def of_case(table: str, key: str = "case_id") -> int:
        which = f"(SELECT case_id FROM report WHERE id = '{filed['id']}')"
        count = text(f"SELECT count(*) FROM {table} WHERE {key} = {which}")
        return int(evidenced.within(lambda session, now: session.execute(count).scalar_one()))

    assert (of_case("evidence"), of_case("case_key")) == (2, 1)
    case_id = evidenced.within(
        lambda session, now: session.execute(
            text("SELECT case_id FROM report WHERE id = :id"), {"id": filed["id"]}
        ).scalar_one()
    )
    evidenced.within(
        lambda session, now: cases.close(session, session.get_one(Case, case_id), by=None, now=now)
    )
    assert (of_case("evidence"), of_case("case_key"), of_case("safety_case", "id")) == (0, 0, 1)


def test_the_accused_cannot_tell_that_they_were_reported(evidenced: ReportedCommunity) -> None:
    ana, ben = evidenced.world.person("Ana"), helper(evidenced, "Ben of silence")
    match = evidenced.met(ana, ben)
    need = ben.get(f"/v1/matches/{match}")["need_id"]
    message = ben.post(f"/v1/matches/{match}/messages", {"text": WORDS})["id"]
    evidenced.world.tick()
    paths = (
        "/v1/me",
        "/v1/home",
        "/v1/matches",
        f"/v1/matches/{match}",
        f"/v1/matches/{match}/messages",
        f"/v1/needs/{need}",
        f"/v1/needs/{need}/history",
        "/v1/me/notifications",
        "/v1/me/access-log",
        "/v1/reports",
        f"/v1/communities/{evidenced.id}",
        f"/v1/communities/{evidenced.id}/members",
    )

    def seen() -> list[tuple[str, Any, Any]]:
        """All but when it was looked at, which the first screen says of itself."""
        answers = [(path, ben.call("GET", path)) for path in paths]
        said = [(path, answer.headers.get("etag"), answer.json()) for path, answer in answers]
        return [
            (path, None, body | {"as_of": None}) if "as_of" in body else (path, tag, body)
            for path, tag, body in said
        ]

    before = seen()
    for type, id in (("match", match), ("message", message), ("person", ben.id)):
        evidenced.report(ana, type, id, urgent=True)
    evidenced.world.tick()
    assert seen() == before


def test_the_words_of_a_report_stand_nowhere_in_the_clear(evidenced: ReportedCommunity) -> None:
    ana, ben = evidenced.world.person("Ana"), helper(evidenced, "Ben of canaries")
    evidenced.report(ana, "match", evidenced.met(ana, ben), text="CANARYREPORTED words")
    evidenced.world.tick()
    tables = text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")

    def holding(session: Any, now: Any) -> list[str]:
        names = session.scalars(tables).all()
        found = "SELECT count(*) FROM {0} t WHERE t::text LIKE '%CANARYREPORTED%'"
        return [name for name in names if session.execute(text(found.format(f'"{name}"'))).scalar_one()]

    assert evidenced.within(holding) == []


def test_an_open_case_is_about_whoever_came_back_as_long_as_it_is_open(evidenced: ReportedCommunity) -> None:
    """What is reported of them then joins it, also when all else by which they were known has been purged."""
    ana = evidenced.world.person("Ana")
    ben = evidenced.world.person("Ben who returns", proved="ben.returns@example.org")
    ben.post(f"/v1/communities/{evidenced.id}/join")
    first = evidenced.report(ana, "match", evidenced.met(ana, ben))
    ben.delete("/v1/me")
    evidenced.world.advance(hours=2)
    again = evidenced.world.person("Ben again", proved="ben.returns@example.org")
    again.post(f"/v1/communities/{evidenced.id}/join")
    over = text("UPDATE former_self SET until = :now")
    evidenced.within(lambda session, now: session.execute(over, {"now": now - timedelta(days=1)}))
    evidenced.within(jobs.purge)
    eve = evidenced.world.person("Eve")
    second = evidenced.report(eve, "match", evidenced.met(eve, again))
    case = text("SELECT count(DISTINCT case_id) FROM report WHERE id IN (:one, :two)")
    both = {"one": UUID(first["id"]), "two": UUID(second["id"])}
    assert evidenced.within(lambda session, now: session.execute(case, both).scalar_one()) == 1
