"""The past of a benchmark's community: what its helpers were asked in the last year, and how it ended."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg

from benchmarks.house.copying import copy, copy_like
from benchmarks.house.offers import CopiedOffer
from benchmarks.house.pools import CATEGORIES
from core.ids import new_id
from core.models import Match, Need
from matching.words.vocabulary import By, MatchStatus, NeedStatus, PlaceKind, Urgency, VisibleTo

DAY = timedelta(days=1)
EACH = 2
"""So many proposals did every helper get."""


def copy_past(
    connection: psycopg.Connection,
    community: UUID,
    author: UUID,
    offers: Sequence[CopiedOffer],
    rng: random.Random,
    now: datetime,
) -> None:
    """Proposals to every helper, all of them on one need of long ago, with their events."""
    need = _need_of_long_ago(community, author, now)
    copy_like(connection, need, [{"id": need.id}])
    rows = [_proposal(offer, rng, now) for offer in offers for _ in range(EACH)]
    copy_like(connection, _usual_proposal(need, now), rows)
    columns = ("at", "kind", "subject_type", "subject_id", "need_id", "community_id", "payload")
    events = ((now, "match_proposed", "match", match["id"], need.id, community, "{}") for match in rows)
    copy(connection, "event", columns, events)


def _need_of_long_ago(community: UUID, author: UUID, now: datetime) -> Need:
    return Need(
        quantity=1,
        community_id=community,
        author_id=author,
        posted_by=author,
        status=NeedStatus.FULFILLED,
        category=CATEGORIES[0],
        language="en",
        place_kind=PlaceKind.REMOTE,
        urgency=Urgency.SOON,
        visible_to=VisibleTo.MEMBERS,
        posted_at=now - 400 * DAY,
        expires_at=now - 390 * DAY,
    )


def _usual_proposal(need: Need, now: datetime) -> Match:
    """What all have in common; offer and helper are named by each."""
    return Match(
        need_id=need.id,
        offer_id=need.id,
        community_id=need.community_id,
        beneficiary_id=need.author_id,
        helper_id=need.author_id,
        helper_person_id=need.author_id,
        status=MatchStatus.LAPSED,
        opened_by=By.ENGINE,
        created_at=now,
        p_yes=0.1,
        chance=0.7,
        propensity=1.0,
        wave=0,
    )


def _proposal(offer: CopiedOffer, rng: random.Random, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "offer_id": offer.id,
        "helper_id": offer.author_id,
        "helper_person_id": offer.author_id,
        "status": rng.choice(("lapsed", "declined", "superseded")),
        "created_at": now - rng.uniform(20, 300) * DAY,
    }
