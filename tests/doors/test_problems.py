"""What a door says of a database that does not answer, and what the operator reads of it."""

import pytest
from psycopg.errors import QueryCanceled
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from doors import database_problems


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (
            OperationalError("SELECT", {"name": "Ana"}, QueryCanceled("of Ana")),
            "The database did not answer in time (MINKA_STATEMENT_TIMEOUT_MS). Is its disk full or slow? "
            "(psycopg.errors.QueryCanceled (57014))",
        ),
        (
            PoolTimeout("nobody gave one back"),
            "All connections to the database are taken. Raise MINKA_POOL_SIZE, or look for what holds them in "
            "pg_stat_activity. (sqlalchemy.exc.TimeoutError)",
        ),
    ],
)
def test_later_is_said_to_the_caller_and_why_to_the_operator(
    error: Exception, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert database_problems.of(error).code == "unavailable"
    assert caplog.messages == [f"a call: not now: {reason}"]
