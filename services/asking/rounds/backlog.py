"""What a round reads: the needs of a region that are due, and for each the nearest offers.

Only plain needs: nothing is known that stands between their author and anybody. The others are few, and take the
careful way, need by need.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

import numpy as np
from sqlalchemy import LargeBinary, func, select, text
from sqlmodel import Session, col

from core.database import parameters
from core.models import Community, Need
from matching.rounds.arrays import Ints
from matching.rules import rules
from matching.states import quiet_hours
from matching.states.quiet_hours import QuietHours
from matching.words.policy import Policy
from matching.words.values import Need as NeedValue
from matching.words.values import Offer as OfferValue
from matching.words.vocabulary import Urgency
from services.asking import asked_so_far, circle, held_back
from services.asking.asked_so_far import NOBODY_YET, AskedSoFar
from services.asking.circle import Circle
from services.asking.rounds import nearby
from services.asking.rounds.regions import Claim
from services.facts import offers as offer_facts
from services.facts import pauses, policies
from services.matches import eligibility

AT_ONCE = 4_000
"""Needs of one round of one region; the rest is due again at once."""

PLAIN = f"""
    n.posted_by = n.author_id AND n.organisation_id IS NULL
    AND NOT EXISTS (SELECT FROM block b WHERE b.blocker_id = n.author_id OR b.blocked_id = n.author_id)
    AND NOT EXISTS (SELECT FROM representation r WHERE r.person_id = n.author_id AND r.ended_at IS NULL)
    AND NOT EXISTS (SELECT FROM match m WHERE m.need_id = n.id AND m.status = 'superseded'
                       AND m.helper_key_at IS NOT NULL)
    AND n.at_least = 1 AND n.asked_anew_at IS NULL
    AND NOT (coalesce(n.criteria->>'allies', 'false') = 'true'
             AND (n.handed_over_at IS NOT NULL
                  OR EXISTS (SELECT FROM community c WHERE c.id = n.community_id AND c.dormant)))
    AND NOT {pauses.is_kept("n.author_id")}
"""  # noqa: S608  (put together from constants)
"""Of these nobody is too close, blocked, has to come first because they stood back, or may be asked anew; no others
have to come as well; none goes to allies, and no author's matching is paused."""

_DUE = text(f"""
    SELECT n.id FROM need n
      JOIN unnest(CAST(:first AS bigint[]), CAST(:last AS bigint[])) AS within(first, last)
        ON n.cell BETWEEN within.first AND within.last
     WHERE n.status = 'open' AND n.next_wave_at <= :now AND n.expires_at > :now AND n.urgency <> 'urgent'
       AND {PLAIN}
     ORDER BY coalesce(n.turn_at, n.posted_at), n.id LIMIT :most
""")  # noqa: S608  (put together from constants)

_BEHIND = text("""
    SELECT o.id, o.author_id, o.organisation_id, p.number, p.quiet_from, p.quiet_to, p.time_zone,
           p.urgent_welcome
      FROM offer o JOIN person p ON p.id = o.author_id WHERE o.id = ANY(CAST(:offers AS uuid[]))
""")

UNHURRIED = Urgency.SOON
"""Rounds ask for nothing urgent, and for all else by the same hours and pauses."""

_OPEN_COLUMNS = [c for c in Need.__table__.c if not isinstance(c.type, LargeBinary)]  # type: ignore[attr-defined]
"""All but what is sealed: matching sees no words."""
_THESE = text("need.id = ANY(CAST(:needs AS uuid[]))")
_MINORS = text("SELECT id FROM person WHERE id = ANY(CAST(:people AS uuid[])) AND is_adult IS FALSE")


@dataclass(frozen=True, slots=True)
class Behind:
    """Who acts for an offer, and when nothing of a round may ring them."""

    person_id: UUID
    organisation_id: UUID | None
    number: int
    quiet: QuietHours | None
    time_zone: str


@dataclass(frozen=True, slots=True, eq=False)
class Backlog:
    """The plain needs of one community in one region, longest waiting first, and the offers around them.

    An offer stands here once for each category it is looked at for: what is believed of a yes differs by it.
    Pair `e` is need `src[e]` with offer `dst[e]`, need by need and the nearest first. `more`: there are more
    helpers than could be read for this need. `free`: when the helpers behind these offers, who were asked enough, may
    be asked again.
    """

    community_id: UUID
    policy: Policy
    circle: Circle
    needs: list[NeedValue]
    rows: list[Need]
    so_far: list[AskedSoFar]
    offers: list[OfferValue]
    behind: Mapping[UUID, Behind]
    src: Ints
    dst: Ints
    more: list[bool]
    free: Mapping[UUID, datetime]


def read(session: Session, region: Claim, now: datetime, circles: dict[UUID, Circle]) -> list[Backlog]:
    """The backlog of a region by community, as it stands now; without locks.

    `circles` are those that this round has looked at, by community; new ones are added.
    """
    first, last = region.cells
    due = session.execute(_DUE, {"now": now, "first": first, "last": last, "most": AT_ONCE}).scalars().all()
    rows = session.execute(
        select(*_OPEN_COLUMNS)
        .where(_THESE)
        .order_by(func.coalesce(col(Need.turn_at), col(Need.posted_at)), col(Need.id)),
        {"needs": parameters.ids(due)},
    )
    by_community: defaultdict[UUID, list[Need]] = defaultdict(list)
    for row in rows.all():
        by_community[row.community_id].append(cast(Need, row))
    so_far = asked_so_far.of_needs(session, due, now)
    for community in by_community.keys() - circles.keys():
        circles[community] = circle.around(session, community, helpers_of=[community])
    return [
        _in_community(session, community, needs, so_far, circles[community], now)
        for community, needs in by_community.items()
    ]


def _in_community(
    session: Session,
    community_id: UUID,
    rows: list[Need],
    so_far: Mapping[UUID, AskedSoFar],
    its_circle: Circle,
    now: datetime,
) -> Backlog:
    community = session.get_one(Community, community_id)
    policy = policies.of(community)
    needs = _values(session, community, rows, so_far)
    near = nearby.find(session, community_id, needs, policy)
    read = offer_facts.own_offers(session, near.offers, community_id, now=now)
    there = np.array([offer is not None for offer in read], np.bool_)
    exist = there[near.dst]
    offers = [offer for offer in read if offer is not None]
    return Backlog(
        community_id=community_id,
        policy=policy,
        circle=its_circle,
        needs=needs,
        rows=rows,
        so_far=[so_far.get(row.id, NOBODY_YET) for row in rows],
        offers=offers,
        behind=_behind(session, {offer.id for offer in offers}, policy),
        src=near.src[exist],
        dst=(np.cumsum(there) - 1)[near.dst[exist]],
        more=near.more,
        free=held_back.free_again(
            session, [one for one in offers if rules.asked_enough(one) is not None], now=now
        ),
    )


def _values(
    session: Session, community: Community, rows: Sequence[Need], so_far: Mapping[UUID, AskedSoFar]
) -> list[NeedValue]:
    """The needs as matching sees them."""
    authors = parameters.ids({row.author_id for row in rows})
    minors = set(session.execute(_MINORS, {"people": authors}).scalars())
    return [
        eligibility.value_of(
            community,
            row,
            so_far.get(row.id, NOBODY_YET).coverage,
            author_is_minor=row.author_id in minors,
        )
        for row in rows
    ]


def _behind(session: Session, offers: Iterable[UUID], policy: Policy) -> dict[UUID, Behind]:
    """By offer, the person who acts."""
    return {
        r.id: Behind(
            person_id=r.author_id,
            organisation_id=r.organisation_id,
            number=r.number,
            quiet=quiet_hours.in_force(
                UNHURRIED,
                policy,
                quiet_from=r.quiet_from,
                quiet_to=r.quiet_to,
                urgent_welcome=r.urgent_welcome,
            ),
            time_zone=r.time_zone,
        )
        for r in session.execute(_BEHIND, {"offers": parameters.ids(offers)}).all()
    }
