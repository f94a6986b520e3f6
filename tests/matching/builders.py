"""A need and an offer that fit each other in everything; a test changes the one thing it is about."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from matching.words.values import Need, Offer, Point
from tests.support import places

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
LANSING = Point(**places.LANSING)
NEXT_DOOR = Point(42.74, -84.56)
HERE = UUID(int=1)


def a_need(**changes: Any) -> Need:
    usual: dict[str, Any] = {
        "id": UUID(int=10),
        "community_id": HERE,
        "author_id": UUID(int=11),
        "category": "groceries",
        "point": LANSING,
        "posted_at": NOW - timedelta(hours=1),
        "expires_at": NOW + timedelta(days=7),
    }
    return Need(**(usual | changes))


def an_offer(**changes: Any) -> Offer:
    usual: dict[str, Any] = {
        "id": UUID(int=20),
        "helper_id": UUID(int=21),
        "community_id": HERE,
        "categories": frozenset({"groceries"}),
        "point": NEXT_DOOR,
        "languages": frozenset({"en"}),
    }
    return Offer(**(usual | changes))
