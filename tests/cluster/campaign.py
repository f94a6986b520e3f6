"""Plays faults one after the other on one stage, and writes down what came of each."""

import time
from pathlib import Path

import httpx
import psycopg
from rich.console import Console

from tests.cluster import apart, releases, verdict
from tests.cluster.faults import APART, Play, rolling_upgrade
from tests.cluster.minka import Minka, minka
from tests.cluster.people import GaveUp
from tests.cluster.stage import BACK_WITHIN_S, Stage, stage
from tests.cluster.table import Row
from tests.cluster.whole import cluster

AFTERWARDS_S = 3.0
FAILED = (AssertionError, GaveUp, psycopg.Error, httpx.HTTPError)
"""How an act on a cluster comes to no end; anything else is a mistake of the campaign's."""
RESTORE = "a backup is restored into a new cluster"


def run(faults: dict[str, Play], folder: Path, console: Console) -> list[Row]:
    """All of these faults; each begins where everything is well again after the one before."""
    rows = []
    begin = time.monotonic()
    with stage(folder) as made:
        console.print(f"up after {time.monotonic() - begin:.0f} s: {made.cluster.roles()}", highlight=False)
        for name, play in faults.items():
            if name in APART and not apart.is_inside():
                rows.append(Row(name, why_not="not played: a network of one's own is for root"))
                continue
            if play is rolling_upgrade and not releases.is_there():
                rows.append(Row(name, why_not="not played: this copy of the source has no history"))
                continue
            rows.append(_to_its_end(made, name, play))
            console.print(f"{name}: no write for {rows[-1].paused:.1f} s", highlight=False)
    return rows


def _to_its_end(made: Stage, name: str, play: Play) -> Row:
    """The row of a fault; where it came to no end it says why, and misses its goals."""
    try:
        return played(made, name, play)
    except FAILED as error:
        return Row(name, paused=BACK_WITHIN_S, order=_no_end(error))


def restored(folder: Path, console: Console) -> Row:
    """A backup made under load, brought into another cluster: all from before it is there, and nothing leaves again.

    Where it comes to no end the row says why, and misses its goals.
    """
    try:
        return _restored(folder, console)
    except FAILED as error:
        return Row(RESTORE, took=1, order=_no_end(error))


def _no_end(error: Exception) -> str:
    return f"it came to no end: {str(error)[:400]}"


def _restored(folder: Path, console: Console) -> Row:
    first, second = folder / "first", folder / "second"
    for one in (first, second):
        one.mkdir()
    with stage(first) as made:
        before = made.load.ledger.since(0)
        made.minka.well("backup", str(folder / "backups"))
        [backup] = (folder / "backups").glob("minka-*")
        left = verdict.arrived(made.minka)
    began = time.monotonic()
    with (
        cluster(second) as whole,
        minka(whole, lambda ours: _bring_back(ours, backup), Minka.wait_until_serving) as ours,
    ):
        ours.well("channels", "drop-held")  # as docs/operations.md says: what waited may have left since
        ours.wait_until_ready()
        took = time.monotonic() - began
        time.sleep(AFTERWARDS_S)
        twice = verdict.doubled(whole, made.load.ledger)
        again = len(verdict.arrived(ours).keys() & left.keys())
        console.print(ours.well("audit", "verify").strip(), highlight=False)
        return Row(
            RESTORE,
            took=took,
            acts=len(before),
            lost=verdict.lost(whole, before),
            doubled=", ".join(f"{number} × {what}" for what, number in twice.items()),
            again=again,
            order="" if again == 0 else "messages left again",
        )


def _bring_back(ours: Minka, backup: Path) -> None:
    ours.well("restore", str(backup))


def played(made: Stage, name: str, play: Play) -> Row:
    """One fault, from where all is well to where all is well again."""
    made.settled()
    begin, ledger = time.monotonic(), made.load.ledger
    again, restarts, gave_up = verdict.arrived_again(made.minka), made.minka.restarts(), len(ledger.gave_up)
    play(made)
    made.acts_again(time.monotonic())
    wrong = ""
    try:
        made.settled()
    except AssertionError:
        wrong = "(not whole again)"
    time.sleep(AFTERWARDS_S)
    until = time.monotonic()
    twice = verdict.doubled(made.cluster, ledger)
    return Row(
        f"{name} {wrong}".strip(),
        paused=ledger.longest_pause(begin, until),
        acts=len(ledger.since(begin)),
        lost=verdict.lost(made.cluster, ledger.since(0)),
        doubled=", ".join(f"{number} × {what}" for what, number in twice.items()),
        again=verdict.arrived_again(made.minka) - again,
        restarted=made.minka.restarts() - restarts,
        started_by_hand=made.minka.ended_for_good(),
        ready=made.watch.ready_said(begin),
        log=made.watch.log_said(begin),
        order=made.reader.wrong(),
        gave_up=len(ledger.gave_up) - gave_up,
    )
