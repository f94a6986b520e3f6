"""How a need stands and what comes next, said honestly to whoever may know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core.events import EventKind
from matching.asking import next_look
from matching.words.vocabulary import NeedStatus, NextStep, Outlook
from services.communities import duty
from services.facts import allied
from services.needs.rows import NeedColumns

FEW = 5


@dataclass(frozen=True, slots=True)
class Progress:
    """How many were asked, how many may still answer, how many said yes, and on which matches."""

    asked: int
    waiting: int
    yes: int
    outlook: Outlook
    step: NextStep
    at: datetime | None
    on_duty: bool
    community_dormant: bool
    yes_matches: tuple[UUID, ...] = ()
    full_until: datetime | None = None
    """Till then its community said that it can take on no more; helpers are asked all the same."""
    why: tuple[str, ...] = ()
    """Where the outlook is nobody: why, as codes (`matching.asking.nobody`)."""


_PROGRESS = text("""
    SELECT m.need_id, count(*) AS asked,
           count(*) FILTER (WHERE m.status IN ('proposed', 'invited')) AS waiting,
           count(*) FILTER (WHERE m.status IN ('proposed', 'invited')
                              AND o.community_id <> m.community_id) AS at_allies,
           count(*) FILTER (WHERE m.status IN ('accepted', 'confirmed', 'completed')) AS yes,
           array_agg(m.id ORDER BY m.id)
             FILTER (WHERE m.status IN ('accepted', 'confirmed', 'completed')) AS yes_matches
      FROM match m JOIN offer o ON o.id = m.offer_id WHERE m.need_id = ANY(:needs) GROUP BY m.need_id
""")
_BEYOND = text(f"""
    SELECT n.id, EXISTS (SELECT FROM event e WHERE e.need_id = n.id AND e.kind = :told
                            AND e.at >= n.handed_over_at) AS told,
           EXISTS (SELECT FROM community c WHERE {allied.stands("c.id", "n.community_id")}) AS has_allies
      FROM need n WHERE n.id = ANY(:needs)
""")  # noqa: S608  (put together from constants)
_WHY = text("""
    SELECT DISTINCT ON (need_id) need_id, why FROM shown_sample
     WHERE need_id = ANY(:needs) ORDER BY need_id, day DESC, number DESC
""")
_THERE = text(f"""
    SELECT c.id, c.dormant, {duty.SOMEBODY_IN.format(community="c.id")} AS duty,
           CASE WHEN c.full_until > :now THEN c.full_until END AS full_until
      FROM community c WHERE c.id = ANY(:communities)
""")  # noqa: S608  (put together from constants)


def of(session: Session, needs: Sequence[NeedColumns], *, now: datetime) -> dict[UUID, Progress]:
    """By need; a few queries for any number of them."""
    if not needs:
        return {}
    counts = {row.need_id: row for row in session.execute(_PROGRESS, {"needs": [need.id for need in needs]})}
    there = {
        row.id: row
        for row in session.execute(
            _THERE, {"communities": list({need.community_id for need in needs}), "now": now}
        )
    }
    beyond = _beyond(session, needs)
    why = _why(session, [n.id for n in needs if n.status is NeedStatus.OPEN and not n.candidates])
    by_need: dict[UUID, Progress] = {}
    for need in needs:
        row = counts.get(need.id)
        asked, waiting, yes = (row.asked, row.waiting, row.yes) if row else (0, 0, 0)
        step, at = _next(need, beyond.get(need.id), out=row is not None and row.at_allies > 0)
        community = there[need.community_id]
        outlook = _outlook(need, waiting + yes)
        by_need[need.id] = Progress(
            asked,
            waiting,
            yes,
            outlook,
            step,
            at,
            community.duty,
            community.dormant,
            tuple(row.yes_matches or ()) if row else (),
            community.full_until if need.status is NeedStatus.OPEN else None,
            why.get(need.id, ()) if outlook is Outlook.NOBODY else (),
        )
    return by_need


def _why(session: Session, needs: Sequence[UUID]) -> dict[UUID, tuple[str, ...]]:
    if not needs:
        return {}
    return {row.need_id: tuple(row.why) for row in session.execute(_WHY, {"needs": list(needs)})}


def _outlook(need: NeedColumns, in_touch: int) -> Outlook:
    people = (need.candidates or 0) + in_touch
    if people == 0:
        return Outlook.NOBODY
    return Outlook.FEW if people <= FEW else Outlook.SOME


def _beyond(session: Session, needs: Sequence[NeedColumns]) -> dict[UUID, NextStep]:
    """Where needs that were handed over are due to go next, or went, beside the coordinators."""
    handed_over = [n for n in needs if n.status is NeedStatus.OPEN and n.handed_over_at is not None]
    if not handed_over:
        return {}
    told = EventKind.NEED_TOLD_ORGANISATIONS
    rows = session.execute(_BEYOND, {"needs": [need.id for need in handed_over], "told": told})
    known = {row.id: row for row in rows}
    to_organisations = {row.id: NextStep.ORGANISATIONS for row in known.values() if row.told}
    due = [need.id for need in handed_over if _is_due(need)]
    to_allies = {need: NextStep.ALLIES for need in due if known[need].has_allies}
    return to_organisations | to_allies


def _is_due(need: NeedColumns) -> bool:
    """Whether the next wave goes to allies too, and may find somebody: it is the first, or the last one did."""
    if not need.criteria.allies or need.next_wave_at is None or need.handed_over_at is None:
        return False
    found = bool(need.candidates) and need.held_since is None
    return found or need.next_wave_at <= need.handed_over_at


def _next(need: NeedColumns, beyond: NextStep | None, *, out: bool) -> tuple[NextStep, datetime | None]:
    """`out`: somebody of an allied community was asked, and has not answered."""
    if need.status is NeedStatus.OPEN and (out or beyond is NextStep.ALLIES):
        return NextStep.ALLIES, need.next_wave_at
    if need.status is NeedStatus.OPEN and need.handed_over_at is not None:
        return beyond or NextStep.COORDINATOR, need.handed_over_at
    if need.status is NeedStatus.OPEN and need.next_wave_at is not None:
        return _waits(need) or (NextStep.ASK_MORE, need.next_wave_at)
    return NextStep.EXPIRES, need.expires_at


def _waits(need: NeedColumns) -> tuple[NextStep, datetime] | None:
    """Where only helpers' own limits stand between: the hour at which the first is free, or coordinators are asked."""
    if need.held_since is None:
        return None
    ends = next_look.wait_ends(need.held_since, posted_at=need.posted_at, expires_at=need.expires_at)
    if need.held_until is not None and need.held_until <= ends:
        return NextStep.ASK_MORE, need.held_until
    return NextStep.COORDINATOR, ends
