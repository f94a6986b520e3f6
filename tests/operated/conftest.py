"""One machine for all tests of a process that play faults on it; each finds it up."""

from collections.abc import Iterator

import pytest

from tests.operated.machine import Machine, eventually
from tests.servers.smtp import SmtpServer


@pytest.fixture(scope="session")
def kept_machine() -> Iterator[Machine]:
    """`run` in development; letters leave by a relay of its own."""
    with (
        SmtpServer() as relay,
        Machine(
            relay,
            smtp_host=relay.host,
            smtp_port=str(relay.port),
            smtp_start_tls="false",
        ) as machine,
    ):
        yield machine


@pytest.fixture
def looked_after(kept_machine: Machine) -> Machine:
    """The same, started again where a test before has ended it, with a worker that beats."""
    if kept_machine.process.poll() is not None:
        kept_machine.start()
    eventually(lambda: kept_machine.part("worker")[0] == "ok", "the worker beats")
    return kept_machine
