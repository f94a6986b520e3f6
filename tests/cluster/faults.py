"""The faults, each a function that plays one and returns when it is over: whatever was broken works or is back."""

import time
from collections.abc import Callable

from tests.cluster import crowd
from tests.cluster.database_machine import end, freeze, thaw
from tests.cluster.layout import ROOT
from tests.cluster.releases import release_before
from tests.cluster.stage import Stage

Play = Callable[[Stage], None]
LONGER_THAN_A_LEADER_S = 35.0
"""Patroni gives up on a primary after 20 s; so long it stays away."""


def killed_primary(stage: Stage) -> None:
    """PostgreSQL on the primary's machine, by kill -9."""
    end(stage.cluster.primary().postgres())


def killed_machine(stage: Stage) -> None:
    """All that runs on the primary's machine, until somebody puts it on again."""
    machine = stage.cluster.primary()
    machine.kill()
    time.sleep(LONGER_THAN_A_LEADER_S)
    machine.start()


def frozen_machine(stage: Stage) -> None:
    """All of the primary's machine stands still; then it goes on as if nothing had been."""
    standing_still = stage.cluster.primary().processes()
    freeze(standing_still)
    try:
        time.sleep(LONGER_THAN_A_LEADER_S)
    finally:
        thaw(standing_still)


def frozen_postgres(stage: Stage) -> None:
    """PostgreSQL alone stands still; Patroni beside it does not."""
    standing_still = stage.cluster.primary().postgres()
    freeze(standing_still)
    try:
        time.sleep(LONGER_THAN_A_LEADER_S)
    finally:
        thaw(standing_still)


def cut_off(stage: Stage) -> None:
    """The primary's machine lives, and nobody reaches it."""
    machine = stage.cluster.primary()
    machine.cut()
    try:
        time.sleep(LONGER_THAN_A_LEADER_S)
    finally:
        machine.join()


def killed_etcd(stage: Stage) -> None:
    """All three of etcd, so that nobody can be made primary."""
    machines = stage.cluster.machines.values()
    end([process for machine in machines for process in machine.server("etcd")])
    time.sleep(LONGER_THAN_A_LEADER_S)
    for machine in machines:
        machine.start("etcd")


def restarted_pooler(stage: Stage) -> None:
    """The PgBouncer that all calls go through."""
    machine = stage.cluster.primary()
    end(machine.server("pgbouncer"))
    time.sleep(2)
    machine.start("pgbouncer")


def killed_workers(stage: Stage) -> None:
    """Both workers, and their processes of rounds with them, in the middle of a round; what it had not written yet is
    done in another one.
    """
    crowd.gather(stage)
    for unit in stage.minka.workers:
        unit.kill()
    crowd.wait_until_asked(stage)


def full_disk(stage: Stage) -> None:
    """The disk of the primary's machine, to the last byte; somebody makes room as soon as `/readyz` says so."""
    begin, filler = time.monotonic(), stage.cluster.primary().fill()
    try:
        while stage.watch.ready_said(begin) is None and time.monotonic() < begin + LONGER_THAN_A_LEADER_S:
            time.sleep(1)
    finally:
        filler.unlink()


def rolling_upgrade(stage: Stage) -> None:
    """The release before runs on the new tables; then its processes are replaced, one by one, each once the one before
    serves.
    """
    with release_before(stage.cluster.layout.folder) as older:
        for source in (older, ROOT):
            for unit in stage.minka.units:
                unit.upgrade(source)
                stage.minka.wait_until_serving()


SHORT: dict[str, Play] = {
    "the primary is killed": killed_primary,
    "the pooler is restarted": restarted_pooler,
}
FAULTS: dict[str, Play] = SHORT | {
    "the primary's machine is switched off": killed_machine,
    "the primary's machine is frozen": frozen_machine,
    "PostgreSQL alone is frozen": frozen_postgres,
    "the primary is cut off": cut_off,
    "etcd is killed": killed_etcd,
    "the workers are killed in a round": killed_workers,
    "the primary's disk is full": full_disk,
    "a rolling upgrade": rolling_upgrade,
}
APART = ("the primary is cut off", "the primary's disk is full")
"""They want machines with wires and disks of their own."""
