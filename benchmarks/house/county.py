"""A county to measure against: towns and countryside, helpers by the thousand, needs that wait to be asked for.

Rows are copied in without the checks that the product's own way would make; what they say is what it would say.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

import orjson
import psycopg
from sqlmodel import Session

from benchmarks.house.copying import copy, copy_like, owner, plain_url
from benchmarks.house.pools import CATEGORIES, make_pools, stand_in
from benchmarks.house.stage import Stage
from core import places
from core.events import EventKind, stored
from core.events.payloads import MatchProposed
from core.ids import new_id
from core.models import Community, Match, Membership, Need, Offer, Person
from matching.rules.distance import mercator
from matching.words.vocabulary import (
    By,
    CommunityState,
    JoinPolicy,
    MatchStatus,
    MemberState,
    NeedStatus,
    OfferStatus,
    PlaceKind,
    Urgency,
    VisibleTo,
)
from services.people import profile, sign_in

LANGUAGES = ("en", "es", "ar", "sw")
PROPOSED = orjson.dumps(stored.written(EventKind.MATCH_PROPOSED, MatchProposed(By.ENGINE, 0))).decode()
Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Shape:
    """Where people live: `towns` places within `spread` degrees of the centre, some share of all outside."""

    centre: Place = (42.73, -84.55)
    towns: int = 12
    spread: float = 0.9
    town_size: float = 0.03
    rural: float = 0.12


@dataclass(frozen=True, slots=True)
class County:
    """Whose community, who is signed in to look, and when everything here was made."""

    community_id: UUID
    access_token: str
    built_at: datetime


def build(
    stage: Stage, *, needs: int, offers: int, seed: int = 1, shape: Shape | None = None, authors: int = 500
) -> County:
    """Fills an empty database: every need is due for its first wave, no helper was ever asked."""
    shape, rng, now = shape or Shape(), random.Random(seed), datetime.now(UTC)
    towns = tuple(_around(shape.centre, shape.spread, rng) for _ in range(shape.towns))
    with stage.database.transaction() as session:
        community, token = _community(session, shape.centre, now)
    helpers = [new_id() for _ in range(offers)]
    askers = [new_id() for _ in range(authors)]
    with owner(stage) as connection:
        _people(connection, [*helpers, *askers], community, now)
        lived_in = [_place(towns, shape, rng) for _ in range(offers)]
        made = _offers(connection, community, helpers, lived_in, rng, now)
        _needs(connection, community, askers, [_place(towns, shape, rng) for _ in range(needs)], rng, now)
        _history(connection, community, askers[0], made, rng, now)
        connection.execute("ANALYZE")
    return County(community, token, now)


def forget_the_round(stage: Stage, county: County) -> None:
    """Everything as it was before anybody was asked."""
    since = {"since": county.built_at}
    with owner(stage) as connection:
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
    with psycopg.connect(plain_url(stage.address.owner_url), autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE) need, offer, supply, match, event, event_todo")


def _around(centre: Place, spread: float, rng: random.Random) -> Place:
    return centre[0] + rng.uniform(-spread, spread), centre[1] + rng.uniform(-spread, spread)


def _place(towns: Sequence[Place], shape: Shape, rng: random.Random) -> Place:
    if not towns or rng.random() < shape.rural:
        return _around(shape.centre, shape.spread, rng)
    lat, lon = rng.choice(towns)
    return lat + rng.gauss(0, shape.town_size), lon + rng.gauss(0, shape.town_size)


def empty_community(stage: Stage) -> UUID:
    """A community in which nobody is but one member."""
    with stage.database.transaction() as session:
        return _community(session, Shape().centre, datetime.now(UTC))[0]


def _community(session: Session, centre: Place, now: datetime) -> tuple[UUID, str]:
    community = Community(
        name="Bench",
        state=CommunityState.RECOGNISED,
        lat=centre[0],
        lon=centre[1],
        reach_km=200,
        languages=["en"],
        time_zone="America/Detroit",
        join_policy=JoinPolicy.OPEN,
        created_at=now,
    )
    session.add(community)
    member = profile.create(session, locale="en", now=now)
    session.flush()
    session.add(
        Membership(community_id=community.id, person_id=member.id, state=MemberState.ACTIVE, since=now)
    )
    signed_in = sign_in.start_session(session, member, device_name="bench", now=now)
    return community.id, signed_in.access_token


def _people(connection: psycopg.Connection, ids: list[UUID], community: UUID, now: datetime) -> None:
    midnight = time(0)
    usual = Person(
        created_at=now,
        languages=["en"],
        time_zone="America/Detroit",
        is_adult=True,
        quiet_from=midnight,
        quiet_to=midnight,
    )
    copy_like(connection, usual, ({"id": person} for person in ids))
    member = Membership(community_id=community, person_id=ids[0], state=MemberState.ACTIVE, since=now)
    copy_like(connection, member, ({"person_id": person} for person in ids))


def _offers(
    connection: psycopg.Connection,
    community: UUID,
    helpers: list[UUID],
    where: list[Place],
    rng: random.Random,
    now: datetime,
) -> list[dict[str, Any]]:
    pools = make_pools(connection, community)
    usual = Offer(
        community_id=community,
        author_id=helpers[0],
        status=OfferStatus.ACTIVE,
        at_a_time=2,
        per_week=4,
        posted_at=now,
        expires_at=now + timedelta(days=180),
        checked_in_at=now,
    )
    made: list[dict[str, Any]] = [
        {
            "id": new_id(),
            "author_id": helper,
            "categories": sorted(rng.sample(CATEGORIES, rng.choice((1, 1, 2, 3)))),
            "cell": places.cell_of(lat, lon),
            "languages": _spoken(rng),
            "reach_km": rng.choice((3.0, 5.0, 10.0, 20.0)),
            "cannot": rng.choice(([], [], [], ["stairs"])),
        }
        for helper, (lat, lon) in zip(helpers, where, strict=True)
    ]
    copy_like(connection, usual, made)
    stand_in(
        connection,
        [(offer["id"], pools[slug], offer["cell"]) for offer in made for slug in offer["categories"]],
    )
    return made


def _history(
    connection: psycopg.Connection,
    community: UUID,
    asker: UUID,
    offers: list[dict[str, Any]],
    rng: random.Random,
    now: datetime,
) -> None:
    """What helpers were asked and did in the past year: two proposals each, on one need of long ago."""
    day = timedelta(days=1)
    need = Need(
        community_id=community,
        author_id=asker,
        posted_by=asker,
        status=NeedStatus.FULFILLED,
        category=CATEGORIES[0],
        language="en",
        place_kind=PlaceKind.REMOTE,
        urgency=Urgency.SOON,
        visible_to=VisibleTo.MEMBERS,
        posted_at=now - 400 * day,
        expires_at=now - 390 * day,
    )
    copy_like(connection, need, [{"id": need.id}])
    usual = Match(
        need_id=need.id,
        offer_id=offers[0]["id"],
        community_id=community,
        beneficiary_id=asker,
        helper_id=asker,
        helper_person_id=asker,
        status=MatchStatus.LAPSED,
        opened_by=By.ENGINE,
        created_at=now,
        p_yes=0.1,
        chance=0.7,
        propensity=1.0,
        wave=0,
    )
    matches = [
        {
            "id": new_id(),
            "offer_id": offer["id"],
            "helper_id": offer["author_id"],
            "helper_person_id": offer["author_id"],
            "status": rng.choice(("lapsed", "declined", "superseded")),
            "created_at": now - rng.uniform(20, 300) * day,
        }
        for offer in offers
        for _ in range(2)
    ]
    copy_like(connection, usual, matches)
    lines = ((now, "match_proposed", "match", match["id"], need.id, community, PROPOSED) for match in matches)
    columns = ("at", "kind", "subject_type", "subject_id", "need_id", "community_id", "payload")
    copy(connection, "event", columns, lines)


def _spoken(rng: random.Random) -> list[str]:
    return ["en"] if rng.random() < 0.7 else ["en", rng.choice(LANGUAGES[1:])]


def _needs(
    connection: psycopg.Connection,
    community: UUID,
    askers: list[UUID],
    where: list[Place],
    rng: random.Random,
    now: datetime,
) -> None:
    usual = Need(
        community_id=community,
        author_id=askers[0],
        posted_by=askers[0],
        status=NeedStatus.OPEN,
        category=CATEGORIES[0],
        language="en",
        place_kind=PlaceKind.AT_NEED,
        urgency=Urgency.SOON,
        visible_to=VisibleTo.MEMBERS,
        posted_at=now,
        expires_at=now + timedelta(days=7),
    )

    def rows() -> Iterator[dict[str, Any]]:
        for number, (lat, lon) in enumerate(where):
            cell = places.cell_of(lat, lon)
            shown_lat, shown_lon = places.centre(cell)
            author, posted = rng.choice(askers), now - timedelta(minutes=len(where) - number)
            yield {
                "id": new_id(),
                "author_id": author,
                "posted_by": author,
                "category": rng.choice(CATEGORIES),
                "cell": cell,
                "shown_cell": places.name(cell),
                "shown_pt": f"({shown_lon},{mercator(shown_lat)})",
                "windows": _windows(rng, now),
                "urgency": rng.choice(("soon", "soon", "flexible")),
                "involves": rng.choice(([], [], [], ["stairs"])),
                "criteria": '{"languages": ["en"]}' if rng.random() < 0.1 else "{}",
                "posted_at": posted,
                "next_wave_at": posted,
            }

    copy_like(connection, usual, rows())


def _windows(rng: random.Random, now: datetime) -> str:
    if rng.random() < 0.8:
        return "[]"
    start = now + timedelta(hours=rng.randint(4, 120))
    return orjson.dumps(
        [{"from": start.isoformat(), "to": (start + timedelta(hours=2)).isoformat()}]
    ).decode()
