"""How long it takes from a need to the push on somebody's phone, with all of Minka running; and what pushing costs.

A push counts from before the need was posted until the local server that speaks FCM has it.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import httpx
import numpy as np
from sqlalchemy import text

from benchmarks.house.database import BenchDatabase, Where, bench_database
from benchmarks.house.push_rate import throughput
from benchmarks.house.running import PATIENCE_S, running
from benchmarks.report import Row
from notifications import inbox
from notifications.messages.catalogue import ALL_EMAIL
from services.access import callers
from services.communities import recognition
from services.people import elsewhere, sign_in
from tests.servers.fcm import FcmServer
from tests.support.people import Person
from tests.support.places import LANSING

SOON_S, URGENT_S = 5.0, 2.0
SIXTY_DAYS = timedelta(days=60)
"""How long ago people came: whoever is new may do less."""
AT_A_TIME = 2
"""So many are asked for one need here; by default it may be twenty, and 150 helpers would hear of eight needs."""


def rows(
    _full: bool = False,
    *,
    needs: int = 60,
    helpers: int = 150,
    pushes: int = 600,
    rounds: int = 5,
    where: Where = bench_database,
) -> list[Row]:
    """Half of the needs are urgent. Helpers enough that nobody has to be spared: a push is waited for, not a person."""
    return [*_latency(needs, helpers, where), throughput(pushes, rounds)]


def _latency(needs: int, helpers: int, where: Where) -> Iterator[Row]:
    with FcmServer() as fcm, where() as bench, running(bench, fcm) as http:
        _community(bench, http, helpers)
        posted = _post([_person(bench, http, f"author {number}") for number in range(needs)])
        taken = until_received(bench, fcm, posted)
    for urgency, goal in (("soon", SOON_S), ("urgent", URGENT_S)):
        seconds = [taken.get(need, PATIENCE_S) for need, (kind, _) in posted.items() if kind == urgency]
        p50, p95 = float(np.median(seconds)), float(np.quantile(seconds, 0.95))
        yield Row(
            f"need posted → push received, {len(seconds)} needs, {urgency}",
            f"p50 {p50:.2f} s, p95 {p95:.2f} s",
            f"p95 < {goal:g} s",
            p95 < goal,
        )


def _person(bench: BenchDatabase, http: httpx.Client, name: str) -> Person:
    now = datetime.now(UTC)
    with bench.database.transaction() as session:
        mailbox = f"{uuid4().hex}@bench.example"
        row = elsewhere.with_firebase(
            session, uid=mailbox, email=mailbox, locale="en", device_name="bench", now=now - SIXTY_DAYS
        ).person
        row.is_adult, row.asks_a_day, row.asks_a_week = True, 5, 10
        row.quiet_from = row.quiet_to = datetime.min.time()
        inbox.switch(session, callers.by_person(session, row.id), {ALL_EMAIL: False})
        tokens = sign_in.start_session(session, row, device_name="bench", now=now)
    return Person(http, name, str(row.id), tokens.access_token, tokens.refresh_token)


def _community(bench: BenchDatabase, http: httpx.Client, helpers: int) -> None:
    """A community of helpers with phones."""
    founder = _person(bench, http, "founder")
    community = founder.post(
        "/v1/communities",
        {"name": "Bench", "place": LANSING, "reach_km": 25, "time_zone": "UTC", "join_policy": "open"},
    )
    with bench.database.transaction() as session:
        recognition.recognise(session, UUID(community["id"]), now=datetime.now(UTC))
    few = {"reason": "Nobody shall be asked twice while we measure.", "dials": {"wave_size": AT_A_TIME}}
    founder.patch(f"/v1/communities/{community['id']}/policy", few)
    for number in range(helpers):
        helper = _person(bench, http, f"helper {number}")
        helper.post(f"/v1/communities/{community['id']}/join")
        helper.offer(categories=["groceries"])
        helper.put(f"/v1/me/devices/{uuid4()}", {"address": f"ok-{number}"})


def _post(authors: Sequence[Person]) -> dict[str, tuple[str, datetime]]:
    """Needs one after the other, as people do, each of somebody else: of one author they would take turns. When each
    was begun to be posted.
    """
    posted: dict[str, tuple[str, datetime]] = {}
    for number, author in enumerate(authors):
        urgency, began = ("urgent", "soon")[number % 2], datetime.now(UTC)
        need = author.need(urgency=urgency)
        posted[need["id"]] = urgency, began
        time.sleep(0.15)
    return posted


_MATCHES = text(
    "SELECT CAST(id AS text), CAST(need_id AS text) FROM match WHERE need_id = ANY(CAST(:needs AS uuid[]))"
)


def until_received(
    bench: BenchDatabase,
    fcm: FcmServer,
    posted: dict[str, tuple[str, datetime]],
    silent: Callable[[], set[str]] = set,
) -> dict[str, float]:
    """Seconds from each need to its first push; those whose push never came are missing. `silent`: needs of which it is
    known by now that nobody asked has a phone.
    """
    over = time.monotonic() + PATIENCE_S
    while True:
        taken: dict[str, float] = {}
        arrived = [(push["data"]["link"].rpartition("/")[2], push["at"]) for push in list(fcm.received)]
        with bench.database.transaction() as session:
            rows = session.execute(_MATCHES, {"needs": list(posted)}).all()
        need_of = {row[0]: row[1] for row in rows}
        for match, at in arrived:
            if (need := need_of.get(match)) in posted:
                taken.setdefault(need, (at - posted[need][1]).total_seconds())
        if posted.keys() <= taken.keys() | silent() or time.monotonic() > over:
            return taken
        time.sleep(0.2)
