"""What is near somebody: needs that fit their offers best first; without an offer, those of their circle."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core.access import Caller
from core.effort import Effort
from core.models import Community, Offer
from matching.rules.distance import km
from matching.words.vocabulary import OfferStatus
from services.needs import browsing
from services.needs import lists as need_lists
from services.needs import views as need_views
from services.needs.lists import After, Wanted
from services.needs.rows import Start
from services.needs.views import NeedView
from services.places import cells, shown_cells


class By(StrEnum):
    """By what the needs are found."""

    OFFERS = "offers"
    RESTING = "resting"
    """All their offers rest, so that it goes by their circle."""
    CIRCLE = "circle"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class NearMe:
    """Some needs as the caller sees them, how they were found, and what the next page begins with; None: no more."""

    needs: Sequence[NeedView]
    by: By
    go_on: Sequence[object] | None


def page(
    session: Session,
    caller: Caller,
    circle: Community | None,
    *,
    category: str | None,
    start: Sequence[object],
    limit: int,
    now: datetime,
    effort: Effort,
) -> NearMe:
    """A page of them. `circle`: whose needs whoever offers nothing is shown. `start`: the `go_on` before.

    Distances are bands from the nearest of the caller's own places, as it is shown; without an offer none is told.
    """
    offers = _standing(session, caller)
    if not any(offer.status is OfferStatus.ACTIVE for offer in offers):
        by = By.RESTING if offers else By.CIRCLE
        return _of_circle(session, caller, circle, by, category=category, start=start, limit=limit, now=now)
    found = browsing.page(
        session,
        caller,
        Wanted(category=category, order="fit"),
        start=Start(*(int(str(number)) for number in start)),
        limit=limit,
        now=now,
        effort=effort,
    )
    places = [offer.cell for offer in offers if offer.status is OfferStatus.ACTIVE and offer.cell is not None]
    views = need_views.listed(session, caller, found.rows, now=now, near=None)
    return NearMe(
        [replace(view, distance_band=_band(places, view.need.cell)) for view in views],
        By.OFFERS,
        found.next.numbers() if found.next is not None else None,
    )


def _standing(session: Session, caller: Caller) -> Sequence[Offer]:
    return session.scalars(
        select(Offer)
        .where(
            col(Offer.author_id) == caller.person_id,
            col(Offer.status).in_((OfferStatus.ACTIVE, OfferStatus.PAUSED)),
            col(Offer.for_need_id).is_(None),
        )
        .limit(browsing.OFFERS)
    ).all()


def _of_circle(
    session: Session,
    caller: Caller,
    circle: Community | None,
    by: By,
    *,
    category: str | None,
    start: Sequence[object],
    limit: int,
    now: datetime,
) -> NearMe:
    """Needs of others there, the newest first."""
    if circle is None:
        return NearMe((), By.NOTHING, None)
    after = After(UUID(str(start[0]))) if start else None
    wanted = Wanted(community=circle.id, category=category, order="newest")
    rows = need_lists.page(session, caller, wanted, after=after, limit=limit + 1)
    here = rows[:limit]
    views = need_views.listed(session, caller, here, now=now, near=None)
    more = [here[-1].id] if len(rows) > limit else None
    return NearMe([view for view in views if not caller.speaks_for(view.need.author_id)], by, more)


def _band(places: Sequence[int], cell: int | None) -> str | None:
    """How far it is from the nearest of these shown cells, in words of distance; None where it is nowhere."""
    if cell is None or not places:
        return None
    there = cells.middle(cell)
    nearest = min(places, key=lambda place: km(cells.middle(place), there))
    return shown_cells.band_between(nearest, cell)
