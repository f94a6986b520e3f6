"""Editing a need while it is pending or open. What a confirmed helper relies on stays as it is."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from core.access import Caller
from core.errors import Conflict, Invalid, Stale
from core.events import EventKind, record_on
from core.events.payloads import Edited
from core.models import Community, Need
from matching.states import deadlines
from matching.words.values import Point
from matching.words.vocabulary import LIVE_MATCH, Decide, MatchStatus, NeedStatus
from services import sealed
from services.access import rights, voices
from services.consequences import coverage, endings, moving
from services.facts import policies
from services.matches import eligibility
from services.needs import parts as need_parts
from services.places import cells

FIXED_ONCE_CONFIRMED = frozenset({"place", "to", "place_kind", "windows"})


def edit(
    session: Session, caller: Caller, need_id: UUID, changes: dict[str, Any], *, version: int, now: datetime
) -> Need:
    """Changes an own need while it is pending or open. What a confirmed helper relies on stays as it is.

    Raises Stale where it changed meanwhile, Conflict where its state forbids it. Open proposals are checked
    again, and those that no longer fit are withdrawn.
    """
    seen = rights.own_need(session, caller, need_id)
    if "criteria" in changes and changes["criteria"].decide is Decide.FIRST_WHO_FITS:
        voices.ensure_may_decide_ahead(caller, seen.author_id)
    need = need_parts.locked(session, need_id)
    if need.version != version:
        raise Stale
    if need.status not in (NeedStatus.PENDING, NeedStatus.OPEN):
        raise need_parts.not_possible(need)
    _ensure_promises_kept(session, need, changes)
    _apply(session, need, changes, now)
    need.version += 1
    session.flush()
    edited = Edited(tuple(sorted(changes)))
    record_on(
        session,
        EventKind.NEED_EDITED,
        need,
        edited,
        actor=caller.person_id,
        for_id=need.author_id,
        now=now,
    )
    _check_proposals_again(session, need, caller, now)
    if coverage.settle(session, need, now=now, actor=caller.person_id).remaining(need) == 0:
        endings.supersede_rest(session, need, actor=caller.person_id, now=now)
    else:
        need.next_wave_at = moving.next_wave(need, now)
    return need


def _ensure_promises_kept(session: Session, need: Need, changes: dict[str, Any]) -> None:
    done = coverage.of(session, need.id)
    if done.confirmed and FIXED_ONCE_CONFIRMED & changes.keys():
        raise Conflict("fixed_while_confirmed", current=need.status, allowed=need_parts.verbs(need))
    quantity = changes.get("quantity", need.quantity)
    if quantity is not None and quantity < done.confirmed + done.completed:
        raise Conflict("below_confirmed", current=need.status, allowed=need_parts.verbs(need))


def _apply(session: Session, need: Need, changes: dict[str, Any], now: datetime) -> None:
    rest = dict(changes)
    for name in sealed.NEED_COLUMNS:
        if name in rest:
            setattr(need, name, sealed.seal_in_need(session, need, name, rest.pop(name)))
    if "place" in rest:
        place = rest.pop("place")
        need_parts.put_place(session, need, cells.of_place(place), now)
        point = place if isinstance(place, Point) else None
        need.place = sealed.seal_need_place(session, need, "place", point)
    if "to" in rest:
        need_parts.put_second_place(session, need, rest.pop("to"))
    wanted = rest.pop("expires_at", None)
    for name, value in rest.items():
        setattr(need, name, value)
    if {"at_least", "quantity"} & changes.keys():
        _ensure_enough_helpers(session, need)
    if wanted is not None or {"windows", "urgency"} & changes.keys():
        need.expires_at = need_parts.expiry(need.urgency, now, wanted, need_parts.last_end(need.windows))
        need.remind_at = deadlines.first_reminder(now, need.expires_at)


def _ensure_enough_helpers(session: Session, need: Need) -> None:
    if need.quantity is not None and need.at_least > need.quantity:
        raise Invalid("/at_least", "more_than_quantity")
    least = policies.risk(session.get_one(Community, need.community_id), need.category).at_least
    if need.at_least < least:
        raise Invalid("/at_least", "needs_more_helpers", least=least)


def _check_proposals_again(session: Session, need: Need, caller: Caller, now: datetime) -> None:
    undecided = endings.of_need(session, need.id, LIVE_MATCH - {MatchStatus.CONFIRMED})
    unfit = eligibility.no_longer_fit(session, need, undecided, now=now)
    endings.by_system(session, unfit, actor=caller.person_id, now=now, code="need_changed")
