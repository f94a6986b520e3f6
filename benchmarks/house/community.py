"""A community to measure against: people in towns and countryside, offers by the thousand, needs due to be asked for.

Most rows are copied in without the checks that the product's own way would make; what they say is what it would say.
"""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, time
from uuid import UUID

import psycopg
from sqlmodel import Session

from benchmarks.house.copying import copy_like, owner, plain_url
from benchmarks.house.database import BenchDatabase
from benchmarks.house.geography import Geography
from benchmarks.house.needs import copy_needs
from benchmarks.house.offers import copy_offers
from benchmarks.house.past import copy_past
from core.crypto.keyring import keyring
from core.ids import new_id
from core.models import Community, Membership, Person
from matching.words.vocabulary import CommunityState, JoinPolicy, MemberState
from services.people import profile, sign_in

TIME_ZONE = "America/Detroit"


@dataclass(frozen=True, slots=True)
class BenchCommunity:
    """Whose needs and offers, a token of the member who looks at them, and when everything here was made."""

    id: UUID
    access_token: str
    built_at: datetime


def build(
    bench: BenchDatabase,
    *,
    needs: int,
    offers: int = 0,
    seed: int = 1,
    geography: Geography | None = None,
    authors: int = 500,
) -> BenchCommunity:
    """Fills an empty database: every need is due for its first wave, no helper was ever asked.

    Titles of needs are sealed under their authors' keys, as the product does it.
    """
    geography, rng, now = geography or Geography(), random.Random(seed), datetime.now(UTC)
    towns = geography.draw_towns(rng)
    with bench.database.transaction() as session:
        community = _community(session, geography, now)
        member = _member(session, community, now)
        token = sign_in.start_session(session, member, device_name="bench", now=now).access_token
        author_ids = [_member(session, community, now).id for _ in range(authors)]
        ring = keyring(session)
        ring.fetch(author_ids)
    with owner(bench) as connection:
        helper_ids = [new_id() for _ in range(offers)]
        copy_helpers(connection, helper_ids, community, now)
        homes = dict(zip(helper_ids, geography.draw_homes(offers, towns, rng), strict=True))
        copied = copy_offers(connection, community, homes, rng, now)
        places = geography.draw_homes(needs, towns, rng)
        copy_needs(connection, ring, community, author_ids, places, rng, now)
        copy_past(connection, community, author_ids[0], copied, rng, now)
        connection.execute("ANALYZE")
    return BenchCommunity(community, token, now)


def forget_proposals(bench: BenchDatabase, community: BenchCommunity) -> None:
    """Everything as it was when the community was built, before anybody was asked."""
    since = {"since": community.built_at}
    with owner(bench) as connection:
        connection.execute("DELETE FROM match WHERE created_at > %(since)s", since)
        connection.execute("TRUNCATE event_todo")
        connection.execute("DELETE FROM event WHERE at > %(since)s", since)
        connection.execute(
            "UPDATE need SET next_wave_at = posted_at, wave = 0, candidates = NULL,"
            " handed_over_at = NULL WHERE status = 'open'"
        )
        connection.execute("UPDATE offer SET last_asked_at = NULL WHERE last_asked_at IS NOT NULL")
        connection.execute("UPDATE supply SET last_asked_at = '-infinity' WHERE last_asked_at > '-infinity'")
        connection.execute("UPDATE region SET until = 'epoch'")
    with psycopg.connect(plain_url(bench.address.owner_url), autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE) need, offer, supply, match, event, event_todo")


def empty_community(bench: BenchDatabase) -> UUID:
    """A community without members."""
    with bench.database.transaction() as session:
        return _community(session, Geography(), datetime.now(UTC))


def _community(session: Session, geography: Geography, now: datetime) -> UUID:
    community = Community(
        name="Bench",
        slug=f"bench-{new_id().hex}",
        state=CommunityState.RECOGNISED,
        lat=geography.centre[0],
        lon=geography.centre[1],
        reach_km=200,
        languages=["en"],
        time_zone=TIME_ZONE,
        join_policy=JoinPolicy.OPEN,
        created_at=now,
    )
    session.add(community)
    session.flush()
    return community.id


def _member(session: Session, community: UUID, now: datetime) -> Person:
    """Somebody with a key of their own."""
    person = profile.create(session, locale="en", now=now)
    session.add(Membership(community_id=community, person_id=person.id, state=MemberState.ACTIVE, since=now))
    return person


def copy_helpers(connection: psycopg.Connection, ids: list[UUID], community: UUID, now: datetime) -> None:
    """Members by the thousand, adult, without quiet hours. Nothing of theirs is sealed: they have no keys."""
    midnight = time(0)
    usual = Person(
        created_at=now,
        languages=["en"],
        time_zone=TIME_ZONE,
        is_adult=True,
        quiet_from=midnight,
        quiet_to=midnight,
    )
    copy_like(connection, usual, ({"id": person} for person in ids))
    member = Membership(community_id=community, person_id=usual.id, state=MemberState.ACTIVE, since=now)
    copy_like(connection, member, ({"person_id": person} for person in ids))
