"""Circles that stand in no database: for what is made of their public facts alone."""

from datetime import UTC, datetime

from core.models import Community
from core.models.circle_values import CircleContact, Landmark
from matching.words.policy import PolicyChoices
from matching.words.vocabulary import CommunityState, JoinPolicy


def circle(
    place: tuple[float, float] = (42.73, -84.55),
    reach_km: float = 9,
    *,
    name: str = "Lansing",
    finest: int = 7,
    landmarks: tuple[Landmark, ...] = (),
    contact: CircleContact | None = None,
) -> Community:
    """A recognised circle there. `finest`: the resolution at which it asks places to be shown."""
    return Community(
        name=name,
        slug="lansing",
        state=CommunityState.RECOGNISED,
        lat=place[0],
        lon=place[1],
        reach_km=reach_km,
        time_zone="America/Detroit",
        join_policy=JoinPolicy.OPEN,
        policy=PolicyChoices(dials={"places_shown_at": finest}),
        landmarks=landmarks,
        contact=contact,
        created_at=datetime(2026, 11, 1, tzinfo=UTC),
    )
