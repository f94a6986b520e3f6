"""Whom somebody knows by name: those they met, and who answers for the circle that they are in."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import case, select
from sqlmodel import Session, col

from core.access import Caller, sees_match
from core.crypto.keyring import keyring
from core.models import Match, Need, Person
from matching.words.vocabulary import Role
from services import sealed
from services.communities import members

MOST_MATCHES, MOST_MEMBERS = 40, 50
"""So many are looked at; a coordinator's list of members holds others, too."""


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody or an organisation. `name` None: the caller named them once, and knows no name of theirs here."""

    id: UUID
    name: str | None


def of_need(session: Session, caller: Caller, need: Need) -> list[Known]:
    """Whom the author of a need may want to leave out: whom it leaves out already, then whom they know by name.

    A name is told to whoever met them (both had said yes), and of those who answer for a circle to its members.
    """
    known = {
        one.id: one for one in (*_met(session, caller, need.author_id), *_answering(session, caller, need))
    }
    known.pop(need.author_id, None)
    known.pop(caller.person_id, None)
    unnamed = [Known(one, None) for one in need.criteria.exclude if one not in known]
    return [*unnamed, *known.values()]


def _met(session: Session, caller: Caller, author_id: UUID) -> Iterator[Known]:
    """Those with whom the author agreed on something that the caller sees, the latest first."""
    helper, asked = col(Match.helper_person_id), col(Match.beneficiary_id)
    met = (
        select(case((helper == author_id, asked), else_=helper))
        .where(
            (helper == author_id) | (asked == author_id),
            col(Match.confirmed_at).is_not(None),
            sees_match(caller),
        )
        .order_by(col(Match.confirmed_at).desc())
        .limit(MOST_MATCHES)
    )
    found = list(dict.fromkeys(session.scalars(met)))
    people = session.scalars(select(Person).where(col(Person.id).in_(found), col(Person.erased_at).is_(None)))
    by_id = {person.id: person for person in people}
    keyring(session).fetch(list(by_id))
    for one in found:
        name = sealed.display_name(session, by_id[one]) if one in by_id else None
        if name is not None:
            yield Known(one, name)


def _answering(session: Session, caller: Caller, need: Need) -> Iterator[Known]:
    if not caller.is_at_least(Role.MEMBER, need.community_id):
        return
    for member in members.of(session, caller, need.community_id, after=None, limit=MOST_MEMBERS):
        if member.row.role is not Role.MEMBER and member.display_name is not None:
            yield Known(member.row.person_id, member.display_name)
