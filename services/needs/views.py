"""What of a need a caller sees: one decision per need, made here and nowhere else (the table in docs/access.md)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core import places
from core.access import Caller
from core.crypto.keyring import keyring
from core.crypto.vault import Cell
from matching.states import need_states
from matching.words.values import Point
from matching.words.vocabulary import NeedStatus, Role, Urgency, VisibleTo
from services.needs import progress as need_progress
from services.needs.progress import Progress
from services.places import shown_cells


class Sight(IntEnum):
    """How much of a need somebody sees; each level holds the ones before."""

    COARSE = 1
    WORDS = 2
    CONFIRMED = 3
    OVERSEER = 4
    OWN = 5


class NeedLike(Protocol):
    """A need's row, or the columns of one."""

    id: UUID
    author_id: UUID
    community_id: UUID
    visible_to: VisibleTo
    status: NeedStatus


@dataclass(frozen=True, slots=True)
class NeedView:
    """A need as one caller sees it. What they do not see is None, and left out of the answer."""

    need: Any
    sight: Sight
    title: str | None = None
    details: str | None = None
    display_name: str | None = None
    private_note: str | None = None
    distance_band: str | None = None
    progress: Progress | None = None
    emergency: list[dict[str, str]] | None = None
    allowed: tuple[str, ...] = ()


_MINE = text("""
    SELECT need_id, bool_or(status = 'confirmed') AS confirmed FROM match
     WHERE need_id = ANY(:needs) AND helper_person_id = :me
       AND status IN ('proposed', 'invited', 'accepted', 'confirmed', 'completed', 'disputed', 'failed')
       AND NOT (opened_by = 'helper' AND status = 'accepted')  -- answering shows no more than one saw before
     GROUP BY need_id
""")
_NAMES = text("SELECT id, display_name FROM person WHERE id = ANY(:persons)")
_LINES = text("SELECT id, emergency FROM community WHERE id = ANY(:communities)")


def views(
    session: Session, caller: Caller, needs: Sequence[Any], *, now: datetime, near: Point | None = None
) -> list[NeedView]:
    """Needs the caller may see, each at their level of sight; a handful of queries for any number of them."""
    part = _parts_played(session, caller, needs)
    overseen, joined = set(caller.communities(Role.COORDINATOR)), set(caller.communities())
    sights = {need.id: _sight(caller, need, part.get(need.id), overseen, joined) for need in needs}
    keyring(session).fetch({need.author_id for need in needs if sights[need.id] >= Sight.WORDS})
    progress = need_progress.of(session, [n for n in needs if sights[n.id] >= Sight.OVERSEER], now=now)
    names = _names(session, needs, sights)
    lines = _emergency(session, needs, sights)
    return [
        NeedView(
            need=need,
            sight=(sight := sights[need.id]),
            title=_opened(session, need, "title", sight, Sight.WORDS),
            details=_opened(session, need, "details", sight, Sight.WORDS),
            private_note=_opened(session, need, "private_note", sight, Sight.OWN),
            display_name=names.get(need.author_id) if _shows_name(need, sight) else None,
            distance_band=_band(near, need.shown_cell),
            progress=progress.get(need.id),
            emergency=lines.get(need.community_id) if need.urgency is Urgency.URGENT else None,
            allowed=_allowed(need, sight),
        )
        for need in needs
    ]


def view(session: Session, caller: Caller, need: Any, *, now: datetime) -> NeedView:
    return views(session, caller, [need], now=now)[0]


def _parts_played(session: Session, caller: Caller, needs: Sequence[Any]) -> dict[UUID, bool]:
    """Needs to which the caller was asked or said yes; True where they are confirmed."""
    if needs and hasattr(needs[0], "part"):  # a list has brought it along
        return {need.id: need.part for need in needs if need.part is not None}
    ids = [need.id for need in needs if need.author_id != caller.person_id]
    if not ids:
        return {}
    rows = session.execute(_MINE, {"needs": ids, "me": caller.person_id})
    return {row.need_id: row.confirmed for row in rows}


def _sight(
    caller: Caller, need: NeedLike, part: bool | None, overseen: set[UUID], joined: set[UUID]
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


def _opened(session: Session, need: Any, column: str, sight: Sight, least: Sight) -> str | None:
    sealed: bytes | None = getattr(need, column, None)
    if sealed is None or sight < least:
        return None
    return keyring(session).open(need.author_id, Cell("need", need.id, column), sealed)


def _shows_name(need: Any, sight: Sight) -> bool:
    return sight >= Sight.CONFIRMED or (bool(need.show_name) and sight >= Sight.WORDS)


def _names(session: Session, needs: Sequence[Any], sights: dict[UUID, Sight]) -> dict[UUID, str]:
    persons = list({need.author_id for need in needs if _shows_name(need, sights[need.id])})
    if not persons:
        return {}
    ring = keyring(session)
    rows = session.execute(_NAMES, {"persons": persons}).all()
    opened = {r.id: ring.open(r.id, Cell("person", r.id, "display_name"), r.display_name) for r in rows}
    return {person: name for person, name in opened.items() if name is not None}


def _emergency(
    session: Session, needs: Sequence[Any], sights: dict[UUID, Sight]
) -> dict[UUID, list[dict[str, str]]]:
    communities = list(
        {n.community_id for n in needs if n.urgency is Urgency.URGENT and sights[n.id] is Sight.OWN}
    )
    if not communities:
        return {}
    return {row.id: row.emergency for row in session.execute(_LINES, {"communities": communities})}


def _band(near: Point | None, shown_cell: str | None) -> str | None:
    if near is None or shown_cell is None:
        return None
    return shown_cells.band_between(places.name(places.cell_of(near.lat, near.lon)), shown_cell)


def _allowed(need: NeedLike, sight: Sight) -> tuple[str, ...]:
    if sight is Sight.OWN:
        return need_states.allowed(need.status)
    if sight >= Sight.WORDS and need.status is NeedStatus.OPEN:
        return ("respond",)
    return ()
