"""The courier sends what is due. It waits for networks, so it has an event loop in a thread of its own."""

import asyncio
import logging
import random
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlalchemy.exc import DBAPIError

from core.database.db import Database
from core.dials import LOCAL_URL
from core.models.notification import ChannelName
from notifications.channels.base import Channel
from notifications.messages.operator import Mailbox
from notifications.send import leases
from notifications.send.delivery import LONGEST_TRY, Dispatch
from scheduler.job import Job

log = logging.getLogger(__name__)


class Courier:
    """Sends what is due. Links lead to `public_url`, letters to whoever runs the server go to `operator_mailbox`.

    `make_channels` is called on the event loop that the channels will live on.
    """

    def __init__(
        self,
        database: Database,
        make_channels: Callable[[], Mapping[ChannelName, Channel]],
        *,
        public_url: str = LOCAL_URL,
        operator_mailbox: Mailbox | None = None,
        fingerprints: Mapping[ChannelName, str] = MappingProxyType({}),
    ) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="courier", daemon=True)
        self._thread.start()
        self._last: tuple[datetime, random.Random] | None = None

        async def make() -> tuple[Mapping[ChannelName, Channel], Dispatch]:
            channels = make_channels()
            dispatch = Dispatch(
                database,
                channels,
                public_url=public_url,
                operator_mailbox=operator_mailbox,
                fingerprints=fingerprints,
            )
            return channels, dispatch

        self._channels, self._dispatch = asyncio.run_coroutine_threadsafe(make(), self._loop).result()

    def job(self, every: timedelta) -> Job:
        """Delivery, as a job beside the others."""
        return Job("deliver", every, self.run, leases.unsent, lambda: self._dispatch.under_way)

    def run(self, _database: Database, now: datetime, rng: random.Random) -> int:
        """Starts what is due; 0 where nothing is, and nothing on its way. The database is the courier's own."""
        self._last = (now, rng)
        coroutine = self._dispatch.round(now=now, rng=rng)
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()

    def close(self) -> None:
        """Waits for what is on its way, then closes the channels and the loop."""
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(
            timeout=LONGEST_TRY.total_seconds() + 20
        )
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=20)
        self._loop.close()

    async def _end(self) -> None:
        if self._last is not None:
            try:
                await self._dispatch.drain(now=self._last[0], rng=self._last[1])
            except DBAPIError:
                log.warning("the last outcomes could not be recorded; their leases run out")
        for channel in set(self._channels.values()):
            await channel.aclose()
        await asyncio.get_running_loop().shutdown_default_executor()
