"""Needs for somebody who browses, in the order in which they suit them; the work is bounded whatever there is.

The nearest needs around each of the caller's own offers are scored as for a proposal: by shown cells.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from uuid import UUID

from sqlalchemy import Select, func, select, text
from sqlmodel import Session, col

from core.access import ANYBODY, Caller, sees_need
from core.effort import Effort
from core.models import Community, Need, Offer
from matching.asking import browsing
from matching.asking.browsing import Ranked, Shelved
from matching.asking.scoring import Weights
from matching.rounds import shelves
from matching.rules.distance import mercator
from matching.words.values import Offer as OfferValue
from matching.words.values import Pair
from matching.words.vocabulary import OfferStatus
from services.facts import needs as need_facts
from services.facts import noes, policies
from services.facts import offers as offer_facts
from services.needs import lists as need_lists
from services.needs.lists import Wanted
from services.needs.rows import FitPage, Start
from services.places import cells

LOOKED_AT = 500
"""Needs looked at together: the nearest around the places that the caller helps from; those farther away come after
them, page by page."""
OFFERS, PLACES = 200, 10
"""So many of the caller's own offers, and of the places that those are at, are looked at."""

_MATCHES = text(f"""
    SELECT need_id, count(*) FILTER (WHERE status IN ('accepted', 'confirmed')) AS connections,
           array_agg(helper_id) FILTER (WHERE {noes.said_no("match")}
                                         OR {noes.author_said_no("match")}) AS earlier_no,
           array_agg(helper_id) FILTER (WHERE status IN ('proposed', 'invited', 'accepted', 'confirmed')) AS live
      FROM match WHERE need_id = ANY(:needs) GROUP BY need_id
""")  # noqa: S608  (put together from constants)
_KEPT_AWAY = text("""
    SELECT blocker_id, organisation_id FROM block
     WHERE organisation_id IS NOT NULL AND blocker_id = ANY(:persons)
""")
_MINORS = text("SELECT id FROM person WHERE id = ANY(:persons) AND is_adult IS FALSE")


@dataclass(frozen=True, slots=True)
class MatchesOf:
    """The matches of a need: how many said yes, and whom it was with, by what became of it."""

    connections: int = 0
    earlier_no: frozenset[UUID] = frozenset()
    live: frozenset[UUID] = frozenset()


_NONE = MatchesOf()


@dataclass(frozen=True, slots=True)
class Around:
    """What is known around the needs that are looked at: their matches by need, and authors under 18.

    `kept_away`: which organisations their authors, or the caller, keep away from themselves.
    """

    matches: dict[UUID, MatchesOf]
    minors: frozenset[UUID]
    kept_away: frozenset[tuple[UUID, UUID]] = frozenset()

    def of(self, need: Need) -> MatchesOf:
        return self.matches.get(need.id, _NONE)

    def pair(self, need: Need, offer: OfferValue, caller: Caller) -> Pair:
        matches = self.of(need)
        return Pair(
            own_need=caller.speaks_for(need.author_id)
            or caller.speaks_for(need.posted_by)
            or need.organisation_id in caller.organisations,
            blocked=not self.kept_away.isdisjoint(
                ((need.author_id, offer.organisation_id), (caller.person_id, need.organisation_id))
            ),
            earlier_no=offer.helper_id in matches.earlier_no,
            live_match=offer.helper_id in matches.live,
        )


def page(
    session: Session,
    caller: Caller,
    wanted: Wanted,
    *,
    start: Start,
    limit: int,
    now: datetime,
    effort: Effort,
) -> FitPage:
    """Needs the caller could help with, best first among those that are looked at together."""
    found, behind = _ranked(session, caller, wanted, start=start, now=now, effort=effort)
    ids = found.ids[start.skip : start.skip + limit]
    rows = {row.id: row for row in need_lists.some(session, caller, ids)}
    more = len(found.ids) > start.skip + limit
    going_on = replace(start, skip=start.skip + limit, count=found.looked_at) if more else behind
    return FitPage([rows[need_id] for need_id in ids if need_id in rows], going_on, behind is not None)


def _ranked(
    session: Session, caller: Caller, wanted: Wanted, *, start: Start, now: datetime, effort: Effort
) -> tuple[Ranked, Start | None]:
    """What is looked at together, best first by id; and where those begin that are farther away.

    How many that are is decided once, with the first page of them, and goes on to the next with it.
    """
    offers = _own_offers(session, caller)
    stretch, more = _needs_around(session, caller, wanted, offers, start.stretch)
    needs = stretch[start.first :][: start.count]
    behind = Start(stretch=start.stretch + 1) if more else None
    if not needs:
        return Ranked([], 0), behind
    around = _around(session, caller, needs)
    standing = _standing(session, offers, needs, now)
    communities = {need.community_id: session.get_one(Community, need.community_id) for need in needs}
    weights = {here.id: Weights(policy=policies.of(here)) for here in communities.values()}
    shelf = [
        _shelved(
            need,
            standing[need.community_id, need.category],
            around,
            communities[need.community_id],
            weights[need.community_id],
            caller,
        )
        for need in needs
    ]
    narrow = shelves.narrowed(shelf, now=now)
    found = browsing.ranked(
        narrow, now=now, may_look=effort.take if start.count is None else _looked_at_before
    )
    if start.first + found.looked_at < len(stretch):
        behind = Start(stretch=start.stretch, first=start.first + found.looked_at)
    return found, behind


def _looked_at_before() -> bool:
    """They were few enough for the page before."""
    return True


def _standing(
    session: Session, offers: Sequence[Offer], needs: Sequence[Need], now: datetime
) -> dict[tuple[UUID, str], list[OfferValue]]:
    """The offers as they stand towards needs of each community and category.

    Only what is believed of a yes differs by category, and that is the helper's: each offer is read once, and once
    more for each category that one of each helper's offers.
    """
    standing: dict[tuple[UUID, str], list[OfferValue]] = {}
    kinds = sorted({(need.community_id, need.category) for need in needs})
    for community, of_theirs in groupby(kinds, key=itemgetter(0)):
        first, *others = [category for _, category in of_theirs]
        wanted = [(offer.id, first) for offer in offers]
        read = [o for o in offer_facts.own_offers(session, wanted, community, now=now) if o is not None]
        standing[community, first] = read
        one_each = {offer.helper_id: offer.id for offer in read}
        asked = [(offer, category) for category in others for offer in one_each.values()]
        by_category = dict(
            zip(asked, offer_facts.own_offers(session, asked, community, now=now), strict=True)
        )
        for category in others:
            standing[community, category] = [
                replace(offer, alpha=same.alpha, beta=same.beta)
                for offer in read
                if (same := by_category[one_each[offer.helper_id], category]) is not None
            ]
    return standing


def _own_offers(session: Session, caller: Caller) -> Sequence[Offer]:
    return session.scalars(
        select(Offer)
        .where(
            col(Offer.author_id) == caller.person_id,
            col(Offer.status) == OfferStatus.ACTIVE,
            col(Offer.for_need_id).is_(None),
        )
        .order_by(col(Offer.id))
        .limit(OFFERS)
    ).all()


def _needs_around(
    session: Session, caller: Caller, wanted: Wanted, offers: Iterable[Offer], stretch: int
) -> tuple[list[Need], bool]:
    """Needs around the caller's places, the nearest in stretch 0; and whether there may be some farther away."""
    around = sorted({(offer.community_id, offer.cell or 0) for offer in offers})[:PLACES]
    each, more = LOOKED_AT // max(1, len(around)), False
    needs: dict[UUID, Need] = {}
    for community, cell in around:
        conditions = [sees_need(ANYBODY), *need_lists.filters(wanted), col(Need.community_id) == community]
        near = _nearest_first(select(Need).where(*conditions), cell).offset(stretch * each).limit(each)
        found = session.scalars(near, caller.named() | wanted.named()).all()
        needs |= {need.id: need for need in found}
        more = more or len(found) == each
    return list(needs.values()), more


def _nearest_first(needs: Select[Need], cell: int) -> Select[Need]:
    """Around a cell; needs that are nowhere in particular come last. From nowhere: oldest first."""
    if not cell:
        return needs.order_by(col(Need.id))
    middle = cells.middle(cell)
    away = col(Need.shown_pt).op("<->")(func.point(middle.lon, mercator(middle.lat)))
    return needs.order_by(away, col(Need.id))  # many are shown at one place, and stretches must not overlap


def _around(session: Session, caller: Caller, needs: Sequence[Need]) -> Around:
    rows = session.execute(_MATCHES, {"needs": [need.id for need in needs]})
    matches = {
        row.need_id: MatchesOf(row.connections, frozenset(row.earlier_no or ()), frozenset(row.live or ()))
        for row in rows
    }
    authors = list({need.author_id for need in needs})
    minors = session.execute(_MINORS, {"persons": authors})
    kept_away = session.execute(_KEPT_AWAY, {"persons": [*authors, caller.person_id]})
    return Around(
        matches,
        frozenset(minors.scalars()),
        frozenset((row.blocker_id, row.organisation_id) for row in kept_away),
    )


def _shelved(
    need: Need,
    offers: Iterable[OfferValue],
    around: Around,
    here: Community,
    weights: Weights,
    caller: Caller,
) -> Shelved:
    rule = policies.as_posted(policies.risk(here, need.category), need)
    pairs: dict[tuple[UUID, UUID | None], Pair] = {}
    for offer in offers:
        who = offer.helper_id, offer.organisation_id
        if who not in pairs:
            pairs[who] = around.pair(need, offer, caller)
    return Shelved(
        need_facts.need(need, author_is_minor=need.author_id in around.minors, risk=rule),
        tuple((offer, pairs[offer.helper_id, offer.organisation_id]) for offer in offers),
        around.of(need).connections,
        weights,
    )
