"""A human's verdict on a case: nothing follows, or whom it is about is warned, or suspended."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlmodel import Session

from core.access import Caller
from core.errors import Conflict, Invalid, NotFound
from core.events import EventKind, record
from core.models import Case
from matching.rules import appeals
from matching.words.reporting import CaseOutcome
from matching.words.rulings import Ruled, Ruling
from services.cases import listening
from services.judging import ledger
from services.judging.ledger import Matter
from services.safety import cases, suspensions

Verdict = Literal["closed", "warned", "suspended"]


def decide(
    session: Session,
    caller: Caller,
    community_id: UUID,
    case_id: UUID,
    verdict: Verdict,
    *,
    reason: str,
    now: datetime,
) -> Case:
    """Ends a case, with a reason that whom it goes against can read. Raises as `cases.hearable`, and as `settle`."""
    case = cases.hearable(session, caller, case_id)
    if case.community_id != community_id:
        raise NotFound
    settle(session, caller, case, verdict, reason=reason, now=now)
    return case


def settle(
    session: Session, caller: Caller | None, case: Case, verdict: Verdict, *, reason: str, now: datetime
) -> None:
    """Writes a verdict down, and does what follows. Repeating it is harmless. `caller`: None is the operator.

    Raises Conflict where the case ended otherwise, also at this moment, or whom it is about is suspended already;
    Invalid where a community itself is to be warned.
    """
    if case.closed_at is not None:
        if case.outcome is not CaseOutcome(verdict):
            raise Conflict("not_possible", current=case.outcome, allowed=[])
        return
    if verdict != "closed" and case.about_id is None:
        raise Invalid("/outcome", "wrong_value")
    actor, ruling = caller.person_id if caller else None, Ruling(verdict)
    matter = _matter(session, case, ruling)
    done = _act(session, case, ruling, actor=actor, now=now)
    role = caller.standings[case.community_id].role if caller else None
    keeps_until = appeals.open_until(ruling, role, now)
    outcome = CaseOutcome(verdict)
    closed = cases.close(session, case, by=actor, now=now, outcome=outcome, keeps_until=keeps_until)
    if closed is None:
        # Another ended it while this was done: nothing of it stays.
        raise Conflict("not_possible", current=case.outcome, allowed=[])
    ledger.write(session, caller, matter, ruling, reason=reason, event=done or closed, now=now)


def _act(session: Session, case: Case, ruling: Ruling, *, actor: UUID | None, now: datetime) -> int | None:
    """Does what a verdict says to whom it is about; the number of the event that tells them."""
    if case.about_id is None or ruling is Ruling.CLOSED:
        return None
    if ruling is Ruling.WARNED:
        where, whom = case.community_id, ("person", case.about_id)
        return record(
            session, EventKind.PERSON_WARNED, actor=actor, subject=whom, community_id=where, now=now
        )
    return suspensions.suspend(session, case.community_id, case.about_id, by=actor, now=now)


def _matter(session: Session, case: Case, ruling: Ruling) -> Matter:
    """A case. That it was closed concerns nobody by name: who reported sees it in their own list, and whom it was about
    is not to learn of it.
    """
    people = listening.parties(session, [case])[case.id]
    told = case.about_id if ruling is not Ruling.CLOSED else None
    whom = (told,) if told is not None else ()
    return Matter(Ruled.CASE, case.id, case.community_id, whom, told, people, case.about_id)
