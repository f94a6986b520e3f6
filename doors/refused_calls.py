"""A log line for each call that was refused: which route, by which code, and from which network as a keyed hash.

Whoever looks for attacks finds here sign-ins that failed, rights that were missing, limits that were reached and calls
that could not be read. A line holds no address, no id of a thing, no name and nothing that was sent. A flood does not
fill the disk: of each code so many lines are written in a minute, and of the rest their number.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from core.errors import Problem

log = logging.getLogger(__name__)

LINES = 20
"""Of one code in one minute. There are as many codes as the program has words for refusals, and no more."""
MINUTE = 60.0
FAILED_SIGN_INS = frozenset({"wrong_code", "code_expired", "card_not_valid", "firebase_refused"})
_TOLD = frozenset({400, 401, 403, 404, 405, 413, 415, 422, 429})
_GRAVE = frozenset({403, 429})
_UNNAMED = "unnamed"


class Note:
    """Why a call was refused, as far as that was said; the first reason is the one."""

    def __init__(self) -> None:
        self.problem: Problem | None = None


_call: ContextVar[Note | None] = ContextVar("refused_call", default=None)


@contextmanager
def noted() -> Iterator[Note]:
    """What is refused from here on is noted for this call, in whichever of its threads."""
    note = Note()
    token = _call.set(note)
    try:
        yield note
    finally:
        _call.reset(token)


def note(problem: Problem) -> None:
    """Says why the call is refused that is under way. A page may tell it with another status, or lead elsewhere."""
    here = _call.get()
    if here is not None and here.problem is None:
        here.problem = problem


class RefusedCalls:
    """Writes the lines of one process, and no more of them than are of use."""

    def __init__(self) -> None:
        self._since: float | None = None
        self._counts: Counter[str] = Counter()

    def tell(self, note: Note, call: str, status: int, network: Callable[[], str], now: float) -> None:
        """Writes a line where this call was refused. `call`: method and template of its route; `network`: makes the
        keyed hash of where it came from, where that is written; `now`: seconds of a clock that never goes back.
        """
        problem = note.problem
        status, code = (problem.status, problem.code) if problem is not None else (status, _UNNAMED)
        if status not in _TOLD:
            return
        if self._since is None or now - self._since >= MINUTE:
            self._begin(now)
        self._counts[code] += 1
        if self._counts[code] <= LINES:
            grave = status in _GRAVE or code in FAILED_SIGN_INS
            level = logging.WARNING if grave else logging.INFO
            log.log(level, "refused: %s, %d %s, network %s", call, status, code, network())

    def _begin(self, now: float) -> None:
        """A new minute; what the last one had no lines for is told as a number."""
        for code, count in self._counts.items():
            if count > LINES:
                log.warning("refused: %d more within a minute, %s", count - LINES, code)
        self._since, self._counts = now, Counter()
