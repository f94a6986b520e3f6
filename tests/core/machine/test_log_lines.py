"""Log lines: of an exception its kind and where it came from, never its text."""

import json
import logging
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import OperationalError

from core.machine import log_lines
from core.machine.log_lines import Discreet, Json, described, formatter
from core.machine.next_door import TimeIsUpError

SECRET = "ring Mercy at 0712 345 678"
KINDS = (ValueError, KeyError, RuntimeError, LookupError, UnicodeError)


def line_of(error: BaseException, *, put: str) -> str:
    how = {"whole": ("%s", (error,)), "itself": (error, ()), "aside": ("it broke", ())}
    message, args = how[put]
    info = (type(error), error, error.__traceback__) if put == "aside" else None
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, message, args, info)
    return Discreet().format(record)


@given(
    st.lists(st.sampled_from(KINDS), min_size=1, max_size=5),
    st.sampled_from(["whole", "itself", "aside"]),
    st.booleans(),
    st.booleans(),
)
def test_no_text_of_any_exception_is_written(
    kinds: list[type[Exception]], put: str, caused: bool, grouped: bool
) -> None:
    error = raised(kinds, caused=caused)
    if grouped:
        error = ExceptionGroup(SECRET, [error, ValueError(SECRET)])
    said = line_of(error, put=put)
    assert SECRET not in said
    assert type(error).__name__ in said


def raised(kinds: list[type[Exception]], *, caused: bool) -> Exception:
    """An exception that came of others, each with the secret in its text."""
    before: Exception | None = None
    for kind in kinds:
        try:
            try:
                if before is not None:
                    raise before
            except Exception as error:
                raise kind(SECRET) from (error if caused else None)
            raise kind(SECRET)
        except Exception as error:
            before = error
    assert before is not None
    return before


def test_a_chain_that_bites_its_tail_ends() -> None:
    one, other = ValueError(SECRET), KeyError(SECRET)
    one.__cause__, other.__cause__ = other, one
    assert line_of(one, put="aside").count("ValueError") == 1


def test_what_the_operator_needs_is_said() -> None:
    assert "no answer in 5 s" in described(TimeIsUpError("solver: no answer in 5 s"))
    assert "No space left" in described(OSError(28, "No space left on device", SECRET))
    assert "connection refused" in described(OperationalError("connection refused"))
    assert described(ValueError(SECRET)) == "ValueError"


@given(st.text())
def test_a_line_is_one_line_whatever_is_put_into_it(words: str) -> None:
    """Nobody forges a second line, nor commands the terminal on which it is read."""
    record = logging.LogRecord("x", logging.WARNING, __file__, 1, "a gateway said %s", (words,), None)
    line = Discreet().format(record)
    assert line.isprintable()
    assert line.splitlines() == [line]


@pytest.fixture
def in_nairobi(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine whose clock on the wall is three hours ahead."""
    with monkeypatch.context() as there:
        there.setenv("TZ", "Africa/Nairobi")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("in_nairobi")
def test_a_line_tells_when_in_utc_where_and_how_grave_it_is() -> None:
    stream = StringIO()
    logger = logging.Logger("core.somewhere")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter())
    logger.addHandler(handler)
    before = datetime.now(UTC).replace(microsecond=0)
    logger.warning("seen")
    when, how, where, what = stream.getvalue().split()
    assert before <= datetime.strptime(when, "%Y-%m-%dT%H:%M:%S%z") <= datetime.now(UTC)
    assert when.endswith("Z")
    assert (how, where, what) == ("WARNING", "core.somewhere", "seen")


def test_a_line_as_json_is_an_object_without_the_text_of_any_exception() -> None:
    error = raised([ValueError], caused=False)
    info = (type(error), error, error.__traceback__)
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, "%s broke", ("it",), info)
    with log_lines.within("call-1"):
        line = json.loads(Json().format(record))
    assert (line["level"], line["message"], line["request"]) == ("ERROR", "it broke", "call-1")
    assert "ValueError" in line["error"]
    assert SECRET not in str(line)


def test_a_line_says_of_which_call_it_is() -> None:
    record = logging.LogRecord("x", logging.INFO, __file__, 1, "100 %", (), None)
    with log_lines.within("call-1"):
        assert Discreet().format(record) == "100 % [call-1]"
    assert Discreet().format(record) == "100 %"
