"""Sends deliveries: claimed with a lease and a fence, checked again, sent with no session open, recorded.

A worker that dies in between leaves a lease that runs out; one that comes back late finds another fence on the
row, and its outcome changes nothing. Each channel has its own places, so that one that hangs holds up no other,
and a slow answer holds up nothing but its own place.
"""

import asyncio
import logging
import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from core.database.db import Database
from core.dials import LOCAL_URL
from core.models import Delivery
from core.models.notification import ChannelName
from notifications.channels.base import Channel, Outcome, Parcel, Verdict
from notifications.messages.operator import Mailbox
from notifications.send import leases, outcomes, parcels, states
from notifications.send.leases import Claim
from notifications.send.packing import NotNow

log = logging.getLogger(__name__)

LONGEST_TRY = timedelta(seconds=25)
"""A try ends before its lease does, whatever the channel waits for; otherwise another worker would send it too."""

PATIENCE_S = 1.0
"""How long a round waits for the first answer before it looks for new work."""


class Addresses(NamedTuple):
    """Where links in messages lead, and where letters to whoever runs the server go (None: nowhere)."""

    public_url: str
    operator_mailbox: Mailbox | None


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
        operator_mailbox: Mailbox | None = None,
        patience_s: float = PATIENCE_S,
        fingerprints: Mapping[ChannelName, str] = MappingProxyType({}),
    ) -> None:
        self._addresses = Addresses(public_url, operator_mailbox)
        self._database = database
        self._patience_s = patience_s
        self._fingerprints, self._begun = fingerprints, False
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

    @property
    def under_way(self) -> bool:
        """Whether something is on its way, or has come back and is not written down."""
        return bool(self._on_the_way or self._landed)

    async def drain(self, *, now: datetime, rng: random.Random) -> None:
        """Starts nothing more; waits for what is on its way, and records it."""
        async with self._one_at_a_time:
            began = asyncio.get_running_loop().time()
            while self._on_the_way:
                await self._collect(None)
            elapsed = timedelta(seconds=asyncio.get_running_loop().time() - began)
            await self._write_down(now + elapsed, rng)

    async def _start(self, now: datetime) -> int:
        places = {name: leases.PLACES - self._taken(name) for name in self._channels}
        if not self._begun:
            await asyncio.to_thread(self._begin, now)
        claims, packed = await asyncio.to_thread(
            _claim_and_pack, self._database, places, now, self._addresses, self._fingerprints
        )
        for claim, parcel in packed:
            task = asyncio.create_task(_send(self._channels[claim.channel], parcel))
            self._on_the_way[task] = claim
        return claims

    def _begin(self, now: datetime) -> None:
        with self._database.transaction() as session:
            states.begin(session, self._fingerprints, now)
        self._begun = True

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
            await asyncio.to_thread(outcomes.record, self._database, self._landed, now, rng)
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
    database: Database,
    places: Mapping[ChannelName, int],
    now: datetime,
    addresses: Addresses,
    fingerprints: Mapping[ChannelName, str],
) -> tuple[int, list[tuple[Claim, Parcel]]]:
    """How many were claimed, and those of them that leave."""
    claims = leases.take(database, places, now, fingerprints)
    return len(claims), _pack(database, claims, now, addresses) if claims else []


def _pack(
    database: Database, claims: list[Claim], now: datetime, addresses: Addresses
) -> list[tuple[Claim, Parcel]]:
    """What still holds and may still be heard, ready to leave; the rest is closed with the reason."""
    packed: list[tuple[Claim, Parcel]] = []
    with database.transaction() as session:
        for claim in claims:
            result = _parcel(session, claim, now, addresses)
            if isinstance(result, Parcel):
                packed.append((replace(claim, address=result.address), result))
            elif isinstance(result, Outcome):
                outcomes.settle(session, claim, result, now, jitter=0)
            elif result.at is not None:
                leases.put_off(session, claim, result.at, result.code)
            else:
                leases.close(session, claim, result.status, now, code=result.code)
    return packed


def _parcel(session: Session, claim: Claim, now: datetime, addresses: Addresses) -> Parcel | NotNow | Outcome:
    """One that cannot be made is our own mistake: it keeps no other waiting, and may be mended meanwhile."""
    try:
        delivery = session.get_one(Delivery, claim.id)
        return parcels.pack(
            session,
            delivery,
            now=now,
            public_url=addresses.public_url,
            operator_mailbox=addresses.operator_mailbox,
        )
    except DBAPIError:
        raise
    except Exception as error:
        log.exception("delivery %s could not be packed", claim.id)
        return Outcome(Verdict.RETRY, type(error).__name__)
