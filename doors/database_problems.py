"""What the database refused, or did not answer, as the problem that a caller is told of."""

import logging

from psycopg.errors import ExclusionViolation, ForeignKeyViolation, UniqueViolation
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from core import errors
from core.database import troubles
from core.errors import Problem
from core.machine.log_lines import described

log = logging.getLogger(__name__)


def of(error: Exception, call: str = "a call") -> Problem:
    """A broken constraint is a conflict; a database that does not answer is "later". `call`: method and route, for the
    log.
    """
    if isinstance(error, IntegrityError):
        if isinstance(error.orig, ExclusionViolation):
            return errors.Conflict("double_booked")
        if isinstance(error.orig, UniqueViolation):
            return errors.Conflict()
        if _is_of_epoch(error):
            log.error("%s: a destroyed epoch was to be written under; this process was away for long", call)
            return errors.Unavailable(retry_after=30)
        log.error("%s: integrity: %s", call, type(error.orig).__name__)
        return errors.Conflict()
    if _passes(error):
        what = described(getattr(error, "orig", None) or error)
        log.warning(
            "%s: not now: %s",
            call,
            f"{troubles.sentence(error)} ({what})" if troubles.is_known(error) else what,
        )
        return errors.Unavailable(retry_after=2)
    if isinstance(error, DataError):
        return errors.Malformed()
    log.exception("%s: database", call, exc_info=error)
    return Problem()


def _is_of_epoch(error: IntegrityError) -> bool:
    """Whether a row would have stood on an epoch that is not there any more."""
    of = error.orig
    return isinstance(of, ForeignKeyViolation) and str(of.diag.constraint_name).endswith("_epoch")


def _passes(error: Exception) -> bool:
    """Whether the same call may do better in a moment: nobody answered, or others were in its way for too long."""
    if isinstance(error, PoolTimeout | OperationalError):
        return True
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    sqlstate = getattr(getattr(error, "orig", None), "sqlstate", None)
    return sqlstate is not None and sqlstate[:2] in ("53", "57", "40", "55")
