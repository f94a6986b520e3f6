"""One process that `run` looks after: started, seen to die, started again after a pause that grows."""

import logging
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from commands.opening import PORT_IS_TAKEN, SETTING_IS_WRONG, TRY_AGAIN

log = logging.getLogger(__name__)

MANAGE = Path(__file__).parents[2] / "manage.py"
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0
LIVES_S = 30.0
"""Who lived so long had come up well: the pauses begin anew."""
MOST_SHORT_LIVES = 6


class CannotLive(Exception):
    """A process that dies again and again, or that says that it cannot start; `code` is how `run` then ends."""

    def __init__(self, sentence: str, code: int) -> None:
        super().__init__(sentence)
        self.code = code


class Child:
    """A command of ours as a process of its own, in a session of its own: Ctrl-C reaches `run` alone."""

    def __init__(self, command: str, leash: int, *, name: str, first: Sequence[str] = ()) -> None:
        """`leash`: its standard input (`core.machine.leash`). `first`: what is added to its first start alone."""
        self.name, self._command = name, command
        self._leash = leash
        self._more = tuple(first)
        self._process: subprocess.Popen[bytes] | None = None
        self._since = self._due = 0.0
        self._short_lives = 0
        self._was_up = False

    def look(self, now: float) -> None:
        """Starts it where it is due, and sees whether it died; `now` in seconds that only grow. Raises CannotLive."""
        if self._process is None:
            if now >= self._due:
                self._start(now)
            return
        code = self._process.poll()
        if code is None:
            self._was_up = self._was_up or now - self._since > LIVES_S
            return
        self._process = None
        self._died(code, now)

    def _start(self, now: float) -> None:
        command = [sys.executable, str(MANAGE), self._command, "--supervised", *self._more]
        self._process = subprocess.Popen(command, stdin=self._leash, start_new_session=True)  # noqa: S603
        self._since, self._more = now, ()

    def _died(self, code: int, now: float) -> None:
        lived = now - self._since
        if code == SETTING_IS_WRONG:
            raise CannotLive(f"The {self.name} cannot start: what is wrong is said above.", code)
        if not self._was_up and code in (PORT_IS_TAKEN, TRY_AGAIN):
            raise CannotLive(f"The {self.name} cannot start: what is wrong is said above.", code)
        self._short_lives = 0 if lived > LIVES_S else self._short_lives + 1
        if self._short_lives > MOST_SHORT_LIVES and code != TRY_AGAIN:
            raise CannotLive(
                f"The {self.name} died {self._short_lives} times in a row; its log lines say of what.", 1
            )
        pause = min(FIRST_PAUSE_S * 2 ** max(0, self._short_lives - 1), LONGEST_PAUSE_S)
        self._due = now + pause
        log.warning("the %s %s; it is started again in %g s", self.name, _how(code), pause)

    def ask_to_stop(self) -> None:
        """Tells it to stop in order; does not wait."""
        if self._process is not None:
            self._process.terminate()

    def ended_within(self, seconds: float) -> bool:
        """Waits for its end, at most so long; whether it came."""
        if self._process is None:
            return True
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=max(0.0, seconds))
        return self._process.poll() is not None

    def kill(self) -> None:
        """Ends it where it stands."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()


def _how(code: int) -> str:
    if code >= 0:
        return f"ended with {code}"
    with suppress(ValueError):
        return f"was ended by {signal.Signals(-code).name}"
    return f"was ended by signal {-code}"
