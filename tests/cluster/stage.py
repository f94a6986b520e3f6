"""What faults are played on: the cluster, Minka on it, and whoever uses, reads and watches it meanwhile."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.cluster.database_machine import every
from tests.cluster.load import Load
from tests.cluster.minka import Minka, minka
from tests.cluster.reader import Reader
from tests.cluster.watch import Watch
from tests.cluster.whole import Cluster, cluster

BACK_WITHIN_S = 90.0
"""So long a fault is waited for; the goal is a third of that."""


@dataclass(frozen=True)
class Stage:
    cluster: Cluster
    minka: Minka
    load: Load
    reader: Reader
    watch: Watch

    def acts_again(self, since: float, enough: int = 12) -> None:
        """Waits until so many acts were acknowledged after this time."""
        for _ in every(0.2, BACK_WITHIN_S):
            if len(self.load.ledger.since(since)) >= enough:
                return

    def settled(self) -> None:
        """The machines are whole, Minka is well, and people are served."""
        self.cluster.wait_until_whole()
        self.minka.wait_until_ready()
        self.acts_again(time.monotonic())


@contextmanager
def stage(folder: Path) -> Iterator[Stage]:
    """All of it, up and at work; gone afterwards."""
    with ExitStack() as stack:
        whole = stack.enter_context(cluster(folder))
        ours = stack.enter_context(minka(whole))
        made = Stage(whole, ours, Load(ours), Reader(whole), Watch(ours))
        for part in (made.reader, made.watch, made.load):
            part.start()
            stack.callback(part.stop)
        made.acts_again(0)
        yield made
