"""Marking a need as a double of another: an act with a reason that stands in the history of both."""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, select
from sqlmodel import Session, col

from core import notes
from core.access import Caller
from core.errors import Conflict, Invalid
from core.events import EventKind, record_on
from core.models import Event, Match, Need
from matching.words.vocabulary import MatchStatus, NeedStatus
from services.consequences import doubles
from services.judging import own_matter

A_YES = (MatchStatus.ACCEPTED, MatchStatus.CONFIRMED, MatchStatus.COMPLETED, MatchStatus.DISPUTED)
_AT = "/duplicate_of"


def mark(
    session: Session, caller: Caller, need: Need, original: Need, *, reason: str | None, now: datetime
) -> None:
    """Marks `need` as asking for what `original` asks for already; its author is told, and may say that it is not so.

    Call with both locked. Repeating it does nothing. Raises Invalid where the two do not go together or the reason is
    missing, Conflict where somebody has said yes to it or its author that it is another matter, Forbidden in one's
    own matter.
    """
    if original.id == need.id:
        raise Invalid(_AT, "not_of_itself")
    if need.duplicate_of == original.id:
        return
    if reason is None:
        raise Invalid("/reason", "reason_needed")
    own_matter.ensure_no_part(session, caller, [original.author_id])
    _ensure_original(original)
    _ensure_may_be_one(session, need)
    doubles.mark(session, need, original.id, now=now)
    need.version += 1
    for kind, one in ((EventKind.NEED_MARKED_DOUBLE, need), (EventKind.NEED_HAS_DOUBLE, original)):
        event = record_on(session, kind, one, actor=caller.person_id, now=now)
        notes.write(session, caller, reason, about=one.author_id, subject_id=one.id, event_id=event, now=now)


def tell_apart(session: Session, caller: Caller, need: Need, *, reason: str | None, now: datetime) -> None:
    """A coordinator has looked: it is no double of what was asked for beside it. Nobody is told, and nobody is asked
    about it again. Repeating it does nothing; call with the need locked.
    """
    if told_apart(session, need):
        return
    event = record_on(session, EventKind.NEED_TOLD_APART, need, actor=caller.person_id, now=now)
    if reason is not None:
        notes.write(
            session, caller, reason, about=need.author_id, subject_id=need.id, event_id=event, now=now
        )


def told_apart(session: Session, need: Need) -> bool:
    """Whether somebody who answers for the circle has said that it is no double."""
    said = exists().where(col(Event.subject_id) == need.id, col(Event.kind) == EventKind.NEED_TOLD_APART)
    return bool(session.scalar(select(said)))


def _ensure_original(original: Need) -> None:
    if original.hidden or original.status not in (NeedStatus.OPEN, NeedStatus.MATCHED):
        raise Invalid(_AT, "original_is_over")
    if original.duplicate_of is not None:
        raise Invalid(_AT, "original_is_a_double")


def _ensure_may_be_one(session: Session, need: Need) -> None:
    if need.status is not NeedStatus.OPEN:
        raise Conflict("not_possible", current=need.status, allowed=[])
    if need.another_matter:
        raise Conflict("author_says_another_matter", current=need.status, allowed=[])
    if _there_is(session, Match, col(Match.need_id) == need.id, col(Match.status).in_(A_YES)):
        raise Conflict("somebody_said_yes", current=need.status, allowed=[])
    if _there_is(session, Need, col(Need.duplicate_of) == need.id):
        raise Invalid(_AT, "has_doubles_itself")


def _there_is(session: Session, table: type[Match] | type[Need], *wanted: ColumnElement[bool]) -> bool:
    return session.execute(select(col(table.id)).where(*wanted).limit(1)).first() is not None
