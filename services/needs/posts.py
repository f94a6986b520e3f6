"""Posting a need: what was written, what was left to defaults, and where it belongs. Two fields suffice."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from core import time_zones
from core.access import Caller
from core.database import locks
from core.edits import UNSET, Unset, coalesce
from core.effort import Effort
from core.errors import Forbidden, Invalid
from core.events import EventKind, record_on
from core.events.payloads import NeedPosted
from core.models import Community, Need, Person
from core.models.representation import Covers
from matching.asking import next_look
from matching.states import deadlines
from matching.words.durations import usual_minutes
from matching.words.said import LastWord
from matching.words.values import Cost, Criteria, Point, Window
from matching.words.vocabulary import (
    CommunityState,
    ContactVia,
    Decide,
    NeedStatus,
    PlaceKind,
    Role,
    Share,
    Unit,
    Urgency,
    VisibleTo,
)
from services import name_marks, sealed
from services.access import room, voices
from services.asking import choosing, held_back
from services.communities import directory, organisations
from services.consequences import moving, turns
from services.facts import policies
from services.matches import eligibility
from services.needs import parts as need_parts
from services.places import cells


@dataclass(frozen=True, slots=True)
class NeedDraft:
    """What somebody writes when they post a need. Two fields suffice; the rest has defaults. `minutes` None: the whole
    window; where nothing was said, as long as such a task usually takes.
    """

    category: str
    place: Point | int | None = None
    community_id: UUID | None = None
    organisation_id: UUID | None = None
    on_behalf_of: UUID | None = None
    title: str | None = None
    details: str | None = None
    private_note: str | None = None
    address: str | None = None
    language: str | None = None
    place_kind: PlaceKind | None = None
    to: Point | None = None
    contact_via: ContactVia = ContactVia.SELF
    windows: tuple[Window, ...] = ()
    minutes: int | Unset | None = UNSET
    quantity: int | None = 1
    unit: Unit = Unit.HELPER
    at_least: int | None = None
    for_people: int = 1
    urgency: Urgency = Urgency.SOON
    involves: list[str] = field(default_factory=list)
    requires: list[str] = field(default_factory=list)
    cost: Cost = field(default_factory=Cost)
    share: list[str] | None = None
    show_name: bool = False
    visible_to: VisibleTo | None = None
    criteria: Criteria = field(default_factory=Criteria)
    expires_at: datetime | None = None


def post(
    session: Session, caller: Caller, draft: NeedDraft, *, now: datetime, effort: Effort | None = None
) -> Need:
    """Posts a need of the caller's own, of an organisation they act for, or of somebody they speak for.

    It is open at once; where a consent was asked for by a link, it waits for that. `effort`: for the look at who could
    be asked.
    """
    author_id = draft.on_behalf_of or caller.person_id
    status = _status(caller, author_id)
    if draft.criteria.decide is Decide.FIRST_WHO_FITS:
        voices.ensure_may_decide_ahead(caller, author_id)
    author = locks.own_person(session, author_id)
    place_kind = _place_kind(draft)
    need_parts.ensure_fits_windows(coalesce(draft.minutes, None), draft.windows)
    cell = cells.of_place(draft.place)
    if draft.organisation_id is not None:
        organisations.ensure_acts_for(session, caller, draft.organisation_id)
    community = _community(session, caller, draft, cell)
    author.time_zone = time_zones.settled(author.time_zone, community.time_zone)
    need = _as_drafted(caller, author, draft, community, status=status, place_kind=place_kind, now=now)
    need.remind_at = deadlines.first_reminder(now, need.expires_at)
    room.for_need(session, need, now=now)
    turns.put(session, need, posted_at=now, now=now)
    if status is NeedStatus.OPEN:
        need.next_wave_at = moving.next_wave(need, now)
    need_parts.put_place(session, need, cell)
    _seal(session, need, draft)
    session.add(need)
    posted = NeedPosted(need.urgency)
    record_on(
        session, EventKind.NEED_POSTED, need, posted, actor=caller.person_id, for_id=need.author_id, now=now
    )
    name_marks.add_newcomer(session, author.id, community.id)
    need.candidates = _candidates(session, need, now, effort)
    return need


def _as_drafted(
    caller: Caller,
    author: Person,
    draft: NeedDraft,
    community: Community,
    *,
    status: NeedStatus,
    place_kind: PlaceKind,
    now: datetime,
) -> Need:
    """The need as it was drafted, with what was left to defaults; nothing yet of its place and its words."""
    risk = policies.risk(community, draft.category)
    at_least, quantity = _how_many(draft, risk.at_least)
    last_end = need_parts.last_end(draft.windows)
    unless_said = VisibleTo.ASKED if risk.is_special else VisibleTo.MEMBERS
    return Need(
        community_id=community.id,
        author_id=author.id,
        posted_by=caller.person_id,
        organisation_id=draft.organisation_id,
        status=status,
        last_word=LastWord.ASKED if status is NeedStatus.OPEN else LastWord.UNSAID,
        category=draft.category,
        language=draft.language or author.locale,
        place_kind=place_kind,
        windows=draft.windows,
        minutes=_minutes(draft, at_least),
        quantity=quantity,
        unit=draft.unit,
        at_least=at_least,
        for_people=draft.for_people,
        urgency=draft.urgency,
        involves=draft.involves,
        requires=draft.requires,
        cost=draft.cost,
        contact_via=draft.contact_via,
        share=_share(draft, place_kind),
        show_name=draft.show_name,
        visible_to=need_parts.seen_by(draft.visible_to or unless_said, draft.criteria),
        criteria=draft.criteria,
        posted_at=now,
        expires_at=need_parts.expiry(draft.urgency, now, draft.expires_at, last_end),
        author_hidden=author.hidden,
    )


def _status(caller: Caller, author_id: UUID) -> NeedStatus:
    """Open, or pending while a consent is asked for. Raises Forbidden without one that covers posting."""
    if author_id == caller.person_id:
        return NeedStatus.OPEN
    covers = caller.represents.get(author_id)
    if covers is None or (covers and Covers.POST not in covers):
        raise Forbidden("consent_does_not_cover")
    return NeedStatus.OPEN if covers else NeedStatus.PENDING


def _candidates(session: Session, need: Need, now: datetime, effort: Effort | None) -> int:
    """How many could be asked, looked up at once: what the author is told about their outlook must be so.

    Whom only their own limits keep from it counts as well: the need waits for them.

    Where hundreds nearby could not and not all were looked at, nobody says that there is nobody: the first wave,
    seconds later, looks at all of them.
    """
    value = eligibility.needed(session, need)
    short = choosing.shortlist(session, need, value, k=10, now=now, effort=effort)
    held = held_back.in_shortlist(session, short, now=now).helpers
    return len(short.chosen) or min(next_look.A_FEW, held) or int(short.cut)


def _place_kind(draft: NeedDraft) -> PlaceKind:
    kind = draft.place_kind or PlaceKind.AT_NEED
    if kind is PlaceKind.REMOTE and draft.place is not None:
        raise Invalid("/place", "remote_has_no_place")
    if kind is not PlaceKind.REMOTE and draft.place is None:
        raise Invalid("/place", "place_needed")
    return kind


def _community(session: Session, caller: Caller, draft: NeedDraft, cell: int | None) -> Community:
    """The named community, or the usual one of the place. Asking needs no membership."""
    if draft.community_id is not None:
        community = session.get(Community, draft.community_id)
        if community is None:
            raise Invalid("/community_id", "unknown_community")
        if community.state is not CommunityState.RECOGNISED and not caller.is_at_least(
            Role.MEMBER, community.id
        ):
            raise Invalid("/community_id", "unknown_community")
    elif cell is not None:
        author_id = draft.on_behalf_of or caller.person_id
        community = directory.usual(
            session, caller, cell, author_id=author_id, organisation_id=draft.organisation_id
        )
    else:
        mine = [
            c
            for c in caller.communities()
            if session.get_one(Community, c).state is CommunityState.RECOGNISED
        ]
        if not mine:
            raise Invalid("/community_id", "community_needed_without_place")
        community = session.get_one(Community, min(mine))
    if community.categories and draft.category not in community.categories:
        raise Invalid("/category", "category_not_used_here")
    return community


def _how_many(draft: NeedDraft, rule: int) -> tuple[int, int | None]:
    """`at_least` and quantity. A rule that asks for two helpers raises both where nothing was said."""
    at_least = rule if draft.at_least is None else draft.at_least
    if at_least < rule:
        raise Invalid("/at_least", "needs_more_helpers", least=rule)
    quantity = draft.quantity
    if quantity is not None and quantity < at_least:
        if draft.at_least is not None:
            raise Invalid("/at_least", "more_than_quantity")
        quantity = at_least
    return at_least, quantity


def _minutes(draft: NeedDraft, at_least: int) -> int | None:
    usual = usual_minutes(draft.category, at_least=at_least, windows=draft.windows)
    return coalesce(draft.minutes, usual)


def _share(draft: NeedDraft, place_kind: PlaceKind) -> list[str]:
    if draft.share is not None:
        return draft.share
    return [Share.PLACE] if place_kind in (PlaceKind.AT_NEED, PlaceKind.MEET) else []


def _seal(session: Session, need: Need, draft: NeedDraft) -> None:
    """Writes what is nobody else's to read: its words and exact places."""
    for name in sealed.NEED_COLUMNS:
        setattr(need, name, sealed.seal_in_need(session, need, name, getattr(draft, name)))
    if isinstance(draft.place, Point):
        need.place = sealed.seal_need_place(session, need, "place", draft.place)
    need_parts.put_second_place(session, need, draft.to)
