"""Editing a need while it is pending or open. What a confirmed helper relies on stays as it is."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from core.access import Caller
from core.edits import UNSET, Changes, Unset, coalesce
from core.errors import Conflict, Invalid, Stale
from core.events import EventKind, record_on
from core.events.payloads import Edited
from core.models import Community, Need
from matching.rules import refusals
from matching.states import deadlines
from matching.words import durations
from matching.words.end_codes import WhyEnded
from matching.words.values import Cost, Point, Window
from matching.words.vocabulary import (
    LIVE_MATCH,
    Decide,
    MatchStatus,
    NeedStatus,
    OrganisationKind,
    PlaceKind,
    TrustLevel,
    Urgency,
    VisibleTo,
    WhoHelps,
)
from services import sealed
from services.access import rights, room, voices
from services.asking import samples
from services.consequences import coverage, endings, moving, turns
from services.facts import policies
from services.matches import eligibility
from services.needs import parts as need_parts
from services.places import cells

FIXED_ONCE_CONFIRMED = frozenset({"place", "to", "place_kind", "windows", "minutes"})


@dataclass(frozen=True, slots=True)
class CriteriaChanges(Changes):
    """What an author changes of their own hard rules."""

    min_trust: TrustLevel | Unset = UNSET
    languages: tuple[str, ...] | Unset = UNSET
    by: WhoHelps | Unset = UNSET
    not_kinds: tuple[OrganisationKind, ...] | Unset = UNSET
    max_distance_km: float | Unset | None = UNSET
    allies: bool | Unset = UNSET
    exclude: tuple[UUID, ...] | Unset = UNSET
    decide: Decide | Unset = UNSET


@dataclass(frozen=True, slots=True)
class NeedChanges(Changes):
    """What an author changes of a need; the same fields as `NeedDraft` has, but for what stays as it was posted."""

    title: str | Unset | None = UNSET
    details: str | Unset | None = UNSET
    private_note: str | Unset | None = UNSET
    address: str | Unset | None = UNSET
    place: Point | int | Unset = UNSET
    place_kind: PlaceKind | Unset = UNSET
    to: Point | Unset | None = UNSET
    windows: tuple[Window, ...] | Unset = UNSET
    minutes: int | Unset | None = UNSET
    quantity: int | Unset | None = UNSET
    at_least: int | Unset = UNSET
    for_people: int | Unset = UNSET
    urgency: Urgency | Unset = UNSET
    involves: list[str] | Unset = UNSET
    requires: list[str] | Unset = UNSET
    cost: Cost | Unset = UNSET
    share: list[str] | Unset = UNSET
    show_name: bool | Unset = UNSET
    visible_to: VisibleTo | Unset = UNSET
    criteria: CriteriaChanges | Unset = UNSET
    expires_at: datetime | Unset = UNSET


def edit(
    session: Session, caller: Caller, need_id: UUID, changes: NeedChanges, *, edition: int, now: datetime
) -> Need:
    """Changes an own need while it is pending or open. What a confirmed helper relies on stays as it is.

    Raises Stale where it changed meanwhile, Conflict where its state forbids it. Open proposals are checked
    again, and those that no longer fit are withdrawn. What is asked of helpers may change three times a day
    (`services.asking.samples`); beyond that nobody is asked sooner for it, and no proposal is withdrawn for what is
    the helper's own, so that edits tell nobody's hours.
    """
    seen = rights.own_need(session, caller, need_id)
    if changes.criteria is not UNSET and changes.criteria.decide is Decide.FIRST_WHO_FITS:
        voices.ensure_may_decide_ahead(caller, seen.author_id)
    need = need_parts.locked(session, need_id)
    if need.edition != edition:
        raise Stale
    if need.status not in (NeedStatus.PENDING, NeedStatus.OPEN):
        raise need_parts.not_possible(need)
    promised = _ensure_promises_kept(session, need, changes)
    before, must_have_come = _where_and_when(need), need.at_least
    _apply(session, need, changes, now, promised=promised)
    if _where_and_when(need) != before:
        need_parts.ask_anew(need, now)
    if changes.urgency is not UNSET:
        room.for_ring(session, need, now=now)
        turns.put(session, need, posted_at=need.posted_at, now=now)
    _record(session, caller, need, changes, now)
    anew = samples.may_be_asked(session, need, now=now)
    _check_proposals_again(session, need, caller, now, anew=anew)
    fewer = need.at_least < must_have_come
    coverage.settle(session, need, now=now, actor=caller.person_id, fewer=fewer)
    if need.status is NeedStatus.OPEN:
        at = moving.next_wave(need, now)
        need.next_wave_at = at if anew or at is None else need.next_wave_at or samples.next_day(now)
    return need


def _record(session: Session, caller: Caller, need: Need, changes: NeedChanges, now: datetime) -> None:
    need.version += 1
    need.edition += 1
    session.flush()
    edited = Edited(tuple(changes.named()))
    by, whose = caller.person_id, need.author_id
    record_on(session, EventKind.NEED_EDITED, need, edited, actor=by, for_id=whose, now=now)


def _where_and_when(need: Need) -> tuple[object, ...]:
    """What makes it another question to those who were silent, when it changes."""
    return need.place_kind, need.cell, need.to_cell, need.windows


def _ensure_promises_kept(session: Session, need: Need, changes: NeedChanges) -> bool:
    """Raises Conflict for what a confirmed helper relies on; returns whether there is one."""
    done = coverage.of(session, need.id)
    if done.confirmed and not FIXED_ONCE_CONFIRMED.isdisjoint(changes.named()):
        raise Conflict("fixed_while_confirmed", current=need.status, allowed=need_parts.verbs(need))
    quantity = coalesce(changes.quantity, need.quantity)
    if quantity is not None and quantity < done.confirmed + done.completed:
        raise Conflict("below_confirmed", current=need.status, allowed=need_parts.verbs(need))
    return done.confirmed > 0


def _usual_minutes_again(need: Need, changes: NeedChanges) -> None:
    """Where it took as long as usual and nothing else is said, it takes as long as usual for what is asked now."""
    was = durations.usual_minutes(need.category, at_least=need.at_least, windows=need.windows)
    if changes.minutes is UNSET and need.minutes == was:
        need.minutes = durations.usual_minutes(
            need.category,
            at_least=coalesce(changes.at_least, need.at_least),
            windows=coalesce(changes.windows, need.windows),
        )


def _apply(session: Session, need: Need, changes: NeedChanges, now: datetime, *, promised: bool) -> None:
    if not promised:
        _usual_minutes_again(need, changes)
    _apply_words_and_places(session, need, changes)
    _apply_how_many(session, need, changes)
    need.for_people = coalesce(changes.for_people, need.for_people)
    need.urgency = coalesce(changes.urgency, need.urgency)
    need.involves = coalesce(changes.involves, need.involves)
    need.requires = coalesce(changes.requires, need.requires)
    need.cost = coalesce(changes.cost, need.cost)
    need.share = coalesce(changes.share, need.share)
    need.show_name = coalesce(changes.show_name, need.show_name)
    if changes.criteria is not UNSET:
        need.criteria = changes.criteria.onto(need.criteria)
    need.visible_to = need_parts.seen_by(coalesce(changes.visible_to, need.visible_to), need.criteria)
    _apply_times(need, changes, now)


def _apply_words_and_places(session: Session, need: Need, changes: NeedChanges) -> None:
    """What is sealed, and what others see of where it is."""
    if changes.title is not UNSET:
        need.title = sealed.seal_in_need(session, need, "title", changes.title)
    if changes.details is not UNSET:
        need.details = sealed.seal_in_need(session, need, "details", changes.details)
    if changes.private_note is not UNSET:
        need.private_note = sealed.seal_in_need(session, need, "private_note", changes.private_note)
    if changes.address is not UNSET:
        need.address = sealed.seal_in_need(session, need, "address", changes.address)
    _apply_place(session, need, changes)
    if changes.to is not UNSET:
        need_parts.put_second_place(session, need, changes.to)


def _apply_place(session: Session, need: Need, changes: NeedChanges) -> None:
    """What is done from afar is at no place, and all else at one. Raises Invalid."""
    kind, place = coalesce(changes.place_kind, need.place_kind), coalesce(changes.place, None)
    if kind is PlaceKind.REMOTE:
        if place is not None:
            raise Invalid("/place", "remote_has_no_place")
    elif place is None:
        if need.cell is None:
            raise Invalid("/place", "place_needed")
        need.place_kind = kind
        return
    need_parts.put_place(session, need, cells.of_place(place))
    need.place_kind = kind  # at once with its cell: the row holds neither without the other
    point = place if isinstance(place, Point) else None
    need.place = sealed.seal_need_place(session, need, "place", point)


def _apply_times(need: Need, changes: NeedChanges, now: datetime) -> None:
    """Its windows and how long it takes; and its end, where something was said that moves it."""
    need.windows = coalesce(changes.windows, need.windows)
    need.minutes = coalesce(changes.minutes, need.minutes)
    need_parts.ensure_fits_windows(need.minutes, need.windows)
    wanted = coalesce(changes.expires_at, None)
    if wanted is not None or changes.windows is not UNSET or changes.urgency is not UNSET:
        need.expires_at = need_parts.expiry(need.urgency, now, wanted, need_parts.last_end(need.windows))
        need.remind_at = deadlines.first_reminder(now, need.expires_at)


def _apply_how_many(session: Session, need: Need, changes: NeedChanges) -> None:
    """How much is asked, and how many must come together. What a rule of risk asks for stays, as it bound the need
    until now; what its author asked for beyond that is theirs to change.
    """
    here = session.get_one(Community, need.community_id)
    least = policies.as_posted(policies.risk(here, need.category), need).at_least
    need.quantity = coalesce(changes.quantity, need.quantity)
    need.at_least = coalesce(changes.at_least, need.at_least)
    if need.quantity is not None and need.at_least > need.quantity:
        raise Invalid("/at_least", "more_than_quantity")
    if need.at_least < least:
        raise Invalid("/at_least", "needs_more_helpers", least=least)


def _check_proposals_again(
    session: Session, need: Need, caller: Caller, now: datetime, *, anew: bool
) -> None:
    undecided = endings.of_need(session, need.id, LIVE_MATCH - {MatchStatus.CONFIRMED})
    untold = frozenset() if anew else refusals.THE_HELPERS_OWN
    unfit = eligibility.no_longer_fit(session, need, undecided, now=now, skip=untold)
    if need_parts.asks_first(need):
        unfit += [m for m in undecided if m.status is MatchStatus.PROPOSED and m not in unfit]
    endings.by_system(session, unfit, actor=caller.person_id, now=now, code=WhyEnded.NEED_CHANGED)
