"""Offers as matching sees them, and what stands between each and a need: from rows to the values that it thinks in."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from sqlalchemy import RowMapping, text
from sqlmodel import Session

from core.database import parameters
from core.models import Need as NeedRow
from core.models.values import AVAILABILITY, AWAY, MONEY
from matching.asking.attention import Belief
from matching.words.policy import Policy
from matching.words.tasks import Involves, Requires
from matching.words.values import Offer, Pair
from matching.words.vocabulary import OrganisationKind, TrustLevel
from services.access import selves
from services.facts import allied, between, learning, noes, pauses, policies, promises
from services.facts import needs as need_facts

_OFFERS = text(f"""
    WITH speakers AS (
        SELECT representative_id AS id FROM representation WHERE person_id = :author AND ended_at IS NULL
    ), too_close AS (
        SELECT id FROM speakers
         UNION SELECT r.person_id FROM representation r JOIN speakers s ON r.representative_id = s.id
                WHERE r.ended_at IS NULL
         UNION SELECT b.person_id FROM contact_point a JOIN contact_point b ON b.lookup = a.lookup
                WHERE a.person_id = ANY(ARRAY(SELECT id FROM speakers)) AND a.verified_at <= :proved_by
    )
    SELECT w.place, w.category, o.id, o.author_id, o.organisation_id, o.community_id, o.categories, o.cell, o.languages,
           o.reach_km, o.remote, o.availability, o.away, o.at_a_time, o.per_week, o.up_to, o.has, o.cannot, o.money,
           o.stock, o.status, o.expires_at, o.last_asked_at,
           p.time_zone, p.asks_a_day, p.asks_a_week, p.urgent_welcome, coalesce(p.is_adult, false) AS is_adult,
           (p.paused AND coalesce(p.paused_until > :now, true)) OR {pauses.rests("o.author_id")} AS on_pause,
           g.kind AS organisation_kind, coalesce(g.verified, false) AS organisation_verified,
           m.trust, m.trust_since, CASE WHEN o.for_need_id = :need THEN coalesce(m.state <> 'suspended', true)
                         ELSE coalesce(m.state = 'active', false) END
             AND (o.community_id = :community
                  OR NOT EXISTS (SELECT FROM membership h WHERE h.community_id = :community
                                AND h.person_id = o.author_id AND h.state = 'suspended')) AS active,
           o.community_id <> :community AND NOT {allied.stands("o.community_id")} AS alliance_over,
           {promises.busy_with(":need")} AS busy,
           {promises.of_offer(":need")} AS promises,
           asked.silent, asked.in_vain, asked.silent_until, asked.stood_back,
           h.asked_today, h.asked_week, h.asked_fading, h.load_fading, h.yes, h.no,
           usual.yes AS usual_yes, usual.asked AS usual_asked,
           EXISTS (SELECT FROM match c WHERE c.need_id = :need
               AND (c.helper_id = coalesce(o.organisation_id, o.author_id)
                    OR {selves.was("o.author_id", "= c.helper_person_id")})
               AND {noes.said_no("c")}) AS earlier_no,
           EXISTS (SELECT FROM match c WHERE c.need_id = :need AND {noes.author_said_no("c")}
               AND (c.helper_person_id = o.author_id OR c.helper_id = coalesce(o.organisation_id, o.author_id)
                    OR {selves.was("o.author_id", "= c.helper_person_id")})
               AND NOT EXISTS (SELECT FROM match l WHERE l.need_id = :need AND l.helper_id = c.helper_id
                                  AND l.beneficiary_key_at > c.ended_at)) AS author_said_no,
           EXISTS (SELECT FROM match c WHERE c.need_id = :need
               AND c.helper_id = coalesce(o.organisation_id, o.author_id)
               AND c.status IN ('proposed', 'invited', 'accepted', 'confirmed')) AS live_match,
           EXISTS (SELECT FROM block b
             WHERE (b.blocker_id = :author
                    AND (b.blocked_id = o.author_id OR b.organisation_id = o.organisation_id))
                OR (b.blocker_id = o.author_id
                    AND (b.blocked_id = :author OR b.organisation_id = :organisation))) AS blocked,
           {selves.was("o.author_id", "= ANY(CAST(:excluded AS uuid[]))")} AS excluded_before,
           p.to_be_met IS NOT NULL OR EXISTS (SELECT FROM concern k
             WHERE k.closed_at IS NULL AND k.bars_until > :now
               AND (k.about_id = o.author_id OR k.organisation_id = o.organisation_id
                    OR {selves.was("o.author_id", "= k.about_id")})) AS under_concern,
           (o.author_id IN (SELECT id FROM too_close)
            OR o.organisation_id IN (SELECT p.organisation_id FROM organisation_person p
                                       JOIN speakers s ON s.id = p.person_id)) AS too_close,
           o.author_id IN (SELECT p.person_id FROM organisation_person p
                            WHERE p.organisation_id = :organisation) AS of_its_organisation
      FROM json_to_recordset(CAST(:wanted AS json)) AS w(place int, id uuid, category text)
      JOIN offer o ON o.id = w.id
      JOIN person p ON p.id = o.author_id
      LEFT JOIN organisation g ON g.id = o.organisation_id
      LEFT JOIN membership m ON m.community_id = o.community_id AND m.person_id = o.author_id
      LEFT JOIN LATERAL (
        SELECT count(*) FILTER (WHERE c.opened_by <> 'helper' AND c.created_at > :day_ago) AS asked_today,
               count(*) FILTER (WHERE c.opened_by <> 'helper' AND c.created_at > :week_ago) AS asked_week,
               coalesce(sum(exp(-days.age / :asked_fades)) FILTER (WHERE c.opened_by <> 'helper'), 0) AS asked_fading,
               coalesce(sum(exp(-days.since_helping / :load_fades)), 0) AS load_fading,
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
                   * CASE c.category WHEN w.category THEN 1 ELSE :elsewhere END AS counts
         ) a
      ) h ON true
      LEFT JOIN LATERAL ({between.ASKED}) asked ON true
     CROSS JOIN ({learning.USUAL}) usual
""")  # noqa: S608  (put together from constants)

PROVED_FOR = timedelta(days=7)
"""So long a contact point is proved before it tells who is too close: what is written down, or was changed to find
that out, tells nothing."""
_DAY, _WEEK = 1, 7
_NOBODY = UUID(int=0)
Towards = tuple[UUID, str]
"""An offer, and the category of needs that it is looked at for."""


def offers(session: Session, ids: Sequence[UUID], row: NeedRow, *, now: datetime) -> list[tuple[Offer, Pair]]:
    """Offers and what is between each and this need, in the order of `ids`."""
    found = _read(session, [(offer, row.category) for offer in ids], row.community_id, now, row=row)
    usual = _usual(session)
    by_id = {
        r["id"]: (_offer(r, row.community_id, usual(r["community_id"]), _belief(r)), between.pair(r, row))
        for r in found
    }
    return [by_id[offer] for offer in ids if offer in by_id]


def own_offers(
    session: Session, wanted: Sequence[Towards], community_id: UUID, *, now: datetime
) -> list[Offer | None]:
    """Offers as they stand towards needs of a category in one community, whichever need it will be; in the order of
    `wanted`, None where there is none any more.
    """
    usual = _usual(session)
    known: dict[UUID, Offer] = {}
    made: list[Offer | None] = [None] * len(wanted)
    for r in _read(session, wanted, community_id, now):
        same = known.get(r["id"])
        offer = _towards(same, r) if same else _offer(r, community_id, usual(r["community_id"]), _belief(r))
        made[r["place"]] = known[r["id"]] = offer
    return made


def _usual(session: Session) -> Callable[[UUID], Policy]:
    """How often helpers are asked who did not say: as is usual in their own community."""
    return cache(lambda community_id: policies.here(session, community_id))


def _read(
    session: Session,
    wanted: Iterable[Towards],
    community_id: UUID,
    now: datetime,
    *,
    row: NeedRow | None = None,
) -> Sequence[RowMapping]:
    values = {
        "wanted": parameters.rows(
            {"place": place, "id": offer, "category": category}
            for place, (offer, category) in enumerate(wanted)
        ),
        "need": row.id if row else _NOBODY,
        "author": row.author_id if row else _NOBODY,
        "organisation": row.organisation_id if row else _NOBODY,
        "community": community_id,
        "excluded": list(row.criteria.exclude) if row else [],
        "now": now,
        "day_ago": _days_before(now, _DAY),
        "week_ago": _days_before(now, _WEEK),
        "remembered": _days_before(now, learning.REMEMBERED_DAYS),
        "proved_by": now - PROVED_FOR,
    }
    return session.execute(_OFFERS, values | learning.PARAMETERS).mappings().all()


def _days_before(now: datetime, days: float) -> datetime:
    return datetime.fromtimestamp(now.timestamp() - days * 86_400, now.tzinfo)


def _offer(r: RowMapping, community_id: UUID, policy: Policy, belief: Belief) -> Offer:
    return Offer(
        id=r["id"],
        helper_id=r["organisation_id"] or r["author_id"],
        community_id=r["community_id"],
        categories=frozenset(r["categories"]),
        point=need_facts.point(r["cell"]),
        languages=frozenset(r["languages"]),
        reach_km=r["reach_km"],
        remote=r["remote"],
        time_zone=r["time_zone"],
        availability=AVAILABILITY.read(r["availability"]),
        away=AWAY.read(r["away"]),
        at_a_time=r["at_a_time"],
        per_week=r["per_week"],
        has=frozenset(Requires(word) for word in r["has"]),
        cannot=frozenset(Involves(word) for word in r["cannot"]),
        money=MONEY.read(r["money"]),
        stock=r["stock"],
        up_to=r["up_to"],
        trust=TrustLevel(TrustLevel.NEW if r["alliance_over"] else r["trust"] or TrustLevel.NEW),
        trust_since=r["trust_since"],
        is_adult=r["is_adult"],
        organisation_id=r["organisation_id"],
        organisation_kind=OrganisationKind(r["organisation_kind"]) if r["organisation_kind"] else None,
        organisation_verified=r["organisation_verified"],
        allied=r["community_id"] != community_id,
        alliance_over=r["alliance_over"],
        under_concern=r["under_concern"],
        paused=r["on_pause"] or r["status"] != "active" or not r["active"],
        ends_at=r["expires_at"],
        busy=promises.busy(r["busy"]),
        held=promises.held(r["promises"]),
        promised_at=promises.counted(r["promises"]),
        asked_today=r["asked_today"],
        asked_this_week=r["asked_week"],
        asks_a_day=policy.proposals_a_day if r["asks_a_day"] is None else r["asks_a_day"],
        asks_a_week=policy.proposals_a_week if r["asks_a_week"] is None else r["asks_a_week"],
        urgent_welcome=r["urgent_welcome"],
        asked_in_week=float(r["asked_fading"]),
        recent_load=float(r["load_fading"]),
        last_asked_at=r["last_asked_at"],
        alpha=belief.alpha,
        beta=belief.beta,
    )


def _towards(offer: Offer, r: RowMapping) -> Offer:
    """The same offer towards needs of this category: only what is believed of a yes differs."""
    belief = _belief(r)
    return replace(offer, alpha=belief.alpha, beta=belief.beta)


def _belief(r: RowMapping) -> Belief:
    return learning.belief(
        usual_yes=float(r["usual_yes"]),
        usual_asked=float(r["usual_asked"]),
        yes=float(r["yes"]),
        no=float(r["no"]),
    )
