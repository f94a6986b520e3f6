"""A human's decision about somebody: how a disputed match went, that a concern was looked at, whether a need may stand
here, whether an earlier decision was right.
"""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlmodel import Session

from core.access import Caller
from core.errors import Invalid
from core.models import Appeal, Case, Decision, Match, Need
from matching.words.rulings import Ruled, Ruling
from matching.words.vocabulary import MatchStatus
from services.afterwards import concerns, reports
from services.judging import ledger
from services.oversight import acts as oversight_acts
from services.safety import appeals, verdicts

About = Literal["need", "match", "case", "appeal"]
Verdict = Literal[
    "completed",
    "failed",
    "concern_closed",
    "concern_renewed",
    "removed",
    "reinstated",
    "closed",
    "warned",
    "suspended",
    "upheld",
    "overturned",
]


def decide(
    session: Session,
    caller: Caller,
    community_id: UUID,
    *,
    about: About,
    about_id: UUID,
    verdict: Verdict,
    reason: str,
    now: datetime,
) -> tuple[Need | Match | Case | Appeal, Decision | None]:
    """Decides, with a reason that those concerned can read; returns what was decided about, and the decision as it is
    written down: the earlier one where it was decided so already, None where that was before they were written down.

    Raises Invalid for a verdict that is none about such a thing, Forbidden in one's own matter.
    """
    thing = _decided(session, caller, community_id, about, about_id, verdict, reason, now)
    return thing, ledger.last(session, Ruled(about), thing.id, Ruling(verdict))


def _decided(
    session: Session,
    caller: Caller,
    community_id: UUID,
    about: About,
    about_id: UUID,
    verdict: Verdict,
    reason: str,
    now: datetime,
) -> Need | Match | Case | Appeal:
    match about, verdict:
        case "match", "completed" | "failed":
            status = MatchStatus(verdict)
            return reports.resolve(
                session, caller, community_id, about_id, status=status, reason=reason, now=now
            )
        case "match", "concern_closed":
            return concerns.decide(session, caller, community_id, about_id, "closed", reason=reason, now=now)
        case "match", "concern_renewed":
            return concerns.decide(session, caller, community_id, about_id, "renewed", reason=reason, now=now)
        case "need", "removed":
            return oversight_acts.remove(session, caller, community_id, about_id, reason=reason, now=now)
        case "need", "reinstated":
            return oversight_acts.reinstate(session, caller, community_id, about_id, reason=reason, now=now)
        case "case", "closed" | "warned" | "suspended":
            return verdicts.decide(session, caller, community_id, about_id, verdict, reason=reason, now=now)
        case "appeal", "upheld" | "overturned":
            right = verdict == "upheld"
            return appeals.decide(
                session, caller, community_id, about_id, upheld=right, reason=reason, now=now
            )
    raise Invalid("/outcome", "wrong_value")
