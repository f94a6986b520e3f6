"""The table of faults of one machine, each line played for real: healed by itself, or named in one sentence."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.database.db import Address
from tests.operated import faults_at_start, faults_running
from tests.operated.faults_at_start import Refused
from tests.operated.machine import Machine

SLOW = {
    "a PostgreSQL that is frozen",
    "a standby",
    "a run whose port is taken",
    "data of another PostgreSQL",
    "a port that is no number",
    "a misspelt level",
    "a sender at localhost",
    "no master key",
    "a secret's file that is not there",
    "a database that there is none of",
    "an unknown host of the database",
}
"""They take long of themselves, or tests of settings say the same sooner: played by `make chaos`."""


def line(name: str) -> object:
    return pytest.param(name, id=name, marks=[pytest.mark.long] if name in SLOW else [])


@pytest.fixture
def free_again() -> Iterator[None]:
    """Ports that a fault took are free afterwards."""
    yield
    faults_at_start.let_go()


AT_START = {fault.name: fault for fault in faults_at_start.FAULTS}


@pytest.mark.usefixtures("free_again")
@pytest.mark.parametrize("name", [line(name) for name in AT_START])
def test_a_command_that_cannot_start_says_why_in_one_sentence(
    name: str, address: Address, tmp_path: Path
) -> None:
    fault: Refused = AT_START[name]
    fault.play(address, tmp_path)


@pytest.mark.parametrize("name", [line(name) for name in faults_running.FAULTS])
def test_a_machine_heals_itself_or_names_what_is_wrong(name: str, looked_after: Machine) -> None:
    faults_running.FAULTS[name](looked_after)


def test_the_table_has_its_twenty_five_lines() -> None:
    assert len(AT_START) + len(faults_running.FAULTS) >= 25
