"""A coordinator's decision: how a disputed match went, that a concern was looked at, whether a need may stand here."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlmodel import Session

from core.access import Caller
from core.errors import Invalid
from core.models import Match, Need
from matching.words.vocabulary import MatchStatus
from services.afterwards import concerns, reports
from services.oversight import acts as oversight_acts

About = Literal["need", "match"]
Verdict = Literal["completed", "failed", "concern_closed", "concern_renewed", "removed", "reinstated"]


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
) -> Need | Match:
    """Decides, with a reason that those concerned can read; returns what was decided about.

    Raises Invalid for a verdict that is none about such a thing, Forbidden in one's own matter.
    """
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
    raise Invalid("/outcome", "wrong_value")
