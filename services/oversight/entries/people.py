"""People who wait for a human: to be called, admitted or spoken with; and looks at people's places that wait or end."""

CALL_ME = """
    SELECT 'call_me', k.id, 'call_request', k.asked_at, k.taken_in_at,
           CASE WHEN k.urgent THEN :AT_ONCE ELSE :AWAITED END, k.asked_at, CAST(NULL AS uuid)
      FROM call_request k
     WHERE k.community_id = :community AND k.taken_in_at IS NOT NULL AND k.closed_at IS NULL"""

MEMBER_PENDING = """
    SELECT 'member_pending', p.person_id, 'person', p.since, p.since, :AWAITED, p.since, CAST(NULL AS uuid)
      FROM membership p
     WHERE p.community_id = :community AND p.state = 'pending' AND p.person_id <> ALL(:blocked)"""

MEMBER_TO_MEET = """
    SELECT 'member_to_meet', p.person_id, 'person', q.to_be_met, q.to_be_met, :AWAITED, q.to_be_met,
           CAST(NULL AS uuid)
      FROM membership p JOIN person q ON q.id = p.person_id AND q.to_be_met IS NOT NULL
      JOIN community h ON h.id = p.community_id AND h.state = 'recognised'
     WHERE p.community_id = :community AND p.state IN ('pending', 'active') AND p.person_id <> ALL(:not_mine)"""

_BY_SOMEBODY_ELSE = "r.by_id <> ALL(:not_mine) AND r.about_id <> ALL(:not_mine) GROUP BY r.by_id"

REVEAL_WAITS = f"""
    SELECT 'reveal_waits', r.by_id, 'person', min(r.asked_at), min(r.asked_at), :AT_ONCE, min(r.asked_at),
           CAST(NULL AS uuid)
      FROM reveal r
     WHERE r.community_id = :community AND r.way = 'asked' AND r.seen_at IS NULL AND r.asked_at > :reveals_since
       AND {_BY_SOMEBODY_ELSE}"""  # noqa: S608  (put together from constants)

REVEAL_UNSEEN = f"""
    SELECT 'reveal_unseen', r.by_id, 'person', min(r.opened_at), min(r.opened_at),
           CASE WHEN min(r.due_at) <= :now THEN :AT_ONCE ELSE :AWAITED END, min(r.opened_at), CAST(NULL AS uuid)
      FROM reveal r
     WHERE r.community_id = :community AND r.way = 'owed' AND r.seen_at IS NULL
       AND {_BY_SOMEBODY_ELSE}"""  # noqa: S608  (put together from constants)

ALL = (CALL_ME, MEMBER_PENDING, MEMBER_TO_MEET, REVEAL_WAITS, REVEAL_UNSEEN)
