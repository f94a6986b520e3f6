"""Good neighbours on a small machine. In processes of their own: what they do cannot be taken back."""

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from sqlalchemy import text
from sqlmodel import Session

from core.machine import process

LEADS = "print(os.getsid(0) == os.getpid())"
CHILD = "child = subprocess.Popen(['sleep', '60'], start_new_session={alone})"
SHOWN = "print(open(f'/proc/{child.pid}/autogroup').read().split()[-1])"
STEPS_BACK = f"process.step_back(child.pid); {SHOWN}; child.kill()"


shares_between_sessions = pytest.mark.skipif(
    not Path("/proc/self/autogroup").exists(), reason="the system shares between processes alone"
)


def told(code: str) -> list[str]:
    """What a fresh process prints."""
    answer = subprocess.run(
        [sys.executable, "-c", f"from core.machine import process; import os, subprocess, sys; {code}"],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return answer.stdout.split()


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="the system binds nothing to processors")
def test_a_process_that_steps_back_takes_one_processor_and_a_small_share() -> None:
    shown = "print(os.getpriority(os.PRIO_PROCESS, 0), len(os.sched_getaffinity(0)))"
    assert told(shown)[0] == "0"
    assert told(f"process.step_back(); {shown}") == [str(process.NICENESS), "1"]


def test_what_a_process_starts_after_stepping_back_steps_back_too() -> None:
    child = "import os; print(os.getpriority(os.PRIO_PROCESS, 0))"
    assert told(f"process.step_back(); subprocess.run([sys.executable, '-c', {child!r}])") == [
        str(process.NICENESS)
    ]


@shares_between_sessions
def test_the_session_of_a_process_steps_back_with_it() -> None:
    """Where each session gets an equal share, a niceness within it would be of no use."""
    assert told(LEADS) == ["False"]
    own = f"print(open('/proc/self/autogroup').read().split()[-1]); {LEADS}"
    assert told(f"process.step_back(); {own}") == [str(process.NICENESS), "True"]
    assert told(f"{CHILD.format(alone=True)}; {STEPS_BACK}") == [str(process.NICENESS)]


@shares_between_sessions
def test_a_session_of_others_is_left_alone() -> None:
    assert told(f"os.setsid(); {CHILD.format(alone=False)}; {STEPS_BACK}") == ["0"]


def test_stepping_back_for_a_process_that_has_ended_does_nothing() -> None:
    """That nothing is raised is the point: a process may end between being found and being moved."""
    process.step_back(2**22 + 1)


def test_a_number_of_postgres_is_told_from_others(session: Session) -> None:
    pid = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
    assert process.is_postgres(pid)
    assert not process.is_postgres(os.getpid())
    assert not process.is_postgres(max(psutil.pids()) + 100_000)
