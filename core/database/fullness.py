"""Whether the database had no room for somebody: a small write may still find a place while others are refused."""

import logging

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext

from core import source
from core.database import troubles

log = logging.getLogger(__name__)

FULL = "53100"
FULLNESS = "fullness"
"""Under this name a session's `info` holds the `Fullness` of its database."""
LATELY_S = 15.0


class Fullness:
    """Listens to what an engine is refused, in this process. Safe to share between threads."""

    def __init__(self, engine: Engine) -> None:
        self._seen: float | None = None
        event.listen(engine, "handle_error", self._hear)

    def is_so(self) -> bool:
        """Whether somebody was refused for want of room within the last seconds."""
        return self._seen is not None and source.current().seconds() - self._seen < LATELY_S

    def _hear(self, context: ExceptionContext) -> None:
        if getattr(context.original_exception, "sqlstate", None) != FULL:
            return
        if not self.is_so():
            log.error(troubles.of_state(FULL))
        self._seen = source.current().seconds()
