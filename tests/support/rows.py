"""Communities, people, needs, offers and matches written straight into the tables: thousands in a second."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core import places
from core.crypto.keyring import keyring
from core.database.deadlines import WITHIN
from core.ids import new_id
from core.models import Community, Match, Membership, Need, Offer, Person
from matching.rules.distance import mercator
from matching.words.vocabulary import (
    By,
    Decide,
    JoinPolicy,
    MatchStatus,
    MemberState,
    NeedStatus,
    OfferStatus,
    PlaceKind,
    Urgency,
    VisibleTo,
)
from services.places import supply
from tests.support.places import LANSING

_PATIENTLY = {WITHIN: 600.0}
"""Nobody waits for twenty thousand rows: neither the server nor we give up their making on a slow machine."""

_PEOPLE = text("""
    INSERT INTO person OVERRIDING USER VALUE
    SELECT r.* FROM person usual, unnest(CAST(:people AS uuid[])) AS made(id),
           LATERAL jsonb_populate_record(usual, jsonb_build_object('id', made.id)) r
     WHERE usual.id = :usual
""").execution_options(**_PATIENTLY)
_MEMBERS = text("""
    INSERT INTO membership
    SELECT r.* FROM membership usual, unnest(CAST(:people AS uuid[])) AS made(id),
           LATERAL jsonb_populate_record(usual, jsonb_build_object('person_id', made.id)) r
     WHERE usual.person_id = :usual
""").execution_options(**_PATIENTLY)
_OFFERS = text("""
    INSERT INTO offer
    SELECT r.* FROM offer usual,
           unnest(CAST(:offers AS uuid[]), CAST(:people AS uuid[]), CAST(:cells AS bigint[]))
           AS made(id, author, cell),
           LATERAL jsonb_populate_record(
               usual, jsonb_build_object('id', made.id, 'author_id', made.author, 'cell', made.cell)) r
     WHERE usual.id = :usual
""").execution_options(**_PATIENTLY)
_POOL = text("SELECT id FROM pool WHERE community_id = :community AND category = :category")
_SUPPLY = text("""
    INSERT INTO supply (offer_id, pool_id, cell)
    SELECT offer, :pool, cell FROM unnest(CAST(:offers AS uuid[]), CAST(:cells AS bigint[])) AS made(offer, cell)
""").execution_options(**_PATIENTLY)
_CELLS = text("""
    INSERT INTO supply_cell (pool_id, cell, pt)
    SELECT :pool, cell, point(CAST(:pool AS int) * CAST(:apart AS int) + lon, lat)
      FROM unnest(CAST(:cells AS bigint[]), CAST(:lons AS float8[]), CAST(:lats AS float8[]))
           AS made(cell, lon, lat)
    ON CONFLICT DO NOTHING
""").execution_options(**_PATIENTLY)

LONG_AGO = timedelta(days=60)
"""When people came who are here for long."""


def a_community(session: Session, now: datetime, **fields: Any) -> UUID:
    """A new community around Lansing, open to all, with nobody in it."""
    usual: dict[str, Any] = {
        "name": "Lansing",
        "slug": f"lansing-{new_id().hex}",
        **LANSING,
        "reach_km": 25,
        "time_zone": "UTC",
        "join_policy": JoinPolicy.OPEN,
        "created_at": now,
    }
    community = Community(**(usual | fields))
    session.add(community)
    session.flush()
    return community.id


def a_person(session: Session, now: datetime, **fields: Any) -> UUID:
    """Somebody grown up who may be rung at any hour and asked as often as need be."""
    usual: dict[str, Any] = {
        "is_adult": True,
        "quiet_from": time(0),
        "quiet_to": time(0),
        "asks_a_day": 1000,
        "asks_a_week": 1000,
    }
    person = Person(**({"created_at": now - LONG_AGO} | usual | fields))
    session.add(person)
    session.flush()
    keyring(session).create(person.id)
    return person.id


def a_membership(session: Session, community: UUID, person: UUID, now: datetime, **fields: Any) -> None:
    """From now on this person is an active member; `fields` are the membership's."""
    usual: dict[str, Any] = {"state": MemberState.ACTIVE, "since": now}
    session.add(Membership(community_id=community, person_id=person, **(usual | fields)))
    session.flush()


def a_member(session: Session, community: UUID, now: datetime, **fields: Any) -> UUID:
    """Somebody new who is an active member; `fields` are the person's."""
    person = a_person(session, now, **fields)
    a_membership(session, community, person, now)
    return person


def a_need(session: Session, community: UUID, author: UUID, now: datetime, **fields: Any) -> Need:
    """A need as posting leaves it, its first wave due: at `cell`, or from afar where there is none."""
    cell = fields.pop("cell", None)
    usual: dict[str, Any] = {
        "community_id": community,
        "author_id": author,
        "posted_by": author,
        "status": NeedStatus.OPEN,
        "category": "groceries",
        "language": "en",
        "place_kind": PlaceKind.REMOTE if cell is None else PlaceKind.AT_NEED,
        "cell": cell,
        "urgency": Urgency.SOON,
        "visible_to": VisibleTo.MEMBERS,
        "posted_at": now,
        "expires_at": now + timedelta(days=7),
        "next_wave_at": now,
        "rings_since": now,
    }
    need = Need(**(usual | fields))
    if need.criteria.decide is Decide.ASK_ME_FIRST:
        need.visible_to = VisibleTo.ASKED
    session.add(need)
    session.flush()
    return need


def an_offer(
    session: Session,
    community: UUID,
    cell: int | None,
    now: datetime,
    author: UUID | None = None,
    **fields: Any,
) -> Offer:
    """An offer that the search sees, by somebody new unless `author` says whose."""
    usual: dict[str, Any] = {
        "community_id": community,
        "author_id": author or a_member(session, community, now),
        "status": OfferStatus.ACTIVE,
        "categories": ["groceries"],
        "languages": ["en"],
        "cell": cell,
        "remote": cell is None,
        "reach_km": 20_100.0,
        "per_week": 1000,
        "posted_at": now,
        "checked_in_at": now,
        "expires_at": now + timedelta(days=180),
    }
    offer = Offer(**(usual | fields))
    session.add(offer)
    supply.keep(session, offer)
    return offer


def matches_on(
    session: Session,
    need: Need,
    offers: Sequence[UUID],
    now: datetime,
    status: MatchStatus = MatchStatus.PROPOSED,
) -> list[UUID]:
    """Matches on it that wait for their helpers' answers; an invitation holds the author's key."""
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
        for offer in (session.get_one(Offer, offer_id) for offer_id in offers)
    ]
    session.add_all(made)
    session.flush()
    return [match.id for match in made]


def many_offers(
    session: Session,
    community: UUID,
    cells: Sequence[int],
    now: datetime,
    *,
    category: str = "groceries",
    **fields: Any,
) -> list[UUID]:
    """As many members as there are `cells`, each with an offer in theirs; the offers' ids, in that order.

    All are like one that is written the usual way and taken out again; `fields` are that person's.
    """
    session.execute(text("SET LOCAL statement_timeout = 0"))  # nobody waits for twenty thousand rows
    usual = a_member(session, community, now, **fields)
    offer = an_offer(session, community, cells[0], now, author=usual, categories=[category], at_a_time=1000)
    people, offers = [new_id() for _ in cells], [new_id() for _ in cells]
    session.execute(_PEOPLE, {"people": people, "usual": usual})
    session.execute(_MEMBERS, {"people": people, "usual": usual})
    session.execute(_OFFERS, {"offers": offers, "people": people, "cells": list(cells), "usual": offer.id})
    offer.status = OfferStatus.WITHDRAWN
    supply.keep(session, offer)
    pool = session.execute(_POOL, {"community": community, "category": category}).scalar_one()
    session.execute(_SUPPLY, {"pool": pool, "offers": offers, "cells": list(cells)})
    different = sorted(set(cells))
    centres = [places.centre(cell) for cell in different]
    session.execute(
        _CELLS,
        {
            "pool": pool,
            "apart": supply.APART,
            "cells": different,
            "lons": [lon for _, lon in centres],
            "lats": [mercator(lat) for lat, _ in centres],
        },
    )
    return offers


def both_keys(need: Need, offer: Offer, at: datetime) -> dict[str, Any]:
    """The columns of a match of these two that says both turned their keys at once."""
    return {
        "helper_key_at": at,
        "helper_key_by": offer.author_id,
        "beneficiary_key_at": at,
        "beneficiary_key_by": need.author_id,
        "confirmed_at": at,
    }
