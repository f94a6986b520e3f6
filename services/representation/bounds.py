"""How many one hand may speak for, and to how many who did not ask for it it may have letters sent."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, true
from sqlmodel import Session, col

from core.access import Caller
from core.errors import Conflict, Forbidden
from core.models import ContactPoint, LetterToStranger, Person, Representation
from matching.words.vocabulary import Role
from services.communities import directory

MOST_FOR_MEMBERS = 3
MOST_FOR_COORDINATORS = 100
COUNTED_FOR = timedelta(days=365)
LETTERS_COUNTED_FOR = timedelta(days=30)
"""Of what a member has sent; of a coordinator's a year counts, as of whom they enter."""


def ensure_room(session: Session, caller: Caller, now: datetime) -> None:
    """Raises Forbidden for whoever is no member anywhere, Conflict for whoever has spoken for as many as one may.

    Whoever was entered counts for good, also after it ended: else three at a time would be any number. Of what a
    coordinator enters a year is looked at.
    """
    if not caller.communities():
        raise Forbidden("members_only")
    coordinates = _coordinates(session, caller)
    most = MOST_FOR_COORDINATORS if coordinates else MOST_FOR_MEMBERS
    _one_at_a_time(session, caller)
    already = session.scalars(
        select(func.count()).where(
            col(Representation.representative_id) == caller.person_id,
            col(Representation.created_at) > now - COUNTED_FOR if coordinates else true(),
        )
    ).one()
    if already >= most:
        raise Conflict("enough_people", most=most)


def count_letter(session: Session, caller: Caller, to: ContactPoint, *, now: datetime) -> None:
    """Counts a letter to an address whose owner did not ask for it: each address once, however often it is written to.

    Raises Conflict where the caller has had as many strangers written to as one may.
    """
    most, counted_for = MOST_FOR_MEMBERS, LETTERS_COUNTED_FOR
    if _coordinates(session, caller):
        most, counted_for = MOST_FOR_COORDINATORS, COUNTED_FOR
    _one_at_a_time(session, caller)
    mine = col(LetterToStranger.person_id) == caller.person_id
    session.execute(delete(LetterToStranger).where(mine, col(LetterToStranger.at) <= now - COUNTED_FOR))
    lately = select(col(LetterToStranger.lookup)).where(mine, col(LetterToStranger.at) > now - counted_for)
    written_to = set(session.scalars(lately))
    if to.lookup in written_to:
        return
    if len(written_to) >= most:
        raise Conflict("enough_letters", most=most)
    session.merge(LetterToStranger(person_id=caller.person_id, lookup=to.lookup, at=now))
    session.flush()


def _coordinates(session: Session, caller: Caller) -> bool:
    return bool(directory.recognised(session, caller, Role.COORDINATOR))


def _one_at_a_time(session: Session, caller: Caller) -> None:
    """Of two calls of one hand the second counts what the first did."""
    session.execute(select(Person).where(col(Person.id) == caller.person_id).with_for_update(key_share=True))
