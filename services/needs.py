"""Needs: taking them back, renewing them, saying it is done. Only by whom they are for.

Posting is `need_posts`, editing `need_edits`; what they share is here.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from core import places
from core.access import Caller
from core.errors import Conflict, Invalid, NotFound
from core.events import EventKind
from core.models import Need
from matching import deadlines, need_states
from matching.distance import mercator
from matching.need_states import NeedMove
from matching.values import Point, Window
from matching.vocabulary import Decide, MatchStatus, NeedStatus, Urgency
from services import access, coverage, endings, facts, locks, need_words, records, shown_cells


def withdraw(session: Session, caller: Caller, need_id: UUID, *, now: datetime) -> Need:
    """Takes an own need back, at any moment and without a reason. Confirmed help is cancelled."""
    access.own_need(session, caller, need_id)
    return withdraw_for(session, need_id, actor=caller.person_id, now=now)


def withdraw_for(session: Session, need_id: UUID, *, actor: UUID, now: datetime) -> Need:
    """Takes back a need of somebody, by whoever may: its author, or who ends all that stands in their name."""
    need = locked(session, need_id)
    if need.status is NeedStatus.WITHDRAWN:
        return need
    _move(need, NeedMove.WITHDRAW, now)
    _record(session, EventKind.NEED_WITHDRAWN, need, actor, now)
    live = endings.of_need(session, need.id)
    endings.by_system(session, live, actor=actor, now=now, code="need_withdrawn")
    return need


def open_pending(session: Session, need_id: UUID, *, actor: UUID, now: datetime) -> None:
    """The consent that a need waited for is there: it opens."""
    need = locked(session, need_id)
    if need.status is not NeedStatus.PENDING:
        return
    _move(need, NeedMove.OPEN, now)
    need.next_wave_at = None if facts.decide(need) is Decide.ASK_ME_FIRST else now
    _record(session, EventKind.NEED_POSTED, need, actor, now, category=need.category, urgency=need.urgency)


def renew(
    session: Session, caller: Caller, need_id: UUID, *, expires_at: datetime | None, now: datetime
) -> Need:
    """Gives an open or expired need a new life, as long as its first."""
    access.own_need(session, caller, need_id)
    need = locked(session, need_id)
    if need.status is not NeedStatus.OPEN:
        _move(need, NeedMove.RENEW, now)
        need.closed_at = None
    future = tuple(w for w in facts.windows(need) if w.end > now)
    need.windows = stored(future)
    need.expires_at = expiry(need.urgency, now, expires_at, last_end(future))
    need.handed_over_at = None
    need.remind_at = deadlines.first_reminder(now, need.expires_at)
    need.wave = 0
    need.next_wave_at = None if facts.decide(need) is Decide.ASK_ME_FIRST else now
    need.version += 1
    note(session, EventKind.NEED_RENEWED, need, caller, now)
    coverage.settle(session, need, now=now, actor=caller.person_id)
    return need


def fulfil(session: Session, caller: Caller, need_id: UUID, *, helped_elsewhere: bool, now: datetime) -> Need:
    """The author says enough. `helped_elsewhere`: the help came another way; also recorded late."""
    access.own_need(session, caller, need_id)
    need = locked(session, need_id)
    if need.status is NeedStatus.FULFILLED:
        return need
    late = need.status in (NeedStatus.EXPIRED, NeedStatus.WITHDRAWN)
    if late and not helped_elsewhere:
        raise not_possible(need)
    _move(need, NeedMove.RECORD_LATE if late else NeedMove.FULFIL, now)
    need.helped_elsewhere = helped_elsewhere
    note(session, EventKind.NEED_FULFILLED, need, caller, now, helped_elsewhere=helped_elsewhere, late=late)
    endings.supersede_rest(session, need, actor=caller.person_id, now=now)
    if helped_elsewhere:
        agreed = endings.of_need(session, need.id, {MatchStatus.CONFIRMED})
        endings.by_system(session, agreed, actor=caller.person_id, now=now, code="helped_elsewhere")
    return need


def cell_of(place: Point | int | None) -> int | None:
    return places.cell_of(place.lat, place.lon) if isinstance(place, Point) else place


def put_place(session: Session, need: Need, cell: int | None, now: datetime) -> None:
    """Sets where a need is, and how much of it others see: fixed from now on."""
    need.cell = cell
    need.shown_cell = shown_cells.shown(session, cell, now=now) if cell is not None else None
    need.shown_pt = None
    if need.shown_cell is not None:
        lat, lon = places.centre(need.shown_cell)
        need.shown_pt = f"({lon},{mercator(lat)})"


def put_second_place(session: Session, need: Need, to: Point | None) -> None:
    """Sets where a ride goes: sealed, and a wide cell for those who decide whether to drive it."""
    need.to_place = need_words.seal_place(session, need, "to_place", to)
    need.to_cell = places.name(places.cell_of(to.lat, to.lon), places.RESOLUTION - 1) if to else None


def stored(windows: tuple[Window, ...]) -> list[dict[str, str]]:
    return [{"from": w.start.isoformat(), "to": w.end.isoformat()} for w in windows]


def last_end(windows: tuple[Window, ...]) -> datetime | None:
    return max((window.end for window in windows), default=None)


def expiry(urgency: Urgency, now: datetime, wanted: datetime | None, last: datetime | None) -> datetime:
    """When a need's time is over. Raises Invalid where that would be in the past."""
    if wanted is not None and wanted <= now:
        raise Invalid("/expires_at", "in_the_past")
    if last is not None and last <= now:
        raise Invalid("/when/windows", "in_the_past")
    return deadlines.need_expiry(urgency, now, wanted, last)


def locked(session: Session, need_id: UUID) -> Need:
    """The need under its lock, read again. Matches change only under it; helpers' limits only get looser here."""
    held = locks.take(session, needs=[need_id])
    if not held:
        raise NotFound
    return held[0]


def _move(need: Need, move: NeedMove, now: datetime) -> None:
    try:
        need.status = need_states.target(need.status, move)
    except need_states.NotAllowed as error:
        raise not_possible(need) from error
    need.version += 1
    if need.status is not NeedStatus.OPEN:
        need.closed_at, need.next_wave_at = now, None


def verbs(need: Need) -> list[str]:
    return list(need_states.allowed(need.status))


def not_possible(need: Need) -> Conflict:
    return Conflict("not_possible", current=need.status, allowed=verbs(need))


def note(
    session: Session, kind: EventKind, need: Need, caller: Caller, now: datetime, **payload: Any
) -> None:
    _record(session, kind, need, caller.person_id, now, **payload)


def _record(
    session: Session, kind: EventKind, need: Need, actor: UUID, now: datetime, **payload: Any
) -> None:
    for_id = need.author_id if need.author_id != actor else None
    records.of(session, kind, need, actor=actor, now=now, for_id=for_id, **payload)
