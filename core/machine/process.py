"""How a process of ours behaves towards the others on a small machine: work that can wait steps back."""

import os
from contextlib import suppress
from pathlib import Path

import psutil

NICENESS = 10
"""On a full machine whoever steps back gets a tenth of what their neighbour gets: slow, but never stuck with a lock
in hand."""


def step_back(pid: int | None = None) -> None:
    """Lets this process, or another of ours, run on one processor alone and after those that are waited for.

    Threads and processes it starts later do likewise. This process begins a session of its own with it: Linux shares
    processors between sessions first, so that a niceness counts for nothing beyond its own (sched(7), autogroups).
    Where the system has no such thing, or the process is not ours to move, it stays as it is.
    """
    who = os.getpid() if pid is None else pid
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, who, NICENESS)
    if hasattr(os, "sched_setaffinity"):
        with suppress(OSError):
            os.sched_setaffinity(who, {max(os.sched_getaffinity(who))})
    if pid is None:
        with suppress(OSError):
            os.setsid()
    with suppress(OSError):
        if os.getsid(who) == who:  # Else the whole session of somebody would step back with it.
            Path(f"/proc/{who}/autogroup").write_text(str(NICENESS))


def is_postgres(pid: int) -> bool:
    """Whether this is a process of a PostgreSQL on this machine; a number may mean another one elsewhere."""
    try:
        return bool(psutil.Process(pid).name() == "postgres")
    except (psutil.Error, ValueError):  # a pooler's own number may be none of any process
        return False
