"""Deliveries under a lease: claimed with a fence, ours until the lease ends, written to only while the fence stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import text, update
from sqlmodel import Session, col

from core.database.db import Database
from core.database.due import Since
from core.models import Delivery
from core.models.notification import ChannelName, DeliveryStatus
from notifications.announce import unreached

PLACES = 32
"""Messages on their way at once, on each channel. No more than these can arrive twice when a worker dies."""

LEASE = timedelta(seconds=30)

_UNSENT = "FROM delivery WHERE status IN ('pending', 'leased')"
_MAY_LEAVE = "NOT EXISTS (SELECT FROM channels_quiet)"
unsent = Since(f"SELECT min(due_at) {_UNSENT} AND {_MAY_LEAVE}")
"""Since when deliveries are to be sent, or have a lease that has run out."""

_CLAIM = text(f"""
    WITH due AS MATERIALIZED (
        SELECT id {_UNSENT} AND due_at <= :now AND channel = :channel AND {_MAY_LEAVE}
           AND NOT EXISTS (SELECT FROM channel_rest r WHERE r.channel = :channel AND r.until > :now
                            AND r.fingerprint = :fingerprint)
         ORDER BY due_at FOR UPDATE SKIP LOCKED LIMIT :places
    )
    UPDATE delivery d SET status = 'leased', due_at = :until, fence = d.fence + 1, attempts = d.attempts + 1
      FROM due WHERE d.id = due.id
    RETURNING d.id, d.fence, d.attempts, d.unsure, d.channel, d.expires_at
""")  # noqa: S608  (put together from constants)

_SKIP = text(f"""
    UPDATE delivery SET status = 'skipped', code = 'no_channel'
     WHERE id IN (SELECT id {_UNSENT} AND due_at <= :now AND {_MAY_LEAVE}
                     AND NOT channel = ANY(:there)
                   ORDER BY due_at FOR UPDATE SKIP LOCKED LIMIT :places)
    RETURNING id
""")  # noqa: S608


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery that is ours until its lease ends. `address` is where its parcel went, `fingerprint` that of the
    channel's settings.
    """

    id: UUID
    fence: int
    attempts: int
    unsure: bool
    channel: ChannelName
    expires_at: datetime
    address: str = ""
    fingerprint: str = ""


def take(
    database: Database,
    places: Mapping[ChannelName, int],
    now: datetime,
    fingerprints: Mapping[ChannelName, str] = MappingProxyType({}),
) -> list[Claim]:
    """Leases what is due; what no channel of this server can carry gets its end. A channel that rests does so for as
    long as its settings are those with this fingerprint.
    """
    claims: list[Claim] = []
    with database.transaction() as session:
        skipped = (
            session.execute(_SKIP, {"now": now, "there": list(places), "places": PLACES}).scalars().all()
        )
        for delivery_id in skipped:
            unreached.note_delivery(session, delivery_id, now)
        for channel, free in places.items():
            print_ = fingerprints.get(channel, "")
            asked = {"now": now, "until": now + LEASE, "places": free, "channel": channel}
            claims += [
                Claim(r.id, r.fence, r.attempts, r.unsure, channel, r.expires_at, fingerprint=print_)
                for r in session.execute(_CLAIM, asked | {"fingerprint": print_})
            ]
    return claims


def put_off(session: Session, claim: Claim, at: datetime, code: str) -> None:
    """Nothing was tried: it waits, and keeps its tries."""
    write(session, claim, status=DeliveryStatus.PENDING, due_at=at, code=code, attempts=claim.attempts - 1)


def close(
    session: Session,
    claim: Claim,
    status: DeliveryStatus,
    now: datetime,
    *,
    code: str | None = None,
    sent_at: datetime | None = None,
) -> None:
    """The end of it; where nobody was told, whoever can phone them hears of that."""
    if write(session, claim, status=status, code=code, sent_at=sent_at) and status in unreached.UNTOLD:
        unreached.note_delivery(session, claim.id, now)


def write(session: Session, claim: Claim, **values: object) -> bool:
    """Writes, if the delivery is still ours: whoever took it over has raised the fence. Whether it was."""
    changed = session.execute(
        update(Delivery)
        .where(col(Delivery.id) == claim.id, col(Delivery.fence) == claim.fence)
        .values(**values)
        .returning(col(Delivery.id))
    )
    return changed.first() is not None
