"""Proving by a code: that an address is one's own, which was only told before; and once more that one is who one is."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from core.access import Caller
from core.database import locks
from core.errors import Conflict, Unauthorized
from core.models import Person
from core.models.person import ContactKind
from services.access import step_up
from services.people import contact_points, elsewhere, former_points, returning, sign_in


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


def once_more_by_code(
    session: Session, caller: Caller, *, challenge_id: UUID, code: str, now: datetime
) -> None:
    """Steps up a sign-in by the code that went to a proved address of the caller's. Raises Unauthorized, for an address
    of somebody else's as for a wrong code.
    """
    sign_in.shown_by(session, caller.person_id, challenge_id=challenge_id, code=code, now=now)
    step_up.proved(session, caller.session_id, now)


def once_more_elsewhere(
    session: Session, caller: Caller, *, uid: str, signed_in_at: datetime, now: datetime
) -> None:
    """The same by the account elsewhere, where they signed in at `signed_in_at`.

    Raises Unauthorized where that is not the caller's, Forbidden where they signed in there too long ago.
    """
    owner = elsewhere.owner(session, uid)
    if owner is None or owner.id != caller.person_id:
        raise Unauthorized("firebase_refused")
    step_up.proved(session, caller.session_id, signed_in_at)
    step_up.require(session, caller, now)
