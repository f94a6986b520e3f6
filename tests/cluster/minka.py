"""Minka on the cluster: two APIs and two workers, each an own process, through the pooler and past it."""

import base64
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import httpx

from tests.cluster.database_machine import every
from tests.cluster.layout import ROOT
from tests.cluster.units import Unit
from tests.cluster.whole import Cluster
from tests.operated.machine import environment, free_port
from tests.servers.fcm import FcmServer
from tests.servers.smtp import SmtpServer


class Minka:
    """What an operator would set up on two machines; letters and pushes leave to servers of ours."""

    def __init__(self, cluster: Cluster, smtp: SmtpServer, fcm: FcmServer) -> None:
        self.cluster, self.smtp, self.fcm = cluster, smtp, fcm
        self.folder = cluster.layout.folder / "minka"
        self.folder.mkdir(exist_ok=True)
        account = self.folder / "firebase.json"
        account.write_text(json.dumps(fcm.service_account()))
        layout = cluster.layout
        self.settings = {
            "env": "development",
            "limits": "1000",
            "log_level": "INFO",
            "master_key": base64.b64encode(bytes(range(32))).decode(),
            "keys": str(self.folder / "epochs"),
            "database_url": layout.url("minka_app", layout.secrets["app"], 6432),
            "direct_database_url": layout.url("minka_app", layout.secrets["app"], 5432),
            "smtp_host": smtp.host,
            "smtp_port": str(smtp.port),
            "smtp_start_tls": "false",
            "firebase_credentials": str(account),
            "fcm_base_url": fcm.url,
        }
        self.owner = {"owner_database_url": layout.url("minka_owner", layout.secrets["owner"], 5432)}
        self.ports = (free_port(), free_port())
        self.apis = [
            Unit(f"API {n + 1}", "serve", self._of(n) | {"port": str(port)}, ROOT)
            for n, port in enumerate(self.ports)
        ]
        self.workers = [Unit(f"worker {n + 1}", "worker", self._of(n), ROOT) for n in range(2)]

    def _of(self, number: int) -> dict[str, str]:
        return self.settings | {"data_dir": str(self.folder / f"machine-{number + 1}")}

    @property
    def units(self) -> list[Unit]:
        return self.apis + self.workers

    @property
    def urls(self) -> list[str]:
        return [f"http://127.0.0.1:{port}" for port in self.ports]

    def command(self, *arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
        """`manage.py …` as the operator, who also has the owner's address."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=environment(self._of(0) | self.owner | settings) | {"TMPDIR": str(self.folder)},
            check=False,
            capture_output=True,
            text=True,
        )

    def well(self, *arguments: str) -> str:
        """The same, which must go well; what it said."""
        done = self.command(*arguments)
        assert done.returncode == 0, f"{arguments}: {done.stdout}{done.stderr}"
        return done.stdout

    def ready(self, url: str) -> dict[str, Any]:
        """What `/readyz` of one API says; nothing where it does not answer."""
        try:
            told: dict[str, Any] = httpx.get(f"{url}/readyz", timeout=10).json()
        except (httpx.TransportError, ValueError):
            return {}
        return told

    def wait_until_ready(self, within: float = 240) -> None:
        """Both APIs take writes, and a worker beats."""
        for _ in every(0.5, within):
            with suppress(KeyError):
                if all(self.ready(url)["state"] == "ok" for url in self.urls):
                    return

    def wait_until_serving(self, within: float = 240) -> None:
        """Both APIs take calls, whatever they would have somebody look at."""
        for _ in every(0.5, within):
            if all(self.ready(url).get("state") in ("ok", "degraded") for url in self.urls):
                return

    def ended_for_good(self) -> int:
        """How many of ours somebody would have to start again by hand."""
        return sum(unit.is_given_up for unit in self.units)

    def restarts(self) -> int:
        """How often one of ours ended by itself and was started again."""
        return sum(unit.restarted for unit in self.units)


def migrated(ours: Minka) -> None:
    """The tables, in an empty database."""
    ours.well("migrate")


@contextmanager
def minka(
    cluster: Cluster,
    prepare: Callable[[Minka], None] = migrated,
    until: Callable[[Minka], None] = Minka.wait_until_ready,
) -> Iterator[Minka]:
    """Prepared before anything of it runs, and up, which `until` waits for."""
    with ExitStack() as stack:
        smtp, fcm = stack.enter_context(SmtpServer()), stack.enter_context(FcmServer())
        made = Minka(cluster, smtp, fcm)
        prepare(made)
        for unit in made.units:
            unit.start()
            stack.callback(unit.stop)
        until(made)
        yield made
