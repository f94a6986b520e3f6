"""Needs that need a human: nobody said yes, nobody can be reached, too few come, or it may be asked for twice."""

_SEEN = """n.community_id = :community AND NOT n.hidden AND NOT n.author_hidden
       AND n.author_id <> ALL(:no_card) AND coalesce(n.organisation_id <> ALL(CAST(:acts_for AS uuid[])), true)
       AND NOT EXISTS (SELECT FROM match w WHERE w.need_id = n.id AND w.helper_person_id = ANY(CAST(:voices AS uuid[]))
                        AND (w.helper_key_at IS NOT NULL OR w.status IN ('invited', 'refused')))"""
"""No matter of whoever looks, nor of somebody near to them: what has no card for them (`services.reveals.own_matters`)
stands in no queue of theirs.
"""

WITHOUT_YES = f"""
    SELECT CASE WHEN n.handed_over_at IS NOT NULL AND NOT EXISTS (
               SELECT FROM match m WHERE m.need_id = n.id AND m.status IN ('proposed', 'invited'))
           THEN 'nobody_left' ELSE 'need_without_yes' END AS why,
           n.id, 'need' AS type, n.posted_at AS since,
           least(n.handed_over_at, n.posted_at + (CAST(:now AS timestamptz) -
               CASE n.urgency WHEN 'urgent' THEN :urgent_since WHEN 'soon' THEN :soon_since ELSE :flexible_since END)
           ) AS entered,
           CASE n.urgency WHEN 'urgent' THEN :AT_ONCE ELSE :UNANSWERED END AS pressing,
           coalesce(n.turn_at, n.posted_at) AS turn, n.id AS need_id
      FROM need n
     WHERE {_SEEN} AND n.status = 'open' AND n.duplicate_of IS NULL
       AND (n.handed_over_at IS NOT NULL OR n.posted_at <=
            CASE n.urgency WHEN 'urgent' THEN :urgent_since WHEN 'soon' THEN :soon_since ELSE :flexible_since END)
       AND NOT EXISTS (SELECT FROM match m WHERE m.need_id = n.id
                        AND m.status IN ('accepted', 'confirmed', 'completed'))"""  # noqa: S608  (put together from constants)
"""Nobody said yes for as long as its urgency allows; `nobody_left`: nor will anybody who was asked."""

FOLLOW_UP = f"""
    SELECT 'follow_up', n.id, 'need', n.follow_up_at, n.follow_up_at, :AWAITED, n.follow_up_at, n.id
      FROM need n
     WHERE {_SEEN} AND n.follow_up_at <= :now AND n.status IN ('open', 'matched')
       AND n.author_id <> ALL(:not_mine)"""  # noqa: S608  (put together from constants)
"""A date to look again has come."""

_AGAIN_AT = "r.at + CASE n.urgency WHEN 'urgent' THEN :again_urgent ELSE :again END"
NOT_REACHED = f"""
    SELECT 'not_reached', n.id, 'need', r.at, {_AGAIN_AT},
           CASE n.urgency WHEN 'urgent' THEN :AT_ONCE ELSE :AWAITED END, r.at, n.id
      FROM reaching r JOIN need n ON n.id = r.need_id
     WHERE r.community_id = :community AND r.outcome = 'nobody_answered' AND r.at > :reached_since
       AND {_SEEN} AND {_AGAIN_AT} <= :now AND n.status IN ('open', 'matched')
       AND n.author_id = r.about_id AND n.author_id <> ALL(:not_mine)
       AND NOT EXISTS (SELECT FROM reaching l WHERE l.need_id = r.need_id AND (l.at, l.id) > (r.at, r.id))"""  # noqa: S608  (put together from constants)
"""Its author was called, and nobody answered: it is time to call again."""

CHANNEL_TROUBLE = f"""
    SELECT 'channel_trouble', n.id, 'need', n.unreached_at, n.unreached_at,
           CASE n.urgency WHEN 'urgent' THEN :AT_ONCE ELSE :AWAITED END, n.unreached_at, n.id
      FROM need n
     WHERE {_SEEN} AND n.unreached_at IS NOT NULL AND n.status IN ('open', 'matched')
       AND n.author_id <> ALL(:not_mine)
       AND NOT EXISTS (SELECT FROM reaching r
                        WHERE r.need_id = n.id AND r.at > n.unreached_at AND r.outcome = 'reached')
       AND NOT EXISTS (SELECT FROM notification w LEFT JOIN delivery d ON d.notification_id = w.id
                        WHERE w.person_id = n.author_id
                          AND (w.read_at > n.unreached_at
                               OR d.status = 'sent' AND d.sent_at > n.unreached_at AND d.came_back_at IS NULL))"""  # noqa: S608  (put together from constants)
"""A message about it did not reach its author, and none did since."""

TOO_FEW = f"""
    SELECT 'too_few', n.id, 'need', min(e.at), min(e.at),
           CASE n.urgency WHEN 'urgent' THEN :AT_ONCE ELSE :AWAITED END, min(e.at), n.id
      FROM match m JOIN need n ON n.id = m.need_id
      JOIN event e ON e.subject_id = m.id AND e.kind = 'match_too_few'
     WHERE {_SEEN} AND m.status = 'confirmed' AND m.company_due_at IS NOT NULL
       AND n.author_id <> ALL(:not_mine) AND m.helper_person_id <> ALL(:blocked)
     GROUP BY n.id"""  # noqa: S608  (put together from constants)
"""Somebody agreed to come where several must, and it was said that the others are missing."""

_ONE_HOUSEHOLD = """
    SELECT n.author_id
    UNION ALL SELECT b.person_id FROM household_mark a JOIN household_mark b ON b.lookup = a.lookup
               WHERE a.person_id = n.author_id
    UNION ALL SELECT b.person_id FROM contact_point a JOIN contact_point b ON b.lookup = a.lookup AND b.kind = a.kind
               WHERE a.person_id = n.author_id"""
POSSIBLE_DOUBLE = f"""
    SELECT 'possible_double', n.id, 'need', n.posted_at, n.posted_at, :UNANSWERED,
           coalesce(n.turn_at, n.posted_at), n.id
      FROM need n
     WHERE {_SEEN} AND n.status = 'open' AND n.posted_at > :doubles_since AND n.duplicate_of IS NULL
       AND NOT n.another_matter AND n.author_id <> ALL(:not_mine)
       AND EXISTS (SELECT FROM need o
                    WHERE o.author_id IN ({_ONE_HOUSEHOLD}) AND o.id <> n.id AND o.community_id = n.community_id
                      AND o.category = n.category AND coalesce(o.cell, 0) = coalesce(n.cell, 0)
                      AND (o.status = 'open' OR o.status = 'matched' AND o.author_id <> n.author_id)
                      AND o.duplicate_of IS NULL
                      AND NOT o.hidden AND NOT o.author_hidden AND o.author_id <> ALL(:blocked)
                      AND o.posted_at > CAST(:doubles_since AS timestamptz) - :doubles_within
                      AND o.posted_at > n.posted_at - :doubles_within AND (o.posted_at, o.id) < (n.posted_at, n.id)
                      AND (o.windows = n.windows OR o.windows = '[]' OR n.windows = '[]'))
       AND NOT EXISTS (SELECT FROM event e WHERE e.subject_id = n.id AND e.kind = 'need_told_apart')
       AND NOT EXISTS (SELECT FROM match m WHERE m.need_id = n.id
                        AND m.status IN ('accepted', 'confirmed', 'completed', 'disputed'))"""  # noqa: S608  (put together from constants)
"""Somebody of the same household asked for the same a little earlier, at the same shown place, and for the same time as
far as either says; the later one stands here, while nobody has said yes to it nor that the two are different matters.
Who was promised help knows themself what they ask for beside that.
"""

ALL = (WITHOUT_YES, FOLLOW_UP, NOT_REACHED, CHANNEL_TROUBLE, TOO_FEW, POSSIBLE_DOUBLE)
