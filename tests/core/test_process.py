"""Good neighbours on a small machine. In processes of their own: what they do cannot be taken back."""

import os
import subprocess
import sys

import psutil
import pytest
from sqlalchemy import text
from sqlmodel import Session

from core import process


def told(code: str) -> list[str]:
    """What a fresh process prints."""
    answer = subprocess.run(
        [sys.executable, "-c", f"from core import process; import os, subprocess, sys; {code}"],
        capture_output=True,
        text=True,
        check=True,
    )
    return answer.stdout.split()


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="the system binds nothing to processors")
def test_who_steps_back_takes_one_processor_and_a_small_share() -> None:
    shown = "print(os.getpriority(os.PRIO_PROCESS, 0), len(os.sched_getaffinity(0)))"
    assert told(shown)[0] == "0"
    assert told(f"process.step_back(); {shown}") == [str(process.NICENESS), "1"]


def test_so_does_what_it_starts() -> None:
    child = "import os; print(os.getpriority(os.PRIO_PROCESS, 0))"
    assert told(f"process.step_back(); subprocess.run([sys.executable, '-c', {child!r}])") == [
        str(process.NICENESS)
    ]


def test_a_process_that_is_not_there_is_let_be() -> None:
    process.step_back(2**22 + 1)


def test_a_number_of_postgres_is_told_from_others(session: Session) -> None:
    pid = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
    assert process.is_postgres(pid)
    assert not process.is_postgres(os.getpid())
    assert not process.is_postgres(max(psutil.pids()) + 100_000)
