"""What of a need a caller sees: one decision per need, made here and nowhere else (the table in docs/access.md)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum
from uuid import UUID

from sqlalchemy import select, text
from sqlmodel import Session, col

from core import places
from core.access import Caller
from core.crypto.keyring import keyring
from core.models import Community, Need
from core.models.values import EmergencyNumber
from matching.states import need_states
from matching.words.values import Point
from matching.words.vocabulary import MatchStatus, NeedStatus, Role, Urgency, VisibleTo
from services import sealed
from services.access import rights
from services.afterwards import public_contact
from services.afterwards.public_contact import PublicContact
from services.needs import progress as need_progress
from services.needs.progress import Progress
from services.needs.rows import ListedNeed, NeedColumns
from services.places import emergency, shown_cells


class Sight(IntEnum):
    """How much of a need somebody sees; each level holds the ones before."""

    COARSE = 1
    WORDS = 2
    CONFIRMED = 3
    OVERSEER = 4
    OWN = 5


@dataclass(frozen=True, slots=True)
class OwnMatch:
    """The match that the caller, or somebody they speak for, has on a need as its helper: the live one, or the last."""

    id: UUID
    status: MatchStatus
    reply_by: datetime | None


@dataclass(frozen=True, slots=True)
class NeedView:
    """A need as one caller sees it. What they do not see is None, and left out of the answer."""

    need: NeedColumns
    sight: Sight
    title: str | None = None
    details: str | None = None
    display_name: str | None = None
    private_note: str | None = None
    address: str | None = None
    distance_band: str | None = None
    progress: Progress | None = None
    emergency: tuple[EmergencyNumber, ...] | None = None
    notices: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    match: OwnMatch | None = None
    original: UUID | None = None
    """The need of which it was marked a double: to its author where that one is theirs, too."""
    public: PublicContact | None = None


NOBODY_RUNG_AGAIN = "nobody_rung_again"
"""Urgent, but the day's rings of those on duty are used up: it stands in the queue, and helpers are asked."""
MARKED_DOUBLE = "marked_double"
"""A coordinator marked it as a double of another need: it stands, and asks nobody."""
_OWN_MATCHES = text("""
    SELECT DISTINCT ON (need_id) need_id, id, status, reply_by FROM match
     WHERE need_id = ANY(:needs) AND helper_person_id = ANY(:voices)
     ORDER BY need_id, status IN ('proposed', 'invited', 'accepted', 'confirmed') DESC, id DESC
""")
_MINE = text("""
    SELECT need_id, bool_or(status = 'confirmed') AS confirmed FROM match
     WHERE need_id = ANY(:needs) AND helper_person_id = :me
       AND status IN ('proposed', 'invited', 'accepted', 'confirmed', 'completed', 'disputed', 'failed')
       AND NOT (opened_by = 'helper' AND status = 'accepted')  -- answering shows no more than one saw before
     GROUP BY need_id
""")
_NAMES = text("SELECT id, display_name FROM person WHERE id = ANY(:persons)")


def view(session: Session, caller: Caller, need: Need, *, now: datetime) -> NeedView:
    """One need, with its private note and its door where it is the caller's own, and what is public of it."""
    [seen] = views(session, caller, [need], now=now)
    found = replace(seen, public=public_contact.of(session, need))
    if found.sight is not Sight.OWN:
        return found
    return replace(
        found,
        private_note=sealed.opened_in_need(session, need, "private_note"),
        address=sealed.opened_in_need(session, need, "address"),
    )


def without_words(view: NeedView) -> NeedView:
    """The same need as somebody sees it who reads no words of it."""
    if view.sight is not Sight.WORDS:
        return view
    return replace(view, sight=Sight.COARSE, title=None, details=None, display_name=None)


def views(session: Session, caller: Caller, needs: Sequence[Need], *, now: datetime) -> list[NeedView]:
    """Needs the caller may see, each at their level of sight; a handful of queries for any number of them."""
    return _views(session, caller, needs, _parts_played(session, caller, needs), now=now, near=None)


def listed(
    session: Session, caller: Caller, rows: Sequence[ListedNeed], *, now: datetime, near: Point | None
) -> list[NeedView]:
    """The same for rows of a list, which bring along what part the caller plays; distances from `near`."""
    parts = {row.id: row.part for row in rows if row.part is not None}
    return _views(session, caller, rows, parts, now=now, near=near)


def _views(
    session: Session,
    caller: Caller,
    needs: Sequence[NeedColumns],
    part: Mapping[UUID, bool],
    *,
    now: datetime,
    near: Point | None,
) -> list[NeedView]:
    overseen, joined = set(caller.communities(Role.COORDINATOR)), set(caller.communities())
    sights = {need.id: _sight(caller, need, part.get(need.id), overseen, joined) for need in needs}
    keyring(session).fetch({need.author_id for need in needs if sights[need.id] >= Sight.WORDS})
    progress = need_progress.of(session, [n for n in needs if sights[n.id] >= Sight.OVERSEER], now=now)
    names = _names(session, needs, sights)
    matches = _own_matches(session, caller, [n.id for n in needs if sights[n.id] is not Sight.OWN])
    own = [n for n in needs if sights[n.id] is Sight.OWN]
    lines = _emergency(session, caller.locale, own, progress)
    theirs = rights.theirs(session, caller, {need.duplicate_of for need in needs if need.duplicate_of})
    return [
        NeedView(
            need=need,
            sight=(sight := sights[need.id]),
            title=_opened(session, need, "title", need.title, sight),
            details=_opened(session, need, "details", need.details, sight),
            display_name=names.get(need.author_id) if _shows_name(need, sight) else None,
            distance_band=_band(near, need.cell),
            progress=progress.get(need.id),
            emergency=lines.get(need.id),
            notices=_notices(need, sight),
            allowed=_allowed(need, sight),
            match=matches.get(need.id),
            original=need.duplicate_of if sight is Sight.OVERSEER or need.duplicate_of in theirs else None,
        )
        for need in needs
    ]


def was_asked(session: Session, caller: Caller, need: Need) -> bool:
    """Whether the caller was asked to help with it, or said yes."""
    return bool(_parts_played(session, caller, [need]))


def summed_up(session: Session, caller: Caller, rows: Sequence[ListedNeed]) -> list[NeedView]:
    """Rows of a list as far as their summary goes: what each is called, where its words may be seen. No query."""
    overseen, joined = set(caller.communities(Role.COORDINATOR)), set(caller.communities())
    sights = {row.id: _sight(caller, row, row.part, overseen, joined) for row in rows}
    return [
        NeedView(row, sights[row.id], _opened(session, row, "title", row.title, sights[row.id]))
        for row in rows
    ]


def _own_matches(session: Session, caller: Caller, needs: Sequence[UUID]) -> dict[UUID, OwnMatch]:
    if not needs:
        return {}
    rows = session.execute(_OWN_MATCHES, {"needs": list(needs), "voices": caller.voices})
    return {row.need_id: OwnMatch(row.id, MatchStatus(row.status), row.reply_by) for row in rows}


def _parts_played(session: Session, caller: Caller, needs: Sequence[Need]) -> dict[UUID, bool]:
    """Needs to which the caller was asked or said yes; True where they are confirmed."""
    ids = [need.id for need in needs if need.author_id != caller.person_id]
    if not ids:
        return {}
    rows = session.execute(_MINE, {"needs": ids, "me": caller.person_id})
    return {row.need_id: row.confirmed for row in rows}


def _sight(
    caller: Caller, need: NeedColumns, part: bool | None, overseen: set[UUID], joined: set[UUID]
) -> Sight:
    if caller.speaks_for(need.author_id):
        return Sight.OWN
    if need.community_id in overseen:
        return Sight.OVERSEER
    if part is not None:
        return Sight.CONFIRMED if part else Sight.WORDS
    if need.visible_to is not VisibleTo.ASKED and need.community_id in joined:
        return Sight.WORDS
    return Sight.COARSE


def _opened(
    session: Session, need: NeedColumns, column: str, stored: bytes | None, sight: Sight
) -> str | None:
    if stored is None or sight < Sight.WORDS:
        return None
    return sealed.opened_in_need(session, need, column)


def _shows_name(need: NeedColumns, sight: Sight) -> bool:
    return sight >= Sight.CONFIRMED or (bool(need.show_name) and sight >= Sight.WORDS)


def _names(session: Session, needs: Sequence[NeedColumns], sights: dict[UUID, Sight]) -> dict[UUID, str]:
    persons = list({need.author_id for need in needs if _shows_name(need, sights[need.id])})
    if not persons:
        return {}
    rows = session.execute(_NAMES, {"persons": persons}).all()
    opened = {r.id: sealed.opened_display_name(session, r.id, r.display_name) for r in rows}
    return {person: name for person, name in opened.items() if name is not None}


def _emergency(
    session: Session, locale: str, own: Sequence[NeedColumns], progress: Mapping[UUID, Progress]
) -> dict[UUID, tuple[EmergencyNumber, ...]]:
    """Whom to call where one's own needs are that are urgent, or in a circle that can take on no more."""
    urgent = [n for n in own if n.urgency is Urgency.URGENT or progress[n.id].full_until is not None]
    if not urgent:
        return {}
    here = col(Community.id).in_({need.community_id for need in urgent})
    communities = {community.id: community for community in session.scalars(select(Community).where(here))}
    return {n.id: emergency.lines(n.cell, communities[n.community_id], locale=locale) for n in urgent}


def _notices(need: NeedColumns, sight: Sight) -> tuple[str, ...]:
    """What an author is to know of their own need, as codes."""
    standing = need.status in (NeedStatus.PENDING, NeedStatus.OPEN)
    unrung = need.urgency is Urgency.URGENT and need.rings_since is None
    if sight is not Sight.OWN or not standing:
        return ()
    said = {NOBODY_RUNG_AGAIN: unrung, MARKED_DOUBLE: need.duplicate_of is not None}
    return tuple(code for code, is_so in said.items() if is_so)


def _band(near: Point | None, cell: int | None) -> str | None:
    if near is None or cell is None:
        return None
    return shown_cells.band_between(places.cell_of(near.lat, near.lon), cell)


def _allowed(need: NeedColumns, sight: Sight) -> tuple[str, ...]:
    if sight is Sight.OWN:
        double, emptied = need.duplicate_of is not None, need.emptied_at is not None
        return need_states.allowed(need.status, double=double, emptied=emptied)
    if sight >= Sight.WORDS and need.status is NeedStatus.OPEN:
        return ("respond",)
    return ()
