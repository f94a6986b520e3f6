"""Contact points of a person: adding, reading and replacing them, and which lead to nobody else."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, any_, func, literal, select, union_all
from sqlmodel import Session, col

from core.crypto.keyring import keyring, vault
from core.errors import Forbidden
from core.models import ContactPoint, HouseholdMark, OrganisationPerson, Person, Representation
from core.models.person import ContactKind
from services import sealed
from services.people import former_points


def their_own(session: Session, person: Person) -> list[ContactPoint]:
    """Those proved by a code; and those written down by a representative, where none of them is a representative's, and
    nobody else may read what is sent there. Nothing is ever sent to others.
    """
    points = session.scalars(
        select(ContactPoint).where(col(ContactPoint.person_id) == person.id).order_by(col(ContactPoint.id))
    ).all()
    return [point for point in points if point.verified_at is not None or _is_theirs(session, person, point)]


def _is_theirs(session: Session, person: Person, point: ContactPoint) -> bool:
    """Looked at anew each time: a representative may have made the number their own since it was written down."""
    if not person.represented or session.get(HouseholdMark, (person.id, point.lookup)) is None:
        return False
    hands = session.execute(
        select(col(ContactPoint.id), col(Representation.ended_at), col(Representation.safe_to_write))
        .select_from(Representation)
        .outerjoin(
            ContactPoint,
            and_(
                col(ContactPoint.person_id) == col(Representation.representative_id),
                col(ContactPoint.lookup) == point.lookup,
            ),
        )
        .where(col(Representation.person_id) == person.id)
        .order_by(col(Representation.created_at), col(Representation.id))
    ).all()
    # What ends with speaking for them is told, too: then the last word holds of whether that is safe.
    last = [safe for _, ended_at, safe in hands if ended_at is None] or [safe for *_, safe in hands[-1:]]
    return all(last) and all(shared is None for shared, *_ in hands)


def add(
    session: Session,
    person_id: UUID,
    kind: ContactKind,
    address: str,
    *,
    verified_at: datetime | None,
    now: datetime,
) -> ContactPoint:
    contact = ContactPoint(
        person_id=person_id,
        kind=kind,
        lookup=vault(session).index(kind, address),
        sealed=b"",
        verified_at=verified_at,
        used_at=now,
    )
    contact.sealed = keyring(session).seal(person_id, sealed.contact_cell(contact.id), address) or b""
    session.add(contact)
    session.flush()
    return contact


def vouched(
    session: Session, person_id: UUID, kind: ContactKind, address: str, *, now: datetime
) -> ContactPoint | None:
    """Somebody else has seen the proof that this is theirs: kept, where it is nobody's yet and they have none so."""
    if holder(session, kind, address) is not None or kind in proved(session, person_id):
        return None
    return prove(session, person_id, kind, address, now=now)


def ensure_may_help(session: Session, person_id: UUID, *, organisation_id: UUID | None = None) -> None:
    """Helping wants a proved contact point: one's own, or that of who speaks for them; of who acts for an
    organisation (which others have verified) any of its people's.

    Raises Forbidden: an account that costs nothing gets nobody's yes. Asking never wants one.
    """
    speakers = select(Representation.representative_id).where(  # type: ignore[call-overload]
        col(Representation.person_id) == person_id,
        col(Representation.given_at).is_not(None),
        col(Representation.ended_at).is_(None),
    )
    colleagues = select(OrganisationPerson.person_id).where(  # type: ignore[call-overload]
        col(OrganisationPerson.organisation_id) == organisation_id
    )
    those = union_all(select(literal(person_id)), speakers, colleagues)
    answers = select(ContactPoint.id).where(  # type: ignore[call-overload]
        col(ContactPoint.person_id) == any_(func.array(those.scalar_subquery())),
        col(ContactPoint.verified_at).is_not(None),
    )
    if session.execute(answers.limit(1)).first() is None:
        raise Forbidden("contact_point_needed")


def holder(session: Session, kind: ContactKind, address: str) -> ContactPoint | None:
    """The address as that of whoever has proved it, under its lock; None where nobody has."""
    return session.scalars(
        select(ContactPoint)
        .where(
            col(ContactPoint.kind) == kind,
            col(ContactPoint.lookup) == vault(session).index(kind, address),
            col(ContactPoint.verified_at).is_not(None),
        )
        .with_for_update()
    ).one_or_none()


def proved(session: Session, person_id: UUID) -> list[ContactKind]:
    """Which of somebody's addresses they have proved by a code."""
    points = select(ContactPoint).where(
        col(ContactPoint.person_id) == person_id, col(ContactPoint.verified_at).is_not(None)
    )
    return sorted(point.kind for point in session.scalars(points))


def gives_up(
    session: Session, person_id: UUID, kind: ContactKind, address: str | None, now: datetime
) -> bool:
    """Whether somebody has a proved address in use that this one (None: none) would take the place of."""
    given_up = select(ContactPoint.id).where(  # type: ignore[call-overload]
        col(ContactPoint.person_id) == person_id,
        col(ContactPoint.kind) == kind,
        col(ContactPoint.verified_at).is_not(None),
        col(ContactPoint.used_at) >= now - former_points.UNUSED_AFTER,
    )
    if address is not None:
        given_up = given_up.where(col(ContactPoint.lookup) != vault(session).index(kind, address))
    return session.execute(given_up.limit(1)).first() is not None


def known(session: Session, person_id: UUID) -> dict[ContactKind, str]:
    """How somebody can be reached, in the clear; only for themselves and for `services.afterwards.contact`."""
    rows = session.execute(select(ContactPoint).where(col(ContactPoint.person_id) == person_id)).scalars()
    ring = keyring(session)
    opened = {row.kind: ring.open(person_id, sealed.contact_cell(row.id), row.sealed) for row in rows}
    return {kind: address for kind, address in opened.items() if address is not None}


def replace_phone(session: Session, person_id: UUID, phone: str | None, now: datetime) -> None:
    """A number that was only told is for those who confirm a match to ring; it signs nobody in until it is proved.

    The same whether or not it signs anybody else in: whose it is a code that goes to it will tell (`proving`).
    """
    lookup = vault(session).index(ContactKind.PHONE, phone) if phone is not None else None
    kept = _replaced(session, person_id, ContactKind.PHONE, lookup, now)
    if phone is not None and kept is None:
        add(session, person_id, ContactKind.PHONE, phone, verified_at=None, now=now)


def prove(
    session: Session, person_id: UUID, kind: ContactKind, address: str, *, now: datetime
) -> ContactPoint:
    """Whoever has shown a code that went to this address has it from now on, in place of another of its kind."""
    lookup = vault(session).index(kind, address)
    point = _replaced(session, person_id, kind, lookup, now)
    if point is None:
        return add(session, person_id, kind, address, verified_at=now, now=now)
    point.verified_at, point.used_at = point.verified_at or now, now
    session.flush()
    return point


def _replaced(
    session: Session, person_id: UUID, kind: ContactKind, lookup: bytes | None, now: datetime
) -> ContactPoint | None:
    """Lets go of somebody's addresses of a kind, but for this one; returns it, where they have it."""
    points = session.scalars(
        select(ContactPoint)
        .where(col(ContactPoint.person_id) == person_id, col(ContactPoint.kind) == kind)
        .order_by(col(ContactPoint.verified_at).nulls_last())
    ).all()
    kept = next((point for point in points if point.lookup == lookup), None)
    for point in points:
        if point is not kept:
            former_points.let_go(session, point, now=now)
    return kept
