"""Contact and exact places: open with both keys, and only while a match is confirmed. Every reading is an event."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core import access
from core.access import Caller
from core.errors import Conflict
from core.events import EventKind, record_on
from core.events.payloads import ContactRead
from core.models import Match, MatchReport, Need, Offer, Person
from core.models.person import ContactKind
from matching.states import lifecycle
from matching.words.values import Point
from matching.words.vocabulary import By, MatchStatus, Outcome, PlaceKind, Share
from services import sealed
from services.access import rights
from services.afterwards import messages, via
from services.afterwards.via import Via
from services.consequences import coverage, match_times
from services.people import blocks, contact_points

ClosedWhy = Literal["no_yes", "too_few", "shut", "over"]
"""Why contact is closed, where it is for another reason than that one of two yeses is missing: nobody has said yes yet
and messages are not open either; it waits for others; it is over, and the two may still write; it is over for both.
"""

ONE_YES = frozenset({MatchStatus.ACCEPTED, MatchStatus.INVITED})
"""One of the two has said yes, and may write."""


@dataclass(frozen=True, slots=True)
class Contact:
    """What one side of a confirmed match may know of the other: what they chose to share, and no more."""

    display_name: str | None
    person_id: UUID
    email: str | None = None
    phone: str | None = None
    place: Point | None = None
    address: str | None = None
    to: Point | None = None
    private_note: str | None = None
    people: tuple[str, ...] = ()
    """Who comes of an organisation, by name, where it said so."""
    via: Via | None = None
    """Whose `email` and `phone` these are, where they are of whoever speaks for the other side."""


def read(
    session: Session,
    caller: Caller,
    match_id: UUID,
    *,
    known: Callable[[Contact], bool] = lambda _: False,
    now: datetime,
) -> Contact:
    """The other side's contact. Raises Conflict `contact_closed` unless both keys have turned and still hold.

    `known`: whether the caller holds this very contact already, so that nothing is read.
    """
    match = rights.match(session, caller, match_id)
    side = rights.require_side(caller, match, By.HELPER, By.BENEFICIARY)
    need = session.get_one(Need, match.need_id)
    if not is_open(session, need, match, now):
        raise _closed(match, now)
    contact = (
        _of_beneficiary(session, need, match, now) if side is By.HELPER else _of_helper(session, need, match)
    )
    if known(contact):
        return contact
    record_on(
        session,
        EventKind.CONTACT_READ,
        match,
        ContactRead(by=side),
        actor=caller.person_id,
        for_id=contact.person_id,
        now=now,
    )
    return contact


def _closed(match: Match, now: datetime) -> Conflict:
    why = _why_closed(match, now)
    if why is None:
        return Conflict("contact_closed", current=match.status, allowed=[])
    return Conflict("contact_closed", why=why, current=match.status, allowed=[])


def _why_closed(match: Match, now: datetime) -> ClosedWhy | None:
    if match.company_due_at is not None:
        return "too_few"
    if match.status is MatchStatus.PROPOSED:
        return "no_yes"
    if not messages.are_open(match, now):
        return "over"
    return None if match.status in ONE_YES else "shut"


def is_open(session: Session, need: Need, match: Match, now: datetime) -> bool:
    """Whether the two may know each other's contact now: both keys turned, in time, enough helpers, no bad report,
    neither keeps away from the other, and no coordinator has hidden the need.
    """
    if match.status is not MatchStatus.CONFIRMED or match.contact_until is None:
        return False
    if now >= match.contact_until or need.hidden or not _stands(session, match, now):
        return False
    if not coverage.contact_opens(session, need, coverage.of(session, need.id)):
        return False
    if blocks.stand_between(session, need, match):
        return False
    _, by_beneficiary = reported(session, match.id)
    return not lifecycle.shuts_contact(by_beneficiary)


def _stands(session: Session, match: Match, now: datetime) -> bool:
    """Whether the standing that opened contact holds; once the agreed time has begun it is not asked any more."""
    if match.rests_on is None or match_times.has_begun(match, now):
        return True
    session.flush()
    return bool(session.scalar(select(access.standing_holds()).where(col(Match.id) == match.id)))


def reported(session: Session, match_id: UUID) -> tuple[Outcome | None, Outcome | None]:
    """What helper and beneficiary have reported so far."""
    said = {
        report.side: report.outcome
        for report in session.execute(
            select(MatchReport).where(col(MatchReport.match_id) == match_id)
        ).scalars()
    }
    return said.get(By.HELPER), said.get(By.BENEFICIARY)


def revealed(session: Session, need: Need, *, reader: UUID, now: datetime) -> Contact:
    """What somebody reads who answers for the community and has looked it up for a purpose (`services.reveals`).

    How the author is reached, also where they share none of it with helpers: so that somebody can ask them. Where
    they are, only if helpers they confirm would read it too.
    """
    return _of_author(session, need, [*need.share, Share.EMAIL, Share.PHONE], reader=reader, now=now)


def _of_beneficiary(session: Session, need: Need, match: Match, now: datetime) -> Contact:
    return _of_author(session, need, need.share, reader=match.helper_person_id, now=now)


def _of_author(session: Session, need: Need, share: list[str], *, reader: UUID, now: datetime) -> Contact:
    """Place, door and note are the person's own, also where somebody else is rung for them."""
    shares_place = Share.PLACE in share
    by = via.of(session, need, reader=reader, now=now)
    shared = _shared(session, need.author_id, [] if by else share)
    if by is not None:
        shared = replace(shared, email=by.email, phone=by.phone, via=by)
    return replace(
        shared,
        place=sealed.opened_need_place(session, need) if shares_place else None,
        address=sealed.opened_in_need(session, need, "address") if shares_place else None,
        to=sealed.opened_need_place(session, need, "to_place"),
        private_note=sealed.opened_in_need(session, need, "private_note"),
    )


def _of_helper(session: Session, need: Need, match: Match) -> Contact:
    offer = session.get_one(Offer, match.offer_id)
    at_offer = need.place_kind is PlaceKind.AT_OFFER
    return replace(
        _shared(session, match.helper_person_id, offer.share),
        place=sealed.opened_offer_place(session, offer) if Share.PLACE in offer.share or at_offer else None,
        people=tuple(_names(session, match.people or ())),
    )


def _names(session: Session, people: Iterable[UUID]) -> Iterator[str]:
    for person in session.scalars(select(Person).where(col(Person.id).in_(people)).order_by(col(Person.id))):
        name = sealed.display_name(session, person)
        if name is not None:
            yield name


def _shared(session: Session, person_id: UUID, share: list[str]) -> Contact:
    """Somebody's name, and of their addresses what they chose to share."""
    person = session.get_one(Person, person_id)
    known = contact_points.known(session, person.id)
    return Contact(
        display_name=sealed.display_name(session, person),
        person_id=person.id,
        email=known.get(ContactKind.EMAIL) if Share.EMAIL in share else None,
        phone=known.get(ContactKind.PHONE) if Share.PHONE in share else None,
    )
