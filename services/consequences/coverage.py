"""How far a need is covered, and what that makes of it: the one place where a need's state follows from anything."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core.events import EventKind, record_on
from core.events.payloads import NOTHING, NeedFulfilled, Payload
from core.models import Need
from matching.states import need_states
from matching.states.need_states import Facts
from matching.words.end_codes import WhyEnded
from matching.words.values import Window
from matching.words.vocabulary import LIVE_MATCH, MatchStatus, NeedStatus
from services.consequences import comers, company, endings, moving
from services.facts import promises

_SUMS = text(f"""
    SELECT coalesce(sum(quantity) FILTER (WHERE status = 'confirmed'), 0) AS confirmed,
           coalesce(sum(completed_quantity) FILTER (WHERE status = 'completed'), 0) AS completed,
           {promises.FIRST_AGREED} AS agreed
      FROM match m WHERE need_id = :need AND id IS DISTINCT FROM :besides
""")  # noqa: S608  (put together from constants)

_EVENTS = {
    NeedStatus.OPEN: EventKind.NEED_REOPENED,
    NeedStatus.FULFILLED: EventKind.NEED_FULFILLED,
    NeedStatus.EXPIRED: EventKind.NEED_EXPIRED,
}


_WAITS = text("""
    SELECT EXISTS (SELECT FROM match WHERE need_id = :need AND status = 'confirmed' AND company_due_at IS NOT NULL)
""")


@dataclass(frozen=True, slots=True)
class Coverage:
    """Quantities agreed and done, and the time that the first confirmed have agreed on."""

    confirmed: int
    completed: int
    agreed: Window | None = None

    def remaining(self, need: Need) -> int | None:
        """What is still needed; None: whatever people can spare."""
        if need.quantity is None:
            return None
        return max(0, need.quantity - self.confirmed - self.completed)


def of(session: Session, need_id: UUID, *, besides: UUID | None = None) -> Coverage:
    """How much of a need is agreed and done, by its matches as they stand now; one of them left aside."""
    session.flush()
    row = session.execute(_SUMS, {"need": need_id, "besides": besides}).one()
    return Coverage(int(row.confirmed), int(row.completed), promises.first_agreed(row.agreed))


def contact_opens(session: Session, need: Need, coverage: Coverage) -> bool:
    """Whether enough helpers are confirmed for places and phones to open: people, and not one person twice."""
    return coverage.confirmed + coverage.completed >= need.at_least and comers.enough(session, need)


def settle(
    session: Session, need: Need, *, now: datetime, actor: UUID | None, fewer: bool = False
) -> Coverage:
    """Brings a need to where it stands by what was last said of it, its matches and the time; once it asks no more,
    nobody waits for an answer to it. Call under its lock, after any change of these.

    `fewer`: its author has just asked for fewer to come together than before.
    """
    _look_for_company(session, need, now, fewer=fewer)
    covered = of(session, need.id)
    if covered.confirmed + covered.completed and need.duplicate_of is not None:
        need.duplicate_of = None  # Somebody helps with it: it stands for itself.
        need.next_wave_at = moving.next_wave(need, now) if need.status is NeedStatus.OPEN else None
    was = need.status
    status = need_states.state(_facts(session, need, covered), max(now, need.closed_at or now))
    for move in need_states.steps(was, status):
        moving.move_need(need, move, now=now)
    if status is not was:
        _record(session, need, covered, now=now, actor=actor)
        if status is not NeedStatus.OPEN:
            _let_others_go(session, need, covered, now=now, actor=actor)
    session.flush()
    return covered


def _facts(session: Session, need: Need, covered: Coverage) -> Facts:
    original = session.get_one(Need, need.duplicate_of).status if need.duplicate_of else None
    return Facts(
        need.last_word, need.quantity, covered.confirmed, covered.completed, need.expires_at, original
    )


def _record(session: Session, need: Need, covered: Coverage, *, now: datetime, actor: UUID | None) -> None:
    if need.status not in _EVENTS:
        return
    payload: Payload = NOTHING
    if need.status is NeedStatus.FULFILLED:
        payload = NeedFulfilled(done=covered.completed, asked=need.quantity)
        # Whoever reported the last part hears, too, that its time is over with the rest missing.
        actor = None if covered.remaining(need) else actor
    record_on(session, _EVENTS[need.status], need, payload, actor=actor, now=now)


def _let_others_go(
    session: Session, need: Need, covered: Coverage, *, now: datetime, actor: UUID | None
) -> None:
    """Whoever has not been answered, or has not answered: others help, or its time is over."""
    if need.status is NeedStatus.EXPIRED or covered.remaining(need) != 0:
        undecided = endings.of_need(session, need.id, LIVE_MATCH - {MatchStatus.CONFIRMED})
        code = WhyEnded.NEED_EXPIRED if need.duplicate_of is None else WhyEnded.ANSWERED_ELSEWHERE
        endings.by_system(session, undecided, actor=None, now=now, code=code)
    else:
        endings.supersede_rest(session, need, actor=actor, now=now)


def _look_for_company(session: Session, need: Need, now: datetime, *, fewer: bool) -> None:
    """Where several must come: tells those who wait for others that enough do, or plans when to look again. Whoever
    waits still when their time begins does not come: it was not to be done by so few.
    """
    session.flush()
    agreed = endings.of_need(session, need.id, [MatchStatus.CONFIRMED]) if _may_wait(session, need) else []
    if agreed and contact_opens(session, need, of(session, need.id)):
        company.enough(session, agreed, fewer=fewer, now=now)
    elif agreed:
        company.too_few(session, need, agreed, now=now)


def _may_wait(session: Session, need: Need) -> bool:
    """Whether somebody may have to wait for others to come, too; or does, though nobody else must any more."""
    return need.at_least > 1 or bool(session.execute(_WAITS, {"need": need.id}).scalar_one())
