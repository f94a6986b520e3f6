"""The API as a process of its own, on a benchmark's database."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import psutil

from benchmarks.house.database import BenchDatabase


def reaching(bench: BenchDatabase) -> dict[str, str]:
    """The settings that lead a process of Minka's to this database, and let it read there."""
    return {
        "MINKA_MASTER_KEY": bench.master_key,
        "MINKA_KEYS": bench.keys,
        "MINKA_DATABASE_URL": bench.address.app_url,
        "MINKA_DIRECT_DATABASE_URL": bench.address.direct_url,
    }


def environment(bench: BenchDatabase) -> dict[str, str]:
    """What a process of Minka's needs to run on this database."""
    production = {
        "MINKA_ENV": "production",
        "MINKA_PUBLIC_URL": "https://minka.example.org",
        "MINKA_OPERATOR_MAIL": "operator@example.org",
        "MINKA_SMTP_HOST": "127.0.0.1",
        "MINKA_MAIL_FROM": "Minka <minka@example.org>",
    }
    return os.environ | reaching(bench) | production


@contextmanager
def served(bench: BenchDatabase, access_token: str, **more: str) -> Iterator[tuple[str, psutil.Process]]:
    """The API with its bare route, as a process of its own: where it listens, and the process. `more`: environment."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.house.listing_server"],
        env=environment(bench) | {"BENCH_TOKEN": access_token} | more,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        with httpx.Client(transport=httpx.HTTPTransport(retries=50)) as client:
            client.get(f"{url}/healthz").raise_for_status()
        yield url, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(timeout=20)
        if process.stdout is not None:
            process.stdout.close()
