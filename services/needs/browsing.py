"""Needs for somebody who browses, in the order in which they suit them; the work is bounded whatever there is.

The nearest needs around each of the caller's own offers are scored as for a proposal: by shown cells.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from uuid import UUID

from sqlalchemy import Select, func, select, text
from sqlmodel import Session, col

from core.access import ANYBODY, Caller, sees_need
from core.models import Community, Need, Offer
from matching.asking import browsing
from matching.asking.browsing import Shelved
from matching.asking.scoring import Weights
from matching.rules.distance import mercator
from matching.words.values import Offer as OfferValue
from matching.words.values import Pair
from matching.words.vocabulary import OfferStatus
from services.facts import needs as need_facts
from services.facts import noes, policies
from services.facts import offers as offer_facts
from services.needs import lists as need_lists
from services.needs.lists import Wanted
from services.needs.rows import ListedNeed
from services.places import cells

LOOKED_AT = 500
"""Needs looked at for one list, nearest first around each of the caller's offers."""

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
    session: Session, caller: Caller, wanted: Wanted, *, skip: int, limit: int, now: datetime
) -> list[ListedNeed]:
    """Rows as `lists.page` has them: needs the caller could help with, best first, after the first `skip`."""
    ids = in_order(session, caller, wanted, now=now)[skip : skip + limit]
    rows = {row.id: row for row in need_lists.some(session, caller, ids)}
    return [rows[need_id] for need_id in ids if need_id in rows]


def in_order(session: Session, caller: Caller, wanted: Wanted, *, now: datetime) -> list[UUID]:
    """The whole list by id, at most `LOOKED_AT` needs for each place the caller helps from."""
    offers = _own_offers(session, caller)
    needs = _needs_around(session, caller, wanted, offers)
    if not needs:
        return []
    around = _around(session, caller, needs)
    standing = _standing(session, offers, needs, now)
    communities = {need.community_id: session.get_one(Community, need.community_id) for need in needs}
    shelf = (
        _shelved(need, standing[need.community_id, need.category], around, communities, caller)
        for need in needs
    )
    return browsing.in_order(shelf, now=now)


def _standing(
    session: Session, offers: Sequence[Offer], needs: Sequence[Need], now: datetime
) -> dict[tuple[UUID, str], list[OfferValue]]:
    """The offers as they stand towards needs of each community and category."""
    standing: defaultdict[tuple[UUID, str], list[OfferValue]] = defaultdict(list)
    kinds = sorted({(need.community_id, need.category) for need in needs})
    for community, of_theirs in groupby(kinds, key=itemgetter(0)):
        wanted = [(offer.id, category) for _, category in of_theirs for offer in offers]
        read = offer_facts.own_offers(session, wanted, community, now=now)
        for (_, category), offer in zip(wanted, read, strict=True):
            if offer is not None:
                standing[community, category].append(offer)
    return standing


def _own_offers(session: Session, caller: Caller) -> Sequence[Offer]:
    return session.scalars(
        select(Offer).where(
            col(Offer.author_id) == caller.person_id,
            col(Offer.status) == OfferStatus.ACTIVE,
            col(Offer.for_need_id).is_(None),
        )
    ).all()


def _needs_around(
    session: Session, caller: Caller, wanted: Wanted, offers: Iterable[Offer]
) -> Sequence[Need]:
    needs: dict[UUID, Need] = {}
    for community, cell in sorted({(o.community_id, o.cell or 0) for o in offers}):
        conditions = [sees_need(ANYBODY), *need_lists.filters(wanted), col(Need.community_id) == community]
        near = _nearest_first(select(Need).where(*conditions), cell).limit(LOOKED_AT)
        needs |= {need.id: need for need in session.scalars(near, caller.named() | wanted.named())}
    return list(needs.values())


def _nearest_first(needs: Select[Need], cell: int) -> Select[Need]:
    """Around a cell; needs that are nowhere in particular come last. From nowhere: oldest first."""
    if not cell:
        return needs.order_by(col(Need.id))
    middle = cells.middle(cell)
    return needs.order_by(col(Need.shown_pt).op("<->")(func.point(middle.lon, mercator(middle.lat))))


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
    communities: dict[UUID, Community],
    caller: Caller,
) -> Shelved:
    here = communities[need.community_id]
    rule = policies.as_posted(policies.risk(here, need.category), need)
    return Shelved(
        need_facts.need(need, author_is_minor=need.author_id in around.minors, risk=rule),
        tuple((offer, around.pair(need, offer, caller)) for offer in offers),
        around.of(need).connections,
        Weights(policy=policies.of(here)),
    )
