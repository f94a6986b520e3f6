"""Answering who asked to be called: the number opens to the one coordinator who takes it up, and who then ends it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from core.access import Caller
from core.crypto.keyring import vault
from core.errors import Conflict, Invalid, NotFound
from core.events import EventKind
from core.models import CallRequest, CallShut
from matching.states import calls
from matching.words.vocabulary import Role
from services import sealed
from services.access import rights
from services.calls import ringing
from services.oversight import queue, taking


@dataclass(frozen=True, slots=True)
class Opened:
    """What somebody said who asks to be called, for whoever calls them. `until`: so long it is theirs alone to do."""

    id: UUID
    phone: str
    name: str | None
    language: str
    about: str | None
    urgent: bool
    asked_at: datetime
    until: datetime


def claim(session: Session, caller: Caller, community_id: UUID, call_id: UUID, *, now: datetime) -> Opened:
    """Takes it up, as `taking.take` does, and opens the number to whoever did: an act in the log. Again: the same.

    Raises NotFound, Forbidden, and Conflict where it is done (`call_is_over`) or another's just now (`call_is_taken`).
    """
    rights.require_role(caller, Role.COORDINATOR, community_id)
    call = _of(session, community_id, call_id)
    if call.closed_at is not None:
        raise Conflict("call_is_over")
    held = taking.take(session, caller, community_id, call_id, now=now)
    if held is None or not held.by_me:
        raise Conflict("call_is_taken")
    if call.claimed_by != caller.person_id:
        call.claimed_by = caller.person_id
        ringing.note(session, EventKind.CALL_CLAIMED, call, actor=caller.person_id, now=now)
        session.flush()
    return _opened(session, call, held.until)


def opened(
    session: Session, caller: Caller, community_id: UUID, call_id: UUID, *, now: datetime
) -> Opened | None:
    """What the caller took up and opened, while it is theirs: reading it again is no act. None: it is to be taken up.

    Raises NotFound, Forbidden, and Conflict `call_is_over`.
    """
    rights.require_role(caller, Role.COORDINATOR, community_id)
    call = _of(session, community_id, call_id, lock=False)
    if call.closed_at is not None:
        raise Conflict("call_is_over")
    held = queue.held(session, caller, community_id, [call_id], now=now).get(call_id)
    if held is None or not held.by_me or call.claimed_by != caller.person_id:
        return None
    return _opened(session, call, held.until)


def _opened(session: Session, call: CallRequest, until: datetime) -> Opened:
    said = orjson.loads(vault(session).open_for_system(sealed.call_cell(call.id), call.content))
    return Opened(id=call.id, urgent=call.urgent, asked_at=call.asked_at, until=until, **said)


def finish(session: Session, caller: Caller, community_id: UUID, call_id: UUID, *, now: datetime) -> None:
    """They were called; nothing more is to be done. Harmless to repeat.

    Raises NotFound, Forbidden, and Conflict `claim_first` for whoever has not opened the number.
    """
    _end(session, caller, community_id, call_id, EventKind.CALL_DONE, now)


def nobody_asked(
    session: Session, caller: Caller, community_id: UUID, call_id: UUID, *, now: datetime
) -> None:
    """Whoever answered had asked for no call: the number is not called again for 30 days. Raises as `finish` does."""
    call = _end(session, caller, community_id, call_id, EventKind.CALL_UNWANTED, now)
    if call is None:
        return
    until = {"until": now + calls.SHUT_FOR}
    shut = insert(CallShut).values(community_id=community_id, lookup=call.lookup, **until)
    session.execute(shut.on_conflict_do_update(index_elements=["community_id", "lookup"], set_=until))


def finish_with_person(session: Session, caller: Caller, call_id: UUID, *, now: datetime) -> UUID:
    """In the call somebody was written down as a person: the request is done with that. Returns whose queue it was in.

    Raises Invalid, at `/call_request`, for what the caller has not opened, or what is over.
    """
    call = session.get(CallRequest, call_id, with_for_update=True)
    answers = call is not None and caller.is_at_least(Role.COORDINATOR, call.community_id)
    if call is None or not answers or call.closed_at is not None or call.claimed_by != caller.person_id:
        raise Invalid("/call_request", "not_your_call")
    _close(session, caller, call, EventKind.CALL_DONE, now)
    return call.community_id


def _of(session: Session, community_id: UUID, call_id: UUID, *, lock: bool = True) -> CallRequest:
    """The request as it stands in this circle's queue or did, under its lock where it changes. Raises NotFound."""
    wanted = (
        col(CallRequest.id) == call_id,
        col(CallRequest.community_id) == community_id,
        col(CallRequest.taken_in_at).is_not(None),
    )
    query = select(CallRequest).where(*wanted)
    call = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if call is None:
        raise NotFound
    return call


def _end(
    session: Session, caller: Caller, community_id: UUID, call_id: UUID, kind: EventKind, now: datetime
) -> CallRequest | None:
    """Ends it for whoever opened the number; None where they had ended it before."""
    rights.require_role(caller, Role.COORDINATOR, community_id)
    call = _of(session, community_id, call_id)
    mine = call.claimed_by == caller.person_id
    if call.closed_at is not None and not mine:
        raise Conflict("call_is_over")
    if not mine:
        raise Conflict("claim_first")
    if call.closed_at is not None:
        return None
    _close(session, caller, call, kind, now)
    return call


def _close(session: Session, caller: Caller, call: CallRequest, kind: EventKind, now: datetime) -> None:
    call.closed_at = now
    ringing.note(session, kind, call, actor=caller.person_id, now=now)
    session.flush()
