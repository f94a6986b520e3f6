"""Whose word it is: somebody's own, or said by somebody who speaks for them.

A spoken yes counts like one's own. It needs a standing consent that covers it, and it says how it was given.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlmodel import Session, col

from core.access import Caller
from core.errors import Forbidden, Invalid
from core.models import Need, Person, Representation
from core.models.representation import ConsentHow, Covers
from core.models.values import Spoken

CLOCKS_DIFFER = timedelta(minutes=5)
"""How far ahead of ours somebody's clock may be: beyond it nothing can have been said yet."""


@dataclass(frozen=True, slots=True)
class Voice:
    """`person_id` is whose key turns, `by` who is at the door; `spoken` where these are two."""

    person_id: UUID
    by: UUID
    spoken: Spoken | None = None

    @property
    def for_id(self) -> UUID | None:
        """For whom, where somebody acts for another: as events name it."""
        return self.person_id if self.person_id != self.by else None

    @property
    def how(self) -> ConsentHow | None:
        """How the word was given, where somebody passes it on."""
        return self.spoken.how if self.spoken else None


def of(caller: Caller, person_id: UUID, covers: Covers, spoken: Spoken | None, *, now: datetime) -> Voice:
    """The caller's own voice, or that of somebody they speak for.

    Raises Forbidden where no standing consent covers this, Invalid where it is not said how and when the word
    was given.
    """
    if person_id == caller.person_id:
        return Voice(person_id, caller.person_id)
    if covers not in caller.represents.get(person_id, frozenset()):
        raise Forbidden("consent_does_not_cover")
    return passed_on(person_id, caller.person_id, spoken, now=now)


def passed_on(person_id: UUID, by: UUID, spoken: Spoken | None, *, now: datetime) -> Voice:
    """Somebody's word, passed on by another. Raises Invalid where it is not said how and when it was given."""
    if spoken is None:
        raise Invalid("/spoken", "spoken_needed")
    if spoken.at > now + CLOCKS_DIFFER:
        raise Invalid("/spoken/at", "in_the_future")
    return Voice(person_id, by, spoken)


def ensure_may_decide_ahead(caller: Caller, author_id: UUID) -> None:
    """`first_who_fits` turns a key in advance: nobody says it for another whose consent leaves answers to them.

    Raises Forbidden. A consent asked for by a link covers nothing until it is given, and is looked at then.
    """
    covers = caller.represents.get(author_id) if author_id != caller.person_id else None
    if covers and Covers.ANSWER not in covers:
        raise Forbidden("consent_does_not_cover")


def in_advance(session: Session, need: Need, *, now: datetime) -> Voice | None:
    """Who turned the author's key in advance, if their word still holds at this moment.

    The author's own does. A representative's holds while the consent stands that it rests on; once that has
    ended, run out or was taken over, the key waits for the author.
    """
    if need.posted_by == need.author_id:
        return Voice(need.author_id, need.author_id)
    consent = session.scalars(
        select(Representation)
        .join(Person, col(Person.id) == col(Representation.representative_id))
        .where(
            col(Representation.person_id) == need.author_id,
            col(Representation.representative_id) == need.posted_by,
            consent_stands(now),
            col(Representation.covers).contains([Covers.ANSWER]),
            col(Person.erased_at).is_(None),
        )
    ).first()
    if consent is None or consent.given_at is None:
        return None
    return Voice(need.author_id, need.posted_by, Spoken(consent.how, consent.given_at))


def consent_stands(at: datetime) -> ColumnElement[bool]:
    """Consents by which somebody speaks for another at this moment: given, not ended, and not run out."""
    return and_(
        col(Representation.given_at).is_not(None),
        col(Representation.ended_at).is_(None),
        or_(col(Representation.until).is_(None), col(Representation.until) > at),
    )
