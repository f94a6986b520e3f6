"""Decisions as those whom they concern read them: with the reason, and whether and until when they may appeal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from core.access import Caller
from core.models import Appeal, Decision
from matching.words.rulings import Ruled, Ruling
from services.judging import ledger
from services.safety import appeals


@dataclass(frozen=True, slots=True)
class Told:
    """A decision and why it was made; until when the caller may appeal; the appeal with its words, and the answer."""

    decision: Decision
    reason: str | None
    until: datetime | None
    appeal: Appeal | None = None
    text: str | None = None
    answer: str | None = None


def page(session: Session, caller: Caller, *, before: UUID | None, limit: int) -> Sequence[Decision]:
    """Decisions that concern the caller, or somebody they speak for, newest first."""
    return ledger.concerning(session, caller, before=before, limit=limit)


def told(session: Session, caller: Caller, decisions: Sequence[Decision], *, now: datetime) -> list[Told]:
    """These decisions, as the caller reads them."""
    why = ledger.reasons(session, decisions)
    return [_told(session, caller, row, why.get(row.id), now) for row in decisions]


def one(session: Session, caller: Caller, decision_id: UUID, *, now: datetime) -> Told:
    """A decision that concerns the caller, or somebody they speak for. Raises NotFound."""
    [found] = told(session, caller, [ledger.one(session, caller, decision_id)], now=now)
    return found


def _told(session: Session, caller: Caller, row: Decision, why: str | None, now: datetime) -> Told:
    if row.against_id is None or not caller.speaks_for(row.against_id):
        return Told(row, why, None)
    appeal = appeals.of(session, row.id)
    if appeal is None:
        return Told(row, why, appeals.open_until(session, row, now=now))
    text = appeals.heard(session, appeal, row).text
    ended = ledger.last(session, Ruled.APPEAL, appeal.id, Ruling.UPHELD, Ruling.OVERTURNED)
    answer = ledger.reasons(session, [ended]).get(ended.id) if ended is not None else None
    return Told(row, why, None, appeal, text, answer)
