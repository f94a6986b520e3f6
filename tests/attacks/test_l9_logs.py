"""L9: the text of an exception went into the log with the value that it tripped over."""

import logging
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from fastapi import FastAPI
from pydantic import ValidationError
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from api.schemas.needs import NeedIn
from commands.http_server import configuration
from core.dials import Environment
from core.machine.log_lines import Discreet
from core.settings import Settings

CANARY = "mercy lives behind the mosque"
ROOT = Path(__file__).parents[2]
log = logging.getLogger("tests.l9")


@pytest.fixture
def discreet_lines() -> Iterator[StringIO]:
    """What is logged meanwhile, as a process of ours writes it."""
    into = StringIO()
    handler = logging.StreamHandler(into)
    handler.setFormatter(Discreet())
    log.addHandler(handler)
    yield into
    log.removeHandler(handler)


def test_a_row_that_a_constraint_refused_is_not_quoted(session: Session, discreet_lines: StringIO) -> None:
    session.execute(text("CREATE TEMPORARY TABLE pot (slug text CONSTRAINT one_pot UNIQUE)"))
    with pytest.raises(IntegrityError) as refused:
        session.execute(text("INSERT INTO pot VALUES (:slug), (:slug)"), {"slug": CANARY})
    assert CANARY in str(refused.value), "else there would be nothing to keep back"
    log.error("database", exc_info=refused.value)
    log.warning("%s: the database did not take it (%s)", "a job", refused.value)
    log.error(refused.value)
    said = discreet_lines.getvalue()
    assert CANARY not in said
    assert said.count("23505, one_pot, pot") >= 3, "what helps to find it is there"
    assert "test_l9_logs.py" in said


def test_what_a_schema_refused_is_not_quoted(discreet_lines: StringIO) -> None:
    with pytest.raises(ValidationError) as refused:
        NeedIn.model_validate({"category": "groceries", "urgency": CANARY})
    assert CANARY in str(refused.value)
    try:
        raise LookupError(CANARY) from refused.value
    except LookupError:
        log.exception("unexpected")
    said = discreet_lines.getvalue()
    assert CANARY not in said
    assert "ValidationError" in said
    assert "LookupError" in said


def test_what_another_handler_made_of_it_before_is_not_taken_over() -> None:
    try:
        raise LookupError(CANARY)
    except LookupError:
        record = log.makeRecord(log.name, logging.ERROR, __file__, 1, "unexpected", (), sys.exc_info())
    assert CANARY in logging.Formatter().format(record), (
        "it keeps the text in the record for whoever comes next"
    )
    assert CANARY not in Discreet().format(record)


@pytest.mark.parametrize("configured", ["", "l.configure('INFO'); "])
def test_what_a_thread_dies_of_is_not_quoted(configured: str) -> None:
    dies = (
        f"import threading; from core.machine import log_lines as l; {configured}l.catch_the_last(); "
        f"threading.Thread(target=lambda: {{}}[{CANARY!r}]).start()"
    )
    died = subprocess.run([sys.executable, "-c", dies], capture_output=True, text=True, cwd=ROOT, check=False)
    assert "a thread ended by an error" in died.stderr
    assert "KeyError" in died.stderr
    assert CANARY not in died.stderr.replace(dies, "")


def test_what_a_process_dies_of_is_not_quoted() -> None:
    dies = f"from core.machine import log_lines as l; l.catch_the_last(); raise ValueError({CANARY!r})"
    died = subprocess.run([sys.executable, "-c", dies], capture_output=True, text=True, cwd=ROOT, check=False)
    assert died.returncode == 1
    assert "ended by an error" in died.stderr
    assert "ValueError" in died.stderr
    assert CANARY not in died.stderr.replace(dies, "")


def test_the_http_server_has_no_way_of_its_own_to_write_a_line() -> None:
    """Its own would have the text of whatever an application raised."""
    own = [logging.getLogger(name) for name in ("uvicorn", "uvicorn.error", "uvicorn.access")]
    before = [(logger.handlers, logger.propagate, logger.level) for logger in own]
    try:
        for logger in own:
            logger.handlers, logger.propagate = [], True
        configuration(FastAPI(), Settings(env=Environment.DEVELOPMENT))
        assert [logger.handlers for logger in own] == [[]] * 3
        assert [logger.propagate for logger in own] == [True, True, False], "who calls is not logged at all"
    finally:
        for logger, (handlers, propagate, level) in zip(own, before, strict=True):
            logger.handlers, logger.propagate = handlers, propagate
            logger.setLevel(level)
