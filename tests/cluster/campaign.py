"""Plays faults one after the other on one stage, and writes down what came of each."""

import time
from pathlib import Path

from rich.console import Console

from tests.cluster import apart, verdict
from tests.cluster.faults import APART, Play
from tests.cluster.stage import Stage, stage
from tests.cluster.table import Row

AFTERWARDS_S = 3.0


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
            rows.append(played(made, name, play))
            console.print(f"{name}: no write for {rows[-1].paused:.1f} s", highlight=False)
    return rows


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
        lost=verdict.lost(made.cluster, ledger),
        doubled=", ".join(f"{number} × {what}" for what, number in twice.items()),
        again=verdict.arrived_again(made.minka) - again,
        restarted=made.minka.restarts() - restarts,
        started_by_hand=made.minka.ended_for_good(),
        ready=made.watch.ready_said(begin),
        log=made.watch.log_said(begin),
        order=made.reader.wrong(),
        gave_up=len(ledger.gave_up) - gave_up,
    )
