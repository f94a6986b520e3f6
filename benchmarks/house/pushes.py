"""How long it takes from a need to the push on somebody's phone, with all of Minka running; and what pushing costs.

`manage.py serve` and `manage.py worker` run as they do in earnest, on a database of their own, against a local
server that speaks FCM. A push counts from before the need was posted until that server has it.
"""

import asyncio
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import firebase_admin
import httpx
import numpy as np
from firebase_admin import credentials, messaging
from sqlalchemy import text

from benchmarks.house.stage import Stage, staged
from benchmarks.report import Row
from core.ids import new_id
from notifications.channels.base import Parcel
from notifications.channels.fcm import FcmChannel
from notifications.channels.fcm_messages import compose
from services.communities import recognition
from services.people import profile, sign_in
from tests.servers.fcm import FcmServer
from tests.support.people import Person
from tests.support.places import LANSING

SOON_S, URGENT_S, SHARE = 5.0, 2.0, 0.8
AT_A_TIME = 2
"""So many are asked for one need here; by default it may be twenty, and 150 helpers would hear of eight needs."""
AT_ONCE = 32
PATIENCE_S = 60.0


def rows(
    full: bool = False, *, needs: int = 60, helpers: int = 150, pushes: int = 600, rounds: int = 5
) -> list[Row]:
    """Half of the needs are urgent. Helpers enough that nobody has to be spared: a push is waited for, not a person."""
    return [*_latency(needs, helpers), _throughput(pushes, rounds)]


# --- from need to phone ---------------------------------------------------------------------------------------


def _latency(needs: int, helpers: int) -> Iterator[Row]:
    with FcmServer() as fcm, staged() as stage, _running(stage, fcm) as http:
        author = _town(stage, http, helpers)
        posted = _post(author, needs)
        taken = _until_received(stage, fcm, posted)
    for urgency, goal in (("soon", SOON_S), ("urgent", URGENT_S)):
        seconds = [taken.get(need, PATIENCE_S) for need, (kind, _) in posted.items() if kind == urgency]
        p50, p95 = float(np.median(seconds)), float(np.quantile(seconds, 0.95))
        yield Row(
            f"need posted → push received, {len(seconds)} needs, {urgency}",
            f"p50 {p50:.2f} s, p95 {p95:.2f} s",
            f"p95 < {goal:g} s",
            p95 < goal,
        )


@contextmanager
def _running(stage: Stage, fcm: FcmServer) -> Iterator[httpx.Client]:
    """API and worker, each a process of its own."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="minka-bench-")))
        account = folder / "service-account.json"
        account.write_text(json.dumps(fcm.service_account()))
        port = _free_port()
        environment = os.environ | {
            "MINKA_ENV": "development",
            "MINKA_MASTER_KEY": stage.master_key,
            "MINKA_DATABASE_URL": stage.address.app_url,
            "MINKA_DATA_DIR": str(folder),
            "MINKA_FIREBASE_CREDENTIALS": str(account),
            "MINKA_FCM_BASE_URL": fcm.url,
            "MINKA_PORT": str(port),
            "MINKA_LOG_LEVEL": "WARNING",
        }
        for what in ("serve", "worker"):
            process = subprocess.Popen([sys.executable, "manage.py", what], env=environment)
            stack.callback(_stop, process)
        transport = httpx.HTTPTransport(retries=10)
        http = stack.enter_context(
            httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30, transport=transport)
        )
        _wait_until(lambda: _answers(http), "the API does not answer")
        _wait_until(lambda: _beats(stage), "the worker's heart does not beat")
        yield http


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(timeout=40)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def _answers(http: httpx.Client) -> bool:
    try:
        return http.get("/healthz").is_success
    except httpx.TransportError:
        return False


def _beats(stage: Stage) -> bool:
    with stage.database.transaction() as session:
        return session.execute(text("SELECT 1 FROM heartbeat")).first() is not None


def _wait_until(done: Callable[[], bool], otherwise: str) -> None:
    over = time.monotonic() + PATIENCE_S
    while not done():
        if time.monotonic() > over:
            raise TimeoutError(otherwise)
        time.sleep(0.1)


def _person(stage: Stage, http: httpx.Client, name: str) -> Person:
    now = datetime.now(UTC)
    with stage.database.transaction() as session:
        row = profile.create(session, locale="en", now=now)
        row.is_adult, row.asks_a_day, row.asks_a_week = True, 5, 10
        row.quiet_from = row.quiet_to = datetime.min.time()
        tokens = sign_in.start_session(session, row, device_name="bench", now=now)
    return Person(http, name, str(row.id), tokens.access_token, tokens.refresh_token)


def _town(stage: Stage, http: httpx.Client, helpers: int) -> Person:
    """A community of helpers with phones, and somebody who will need them."""
    author = _person(stage, http, "author")
    found = author.post(
        "/v1/communities",
        {"name": "Bench", "place": LANSING, "reach_km": 25, "time_zone": "UTC", "join_policy": "open"},
    )
    with stage.database.transaction() as session:
        recognition.recognise(session, UUID(found["id"]), now=datetime.now(UTC))
    few = {"reason": "Nobody shall be asked twice while we measure.", "dials": {"wave_size": AT_A_TIME}}
    author.patch(f"/v1/communities/{found['id']}/policy", few)
    for number in range(helpers):
        helper = _person(stage, http, f"helper {number}")
        helper.post(f"/v1/communities/{found['id']}/join")
        helper.offer(categories=["groceries"])
        helper.put(f"/v1/me/devices/{uuid4()}", {"address": f"ok-{number}"})
    return author


def _post(author: Person, needs: int) -> dict[str, tuple[str, datetime]]:
    """Needs one after the other, as people do; when each was begun to be posted."""
    posted: dict[str, tuple[str, datetime]] = {}
    for number in range(needs):
        urgency, began = ("urgent", "soon")[number % 2], datetime.now(UTC)
        need = author.need(urgency=urgency)
        posted[need["id"]] = urgency, began
        time.sleep(0.15)
    return posted


def _until_received(
    stage: Stage, fcm: FcmServer, posted: dict[str, tuple[str, datetime]]
) -> dict[str, float]:
    """Seconds from each need to its first push; those whose push never came are missing."""
    over = time.monotonic() + PATIENCE_S
    while True:
        taken: dict[str, float] = {}
        arrived = [(push["data"]["link"].rpartition("/")[2], push["at"]) for push in list(fcm.received)]
        with stage.database.transaction() as session:
            rows = session.execute(text("SELECT CAST(id AS text), CAST(need_id AS text) FROM match")).all()
        need_of = {row[0]: row[1] for row in rows}
        for match, at in arrived:
            if (need := need_of.get(match)) in posted:
                taken.setdefault(need, (at - posted[need][1]).total_seconds())
        if len(taken) == len(posted) or time.monotonic() > over:
            return taken
        time.sleep(0.2)


# --- what pushing costs ---------------------------------------------------------------------------------------


def _throughput(pushes: int, rounds: int) -> Row:
    """Our channel against a bare loop over the SDK, in turn, against a server in a process of its own."""
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
        taken = await _a_second(channel.send, pushes), await _a_second(send_bare, pushes)
        if number:
            ours.append(taken[0])
            bare.append(taken[1])
    await channel.aclose()
    await asyncio.to_thread(firebase_admin.delete_app, plain)
    return ours, bare


async def _a_second(send: Callable[[Parcel], Awaitable[Any]], pushes: int) -> float:
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
        link=f"minka://match/{match}",
        locale="en",
        collapse_key=f"ma-{match.hex[-16:]}",
        time_to_live=timedelta(hours=12),
        urgent=False,
    )
