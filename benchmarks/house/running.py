"""All of Minka running for a benchmark: `manage.py serve` and `manage.py worker`, each a process of its own."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
from sqlalchemy import text

from benchmarks.house.database import BenchDatabase
from benchmarks.house.serving import reaching
from tests.servers.fcm import FcmServer

PATIENCE_S = 60.0
"""So long what runs is waited for, and so long a push."""


@contextmanager
def running(bench: BenchDatabase, fcm: FcmServer) -> Iterator[httpx.Client]:
    """API and worker on this database, pushing to `fcm`; a client of the API, once both are up."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="minka-bench-")))
        account = folder / "service-account.json"
        account.write_text(json.dumps(fcm.service_account()))
        port = _free_port()
        development = {
            "MINKA_ENV": "development",
            "MINKA_DATA_DIR": str(folder),
            "MINKA_FIREBASE_CREDENTIALS": str(account),
            "MINKA_FCM_BASE_URL": fcm.url,
            "MINKA_PORT": str(port),
            "MINKA_LOG_LEVEL": "WARNING",
            "MINKA_LIMITS": "1000000",
        }
        for what in ("serve", "worker"):
            process = subprocess.Popen(
                [sys.executable, "manage.py", what], env=os.environ | reaching(bench) | development
            )
            stack.callback(_stop, process)
        transport = httpx.HTTPTransport(retries=10)
        http = stack.enter_context(
            httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30, transport=transport)
        )
        _wait_until(lambda: _answers(http), "the API does not answer")
        _wait_until(lambda: _beats(bench), "the worker's heart does not beat")
        yield http


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(timeout=40)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def _answers(http: httpx.Client) -> bool:
    try:
        return http.get("/healthz").is_success
    except httpx.TransportError:
        return False


def _beats(bench: BenchDatabase) -> bool:
    with bench.database.transaction() as session:
        return session.execute(text("SELECT 1 FROM heartbeat")).first() is not None


def _wait_until(done: Callable[[], bool], otherwise: str) -> None:
    over = time.monotonic() + PATIENCE_S
    while not done():
        if time.monotonic() > over:
            raise TimeoutError(otherwise)
        time.sleep(0.1)
