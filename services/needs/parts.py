"""What the acts on a need share: its place, windows and expiry, its lock, its refusals."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from core.database import locks
from core.errors import Conflict, Invalid, NotFound
from core.models import Need
from matching.asking import again
from matching.rules.distance import mercator
from matching.states import deadlines, need_states
from matching.words import durations
from matching.words.values import Criteria, Point, Window
from matching.words.vocabulary import Decide, Urgency, VisibleTo
from services import sealed
from services.facts import policies
from services.places import cells


def put_place(session: Session, need: Need, cell: int | None) -> None:
    """Sets the shown cell in which a need is: fixed from now on, unless its community's stewards ask for a coarser."""
    need.cell = policies.shown(session, need.community_id, cell)
    need.shown_pt = None
    if need.cell is not None:
        middle = cells.middle(need.cell)
        need.shown_pt = f"({middle.lon},{mercator(middle.lat)})"


def put_second_place(session: Session, need: Need, to: Point | None) -> None:
    """Sets where a ride goes: sealed, and its shown cell for those who decide whether to drive it."""
    need.to_place = sealed.seal_need_place(session, need, "to_place", to)
    need.to_cell = policies.shown(session, need.community_id, cells.of_place(to))


def last_end(windows: tuple[Window, ...]) -> datetime | None:
    """When the last of these windows ends; None where there is none."""
    return max((window.end for window in windows), default=None)


def ensure_fits_windows(minutes: int | None, windows: tuple[Window, ...]) -> None:
    """How long a need takes is at most its shortest window. Raises Invalid."""
    shortest = durations.shortest_window(windows)
    if minutes is not None and shortest is not None and timedelta(minutes=minutes) > shortest:
        raise Invalid("/minutes", "longer_than_window")


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


def asks_first(need: Need) -> bool:
    """Whether the need exists only for whom its author picks (`core.access.asks_author_first`)."""
    return need.criteria.decide is Decide.ASK_ME_FIRST


def seen_by(wanted: VisibleTo, criteria: Criteria) -> VisibleTo:
    """Whom a need is shown to: where its author is to be asked first, those who were asked, whatever is wanted."""
    return VisibleTo.ASKED if criteria.decide is Decide.ASK_ME_FIRST else wanted


def ask_anew(need: Need, now: datetime) -> None:
    """The need is another question from now on, so that those who were silent may be asked for it once more."""
    need.asked_anew_at = again.anew(need.asked_anew_at, now)


def verbs(need: Need) -> list[str]:
    """What the author may do with a need as it stands, as the API names it."""
    double, emptied = need.duplicate_of is not None, need.emptied_at is not None
    return list(need_states.allowed(need.status, double=double, emptied=emptied))


def not_possible(need: Need) -> Conflict:
    """What is said where the state of the need forbids it."""
    return Conflict("not_possible", current=need.status, allowed=verbs(need))
