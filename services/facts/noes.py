"""What counts as a no between a helper and a need: said once, for every query that asks.

Whoever said no, or called off what was agreed, is asked for that need no more. They may still answer by themselves,
unless the no was its author's: that one holds until the author's key turns for them again.
"""


def said_no(match: str) -> str:
    """SQL: this match ended by somebody's no, whoever's: nobody asks that helper for that need again."""
    return f"""({match}.status IN ('declined', 'refused')
                OR ({match}.status = 'cancelled'
                    AND {match}.ended_by IN ('helper', 'beneficiary', 'coordinator')))"""


def author_said_no(match: str) -> str:
    """SQL: this match ended by its author's no, or by a coordinator's who called off what was agreed."""
    return f"""(({match}.status IN ('refused', 'withdrawn', 'cancelled') AND {match}.ended_by = 'beneficiary')
                OR ({match}.status = 'cancelled' AND {match}.ended_by = 'coordinator'))"""
