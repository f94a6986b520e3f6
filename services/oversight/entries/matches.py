"""Matches that need a human: a yes that waits or that nobody may pass on, two who differ, two who say nothing."""

from services.matches import near

_NEAR = near.BY_A_NEAR_HAND
_NOT_MINE = "m.beneficiary_id <> ALL(:not_mine) AND m.helper_person_id <> ALL(:not_mine)"

DISPUTE = """
    SELECT 'dispute', m.id, 'match', m.ended_at, m.ended_at, :DISPUTED, m.ended_at, m.need_id
      FROM match m WHERE m.community_id = :community AND m.status = 'disputed'
       AND m.beneficiary_id <> ALL(:near) AND m.helper_person_id <> ALL(:near)"""

ANOTHER_HAND = f"""
    SELECT 'another_hand', m.id, 'match', coalesce(m.helper_key_at, m.beneficiary_key_at),
           coalesce(m.helper_key_at, m.beneficiary_key_at),
           CASE n.urgency WHEN 'urgent' THEN :AT_ONCE ELSE :AWAITED END,
           coalesce(m.helper_key_at, m.beneficiary_key_at), m.need_id
      FROM match m JOIN need n ON n.id = m.need_id
     WHERE m.community_id = :community AND m.status IN ('accepted', 'invited') AND NOT n.author_hidden
       AND (m.status = 'accepted' OR coalesce(m.reply_by > :now, true)) AND {_NEAR}
       AND {_NOT_MINE}"""  # noqa: S608  (put together from constants)

YES_WAITS = f"""
    SELECT 'yes_waits', m.id, 'match', m.helper_key_at,
           m.helper_key_at + (CAST(:now AS timestamptz) -
               CASE WHEN m.urgent_at_yes THEN :urgent_yes_since ELSE :yes_since END),
           CASE WHEN m.urgent_at_yes THEN :AT_ONCE ELSE :UNANSWERED END, m.helper_key_at, m.need_id
      FROM match m JOIN need n ON n.id = m.need_id
     WHERE m.community_id = :community AND m.status = 'accepted' AND NOT n.author_hidden
       AND m.helper_key_at <= CASE WHEN m.urgent_at_yes THEN :urgent_yes_since ELSE :yes_since END
       AND NOT {_NEAR} AND {_NOT_MINE}"""  # noqa: S608  (put together from constants)

UNREPORTED = f"""
    SELECT 'unreported', m.id, 'match', m.unreported_at, m.unreported_at, :UNREPORTED, m.unreported_at, m.need_id
      FROM match m
     WHERE m.community_id = :community AND m.status = 'confirmed' AND m.unreported_at <= :now
       AND {_NOT_MINE}"""  # noqa: S608  (put together from constants)

ALL = (DISPUTE, ANOTHER_HAND, YES_WAITS, UNREPORTED)
