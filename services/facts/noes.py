"""What counts as a no between a helper and a need, what as silence, what as a yes that was not needed: said once, for
every query that asks.

Whoever said no, or called off what was agreed, is asked for that need no more. They may still answer by themselves,
unless the no was its author's: that one holds until the author's key turns for them again. When somebody is asked
again after silence is `matching.asking.again`.
"""

ASKS = "'proposal', 'proposal_from_ally', 'invitation'"
"""The kinds of messages by which somebody is asked."""


def said_no(match: str) -> str:
    """SQL: this match ended by somebody's no, whoever's: nobody asks that helper for that need again."""
    return f"""({match}.status IN ('declined', 'refused')
                OR ({match}.status = 'cancelled'
                    AND {match}.ended_by IN ('helper', 'beneficiary', 'coordinator'))
                OR {_handed_over(match)})"""


def author_said_no(match: str) -> str:
    """SQL: this match ended by its author's no, or by a coordinator's who called off what was agreed."""
    return f"""(({match}.status IN ('refused', 'withdrawn', 'cancelled') AND {match}.ended_by = 'beneficiary')
                OR ({match}.status = 'cancelled' AND {match}.ended_by = 'coordinator'
                    AND NOT {_handed_over(match)}))"""


def _handed_over(match: str) -> str:
    """SQL: others are asked in this helper's place, who cannot come just now: as their own no, none of the author's."""
    return f"coalesce({match}.end_code = 'handed_over', false)"


def silent(match: str) -> str:
    """SQL: somebody was asked, it reached them, and its time passed without a word from them."""
    return f"""({match}.status = 'lapsed' AND {match}.opened_by <> 'helper' AND {match}.helper_key_at IS NULL
                AND {_reached(match)})"""


def in_vain(match: str) -> str:
    """SQL: somebody was asked and heard of it, and nothing came of it: silence, or it was taken back while it rang."""
    return f"""({silent(match)}
                OR ({match}.status IN ('superseded', 'withdrawn') AND {match}.opened_by <> 'helper'
                    AND {match}.helper_key_at IS NULL AND {_heard(match)}))"""


def not_needed(match: str) -> str:
    """SQL: somebody had said yes, and the system ended it since others cover the need."""
    return f"({match}.status = 'superseded' AND {match}.helper_key_at IS NOT NULL)"


def arrived(match: str) -> str:
    """SQL: a message that asks somebody left, and did not come back. Known for 90 days."""
    return f"""EXISTS (SELECT FROM notification x JOIN delivery y ON y.notification_id = x.id
                        WHERE x.person_id = {match}.helper_person_id AND x.subject_id = {match}.id
                          AND x.kind IN ({ASKS}) AND y.status = 'sent' AND y.came_back_at IS NULL)"""


def _heard(match: str) -> str:
    """SQL: the helper read it in their inbox, or a message of it left."""
    return f"""EXISTS (SELECT FROM notification x LEFT JOIN delivery y ON y.notification_id = x.id
                        WHERE x.person_id = {match}.helper_person_id AND x.subject_id = {match}.id
                          AND x.kind IN ({ASKS}) AND (x.read_at IS NOT NULL OR y.status = 'sent'))"""


def _reached(match: str) -> str:
    """SQL: the helper read it in their inbox, or a message of it left; or none was tried, and the inbox held it."""
    return f"""coalesce((SELECT bool_or(x.read_at IS NOT NULL OR y.status NOT IN ('failed', 'expired'))
                           FROM notification x JOIN delivery y ON y.notification_id = x.id
                          WHERE x.person_id = {match}.helper_person_id AND x.subject_id = {match}.id
                            AND x.kind IN ({ASKS})), true)"""  # noqa: S608  (put together from constants)
