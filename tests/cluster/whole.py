"""The three database machines and HAProxy, from nothing to a database that Minka may be migrated into."""

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import httpx
import psycopg
from psycopg import sql

from tests.cluster.database_machine import DatabaseMachine, every
from tests.cluster.layout import NAMES, Layout, program

UP_WITHIN_S = 240.0
"""A machine that does much else at once is slow to begin; nothing of that is measured."""


class Cluster:
    """Use as `with cluster(folder) as it`."""

    def __init__(self, layout: Layout, stack: ExitStack) -> None:
        self.layout = layout
        account = layout.account()
        self.machines = {name: DatabaseMachine(layout, name, account) for name in NAMES}
        for machine in self.machines.values():
            stack.callback(machine.close)
        (layout.folder / "haproxy.cfg").write_text(layout.filled("haproxy.cfg"))
        self._stack = stack

    def start(self) -> None:
        """Up when there is a primary with a synchronous standby behind it, and the two roles of Minka's."""
        for machine in self.machines.values():
            machine.start()
        haproxy = subprocess.Popen(
            [str(program("haproxy")), "-db", "-f", str(self.layout.folder / "haproxy.cfg")],
            stdout=(self.layout.folder / "haproxy.log").open("ab"),
            stderr=subprocess.STDOUT,
        )
        self._stack.callback(haproxy.wait)
        self._stack.callback(haproxy.kill)
        self.wait_until_whole()
        self._wait_for_address()
        self._make_database()

    def wait_until_whole(self, within: float = UP_WITHIN_S) -> None:
        """A primary, a synchronous standby, and a third that follows."""
        for _ in every(0.2, within):
            roles = sorted(self.roles().values())
            if roles in (["primary", "replica", "sync_standby"], ["primary", "sync_standby", "sync_standby"]):
                return

    def _wait_for_address(self) -> None:
        """HAProxy asks Patroni once a second; until it has, it hangs up on everybody."""
        for _ in every(0.2, UP_WITHIN_S):
            with suppress(psycopg.OperationalError), self.connect(database="postgres"):
                return

    def roles(self) -> dict[str, str]:
        """What each machine that answers and follows is at this moment, by Patroni's word."""
        for machine in self.machines.values():
            with suppress(httpx.HTTPError, ValueError, KeyError):
                told = httpx.get(f"http://{machine.host}:8008/cluster", timeout=2).json()["members"]
                well = ("running", "streaming")
                return {
                    one["name"]: "primary" if one["role"] == "leader" else one["role"]
                    for one in told
                    if one["state"] in well
                }
        return {}

    def primary(self) -> DatabaseMachine:
        """The machine that takes writes, as HAProxy finds it."""
        for _ in every(0.1, UP_WITHIN_S):
            for machine in self.machines.values():
                with suppress(httpx.HTTPError):
                    if httpx.options(f"http://{machine.host}:8008/primary", timeout=1).status_code == 200:
                        return machine
        raise AssertionError

    def connect(
        self, role: str = "postgres", database: str = "minka"
    ) -> "psycopg.Connection[tuple[object, ...]]":
        """A connection past the pooler: as superuser, or as the role that owns."""
        secret = self.layout.secrets["superuser" if role == "postgres" else "owner"]
        return psycopg.connect(
            self.layout.url(role, secret, 5432, database), autocommit=True, connect_timeout=5
        )

    def _make_database(self) -> None:
        with self.connect(database="postgres") as connection:
            make = "CREATE ROLE minka_owner LOGIN CREATEROLE CREATEDB PASSWORD {}"
            connection.execute(sql.SQL(make).format(self.layout.secrets["owner"]))
            connection.execute("CREATE DATABASE minka OWNER minka_owner")


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """A cluster in a folder of its own that is up. No process of it is left afterwards."""
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    with ExitStack() as stack:
        made = Cluster(Layout(folder), stack)
        made.start()
        yield made
