"""Erasing somebody who leaves for good: everything of theirs ends, and their key is destroyed."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from core.access import Caller
from core.database import locks
from core.errors import Conflict, Forbidden
from core.events import EventKind, record
from core.models import (
    Person,
)
from services.access import step_up
from services.leaving import ending, forgetting
from services.people import proving

ASKED_FOR = timedelta(days=7)
"""So long one may erase oneself after the day has passed that it takes; then it has to be asked for anew."""


def erase(session: Session, caller: Caller, *, now: datetime) -> datetime | None:
    """Ends everything and destroys the key: what this person wrote can never be read again. None where that is done.

    Whoever has nothing to show who they are by may do it a day after they asked for it first: then it returns when that
    is, and all their devices are told, so that the owner of a phone left lying can call it off (`keep`).

    Raises Forbidden where they have not shown lately who they are (`services.access.step_up`), Conflict where it was
    called off at this moment.

    Nobody is kept from going: a community whose last steward goes is the operator's until another is appointed.
    Of the addresses they had proved keyed hashes stay for a year: what bound this account binds whoever comes back.
    """
    me = caller.person_id
    waited = not step_up.of(session, caller).holds(now)
    if waited:
        if proving.has_a_way(session, me, now=now):
            raise Forbidden("step_up_needed")
        waits_until = _asked_for(session, me, now)
        if waits_until > now:
            return waits_until
    ending.lock_all(session, me)
    person = locks.own_person(session, me)
    if waited and person.erasure_from is None:
        raise Conflict
    _end(session, me, now)
    return None


def keep(session: Session, caller: Caller, *, now: datetime) -> None:
    """Calls off that the caller is to be erased, whoever asked for it; harmless where nobody did."""
    person = locks.own_person(session, caller.person_id)
    if person.erasure_from is None:
        return
    person.erasure_from = None
    about = ("person", person.id)
    record(session, EventKind.ERASURE_CALLED_OFF, actor=person.id, subject=about, now=now)


def _asked_for(session: Session, person_id: UUID, now: datetime) -> datetime:
    """From when on they may erase themself, who ask for it now; asked for once, it is told once."""
    asked = session.get_one(Person, person_id).erasure_from
    if asked is not None and now < asked + ASKED_FOR:
        return asked
    person = locks.own_person(session, person_id)
    person.erasure_from = now + proving.A_DAY
    record(session, EventKind.ERASURE_ASKED, actor=None, subject=("person", person_id), now=now)
    return person.erasure_from


def erase_again(session: Session, person_id: UUID, *, now: datetime) -> bool:
    """Carries an erasure out again, as after a backup from before it was restored; whether there was anything to do.

    Harmless for whoever is erased already, or is not there. Nobody is asked: it was their own act.
    """
    person = session.get(Person, person_id)
    if person is None or person.erased_at is not None:
        return False
    ending.lock_all(session, person_id)
    locks.own_person(session, person_id)
    _end(session, person_id, now)
    return True


def _end(session: Session, person_id: UUID, now: datetime) -> None:
    """Ends and forgets all, and writes down that it was done. Call under the locks of `ending.lock_all`."""
    ending.withdraw_all(session, person_id, actor=person_id, now=now)
    forgetting.of(session, person_id, now=now)
    about = ("person", person_id)
    record(session, EventKind.PERSON_ERASED, actor=person_id, subject=about, now=now)
