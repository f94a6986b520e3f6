"""A town to measure against: one community, many open needs with sealed titles, many offers, one member who looks."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core import places
from core.crypto.keyring import keyring
from core.database.db import Database
from core.ids import new_id
from core.models import Community, Membership, Need
from matching.rules.distance import mercator
from matching.words.categories import WITHOUT_SPECIAL_RISK
from matching.words.values import Cost, Criteria
from matching.words.vocabulary import CommunityState, JoinPolicy, MemberState, NeedStatus, Urgency, VisibleTo
from services import sealed
from services.people import profile, sign_in

CENTRE = (42.73, -84.55)
AUTHORS = 500


@dataclass(frozen=True, slots=True)
class Town:
    """Where to measure, and as whom."""

    community_id: UUID
    member_id: UUID
    access_token: str


def build(database: Database, *, needs: int, seed: int = 1) -> Town:
    """Fills an empty database. Titles are sealed under their authors' keys, as the product does it."""
    rng = random.Random(seed)
    now = datetime.now(UTC)
    with database.transaction() as session:
        community = _community(session, now)
        authors = [profile.create(session, locale="en", now=now).id for _ in range(AUTHORS)]
        for author in authors:
            _join(session, community, author, now)
        member = profile.create(session, locale="en", now=now)
        _join(session, community, member.id, now)
        signed_in = sign_in.start_session(session, member, device_name="bench", now=now)
        _needs(session, community, authors, needs, rng, now)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET statement_timeout = 0"))
    return Town(community, member.id, signed_in.access_token)


def _community(session: Session, now: datetime) -> UUID:
    community = Community(
        name="Bench",
        state=CommunityState.RECOGNISED,
        lat=CENTRE[0],
        lon=CENTRE[1],
        reach_km=50,
        languages=["en"],
        time_zone="America/Detroit",
        join_policy=JoinPolicy.OPEN,
        created_at=now,
    )
    session.add(community)
    session.flush()
    return community.id


def _join(session: Session, community: UUID, person: UUID, now: datetime) -> None:
    session.add(Membership(community_id=community, person_id=person, state=MemberState.ACTIVE, since=now))


def _needs(
    session: Session, community: UUID, authors: list[UUID], count: int, rng: random.Random, now: datetime
) -> None:
    ring = keyring(session)
    ring.fetch(authors)
    categories = sorted(WITHOUT_SPECIAL_RISK)
    rows = []
    for number in range(count):
        lat, lon = CENTRE[0] + rng.gauss(0, 0.1), CENTRE[1] + rng.gauss(0, 0.1)
        cell = places.cell_of(lat, lon)
        author, row_id = rng.choice(authors), new_id()
        shown = places.name(cell)
        clat, clon = places.centre(shown)
        rows.append(
            {
                "id": row_id,
                "community_id": community,
                "author_id": author,
                "posted_by": author,
                "status": NeedStatus.OPEN,
                "category": rng.choice(categories),
                "language": "en",
                "title": ring.seal(
                    author, sealed.need_cell(row_id, "title"), f"Something for the week, {number}"
                ),
                "place_kind": "at_need",
                "cell": cell,
                "shown_cell": shown,
                "shown_pt": f"({clon},{mercator(clat)})",
                "windows": (),
                "quantity": 1,
                "unit": "helper",
                "at_least": 1,
                "for_people": rng.randint(1, 5),
                "urgency": Urgency.SOON,
                "involves": [],
                "requires": [],
                "cost": Cost(),
                "contact_via": "self",
                "share": ["place"],
                "show_name": False,
                "visible_to": VisibleTo.MEMBERS,
                "criteria": Criteria(),
                "posted_at": now - timedelta(minutes=count - number),
                "expires_at": now + timedelta(days=7),
            }
        )
        if len(rows) == 2_000:
            session.execute(Need.__table__.insert(), rows)  # type: ignore[attr-defined]
            rows.clear()
    if rows:
        session.execute(Need.__table__.insert(), rows)  # type: ignore[attr-defined]
    session.execute(text("ANALYZE need"))
