"""Addresses that were let go: what is kept of them, so that whoever proves one again is known by it.

Only of what was proved, only as a keyed hash that no other table holds, and for a year.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from core.crypto.keyring import vault
from core.models import ContactPoint, FormerPoint, Identity
from services.access import links

KEPT = timedelta(days=365)
UNUSED_AFTER = timedelta(days=90)
"""An address unused for longer may be somebody else's by now: it opens nobody's account, and inherits nothing."""
ELSEWHERE = "firebase"
"""An account elsewhere is never given to somebody else."""


@dataclass(frozen=True, slots=True)
class Before:
    """Somebody who had this address before. `same`: it is still theirs, as far as one can know."""

    person_id: UUID
    same: bool


def let_go(session: Session, point: ContactPoint, *, now: datetime) -> None:
    """Takes an address away from its account, and keeps by what it is known again, where it was proved. The links that
    were sent there end.
    """
    if point.verified_at is not None:
        _keep(session, point.person_id, point.kind, point.lookup, used_at=point.used_at, now=now)
    links.end_sent_to(session, point.id, now)
    session.delete(point)
    session.flush()


def let_go_all(session: Session, person_id: UUID, *, now: datetime) -> None:
    """Takes all addresses away from somebody who leaves, and all accounts elsewhere by which they signed in."""
    for point in session.scalars(select(ContactPoint).where(col(ContactPoint.person_id) == person_id)).all():
        let_go(session, point, now=now)
    for identity in session.scalars(select(Identity).where(col(Identity.person_id) == person_id)).all():
        _keep(session, person_id, identity.provider, identity.lookup, used_at=now, now=now)
        session.delete(identity)
    session.flush()


def before(session: Session, kind: str, lookup: bytes, *, but: UUID, now: datetime) -> list[Before]:
    """Who had this address before, other than `but`."""
    rows = session.scalars(
        select(FormerPoint)
        .where(
            col(FormerPoint.mark) == vault(session).former(kind, lookup),
            col(FormerPoint.until) > now,
            col(FormerPoint.person_id) != but,
        )
        .order_by(col(FormerPoint.person_id))
    )
    return [Before(row.person_id, kind == ELSEWHERE or now - row.used_at <= UNUSED_AFTER) for row in rows]


def _keep(
    session: Session, person_id: UUID, kind: str, lookup: bytes, *, used_at: datetime, now: datetime
) -> None:
    statement = insert(FormerPoint).values(
        mark=vault(session).former(kind, lookup), person_id=person_id, used_at=used_at, until=now + KEPT
    )
    renewed = {"used_at": used_at, "until": now + KEPT}
    key = [col(FormerPoint.mark), col(FormerPoint.person_id)]
    session.execute(statement.on_conflict_do_update(index_elements=key, set_=renewed))
