"""What pushing costs: our channel against a bare loop over firebase-admin, both to a local server that speaks FCM."""

import asyncio
import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import firebase_admin
from firebase_admin import credentials, messaging

from benchmarks.report import Row
from core.ids import new_id
from notifications.channels.base import Parcel
from notifications.channels.fcm import FcmChannel
from notifications.channels.fcm_messages import compose

SHARE = 0.8
AT_ONCE = 32


def throughput(pushes: int, rounds: int) -> Row:
    """Pushes a second, ours and bare in turn; the server is a process of its own."""
    server = subprocess.Popen([sys.executable, "-m", "tests.servers.fcm"], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        hello = json.loads(server.stdout.readline())
        ours, bare = asyncio.run(_alternate(hello["url"], hello["service_account"], pushes, rounds))
    finally:
        server.terminate()
        server.communicate(timeout=20)
    shares = sorted(a / b for a, b in zip(ours, bare, strict=True))
    share = statistics.median(shares)
    rates = f"{statistics.median(ours):.0f} / {statistics.median(bare):.0f}"
    return Row(
        f"pushes a second, {AT_ONCE} at once, against a bare loop over firebase-admin",
        f"{rates} = {share:.2f} × ({shares[0]:.2f}-{shares[-1]:.2f})",
        f"≥ {SHARE:g} ×",
        share >= SHARE,
    )


async def _alternate(
    url: str, account: dict[str, str], pushes: int, rounds: int
) -> tuple[list[float], list[float]]:
    channel = FcmChannel(account, base_url=url, concurrency=AT_ONCE)
    plain = firebase_admin.initialize_app(credentials.Certificate(account), name="bare")
    service = messaging._get_messaging_service(plain)
    service._fcm_url = f"{url}/v1/projects/{plain.project_id}/messages:send"
    service._credential._is_regional_access_boundary_lookup_required = lambda: False

    async def send_bare(parcel: Parcel) -> None:
        await messaging.send_each_async([compose(parcel)], app=plain)

    ours: list[float] = []
    bare: list[float] = []
    for number in range(rounds + 1):
        taken = await _rate(channel.send, pushes), await _rate(send_bare, pushes)
        if number:
            ours.append(taken[0])
            bare.append(taken[1])
    await channel.aclose()
    await asyncio.to_thread(firebase_admin.delete_app, plain)
    return ours, bare


async def _rate(send: Callable[[Parcel], Awaitable[Any]], pushes: int) -> float:
    """Pushes a second, of so many."""
    places = asyncio.Semaphore(AT_ONCE)

    async def one() -> None:
        async with places:
            await send(_parcel())

    began = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(pushes)))
    return pushes / (time.perf_counter() - began)


def _parcel() -> Parcel:
    match = new_id()
    return Parcel(
        delivery_id=match,
        message_id=match.hex,
        address=f"ok-{random.randrange(1000)}",
        address_kind="token",
        kind="proposal",
        subject="Somebody near you could use a hand",
        text="Open Minka to see what it is about.",
        link=f"https://minka.example.org/matches/{match}",
        locale="en",
        collapse_key=f"ma-{match.hex[-16:]}",
        time_to_live=timedelta(hours=12),
        urgent=False,
    )
