"""A process that `run` looks after, with real processes and a clock that is handed in."""

import logging
import os
from collections.abc import Iterator

import pytest

from commands.supervising.child import LIVES_S, MOST_SHORT_LIVES, CannotLive, Child


@pytest.fixture
def worker() -> Iterator[Child]:
    """Never let live so long that it begins to work."""
    reading, writing = os.pipe()
    child = Child("worker", reading, name="worker")
    yield child
    child.kill()
    os.close(reading)
    os.close(writing)


def _dies(child: Child, at: float, *, lived: float) -> None:
    """It is started, lives for so many seconds and is killed; the next may be started at once."""
    child.look(at)
    child.kill()
    child.look(at + lived)


def test_who_is_killed_is_started_again(worker: Child, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    for turn in range(2 * MOST_SHORT_LIVES):
        _dies(worker, turn * 1000.0, lived=LIVES_S + 1)
    assert set(caplog.messages) == {"the worker was ended by SIGKILL; it is started again in 0.5 s"}


def test_who_dies_again_and_again_ends_the_whole(worker: Child, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    for turn in range(MOST_SHORT_LIVES):
        _dies(worker, turn * 100.0, lived=1)
    with pytest.raises(CannotLive, match="The worker died 7 times in a row; its log lines say of what"):
        _dies(worker, MOST_SHORT_LIVES * 100.0, lived=1)
    pauses = [line.rpartition(" in ")[2] for line in caplog.messages]
    assert pauses == ["0.5 s", "1 s", "2 s", "4 s", "8 s", "16 s"]


def test_a_pause_is_kept(worker: Child) -> None:
    _dies(worker, 0.0, lived=1)
    worker.look(1.4)
    assert worker.ended_within(0), "half a second is not over"
    worker.look(1.6)
    assert not worker.ended_within(0)
