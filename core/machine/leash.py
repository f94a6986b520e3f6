"""A process that ends with the one that started it, also where that one is killed: a pipe between them breaks.

The one that starts keeps the writing end and never writes; the other has the reading end as its standard input. The
system closes a dead process's files, so that this holds on every system and whatever the death.
"""

import multiprocessing.process
import os
import signal
import threading

STDIN = 0


def made() -> int:
    """The reading end of a new one. The writing end stays open while this process lives, and nobody inherits it."""
    reads, _writes = os.pipe()
    return reads


def end_when_let_go() -> None:
    """This process stops as by SIGTERM when whoever started it is gone."""
    threading.Thread(target=_wait, name="leash", daemon=True).start()


def end_with_parent() -> None:
    """This process, one of `multiprocessing`, ends, whatever it is at, when the one that started it is gone, or was
    gone before it came here: nobody waits for its answers.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_outlive, args=(parent,), name="leash", daemon=True).start()


def _outlive(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    os._exit(1)


def _wait() -> None:
    while os.read(STDIN, 1):
        pass  # nobody writes
    os.kill(os.getpid(), signal.SIGTERM)
