"""Deliveries leave: claimed with a lease and a fence, checked again, sent with no session open, recorded.

A worker that dies in between leaves a lease that runs out; one that comes back late finds another fence on the
row, and its outcome changes nothing. Each channel has its own places, so that one that hangs holds up no other,
and a slow answer holds up nothing but its own place.
"""

import asyncio
import logging
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col

from core.db import Database
from core.models import Delivery
from core.models.notification import ChannelName, DeliveryStatus
from core.settings import LOCAL_URL
from notifications import parcels, unreached
from notifications.channels.base import Channel, Outcome, Parcel, Verdict
from notifications.parcels import NotNow
from notifications.retry import Decision, Next, decide, pause_after

log = logging.getLogger(__name__)

PLACES = 32
"""Messages on their way at once, on each channel. No more than these can arrive twice when a worker dies."""

LEASE = timedelta(seconds=30)
LONGEST_TRY = timedelta(seconds=25)
"""A try ends before its lease does, whatever the channel waits for; otherwise another worker would send it too."""

LONGEST_REST = timedelta(days=1)
"""A channel that asks for more is asked again then: nobody's clock or typing error silences it for good."""

PATIENCE_S = 1.0
"""How long a round waits for the first answer before it looks for new work."""

_CLAIM = text("""
    WITH due AS MATERIALIZED (
        SELECT id FROM delivery
         WHERE status IN ('pending', 'leased') AND due_at <= :now AND channel = :channel
           AND NOT EXISTS (SELECT FROM channel_rest r WHERE r.channel = :channel AND r.until > :now)
         ORDER BY due_at FOR UPDATE SKIP LOCKED LIMIT :places
    )
    UPDATE delivery d SET status = 'leased', due_at = :until, fence = d.fence + 1, attempts = d.attempts + 1
      FROM due WHERE d.id = due.id
    RETURNING d.id, d.fence, d.attempts, d.unsure, d.channel, d.expires_at
""")

_SKIP = text("""
    UPDATE delivery SET status = 'skipped', code = 'no_channel'
     WHERE id IN (SELECT id FROM delivery
                   WHERE status IN ('pending', 'leased') AND due_at <= :now AND NOT channel = ANY(:there)
                   ORDER BY due_at FOR UPDATE SKIP LOCKED LIMIT :places)
    RETURNING id
""")

_REST = text("""
    INSERT INTO channel_rest (channel, until) VALUES (:channel, :until)
        ON CONFLICT (channel) DO UPDATE SET until = greatest(channel_rest.until, excluded.until)
""")


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery that is ours until its lease ends. `address` is where its parcel went."""

    id: UUID
    fence: int
    attempts: int
    unsure: bool
    channel: ChannelName
    expires_at: datetime
    address: str = ""


class Dispatch:
    """Sends what is due, round by round, and remembers between rounds only what is on its way.

    Lives on the event loop of its channels.
    """

    def __init__(
        self,
        database: Database,
        channels: Mapping[ChannelName, Channel],
        *,
        public_url: str = LOCAL_URL,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._public_url = public_url
        self._database = database
        self._patience_s = patience_s
        self._channels = channels
        self._on_the_way: dict[asyncio.Task[Outcome], Claim] = {}
        self._landed: list[tuple[Claim, Outcome]] = []
        self._one_at_a_time = asyncio.Lock()

    async def round(self, *, now: datetime, rng: random.Random) -> int:
        """Starts what is due and records what has come back. 0: nothing is due, and nothing on its way."""
        async with self._one_at_a_time:
            began = asyncio.get_running_loop().time()
            claimed = await self._start(now)
            landed = await self._collect(self._patience_s)
            elapsed = timedelta(seconds=asyncio.get_running_loop().time() - began)
            await self._write_down(now + elapsed, rng)
            return claimed + landed + len(self._on_the_way)

    async def drain(self, *, now: datetime, rng: random.Random) -> None:
        """Starts nothing more; waits for what is on its way, and records it."""
        async with self._one_at_a_time:
            began = asyncio.get_running_loop().time()
            while self._on_the_way:
                await self._collect(None)
            elapsed = timedelta(seconds=asyncio.get_running_loop().time() - began)
            await self._write_down(now + elapsed, rng)

    async def _start(self, now: datetime) -> int:
        places = {name: PLACES - self._taken(name) for name in self._channels}
        claims, packed = await asyncio.to_thread(
            _claim_and_pack, self._database, places, now, self._public_url
        )
        for claim, parcel in packed:
            task = asyncio.create_task(_send(self._channels[claim.channel], parcel))
            self._on_the_way[task] = claim
        return claims

    def _taken(self, channel: ChannelName) -> int:
        return sum(claim.channel is channel for claim in self._on_the_way.values())

    async def _collect(self, patience: float | None) -> int:
        """Waits until something has come back, or `patience` has run out."""
        if not self._on_the_way:
            return 0
        done, _ = await asyncio.wait(self._on_the_way, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        self._landed += [(self._on_the_way.pop(task), task.result()) for task in done]
        return len(done)

    async def _write_down(self, now: datetime, rng: random.Random) -> None:
        """Kept until the database has it: an outcome that is lost here would be sent again."""
        if self._landed:
            await asyncio.to_thread(_record, self._database, self._landed, now, rng)
            self._landed.clear()


async def _send(channel: Channel, parcel: Parcel) -> Outcome:
    try:
        async with asyncio.timeout(LONGEST_TRY.total_seconds()):
            return await channel.send(parcel)
    except TimeoutError:
        return Outcome(Verdict.AMBIGUOUS, "TIMEOUT")
    except Exception as error:
        log.exception("channel %s failed on %s", channel.name, parcel.delivery_id)
        return Outcome(Verdict.RETRY, code=type(error).__name__)


def _claim_and_pack(
    database: Database, places: Mapping[ChannelName, int], now: datetime, public_url: str
) -> tuple[int, list[tuple[Claim, Parcel]]]:
    """How many were claimed, and those of them that leave."""
    claims = _claim(database, places, now)
    return len(claims), _pack(database, claims, now, public_url) if claims else []


def _claim(database: Database, places: Mapping[ChannelName, int], now: datetime) -> list[Claim]:
    """Leases what is due; what no channel of this server can carry gets its end."""
    claims: list[Claim] = []
    with database.transaction() as session:
        skipped = (
            session.execute(_SKIP, {"now": now, "there": list(places), "places": PLACES}).scalars().all()
        )
        for delivery_id in skipped:
            unreached.note_delivery(session, delivery_id, now)
        for channel, free in places.items():
            rows = session.execute(
                _CLAIM, {"now": now, "until": now + LEASE, "places": free, "channel": channel}
            )
            claims += [Claim(r.id, r.fence, r.attempts, r.unsure, channel, r.expires_at) for r in rows]
    return claims


def _pack(
    database: Database, claims: list[Claim], now: datetime, public_url: str
) -> list[tuple[Claim, Parcel]]:
    """What still holds and may still be heard, ready to leave; the rest is closed with the reason."""
    packed: list[tuple[Claim, Parcel]] = []
    with database.transaction() as session:
        for claim in claims:
            found = _parcel(session, claim, now, public_url)
            if isinstance(found, Parcel):
                packed.append((_addressed(claim, found.address), found))
            elif isinstance(found, Outcome):
                _settle(session, claim, found, now, jitter=0)
            elif found.at is not None:
                _later(session, claim, found.at, found.code)
            else:
                _close(session, claim, found.status, now, code=found.code)
    return packed


def _parcel(session: Session, claim: Claim, now: datetime, public_url: str) -> Parcel | NotNow | Outcome:
    """One that cannot be made is our own mistake: it keeps no other waiting, and may be mended meanwhile."""
    try:
        return parcels.pack(session, session.get_one(Delivery, claim.id), now=now, public_url=public_url)
    except DBAPIError:
        raise
    except Exception as error:
        log.exception("delivery %s could not be packed", claim.id)
        return Outcome(Verdict.RETRY, type(error).__name__)


def _addressed(claim: Claim, address: str) -> Claim:
    return Claim(
        claim.id, claim.fence, claim.attempts, claim.unsure, claim.channel, claim.expires_at, address
    )


def _record(
    database: Database, results: list[tuple[Claim, Outcome]], now: datetime, rng: random.Random
) -> None:
    with database.transaction() as session:
        for claim, outcome in results:
            _settle(session, claim, outcome, now, jitter=rng.random())


def _settle(session: Session, claim: Claim, outcome: Outcome, now: datetime, *, jitter: float) -> None:
    decision = decide(
        outcome,
        attempts=claim.attempts,
        now=now,
        expires_at=claim.expires_at,
        jitter=jitter,
        ambiguous_before=claim.unsure,
    )
    _apply(session, claim, outcome, decision, now)


def _apply(session: Session, claim: Claim, outcome: Outcome, decision: Decision, now: datetime) -> None:
    if decision.what is Next.PAUSE_CHANNEL:
        _rest(session, claim, max(pause_after(claim.attempts), outcome.retry_after or timedelta(0)), now)
    elif outcome.whole_channel and outcome.retry_after is not None:
        _rest(session, claim, min(outcome.retry_after, LONGEST_REST), now)
    if decision.what is Next.SENT:
        _close(session, claim, DeliveryStatus.SENT, now, code=outcome.code or None, sent_at=now)
    elif decision.at is not None:
        unsure = claim.unsure or outcome.verdict is Verdict.AMBIGUOUS
        _set(
            session,
            claim,
            status=DeliveryStatus.PENDING,
            due_at=decision.at,
            code=outcome.code,
            unsure=unsure,
        )
    else:
        if decision.what is Next.DROP_ADDRESS:
            parcels.drop_address(session, claim.address)
        _close(session, claim, DeliveryStatus.FAILED, now, code=outcome.code or decision.what)


def _rest(session: Session, claim: Claim, rest: timedelta, now: datetime) -> None:
    session.execute(_REST, {"channel": claim.channel, "until": now + rest})


def _later(session: Session, claim: Claim, at: datetime, code: str) -> None:
    """Nothing was tried: it waits, and keeps its tries."""
    _set(session, claim, status=DeliveryStatus.PENDING, due_at=at, code=code, attempts=claim.attempts - 1)


def _close(
    session: Session,
    claim: Claim,
    status: DeliveryStatus,
    now: datetime,
    *,
    code: str | None = None,
    sent_at: datetime | None = None,
) -> None:
    if _set(session, claim, status=status, code=code, sent_at=sent_at) and status in unreached.UNTOLD:
        unreached.note_delivery(session, claim.id, now)


def _set(session: Session, claim: Claim, **values: object) -> bool:
    """Writes, if the delivery is still ours: whoever took it over has raised the fence. Whether it was."""
    changed = session.execute(
        update(Delivery)
        .where(col(Delivery.id) == claim.id, col(Delivery.fence) == claim.fence)
        .values(**values)
        .returning(col(Delivery.id))
    )
    return changed.first() is not None
