"""The query for what needs a human: each kind of entry with since when it waits and how pressing it is."""

from enum import IntEnum, auto

from sqlalchemy import text

from services.matches import near


class Pressing(IntEnum):
    """How pressing an entry is, most first: the order of the queue. Of equals, what has waited longest; of one
    author's needs each in its turn (`matching.asking.turns`).
    """

    AT_ONCE = auto()
    """An urgent need without a yes, a yes to one without an answer, a concern, a wait for a second word, or a report
    that cannot wait: of a child at risk, or somebody in danger. Those come first.
    """
    DISPUTED = auto()
    """Two see differently how it went, or somebody reported somebody."""
    AWAITED = auto()
    """Somebody waits to be called, or admitted, is to be spoken with first, or to be asked for a yes that nobody else
    may pass on; or a date to look again has come.
    """
    UNANSWERED = auto()
    """A need without a yes, or a yes without an answer, that is not urgent."""
    UNREPORTED = auto()


_NEAR = near.BY_A_NEAR_HAND
_ENTRIES = f"""
        SELECT 'need_without_yes' AS why, n.id, 'need' AS type, n.posted_at AS since,
               CASE n.urgency WHEN 'urgent' THEN :AT_ONCE ELSE :UNANSWERED END AS pressing,
               coalesce(n.turn_at, n.posted_at) AS turn
          FROM need n
         WHERE n.community_id = :community AND n.status = 'open' AND NOT n.author_hidden
           AND n.duplicate_of IS NULL
           AND (n.handed_over_at IS NOT NULL OR n.posted_at <=
                CASE n.urgency WHEN 'urgent' THEN :urgent_since WHEN 'soon' THEN :soon_since
                     ELSE :flexible_since END)
           AND NOT EXISTS (SELECT FROM match m WHERE m.need_id = n.id
                            AND m.status IN ('accepted', 'confirmed', 'completed'))
           AND n.author_id <> ALL(:blocked)
        UNION ALL
        SELECT 'concern', k.match_id, 'match', min(k.at), :AT_ONCE, min(k.at)
          FROM concern k
          LEFT JOIN membership a ON a.community_id = k.community_id AND a.person_id = k.about_id
           AND a.state = 'active'
         WHERE k.community_id = :community AND k.closed_at IS NULL AND k.bars_until > :concerns_since
           AND k.about_role = ANY(:heard) AND coalesce(a.role, 'member') = ANY(:heard)
           AND k.for_id <> ALL(:near) AND k.by_id <> ALL(:near) AND k.about_id <> ALL(:near)
         GROUP BY k.match_id
        UNION ALL
        SELECT 'report', k.id, 'case', k.opened_at, CASE WHEN k.pressing THEN :AT_ONCE ELSE :DISPUTED END,
               k.opened_at - CASE WHEN k.pressing THEN interval '1 year' ELSE interval '0' END
          FROM safety_case k
          LEFT JOIN membership a ON a.community_id = k.community_id AND a.person_id = k.about_id
           AND a.state = 'active'
         WHERE k.community_id = :community AND k.closed_at IS NULL AND k.about_id IS NOT NULL
           AND k.about_role = ANY(:heard) AND coalesce(a.role, 'member') = ANY(:heard)
           AND k.id <> ALL(CAST(:own_matters AS uuid[]))
           AND EXISTS (SELECT FROM report r WHERE r.case_id = k.id AND r.concern_id IS NULL)
        UNION ALL
        SELECT 'dispute', m.id, 'match', m.ended_at, :DISPUTED, m.ended_at
          FROM match m WHERE m.community_id = :community AND m.status = 'disputed'
           AND m.beneficiary_id <> ALL(:near) AND m.helper_person_id <> ALL(:near)
        UNION ALL
        SELECT 'another_hand', m.id, 'match', coalesce(m.helper_key_at, m.beneficiary_key_at),
               CASE n.urgency WHEN 'urgent' THEN :AT_ONCE ELSE :AWAITED END,
               coalesce(m.helper_key_at, m.beneficiary_key_at)
          FROM match m JOIN need n ON n.id = m.need_id
         WHERE m.community_id = :community AND m.status IN ('accepted', 'invited') AND NOT n.author_hidden
           AND (m.status = 'accepted' OR coalesce(m.reply_by > :now, true)) AND {_NEAR}
           AND m.beneficiary_id <> ALL(:not_mine) AND m.helper_person_id <> ALL(:not_mine)
        UNION ALL
        SELECT 'yes_waits', m.id, 'match', m.helper_key_at,
               CASE WHEN m.urgent_at_yes THEN :AT_ONCE ELSE :UNANSWERED END, m.helper_key_at
          FROM match m JOIN need n ON n.id = m.need_id
         WHERE m.community_id = :community AND m.status = 'accepted' AND NOT n.author_hidden
           AND m.helper_key_at <= CASE WHEN m.urgent_at_yes THEN :urgent_yes_since ELSE :yes_since END
           AND NOT {_NEAR}
           AND m.beneficiary_id <> ALL(:not_mine) AND m.helper_person_id <> ALL(:not_mine)
        UNION ALL
        SELECT 'unreported', m.id, 'match', m.unreported_at, :UNREPORTED, m.unreported_at
          FROM match m WHERE m.community_id = :community AND m.status = 'confirmed' AND m.unreported_at <= :now
           AND m.beneficiary_id <> ALL(:not_mine) AND m.helper_person_id <> ALL(:not_mine)
        UNION ALL
        SELECT 'call_me', k.id, 'call_request', k.asked_at, CASE WHEN k.urgent THEN :AT_ONCE ELSE :AWAITED END,
               k.asked_at
          FROM call_request k
         WHERE k.community_id = :community AND k.taken_in_at IS NOT NULL AND k.closed_at IS NULL
        UNION ALL
        SELECT 'member_pending', p.person_id, 'person', p.since, :AWAITED, p.since
          FROM membership p WHERE p.community_id = :community AND p.state = 'pending'
           AND p.person_id <> ALL(:blocked)
        UNION ALL
        SELECT 'member_to_meet', p.person_id, 'person', q.to_be_met, :AWAITED, q.to_be_met
          FROM membership p JOIN person q ON q.id = p.person_id AND q.to_be_met IS NOT NULL
          JOIN community h ON h.id = p.community_id AND h.state = 'recognised'
         WHERE p.community_id = :community AND p.state IN ('pending', 'active')
           AND p.person_id <> ALL(:not_mine)
        UNION ALL
        SELECT 'follow_up', n.id, 'need', n.follow_up_at, :AWAITED, n.follow_up_at
          FROM need n WHERE n.community_id = :community AND n.follow_up_at <= :now
           AND n.status IN ('open', 'matched') AND NOT n.author_hidden AND n.author_id <> ALL(:not_mine)
        UNION ALL
        SELECT 'appeal', a.id, 'appeal', a.at, :DISPUTED, a.at
          FROM appeal a JOIN decision d ON d.id = a.decision_id
         WHERE d.community_id = :community AND a.id = ANY(CAST(:appeals AS uuid[]))
        UNION ALL
        SELECT 'reveal_waits', r.by_id, 'person', min(r.asked_at), :AT_ONCE, min(r.asked_at)
          FROM reveal r WHERE r.community_id = :community AND r.way = 'asked' AND r.seen_at IS NULL
           AND r.asked_at > :reveals_since
           AND r.by_id <> ALL(:not_mine) AND r.about_id <> ALL(:not_mine)
         GROUP BY r.by_id
        UNION ALL
        SELECT 'reveal_unseen', r.by_id, 'person', min(r.opened_at),
               CASE WHEN min(r.due_at) <= :now THEN :AT_ONCE ELSE :AWAITED END, min(r.opened_at)
          FROM reveal r WHERE r.community_id = :community AND r.way = 'owed' AND r.seen_at IS NULL
           AND r.by_id <> ALL(:not_mine) AND r.about_id <> ALL(:not_mine)
         GROUP BY r.by_id
"""  # noqa: S608  (put together from constants)
QUEUE = text(f"SELECT * FROM ({_ENTRIES}) entries ORDER BY pressing, turn, id LIMIT :limit OFFSET :skip")  # noqa: S608  (constants)
ONE = text(f"SELECT * FROM ({_ENTRIES}) entries WHERE id = :subject ORDER BY pressing, turn LIMIT 1")  # noqa: S608  (constants)
_HEARD = "ANY(CASE WHEN c.steward THEN CAST(:heard_by_stewards AS text[]) ELSE CAST(:heard AS text[]) END)"
WAITING = text(f"""
    SELECT o.id, o.name, o.slug, min(e.since) AS since, bool_or(e.pressing = :AT_ONCE) AS at_once
      FROM unnest(CAST(:communities AS uuid[]), CAST(:stewards AS bool[])) AS c(id, steward)
      JOIN community o ON o.id = c.id
     CROSS JOIN LATERAL ({_ENTRIES.replace(":community", "c.id").replace("ANY(:heard)", _HEARD)}) e
     GROUP BY o.id, o.name, o.slug
""")  # noqa: S608  (put together from constants)
"""The queues of several communities at once: since when each waits, and whether for something that cannot."""
