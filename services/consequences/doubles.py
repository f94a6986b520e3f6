"""Doubles: a need that asks for what another one asks for already. It stands and asks nobody, and follows that one.

It is fulfilled with its original (`matching.states.need_states`), and asks by itself again where that one ended without
help, where its author says that it is another matter, and where somebody helps with it. Call under the need's lock.
"""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from core.models import Need
from matching.words.end_codes import WhyEnded
from matching.words.vocabulary import LIVE_MATCH, MatchStatus, NeedStatus
from services.consequences import coverage, endings, moving


def mark(session: Session, need: Need, original_id: UUID, *, now: datetime) -> None:
    """From now on it asks nobody: whoever was asked and has not answered is let go."""
    need.duplicate_of, need.next_wave_at = original_id, None
    undecided = endings.of_need(session, need.id, LIVE_MATCH - {MatchStatus.CONFIRMED})
    endings.by_system(session, undecided, actor=None, now=now, code=WhyEnded.ANSWERED_ELSEWHERE)


def stand_alone(session: Session, need: Need, *, now: datetime, actor: UUID | None) -> None:
    """It follows no other need any more: its state is its own, and it asks at once where it is open."""
    need.duplicate_of = None
    coverage.settle(session, need, now=now, actor=actor)
    if need.status is NeedStatus.OPEN:
        need.next_wave_at = moving.next_wave(need, now)
