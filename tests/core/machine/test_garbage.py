"""The search for circles of garbage comes back, however the work ended that it was put off for."""

import gc
import subprocess
import sys

import pytest

from core.machine import garbage


def fail() -> None:
    with garbage.put_off():
        assert not gc.isenabled()
        raise KeyError


def test_collection_is_off_during_the_work_and_on_again_after_a_failure() -> None:
    with pytest.raises(KeyError):
        fail()
    assert gc.isenabled()


def test_the_inner_of_two_leaves_collection_to_the_outer() -> None:
    with garbage.put_off():
        with garbage.put_off():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_settled_objects_are_not_searched_again() -> None:
    """In a process of its own: it cannot be taken back."""
    count = "print(gc.get_freeze_count())"
    code = f"import gc; from core.machine import garbage; {count}; garbage.settle(); {count}"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    before, after = map(int, answer.stdout.split())
    assert before < 1_000  # 3.12 settles a few hundred of its own as it starts
    assert after - before > 1_000
