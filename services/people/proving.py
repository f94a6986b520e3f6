"""Proving an address of one's own by the code that went to it: what was only told is known from then on."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from core.access import Caller
from core.database import locks
from core.errors import Conflict
from core.models import Person
from core.models.person import ContactKind
from services.people import contact_points, former_points, returning, sign_in


def prove(session: Session, caller: Caller, *, challenge_id: UUID, code: str, now: datetime) -> Person:
    """Makes the address to which the code went the caller's own: it signs them in, and helpers are rung by it.

    Raises Unauthorized for the code, as at sign-in; Conflict where the address signs in to another account: only
    whoever can read what is sent there hears so, and they may sign in there.
    """
    kind, address, _ = sign_in.shown(session, challenge_id=challenge_id, code=code, now=now)
    held = contact_points.holder(session, kind, address)
    person = locks.own_person(session, caller.person_id)
    if held is not None and held.person_id != person.id:
        if now - held.used_at <= former_points.UNUSED_AFTER:
            if kind is ContactKind.PHONE:
                raise Conflict("number_in_use")
            raise Conflict("address_in_use")
        former_points.let_go(session, held, now=now)
    point = contact_points.prove(session, person.id, kind, address, now=now)
    returning.recognise(session, person, kind, point.lookup, now=now)
    return person
