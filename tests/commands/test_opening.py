"""What is read once is not handed on: processes started by a worker find no secret in their environment."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from commands.opening import forget_secrets
from core.machine.next_door import NextDoor

SECRETS = {
    "MINKA_MASTER_KEY": "a-key",
    "MINKA_SMTP_PASSWORD": "a-password",
    "MINKA_SMS_TOKEN": "a-token",
    "MINKA_DATABASE_URL": "postgresql://minka_app:a-word@db/minka",
    "MINKA_OWNER_DATABASE_URL": "postgresql://minka:another-word@db/minka",
}


@contextmanager
def _environment() -> Iterator[Callable[[str], str]]:
    """A process that tells what it was started with."""
    yield lambda _: Path("/proc/self/environ").read_text()


def test_processes_of_a_worker_inherit_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    forget_secrets()
    assert not set(SECRETS) & set(os.environ)
    beside = NextDoor(_environment, name="environment")
    try:
        told = beside.ask("", 60)
    finally:
        beside.close()
    assert "PATH=" in told
    assert not [value for value in SECRETS.values() if value in told]
