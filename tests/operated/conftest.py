"""One machine for all tests of a process that play faults on it; each finds it up. And how long each fault took."""

from collections.abc import Generator, Iterator

import pytest

from tests.operated.machine import WITHIN_S, Machine, eventually, waited
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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Notes the longest wait of a test: until a fault was named, or until all was well again."""
    waited.clear()
    yield
    if waited:
        item.user_properties.append(("longest wait", max(waited)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The table of `make faults`; a run that is spread over processes prints none."""
    rows = sorted(
        (seconds, report.nodeid.partition("[")[2].rstrip("]"), what)
        for report in terminalreporter.getreports("passed")
        for name, (seconds, what) in report.user_properties
        if name == "longest wait" and "test_faults.py" in report.nodeid
    )
    for seconds, fault, what in rows:
        met = "met" if seconds <= WITHIN_S else "MISSED"
        terminalreporter.write_line(f"{seconds:6.1f} s  {met:6}  {fault}: {what}")
    if rows:
        within = sum(seconds <= WITHIN_S for seconds, _, _ in rows)
        terminalreporter.write_line(f"{within} goals met, {len(rows) - within} missed")
