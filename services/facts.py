"""The only translator from rows to the values that matching thinks in."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, text
from sqlmodel import Session

from core import parameters, places
from core.models import Need as NeedRow
from matching import values
from matching.categories import CATEGORIES
from matching.policy import Policy
from matching.values import Away, Cost, Criteria, Money, Need, Offer, Pair, Point, RiskRule, Slot, Window
from matching.vocabulary import (
    CostKind,
    Decide,
    Involves,
    OrganisationKind,
    Requires,
    TrustLevel,
    Weekday,
    WhoHelps,
)
from services import allied, learning, policies

_OFFERS = text(f"""
    WITH speakers AS (
        SELECT representative_id AS id FROM representation WHERE person_id = :author AND ended_at IS NULL
    ), too_close AS (
        SELECT id FROM speakers
         UNION SELECT r.person_id FROM representation r JOIN speakers s ON r.representative_id = s.id
                WHERE r.ended_at IS NULL
         UNION SELECT b.person_id FROM contact_point a JOIN speakers s ON a.person_id = s.id
                 JOIN contact_point b ON b.lookup = a.lookup
         UNION SELECT b.person_id FROM household_mark a JOIN household_mark b ON b.lookup = a.lookup
                WHERE a.person_id = :author
    )
    SELECT o.id, o.author_id, o.organisation_id, o.community_id, o.categories, o.cell, o.languages, o.reach_km,
           o.remote, o.availability, o.away, o.at_a_time, o.per_week, o.up_to, o.has, o.cannot, o.money, o.stock,
           o.status, o.expires_at, o.last_asked_at,
           p.time_zone, p.asks_a_day, p.asks_a_week, p.urgent_welcome, coalesce(p.is_adult, false) AS is_adult,
           (p.paused AND coalesce(p.paused_until > :now, true)) AS on_pause,
           g.kind AS organisation_kind, coalesce(g.verified, false) AS organisation_verified,
           m.trust, CASE WHEN o.for_need_id = :need THEN coalesce(m.state <> 'suspended', true)
                         ELSE coalesce(m.state = 'active', false) END
             AND (o.community_id = :community
                  OR NOT EXISTS (SELECT FROM membership h WHERE h.community_id = :community
                                AND h.person_id = o.author_id AND h.state = 'suspended')) AS active,
           o.community_id <> :community AND NOT {allied.stands("o.community_id")} AS alliance_over,
           (SELECT json_agg(json_build_array(c.agreed_from, c.agreed_to)) FROM match c
             WHERE c.helper_id = coalesce(o.organisation_id, o.author_id) AND c.helper_number IS NOT NULL
               AND c.status = 'confirmed' AND c.agreed_from IS NOT NULL AND c.need_id <> :need) AS busy,
           (SELECT count(*) FROM match c WHERE c.offer_id = o.id AND c.need_id <> :need
               AND c.status IN ('accepted', 'confirmed')) AS holding,
           (SELECT count(*) FROM match c WHERE c.offer_id = o.id AND c.need_id <> :need
               AND c.helper_key_at > :week_ago
               AND c.status NOT IN ('declined', 'superseded', 'withdrawn', 'refused')) AS yes_in_week,
           h.asked_today, h.asked_week, h.asked_fading, h.load_fading, h.yes, h.no,
           usual.yes AS usual_yes, usual.asked AS usual_asked,
           EXISTS (SELECT FROM match c WHERE c.need_id = :need
               AND c.helper_id = coalesce(o.organisation_id, o.author_id)
               AND c.status IN ('declined', 'refused')) AS earlier_no,
           EXISTS (SELECT FROM match c WHERE c.need_id = :need
               AND c.helper_id = coalesce(o.organisation_id, o.author_id)
               AND c.status IN ('proposed', 'invited', 'accepted', 'confirmed')) AS live_match,
           EXISTS (SELECT FROM block b
             WHERE (b.blocker_id = :author AND b.blocked_id = o.author_id)
                OR (b.blocked_id = :author AND b.blocker_id = o.author_id)) AS blocked,
           (o.author_id IN (SELECT id FROM too_close)
            OR o.author_id IN (SELECT p.person_id FROM organisation_person p
                                WHERE p.organisation_id = :organisation)
            OR o.organisation_id IN (SELECT p.organisation_id FROM organisation_person p
                                       JOIN speakers s ON s.id = p.person_id)) AS too_close
      FROM offer o
      JOIN person p ON p.id = o.author_id
      LEFT JOIN organisation g ON g.id = o.organisation_id
      LEFT JOIN membership m ON m.community_id = o.community_id AND m.person_id = o.author_id
      LEFT JOIN LATERAL (
        SELECT count(*) FILTER (WHERE c.opened_by <> 'helper' AND c.created_at > :day_ago) AS asked_today,
               count(*) FILTER (WHERE c.opened_by <> 'helper' AND c.created_at > :week_ago) AS asked_week,
               coalesce(sum(exp(-days.age / 7)) FILTER (WHERE c.opened_by <> 'helper'), 0) AS asked_fading,
               coalesce(sum(exp(-days.since_helping / 14)), 0) AS load_fading,
               coalesce(sum(a.counts) FILTER (WHERE a.answer = 'yes'), 0) AS yes,
               coalesce(sum(a.counts * a.chance) FILTER (WHERE a.answer = 'no'), 0) AS no
          FROM (
            SELECT m.opened_by, m.status, m.created_at, m.helper_key_at, m.confirmed_at, m.chance, n.category
              FROM (SELECT * FROM match
                     WHERE helper_id = coalesce(o.organisation_id, o.author_id) AND created_at > :remembered
                     ORDER BY created_at DESC LIMIT :latest) m
              JOIN need n ON n.id = m.need_id
          ) c
         CROSS JOIN LATERAL (
            SELECT CAST(extract(epoch FROM :now - c.created_at) / 86400 AS float8) AS age,
                   CAST(extract(epoch FROM :now - c.confirmed_at) / 86400 AS float8) AS since_helping
         ) days
         CROSS JOIN LATERAL (
            SELECT {learning.ANSWER} AS answer, {learning.CHANCE} AS chance,
                   power(0.5, days.age / :half_forgotten)
                   * CASE c.category WHEN :category THEN 1 ELSE :elsewhere END AS counts
         ) a
      ) h ON true
     CROSS JOIN ({learning.USUAL}) usual
     WHERE o.id = ANY(CAST(:offers AS uuid[]))
""")  # noqa: S608  (put together from constants)

_DAY, _WEEK = 1, 7
_NOBODY = UUID(int=0)


def need(
    row: NeedRow, *, remaining: int | None = None, author_is_minor: bool = False, risk: RiskRule | None = None
) -> Need:
    """A need as matching sees it; `remaining` where it is less than the whole."""
    criteria, cost = row.criteria, row.cost
    return Need(
        id=row.id,
        community_id=row.community_id,
        author_id=row.author_id,
        organisation_id=row.organisation_id,
        category=row.category,
        point=_point(row.cell),
        posted_at=row.posted_at,
        expires_at=row.expires_at,
        place_kind=row.place_kind,
        windows=windows(row),
        remaining=row.quantity if remaining is None else remaining,
        unit=row.unit,
        at_least=row.at_least,
        urgency=row.urgency,
        language=row.language,
        involves=frozenset(Involves(word) for word in row.involves),
        requires=frozenset(Requires(word) for word in row.requires),
        cost=Cost(
            CostKind(cost.get("kind", CostKind.NONE)), float(cost.get("up_to") or 0), cost.get("currency")
        ),
        criteria=Criteria(
            min_trust=TrustLevel(criteria.get("min_trust", TrustLevel.NEW)),
            languages=frozenset(criteria.get("languages", [])),
            by=WhoHelps(criteria.get("by", WhoHelps.EITHER)),
            not_kinds=frozenset(OrganisationKind(kind) for kind in criteria.get("not_kinds", [])),
            max_distance_km=criteria.get("max_distance_km"),
            allies=bool(criteria.get("allies", False)),
            exclude=frozenset(UUID(person) for person in criteria.get("exclude", [])),
            decide=decide(row),
        ),
        risk=risk or CATEGORIES[row.category].risk,
        author_is_minor=author_is_minor,
    )


def decide(row: NeedRow) -> Decide:
    return Decide(row.criteria.get("decide", Decide.I_CHOOSE))


def windows(row: NeedRow) -> tuple[Window, ...]:
    return tuple(
        Window(datetime.fromisoformat(w["from"]), datetime.fromisoformat(w["to"])) for w in row.windows
    )


def offers(session: Session, ids: Sequence[UUID], row: NeedRow, *, now: datetime) -> list[tuple[Offer, Pair]]:
    """Offers and what is between each and this need, in the order of `ids`."""
    found = _read(session, ids, row.community_id, row.category, now, row=row)
    usual = _usual(session)
    by_id = {r["id"]: (_offer(r, row.community_id, usual), _pair(r, row)) for r in found}
    return [by_id[offer] for offer in ids if offer in by_id]


def own_offers(
    session: Session, ids: Sequence[UUID], community_id: UUID, category: str, *, now: datetime
) -> list[Offer]:
    """Offers as they stand towards needs of one category in one community, whichever need it will be. In the order
    of `ids`: however rows lie on the disk, the same backlog makes the same round.
    """
    found = _read(session, ids, community_id, category, now)
    usual = _usual(session)
    by_id = {r["id"]: _offer(r, community_id, usual) for r in found}
    return [by_id[offer] for offer in ids if offer in by_id]


def _usual(session: Session) -> Callable[[UUID], Policy]:
    """How often helpers are asked who did not say: as is usual in their own community."""
    return cache(lambda community_id: policies.here(session, community_id))


def _read(
    session: Session,
    ids: Sequence[UUID],
    community_id: UUID,
    category: str,
    now: datetime,
    *,
    row: NeedRow | None = None,
) -> Iterable[RowMapping]:
    wanted = {
        "offers": parameters.ids(ids),
        "need": row.id if row else _NOBODY,
        "author": row.author_id if row else _NOBODY,
        "organisation": row.organisation_id if row else _NOBODY,
        "community": community_id,
        "category": category,
        "now": now,
        "day_ago": _ago(now, _DAY),
        "week_ago": _ago(now, _WEEK),
        "remembered": _ago(now, learning.REMEMBERED_DAYS),
    }
    return session.execute(_OFFERS, wanted | learning.PARAMETERS).mappings()


def _ago(now: datetime, days: float) -> datetime:
    return datetime.fromtimestamp(now.timestamp() - days * 86_400, now.tzinfo)


def _offer(r: RowMapping, community_id: UUID, usual: Callable[[UUID], Policy]) -> Offer:
    policy = usual(r["community_id"])
    believed = learning.belief(
        usual_yes=float(r["usual_yes"]),
        usual_asked=float(r["usual_asked"]),
        yes=float(r["yes"]),
        no=float(r["no"]),
    )
    return Offer(
        id=r["id"],
        helper_id=r["organisation_id"] or r["author_id"],
        community_id=r["community_id"],
        categories=frozenset(r["categories"]),
        point=_point(r["cell"]),
        languages=frozenset(r["languages"]),
        reach_km=r["reach_km"],
        remote=r["remote"],
        time_zone=r["time_zone"],
        availability=tuple(_slot(s) for s in r["availability"]),
        away=tuple(Away(date.fromisoformat(a["from"]), date.fromisoformat(a["to"])) for a in r["away"]),
        at_a_time=r["at_a_time"],
        per_week=r["per_week"],
        has=frozenset(Requires(word) for word in r["has"]),
        cannot=frozenset(Involves(word) for word in r["cannot"]),
        money=_money(r["money"]),
        stock=r["stock"],
        up_to=r["up_to"],
        trust=TrustLevel(TrustLevel.NEW if r["alliance_over"] else r["trust"] or TrustLevel.NEW),
        is_adult=r["is_adult"],
        organisation_id=r["organisation_id"],
        organisation_kind=OrganisationKind(r["organisation_kind"]) if r["organisation_kind"] else None,
        organisation_verified=r["organisation_verified"],
        allied=r["community_id"] != community_id,
        alliance_over=r["alliance_over"],
        paused=r["on_pause"] or r["status"] != "active" or not r["active"],
        ends_at=r["expires_at"],
        busy=tuple(Window(*map(datetime.fromisoformat, pair)) for pair in r["busy"] or []),
        holding=r["holding"],
        yes_in_week=r["yes_in_week"],
        asked_today=r["asked_today"],
        asked_this_week=r["asked_week"],
        asks_a_day=policy.proposals_a_day if r["asks_a_day"] is None else r["asks_a_day"],
        asks_a_week=policy.proposals_a_week if r["asks_a_week"] is None else r["asks_a_week"],
        urgent_welcome=r["urgent_welcome"],
        alpha=believed.alpha,
        beta=believed.beta,
        asked_in_week=float(r["asked_fading"]),
        recent_load=float(r["load_fading"]),
        last_asked_at=r["last_asked_at"],
    )


def _pair(r: RowMapping, need_row: NeedRow) -> Pair:
    return Pair(
        own_need=r["author_id"] in (need_row.author_id, need_row.posted_by)
        or bool(r["too_close"])
        or (need_row.organisation_id is not None and r["organisation_id"] == need_row.organisation_id),
        blocked=r["blocked"],
        earlier_no=r["earlier_no"],
        live_match=r["live_match"],
    )


def _point(cell: int | None) -> Point | None:
    return None if cell is None else values.Point(*places.centre(cell))


def _slot(slot: dict[str, str]) -> Slot:
    return Slot(Weekday(slot["weekday"]), time.fromisoformat(slot["from"]), time.fromisoformat(slot["to"]))


def _money(money: dict[str, Any]) -> Money:
    return Money(
        float(money.get("advance_up_to") or 0), float(money.get("gift_up_to") or 0), money.get("currency")
    )
