"""Whether as many people could come to a need as must come together: else nobody is asked for it in vain.

Whom the hard rules allow counts, whatever they were asked today and whatever place they hold elsewhere: that passes.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import chain, islice
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core.models import Match, Need
from matching.rules import rules
from matching.rules.refusals import Reason
from matching.words.values import Need as NeedValue
from matching.words.vocabulary import MatchStatus
from services.asking import choosing
from services.consequences import comers
from services.facts import offers as offer_facts
from services.places import search

PASSES = frozenset({Reason.LIVE_MATCH, Reason.FULL_NOW, Reason.FULL_THIS_WEEK})
"""What stands against somebody for now only, or is this very need."""
_MAY_COME = (MatchStatus.PROPOSED, MatchStatus.INVITED, MatchStatus.ACCEPTED)


def could_come(
    session: Session, need: Need, value: NeedValue, communities: Sequence[UUID], *, now: datetime
) -> bool:
    """Whether those who are confirmed and those whom the rules allow in these communities are enough people.

    Reads on, as far as a wave would, until they are.
    """
    least = comers.wanted(session, need)
    if least <= 1:
        return True
    asked = select(col(Match.offer_id)).where(col(Match.need_id) == need.id, col(Match.status).in_(_MAY_COME))
    near = search.near(session, list(communities), need.category, value.point)
    stream = chain(session.scalars(asked).all(), islice(near, choosing.READ_AT_MOST))
    able: list[UUID] = []
    while page := list(islice(stream, choosing.READ_AT_A_TIME)):
        read = offer_facts.offers(session, page, need, now=now)
        able += [o.id for o, pair in read if rules.refused(value, o, pair, now=now, skip=PASSES) is None]
        if comers.with_these(session, need, able) >= least:
            return True
    return comers.with_these(session, need, able) >= least
