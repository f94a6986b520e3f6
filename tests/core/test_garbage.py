"""The search for circles of garbage comes back, however the work ended that it was put off for."""

import gc

import pytest

from core import garbage


def fail() -> None:
    with garbage.put_off():
        assert not gc.isenabled()
        raise KeyError


def test_it_is_off_meanwhile_and_on_again_after_a_failure() -> None:
    with pytest.raises(KeyError):
        fail()
    assert gc.isenabled()


def test_whoever_ends_within_another_leaves_it_to_them() -> None:
    with garbage.put_off():
        with garbage.put_off():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
