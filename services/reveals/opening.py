"""A look at what a need's author keeps to themself: for a purpose that they read, and so often as `rules.reveals` says.

One coordinator's looks follow one another: they are counted under that person's lock.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, func, or_, select
from sqlmodel import Session, col

from core import notes
from core.access import Caller
from core.database import locks
from core.errors import Conflict, NotFound, Problem
from core.events import EventKind, record_on
from core.events.payloads import NeedRevealed, RevealWaits
from core.models import Community, Concern, Match, Need, Person, Reveal
from matching.rules import reveals as rules
from matching.words.looking import Way
from matching.words.vocabulary import CommunityState, MatchStatus, NeedStatus, Role
from services.access import rights, step_up
from services.afterwards import contact
from services.afterwards.contact import Contact
from services.reveals import emergencies, own_matters, second_words

_STANDING = (NeedStatus.PENDING, NeedStatus.OPEN, NeedStatus.MATCHED)
_UNDER_WAY = (MatchStatus.ACCEPTED, MatchStatus.CONFIRMED, MatchStatus.DISPUTED)


@dataclass(frozen=True, slots=True)
class Revealed:
    """A look: what was opened, and until when it may be read again; or None while it waits for a second word."""

    row: Reveal
    contact: Contact | None
    until: datetime
    again: bool = False


def ask(
    session: Session, caller: Caller, community_id: UUID, need_id: UUID, *, purpose: str, now: datetime
) -> Revealed:
    """Opens a need's place and contact to one who answers for its community, or asks a second person for their word.
    Asked again for the same purpose it is the same look, for a quarter of an hour.

    Raises NotFound, Forbidden as `rights.require_role`, in one's own matter, and where the caller is to show once more
    who they are (`step_up_needed`); Conflict `not_recognised_yet` where strangers founded the community, `need_is_over`
    where nothing is left of it, `reveals_overdue` where one of the caller's waits too long for its second word.
    """
    _ensure_may_look(session, caller, community_id, need_id)
    [need] = locks.take(session, needs=[need_id], helpers=[caller.person_id])
    _ensure_may_look(session, caller, community_id, need_id)
    _ensure_under_way(session, need)
    step_up.renew(session, caller, now)
    row = _asked_before(session, caller, need, purpose, now)
    again = row is not None and row.opened_at is not None
    if row is None:
        row = _new(session, caller, need, purpose, now)
    elif row.opened_at is None and row.seen_at is not None:
        _open(session, caller, need, row, purpose, now)
    session.flush()
    if row.opened_at is None:
        return Revealed(row, None, row.asked_at + rules.WAITS)
    found = contact.revealed(session, need, reader=caller.person_id, now=now)
    return Revealed(row, found, row.opened_at + rules.HOLDS, again)


def why_not(session: Session, caller: Caller, need: Need, *, now: datetime) -> str | None:
    """Why a need's place and contact cannot be opened to one who answers for its community, as the code that `ask`
    refuses with; None: they can, be it with a second word, once the caller has shown who they are (`proves_first`).
    """
    try:
        _ensure_may_look(session, caller, need.community_id, need.id)
        _ensure_under_way(session, need)
    except Problem as refusal:
        return refusal.code
    return None if _way(session, caller, need, now) is not None else "reveals_overdue"


def proves_first(session: Session, caller: Caller, *, now: datetime) -> bool:
    """Whether the caller is to show once more who they are before they look somebody up."""
    return not step_up.of(session, caller).holds_for_reveals(now)


def _ensure_may_look(session: Session, caller: Caller, community_id: UUID, need_id: UUID) -> None:
    rights.require_role(caller, Role.COORDINATOR, community_id)
    need = rights.need(session, caller, need_id)
    if need.community_id != community_id or session.get_one(Person, need.author_id).erased_at is not None:
        raise NotFound
    community = session.get_one(Community, community_id)
    if community.state is not CommunityState.RECOGNISED:
        raise Conflict("not_recognised_yet")
    own_matters.ensure_none(session, caller, need)


def _ensure_under_way(session: Session, need: Need) -> None:
    """Raises Conflict where nothing is asked for any more, nothing agreed, and nothing left to decide."""
    waits = select(
        or_(
            exists().where(col(Match.need_id) == need.id, col(Match.status).in_(_UNDER_WAY)),
            exists().where(
                col(Match.need_id) == need.id,
                col(Concern.match_id) == Match.id,
                col(Concern.closed_at).is_(None),
            ),
        )
    )
    if need.status not in _STANDING and not session.scalar(waits):
        raise Conflict("need_is_over", current=need.status, allowed=[])


def _asked_before(session: Session, caller: Caller, need: Need, purpose: str, now: datetime) -> Reveal | None:
    """What the caller asked for with this very purpose, while that holds."""
    open_still = col(Reveal.opened_at) > now - rules.HOLDS
    waits = col(Reveal.opened_at).is_(None) & (
        func.coalesce(col(Reveal.seen_at), col(Reveal.asked_at)) > now - rules.WAITS
    )
    rows = session.scalars(
        select(Reveal)
        .where(
            col(Reveal.by_id) == caller.person_id,
            col(Reveal.need_id) == need.id,
            or_(open_still, waits),
        )
        .order_by(col(Reveal.asked_at).desc(), col(Reveal.id))
        .execution_options(populate_existing=True)
    ).all()
    said = notes.of_events(session, [row.event_id for row in rows if row.event_id is not None])
    return next((row for row in rows if row.event_id and said.get(row.event_id) == purpose), None)


def _new(session: Session, caller: Caller, need: Need, purpose: str, now: datetime) -> Reveal:
    way = _way(session, caller, need, now)
    if way is None:
        raise Conflict("reveals_overdue", allowed=[])
    row = Reveal(
        community_id=need.community_id,
        need_id=need.id,
        by_id=caller.person_id,
        about_id=need.author_id,
        way=way,
        asked_at=now,
    )
    session.add(row)
    session.flush()
    if way is not Way.ASKED:
        _open(session, caller, need, row, purpose, now)
        return row
    asked = RevealWaits(row.id)
    row.event_id = record_on(
        session, EventKind.REVEAL_ASKED, need, asked, actor=caller.person_id, for_id=need.author_id, now=now
    )
    _write(session, caller, need, row.event_id, purpose, now)
    return row


def _way(session: Session, caller: Caller, need: Need, now: datetime) -> Way | None:
    """On whose word this one is. Call under the caller's lock."""
    if caller.represents.get(need.author_id):
        return Way.SPEAKS_FOR
    alone = select(func.count()).where(
        col(Reveal.by_id) == caller.person_id,
        col(Reveal.way) == Way.ALONE,
        col(Reveal.opened_at) > now - rules.WITHIN,
    )
    return rules.way(
        session.scalars(alone).one(),
        emergency=emergencies.stands(session.get_one(Community, need.community_id), now),
        overdue=second_words.is_overdue(session, caller.person_id, now),
    )


def _open(session: Session, caller: Caller, need: Need, row: Reveal, purpose: str, now: datetime) -> None:
    """From now on it may be read; its author reads who looked, and what for."""
    first_owed = row.way is Way.OWED and not second_words.owes(session, caller.person_id, need.community_id)
    row.opened_at = now
    looked = NeedRevealed(row.way, caller.standings[need.community_id].role)
    row.event_id = record_on(
        session, EventKind.NEED_REVEALED, need, looked, actor=caller.person_id, for_id=need.author_id, now=now
    )
    _write(session, caller, need, row.event_id, purpose, now)
    if row.way is Way.OWED:
        row.due_at = now + rules.SEEN_WITHIN
    if first_owed:
        second_words.tell_of_debt(session, caller.person_id, need.community_id, now=now)


def _write(session: Session, caller: Caller, need: Need, event_id: int, purpose: str, now: datetime) -> None:
    notes.write(
        session, caller, purpose, about=need.author_id, subject_id=need.id, event_id=event_id, now=now
    )
