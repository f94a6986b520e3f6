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
from core.crypto import Cell
from core.events import EventKind
from core.keyring import keyring
from matching import need_states
from matching.values import Point
from matching.vocabulary import NeedStatus, NextStep, Outlook, Role, Urgency, VisibleTo
from services import allied, shown_cells

FEW = 5


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
class Progress:
    """How it stands, said honestly: how many were asked, how many may still answer, how many said yes."""

    asked: int
    waiting: int
    yes: int
    outlook: Outlook
    step: NextStep
    at: datetime | None
    on_duty: bool
    community_dormant: bool


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
_PROGRESS = text("""
    SELECT m.need_id, count(*) AS asked,
           count(*) FILTER (WHERE m.status IN ('proposed', 'invited')) AS waiting,
           count(*) FILTER (WHERE m.status IN ('proposed', 'invited')
                              AND o.community_id <> m.community_id) AS at_allies,
           count(*) FILTER (WHERE m.status IN ('accepted', 'confirmed', 'completed')) AS yes
      FROM match m JOIN offer o ON o.id = m.offer_id WHERE m.need_id = ANY(:needs) GROUP BY m.need_id
""")
_TOLD = text("""
    SELECT n.id FROM need n
     WHERE n.id = ANY(:needs) AND EXISTS (SELECT FROM event e WHERE e.need_id = n.id AND e.kind = :told
                                             AND e.at >= n.handed_over_at)
""")
_NAMES = text("SELECT id, display_name FROM person WHERE id = ANY(:persons)")
_THERE = text("""
    SELECT c.id, c.dormant, EXISTS (SELECT FROM duty d WHERE d.community_id = c.id AND d.until > now()) AS duty
      FROM community c WHERE c.id = ANY(:communities)
""")
_LINES = text("SELECT id, emergency FROM community WHERE id = ANY(:communities)")


def views(
    session: Session, caller: Caller, needs: Sequence[Any], *, near: Point | None = None
) -> list[NeedView]:
    """Needs the caller may see, each at their level of sight; a handful of queries for any number of them."""
    part = _parts_played(session, caller, needs)
    overseen, joined = set(caller.communities(Role.COORDINATOR)), set(caller.communities())
    sights = {need.id: _sight(caller, need, part.get(need.id), overseen, joined) for need in needs}
    keyring(session).fetch({need.author_id for need in needs if sights[need.id] >= Sight.WORDS})
    progress = _progress(session, [n for n in needs if sights[n.id] >= Sight.OVERSEER])
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


def view(session: Session, caller: Caller, need: Any, *, near: Point | None = None) -> NeedView:
    return views(session, caller, [need], near=near)[0]


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


def _progress(session: Session, needs: Sequence[Any]) -> dict[UUID, Progress]:
    if not needs:
        return {}
    counts = {row.need_id: row for row in session.execute(_PROGRESS, {"needs": [need.id for need in needs]})}
    there = {
        row.id: row
        for row in session.execute(_THERE, {"communities": list({need.community_id for need in needs})})
    }
    beyond = _beyond(session, needs)
    found: dict[UUID, Progress] = {}
    for need in needs:
        row = counts.get(need.id)
        asked, waiting, yes = (row.asked, row.waiting, row.yes) if row else (0, 0, 0)
        step, at = _next(need, beyond.get(need.id), out=row is not None and row.at_allies > 0)
        community = there[need.community_id]
        outlook = _outlook(need, waiting + yes)
        found[need.id] = Progress(asked, waiting, yes, outlook, step, at, community.duty, community.dormant)
    return found


def _outlook(need: Any, in_touch: int) -> Outlook:
    people = (need.candidates or 0) + in_touch
    if people == 0:
        return Outlook.NOBODY
    return Outlook.FEW if people <= FEW else Outlook.SOME


def _beyond(session: Session, needs: Sequence[Any]) -> dict[UUID, NextStep]:
    """Where needs that were handed over are due to go next, or went, beside the coordinators."""
    over = [n for n in needs if n.status is NeedStatus.OPEN and n.handed_over_at is not None]
    if not over:
        return {}
    told = session.execute(
        _TOLD, {"needs": [need.id for need in over], "told": EventKind.NEED_TOLD_ORGANISATIONS}
    )
    found = dict.fromkeys(told.scalars(), NextStep.ORGANISATIONS)
    due = [need for need in over if _is_due(need)]
    helped_out = {c: bool(allied.giving(session, c)) for c in {need.community_id for need in due}}
    return found | {need.id: NextStep.ALLIES for need in due if helped_out[need.community_id]}


def _is_due(need: Any) -> bool:
    """Whether the next wave goes to allies too, and may find somebody: it is the first, or the last one did."""
    if not need.criteria.get("allies") or need.next_wave_at is None:
        return False
    return bool(need.candidates) or need.next_wave_at <= need.handed_over_at


def _next(need: Any, beyond: NextStep | None, *, out: bool) -> tuple[NextStep, datetime | None]:
    """`out`: somebody of an allied community was asked, and has not answered."""
    if need.status is NeedStatus.OPEN and (out or beyond is NextStep.ALLIES):
        return NextStep.ALLIES, need.next_wave_at
    if need.status is NeedStatus.OPEN and need.handed_over_at is not None:
        return beyond or NextStep.COORDINATOR, need.handed_over_at
    if need.status is NeedStatus.OPEN and need.next_wave_at is not None:
        return NextStep.ASK_MORE, need.next_wave_at
    return NextStep.EXPIRES, need.expires_at


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
