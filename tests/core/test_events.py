"""The spine holds: lines are only ever added, hold no words of anybody's, and come about with their action or not."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import make_url, text
from sqlalchemy.exc import ProgrammingError
from sqlmodel import Session

from core import events
from core.database.db import Address, Database
from core.events import WAKE_CHANNEL, EventKind, NewEvent, record, record_many, record_on
from core.events.payloads import Edited
from core.models import Community, Match, Membership, Organisation, Person
from matching.words.vocabulary import By, MatchStatus, OrganisationKind
from tests.support.rows import a_community, a_member, a_need, an_offer

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def written(session: Session, *fields: Any) -> int:
    """An event of an edited need; what was edited may be anything, as no type would let it."""
    edited = Edited(fields)
    return record(session, EventKind.NEED_EDITED, edited, actor=None, subject=("need", uuid4()), now=NOW)


def count(database: Database, table: str) -> int:
    with database.transaction() as session:
        return int(session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET kind = 'rewritten'",
        "DELETE FROM event",
        "TRUNCATE event CASCADE",
        "SELECT id FROM event FOR UPDATE",
        "ALTER TABLE event DROP COLUMN payload",
        "DROP TABLE event CASCADE",
        "SET ROLE postgres",
        "INSERT INTO alembic_version VALUES ('0000')",
    ],
)
def test_the_serving_role_can_only_add_lines(session: Session, statement: str) -> None:
    written(session)
    with pytest.raises(ProgrammingError) as refused:
        session.execute(text(statement))
    assert isinstance(refused.value.orig, InsufficientPrivilege)


@pytest.mark.parametrize(
    "words",
    ["please ring twice", "a\nb", "x" * 101, "ana@example.org", "12 Elm Street", b"bytes", {"a": 1}],
)
def test_words_of_people_are_refused(session: Session, words: object) -> None:
    with pytest.raises(ValueError, match="ids and codes only"):
        written(session, words)
    with pytest.raises(ValueError, match="ids and codes only"):
        written(session, ["fine", words])


def test_ids_codes_numbers_and_times_are_kept(session: Session) -> None:
    who = UUID(int=7)
    line = written(session, who, "not_helped", 3, 0.5, True, NOW, ["title"], None)
    kept = session.execute(text("SELECT payload FROM event WHERE id = :id"), {"id": line}).scalar_one()
    assert kept == {
        "fields": [str(who), "not_helped", 3, 0.5, True, "2026-03-01T12:00:00+00:00", ["title"], None]
    }


def test_an_event_carries_what_its_kind_does(session: Session) -> None:
    with pytest.raises(TypeError, match="contact_read carries ContactRead, not Nothing"):
        record(session, EventKind.CONTACT_READ, actor=None, subject=("match", uuid4()), now=NOW)
    many = [NewEvent(EventKind.NEED_UNANSWERED, ("need", uuid4()), payload=Edited(("title",)))]
    with pytest.raises(TypeError, match="need_unanswered carries NeedUnanswered, not Edited"):
        record_many(session, many, actor=None, now=NOW)


def test_nobody_acts_for_themself(session: Session) -> None:
    """`for_id` says for whom somebody acted; where that is the actor, nothing."""
    ana, ben = UUID(int=1), UUID(int=2)
    for whose in (ana, ben):
        record(session, EventKind.PERSON_HIDDEN, actor=ana, for_id=whose, subject=("person", ana), now=NOW)
    rows = session.execute(text("SELECT actor_id, for_id FROM event ORDER BY id")).all()
    assert [tuple(row) for row in rows] == [(ana, None), (ana, ben)]


def test_an_event_on_a_row_stands_in_its_community_and_with_its_need(session: Session) -> None:
    community = session.get_one(Community, a_community(session, NOW))
    person = session.get_one(Person, a_member(session, community.id, NOW))
    member = session.get_one(Membership, (community.id, person.id))
    need = a_need(session, community.id, person.id, NOW)
    offer = an_offer(session, community.id, None, NOW)
    organisation = Organisation(name="Kitchen", kind=OrganisationKind.COLLECTIVE, created_at=NOW)
    match = Match(
        need_id=need.id,
        offer_id=offer.id,
        community_id=community.id,
        beneficiary_id=person.id,
        helper_id=offer.helper_id,
        helper_person_id=offer.author_id,
        status=MatchStatus.PROPOSED,
        opened_by=By.ENGINE,
        created_at=NOW,
    )
    session.add_all([organisation, match])
    for kind, row in (
        (EventKind.NEED_EXPIRED, need),
        (EventKind.OFFER_EXPIRED, offer),
        (EventKind.MESSAGE_SENT, match),
        (EventKind.COMMUNITY_EDITED, community),
        (EventKind.MEMBER_LEFT, member),
        (EventKind.PERSON_SHOWN, person),
        (EventKind.ORGANISATION_VERIFIED, organisation),
    ):
        record_on(session, kind, row, actor=None, now=NOW)
    about = "SELECT subject_type, subject_id, need_id, community_id FROM event ORDER BY id"
    assert [tuple(row) for row in session.execute(text(about))] == [
        ("need", need.id, need.id, community.id),
        ("offer", offer.id, None, community.id),
        ("match", match.id, need.id, community.id),
        ("community", community.id, None, community.id),
        ("person", person.id, None, community.id),
        ("person", person.id, None, None),
        ("organisation", organisation.id, None, None),
    ]


def test_a_line_its_errand_and_the_wake_up_come_together(address: Address, database: Database) -> None:
    with psycopg.connect(_plain(address.direct_url), autocommit=True) as listening:
        listening.execute(f"LISTEN {WAKE_CHANNEL}")
        with database.transaction() as session:
            line = written(session)
            assert count(database, "event") == 0
        [heard] = listening.notifies(timeout=10, stop_after=1)
    assert heard.channel == WAKE_CHANNEL
    with database.transaction() as session:
        assert session.execute(text("SELECT event_id FROM event_todo")).scalars().all() == [line]


def test_what_is_rolled_back_leaves_no_line_no_errand_and_wakes_nobody(
    address: Address, database: Database
) -> None:
    with psycopg.connect(_plain(address.direct_url), autocommit=True) as listening:
        listening.execute(f"LISTEN {WAKE_CHANNEL}")
        with database.session() as session:
            written(session)
            session.rollback()
        with database.transaction() as session:
            events.wake(session, "after")
        [heard] = listening.notifies(timeout=10, stop_after=1)
    assert heard.payload == "after"
    assert count(database, "event") == count(database, "event_todo") == 0


def _plain(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
