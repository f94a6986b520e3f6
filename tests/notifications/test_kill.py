"""Workers are killed in the middle of their work: nothing is lost, and next to nothing arrives twice.

`MINKA_KILLS` says how often (3 in the usual tests), `MINKA_MESSAGES` how many messages are on their way.
"""

import json
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

from core import clock
from core.audit import verifying
from core.database.db import Address
from notifications.send.leases import LEASE, PLACES
from tests.servers.fcm import FcmServer
from tests.support.telling import announce, scalar, tell
from tests.support.world import World, device_for

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("MINKA_KILLS", "3"))
MESSAGES = int(os.environ.get("MINKA_MESSAGES", str(max(300, 60 * KILLS))))
GENEROUS_S = 60


@contextmanager
def worker(address: Address, data_dir: Path, fcm: FcmServer) -> Iterator[subprocess.Popen[bytes]]:
    """A worker process as an operator would start it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MINKA_")}
    environment |= {
        "MINKA_ENV": "development",
        "MINKA_DATA_DIR": str(data_dir),
        "MINKA_DATABASE_URL": address.app_url,
        "MINKA_DIRECT_DATABASE_URL": address.direct_url,
        "MINKA_FIREBASE_CREDENTIALS": str(data_dir / "account.json"),
        "MINKA_FCM_BASE_URL": fcm.url,
    }
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), "worker"],
        cwd=data_dir,
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def until(condition: Callable[[], object], process: subprocess.Popen[bytes]) -> None:
    """Looks until the condition holds, while the worker lives."""
    over = threading.Event()
    giving_up = threading.Timer(GENEROUS_S, over.set)
    giving_up.start()
    while not condition():
        assert process.poll() is None, "the worker ended by itself"
        assert not over.wait(0.01), "it never came to pass"
    giving_up.cancel()


def _have_arrived(fcm: FcmServer, enough: int) -> bool:
    return len(fcm.received) >= enough


def leases_run_out(world: World) -> None:
    """What the dead one held is due again, without anybody waiting for half a minute."""
    with world.database.transaction() as session:
        clock.advance(session, LEASE + timedelta(seconds=1))


def test_nothing_is_lost_and_each_takes_effect_once(address: Address, tmp_path: Path) -> None:
    with FcmServer(slow_s=0.05) as fcm, World(address, tmp_path) as world:
        (tmp_path / "account.json").write_text(json.dumps(fcm.service_account()))
        anna = world.person("anna")
        device_for(anna, "slow-anna")
        tell(world, *[anna] * MESSAGES)
        while announce(world):
            pass
        for kill in range(KILLS):
            with worker(address, tmp_path, fcm) as process:
                enough = (kill + 1) * MESSAGES // (KILLS + 2)
                until(partial(_have_arrived, fcm, enough), process)
                process.send_signal(signal.SIGKILL)
                process.wait()
            leases_run_out(world)
        with worker(address, tmp_path, fcm) as process:
            open_ones = "SELECT count(*) FROM delivery WHERE status IN ('pending', 'leased')"
            until(lambda: scalar(world.database, open_ones) == 0, process)
            until(world.settings.heads_file.exists, process)
            process.terminate()
            assert process.wait(GENEROUS_S) == 0, "asked politely, it ends well"

        with world.database.transaction() as session:
            assert verifying.verify(session, world.settings.heads_file).fault is None, "what it sealed holds"
        arrived = Counter(push["data"]["message_id"] for push in fcm.received)
        sent = "SELECT count(*) FROM delivery WHERE status = 'sent'"
        assert scalar(world.database, sent) == len(arrived) == MESSAGES, "none lost, each once by its id"
        assert arrived.total() - MESSAGES <= KILLS * PLACES
        print(f"{MESSAGES} messages, {KILLS} kills, {arrived.total() - MESSAGES} arrived twice")
