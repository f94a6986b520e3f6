"""`manage.py` in a process that is forked from one which has read the program in once, for all tests of a run.

To read it in takes a second, what most commands do a tenth of that. Nothing else is shared: a command has its own
arguments, environment, output and end, as one that an operator starts.
"""

import atexit
import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import manage as program

ROOT = Path(__file__).parents[2]
PATIENCE_S = 120.0
_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload([__name__])


def manage(arguments: tuple[str, ...], environment: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
    """What a command says, and how it ends. Raises TimeoutError for one that comes to no end."""
    with tempfile.TemporaryDirectory(prefix="minka-command-") as name:
        folder = Path(name)
        process = _forks.Process(target=_command, args=(arguments, dict(environment), folder))
        with _plain_terminal():
            process.start()
        process.join(PATIENCE_S)
        if process.is_alive():
            process.kill()
            raise TimeoutError(f"manage.py {' '.join(arguments)} came to no end")
        said, complained = ((folder / what).read_text() for what in ("stdout", "stderr"))
        ended = process.exitcode if process.exitcode is not None else 1
        process.close()
    return subprocess.CompletedProcess(["manage.py", *arguments], ended, said, complained)


@contextmanager
def _plain_terminal() -> Iterator[None]:
    """The process that is forked from looks once whether colours can be seen: those who read along here see none."""
    before = os.environ.get("TERM")
    os.environ["TERM"] = "dumb"
    try:
        yield
    finally:
        if before is None:
            del os.environ["TERM"]
        else:
            os.environ["TERM"] = before


def _command(arguments: tuple[str, ...], environment: dict[str, str], folder: Path) -> None:
    """The forked process, from its first line to its end as an interpreter would end."""
    for number, name in enumerate(("stdout", "stderr"), 1):
        written = os.open(folder / name, os.O_WRONLY | os.O_CREAT, 0o600)
        os.dup2(written, number)
        os.close(written)
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["manage.py", *arguments]
    try:
        program.main()
    except Exception:
        sys.excepthook(*sys.exc_info())
        sys.exit(1)
    finally:
        atexit._run_exitfuncs()  # which a forked process leaves out
