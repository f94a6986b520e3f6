"""Threads of the API take turns often."""

import sys
from collections.abc import Iterator

import pytest

from core.machine import switching


@pytest.fixture
def usual() -> Iterator[float]:
    before = sys.getswitchinterval()
    yield before
    sys.setswitchinterval(before)


def test_threads_take_turns_ten_times_as_often(usual: float) -> None:
    sys.setswitchinterval(0.005)
    switching.soon()
    assert sys.getswitchinterval() == pytest.approx(0.0005)
