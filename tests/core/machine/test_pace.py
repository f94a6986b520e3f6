"""Long work rests while others are at work. Clock, sleep and the others are handed in, but for one reading."""

import subprocess
import sys
from dataclasses import dataclass, field

from core.machine import pace
from core.machine.pace import AT_WORK, LONGEST, Pace


@dataclass
class Machine:
    """Time passes when somebody works or sleeps; `share` of one processor is taken by others meanwhile."""

    share: float = 0.0
    now: float = 100.0
    taken: float = 7.0
    slept: list[float] = field(default_factory=list)

    def work(self, seconds: float) -> None:
        self.now += seconds
        self.taken += seconds * self.share

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))
        self.work(seconds)

    def pace(self) -> Pace:
        return Pace(others=lambda: self.taken, clock=lambda: self.now, sleep=self.sleep)


def test_work_rests_as_long_as_each_step_took_while_others_are_at_work() -> None:
    machine = Machine(share=2 * AT_WORK)
    own = machine.pace()
    for step in (0.5, 0.2, 0.3):
        machine.work(step)
        own.rest()
    assert machine.slept == [0.5, 0.2, 0.3]


def test_work_alone_on_the_machine_goes_on_at_once() -> None:
    machine = Machine(share=AT_WORK / 2)
    own = machine.pace()
    machine.work(0.5)
    own.rest()
    assert machine.slept == []


def test_each_step_looks_anew_at_who_is_there() -> None:
    machine = Machine(share=1.0)
    own = machine.pace()
    machine.work(0.5)
    own.rest()
    machine.share = 0.0
    machine.work(0.5)
    own.rest()
    assert machine.slept == [0.5]


def test_a_step_that_waited_long_earns_no_long_rest() -> None:
    machine = Machine(share=1.0)
    own = machine.pace()
    machine.work(60)
    own.rest()
    assert machine.slept == [LONGEST]


def test_what_others_take_is_read_from_the_system() -> None:
    before = pace.taken_by_others()
    busy = "import time\nwhile time.process_time() < 0.5: sum(range(100_000))"
    subprocess.run([sys.executable, "-c", busy], check=True)
    # A part of it is the system's own time.
    assert pace.taken_by_others() - before > 0.2
