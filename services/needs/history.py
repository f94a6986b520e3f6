"""What happened to a need: every line of it, and who did it, for those whom it concerns."""

from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, text
from sqlmodel import Session, col

from core import notes
from core.access import Caller
from core.events import EventKind, payload_of
from core.events.match_payloads import MatchAccepted, MatchConfirmed, MatchEnded, MatchInvited
from core.events.payloads import Payload
from core.models import Event, Match, Need
from core.models.representation import ConsentHow
from matching.words.end_codes import WhyEnded
from matching.words.vocabulary import Role
from services.access import rights
from services.afterwards import concerns
from services.judging import ledger

HIDDEN = frozenset({EventKind.BLOCK_MADE, EventKind.BLOCK_LIFTED})


NOT_IN_THEIR_NAME = frozenset(
    {
        EventKind.CONTACT_READ,
        EventKind.NEED_REVEALED,
        EventKind.REVEAL_ASKED,
        EventKind.REVEAL_AGREED,
        EventKind.CONCERN_CLOSED,
        EventKind.CONCERN_RENEWED,
        EventKind.CONCERN_UNHEARD,
        EventKind.APPEAL_UNHEARD,
        EventKind.DECISION_UPHELD,
        EventKind.DECISION_OVERTURNED,
        EventKind.AUTHOR_REACHED,
        EventKind.AUTHOR_NOT_REACHED,
        EventKind.ENTRY_ASSIGNED,
    }
)
"""Kinds whose `for_id` is whom it was about; in all others it is in whose name it was done."""
Part = Literal["author", "helper", "coordinator", "representative", "system"]
Side = Literal["author", "helper"]


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line of a history. `who` is a part played, never a name. Where somebody spoke for another, `for_whom` is the
    part of that other, and `how` how the word was given. `decision`: what was decided there about whoever reads.
    """

    event: Event
    who: Part
    reason: str | None
    for_whom: Side | None = None
    how: ConsentHow | None = None
    decision: UUID | None = None


def of_need(
    session: Session,
    caller: Caller,
    need_id: UUID,
    *,
    match_id: UUID | None = None,
    after: int | None,
    limit: int,
) -> list[HistoryLine]:
    """All for the author and for coordinators; for a helper the need's own lines and those of their match. `match_id`:
    the lines of this match alone.
    """
    need = rights.need(session, caller, need_id)
    query = select(Event).where(col(Event.need_id) == need_id, col(Event.kind).not_in(HIDDEN))
    if after is not None:
        query = query.where(col(Event.id) > after)
    if match_id is not None:
        query = query.where(col(Event.subject_id) == match_id)
    oversees = caller.is_at_least(Role.COORDINATOR, need.community_id)
    helpers = _helpers(session, need_id)
    is_author = caller.speaks_for(need.author_id)
    own = {match for match, helper in helpers.items() if is_author or caller.speaks_for(helper)}
    if not is_author and not oversees:
        query = query.where(or_(col(Event.subject_id).in_(own), _own_appeal(caller)))
    if is_author or not oversees:
        query = query.where(_STAYED)
    unheard = concerns.unheard(session, caller, set(helpers))
    query = query.where(~_concern_about(caller, own | unheard)).order_by(col(Event.id)).limit(limit)
    events = list(session.execute(query).scalars())
    readable = [event.id for event in events if _may_read(caller, event, own, oversees=oversees)]
    words = notes.of_events(session, readable)
    decided = ledger.of_events(session, caller, [event.id for event in events])
    parts = set(helpers.values())
    return [
        replace(_line(event, need, parts, words.get(event.id)), decision=decided.get(event.id))
        for event in events
    ]


_STAYED = text("""
    event.kind <> 'act_taken_back' AND NOT EXISTS (
        SELECT FROM event back WHERE back.need_id = event.need_id AND back.kind = 'act_taken_back'
           AND back.payload->'events' @> to_jsonb(event.id))
""")
"""Of what somebody took back at once nobody was told, and nothing came of it: only who answers for the circle reads
that it was done.
"""


def _own_appeal(caller: Caller) -> ColumnElement[bool]:
    """Lines of an appeal that the caller made, or somebody made for whom they speak."""
    theirs = or_(col(Event.for_id).in_(caller.voices), col(Event.actor_id).in_(caller.voices))
    return and_(col(Event.subject_type) == "appeal", theirs)


_DECIDED = (EventKind.NEED_HIDDEN, EventKind.NEED_SHOWN, EventKind.NEED_REMOVED, EventKind.NEED_REINSTATED)


def last_reason(session: Session, need: Need) -> str | None:
    """Why a coordinator last hid, showed, removed or reinstated a need, for its author to read; None: none did."""
    last = session.scalars(
        select(col(Event.id))
        .where(col(Event.need_id) == need.id, col(Event.kind).in_(_DECIDED), _STAYED)
        .order_by(col(Event.id).desc())
        .limit(1)
    ).first()
    return notes.of_events(session, [last]).get(last) if last is not None else None


def _concern_about(caller: Caller, matches: set[UUID]) -> ColumnElement[bool]:
    """What somebody raised about the caller, or about one whom the caller is not to judge: they hear only that it
    ended.
    """
    raised = and_(
        col(Event.kind) == EventKind.MATCH_REPORTED,
        func.coalesce(col(Event.payload_json)["concern"].as_boolean(), False),
        col(Event.actor_id).not_in(caller.voices),
    )
    looked_at = and_(
        col(Event.kind).in_((EventKind.CONCERN_CLOSED, EventKind.CONCERN_RENEWED)),
        col(Event.for_id).not_in(caller.voices),
    )
    return and_(col(Event.subject_id).in_(matches), or_(raised, looked_at))


def _may_read(caller: Caller, event: Event, own: set[UUID], *, oversees: bool) -> bool:
    """Reasons are for everybody they concern; a report's note for its writer, and coordinators who are no party."""
    if event.kind != EventKind.MATCH_REPORTED or event.actor_id is None:
        return True
    return caller.speaks_for(event.actor_id) or (oversees and event.subject_id not in own)


def _helpers(session: Session, need_id: UUID) -> dict[UUID, UUID]:
    """By match: who helps."""
    rows = session.execute(
        select(col(Match.id), col(Match.helper_person_id)).where(col(Match.need_id) == need_id)
    )
    return {row.id: row.helper_person_id for row in rows}


def _line(event: Event, need: Need, helpers: set[UUID], reason: str | None) -> HistoryLine:
    for_whom = _for_whom(event, need, helpers)
    if for_whom is None:
        return HistoryLine(event, _part(event, need, helpers), reason)
    payload = payload_of(event)
    how = payload.how if isinstance(payload, MatchInvited | MatchAccepted | MatchConfirmed) else None
    return HistoryLine(event, "representative", reason, for_whom, how)


def _for_whom(event: Event, need: Need, helpers: set[UUID]) -> Side | None:
    """In whose name it was done, where by somebody who speaks for them; None: in nobody's but their own."""
    if event.actor_id in (None, event.for_id) or event.kind in NOT_IN_THEIR_NAME:
        return None
    if _hides_who(payload_of(event)):
        return None
    if event.for_id == need.author_id:
        return "author"
    return "helper" if event.for_id in helpers else None


def _part(event: Event, need: Need, helpers: set[UUID]) -> Part:
    if event.actor_id is None or _hides_who(payload_of(event)):
        return "system"
    if event.actor_id == need.author_id:
        return "author"
    return "helper" if event.actor_id in helpers else "coordinator"


def _hides_who(payload: Payload) -> bool:
    """Whether a match ended after a concern or a block: nobody learns by whom."""
    return isinstance(payload, MatchEnded) and payload.code == WhyEnded.ENDED
