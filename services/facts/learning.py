"""What people answered so far, as SQL: what is believed of a yes, and the community's own habit it starts from.

A yes counts one. A spoken no counts one against it, silence only as much as there was a chance of a yes
(`match.chance`: how well it fitted × how likely they saw it). Only who was asked counts: somebody who answers
what they saw by themselves says nothing about how they answer a proposal.

The statements speak of a match as `c` and take `PARAMETERS`.
"""

from matching.asking import attention
from matching.asking.attention import Belief

REMEMBERED_DAYS = 3 * attention.HALF_FORGOTTEN_DAYS
"""What is older than this counts less than an eighth, and is not read any more."""
LATEST = 50
"""So many matches of a helper are read at most, so that the work is bounded whoever is looked at."""
ELSEWHERE = 0.5
"""What an answer in another category tells about this one."""
SILENCE = 0.5
"""The chance of a yes that is taken for granted where none was noted: an invitation, a coordinator's proposal."""
USUAL_OF = 200
"""So many of a community's latest answered proposals make its habit. Those that wait say nothing yet: counted, one
round would push out all that was ever answered."""

PARAMETERS = {
    "half_forgotten": attention.HALF_FORGOTTEN_DAYS,
    "asked_fades": attention.ASKED_FADES_DAYS,
    "load_fades": attention.LOAD_FADES_DAYS,
    "latest": LATEST,
    "elsewhere": ELSEWHERE,
    "silence": SILENCE,
    "usual_of": USUAL_OF,
}

ANSWER = """
    CASE WHEN c.opened_by = 'helper' THEN NULL
         WHEN c.helper_key_at IS NOT NULL THEN 'yes'
         WHEN c.status IN ('declined', 'lapsed') THEN 'no' END
"""
ANSWERED = "c.opened_by <> 'helper' AND (c.helper_key_at IS NOT NULL OR c.status IN ('declined', 'lapsed'))"
"""Where `ANSWER` says something; an index of matches holds just these."""
CHANCE = "CASE c.status WHEN 'declined' THEN 1.0 ELSE coalesce(c.chance, :silence) END"

USUAL = f"""
    SELECT count(*) FILTER (WHERE answer = 'yes') AS yes,
           coalesce(sum(CASE answer WHEN 'yes' THEN 1.0 WHEN 'no' THEN chance END), 0) AS asked
      FROM (SELECT {ANSWER} AS answer, {CHANCE} AS chance FROM match c
             WHERE c.community_id = :community AND {ANSWERED}
             ORDER BY c.id DESC LIMIT :usual_of) lately
"""  # noqa: S608  (put together from constants)


def belief(*, usual_yes: float, usual_asked: float, yes: float, no: float) -> Belief:
    """What to believe of one helper in one category: the community's habit, and what they answered, faded."""
    return attention.learned(attention.community_belief(usual_yes, usual_asked), yes=yes, asked=no)
