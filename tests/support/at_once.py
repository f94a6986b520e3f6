"""What races stand on: threads that start together, each with a connection of its own, and needs set up in bulk."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core import places
from core.access import Caller
from core.crypto.vault import Vault
from core.database.db import Database
from core.errors import Problem
from core.models import Match, Need, Offer, Person
from matching.words.vocabulary import By, MatchStatus, NeedStatus, PlaceKind, Urgency, VisibleTo
from services.access import callers
from services.matches import yes as match_yes
from tests.support.people import Person as Somebody
from tests.support.world import LANSING, World

Answer = TypeVar("Answer")


def at_once(acts: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """Does all of these at the same moment, one thread each; their answers in the order of `acts`."""
    start = threading.Barrier(len(acts))

    def act(which: Callable[[], Answer]) -> Answer:
        start.wait()
        return which()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act, acts))


@contextmanager
def crowd(world: World, size: int) -> Iterator[Database]:
    """A database with `size` connections at once, beside the API's own."""
    vault = Vault(world.settings.master_key_bytes)
    database = Database(world.address.app_url, vault, pool_size=size, statement_timeout_ms=20_000)
    try:
        yield database
    finally:
        database.close()


def plant_need(session: Session, community_id: str, author: Somebody, now: datetime, **fields: Any) -> Need:
    """A need as posting leaves it, without asking anybody; for races over many of them."""
    cell = places.cell_of(LANSING["lat"], LANSING["lon"])
    usual: dict[str, Any] = {
        "community_id": UUID(community_id),
        "author_id": UUID(author.id),
        "posted_by": UUID(author.id),
        "status": NeedStatus.OPEN,
        "category": "groceries",
        "language": "en",
        "place_kind": PlaceKind.AT_NEED,
        "cell": cell,
        "shown_cell": places.name(cell),
        "urgency": Urgency.SOON,
        "visible_to": VisibleTo.MEMBERS,
        "posted_at": now,
        "expires_at": now + timedelta(days=7),
    }
    need = Need(**(usual | fields))
    session.add(need)
    session.flush()
    return need


def plant_matches(
    session: Session,
    need: Need,
    offers: Sequence[str],
    now: datetime,
    status: MatchStatus = MatchStatus.PROPOSED,
) -> list[UUID]:
    """Matches on it that wait for their helpers' word; an invitation holds the author's key."""
    invited = status is MatchStatus.INVITED
    made = [
        Match(
            need_id=need.id,
            offer_id=offer.id,
            community_id=need.community_id,
            beneficiary_id=need.author_id,
            helper_id=offer.helper_id,
            helper_person_id=offer.author_id,
            helper_number=session.get_one(Person, offer.author_id).number,
            status=status,
            opened_by=By.BENEFICIARY if invited else By.ENGINE,
            created_at=now,
            beneficiary_key_at=now if invited else None,
        )
        for offer in (session.get_one(Offer, UUID(offer_id)) for offer_id in offers)
    ]
    session.add_all(made)
    session.flush()
    return [match.id for match in made]


def caller_of(database: Database, person: Somebody, now: datetime) -> Caller:
    """Who is at the door when this person calls."""
    with database.transaction() as session:
        return callers.by_access_token(session, person.access_token, now)


def accept(database: Database, caller: Caller, match_id: UUID, now: datetime) -> str:
    """Says yes in a transaction of its own. The match's status, or the refusal's code."""
    try:
        with database.transaction() as session:
            return str(match_yes.accept(session, caller, match_id, now=now).status)
    except Problem as problem:
        return problem.code


def statuses(session: Session, need_id: UUID) -> list[str]:
    """The statuses of a need's matches."""
    found = session.execute(text("SELECT status FROM match WHERE need_id = :need"), {"need": need_id})
    return list(found.scalars())


def somebody_waits(database: Database) -> bool:
    """Whether a transaction in this database waits for another's lock."""
    query = """SELECT count(*) FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock'"""
    with database.transaction() as session:
        return int(session.execute(text(query)).scalar_one()) > 0


def deadlocks(database: Database) -> int:
    """How many deadlocks PostgreSQL has broken up in this database, whoever heard of them."""
    with database.transaction() as session:
        session.execute(text("SELECT pg_stat_force_next_flush()"))
    with database.transaction() as session:
        query = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        return int(session.execute(text(query)).scalar_one())
