"""An address that names several servers is read as one address for each."""

from collections.abc import Mapping, Sequence

import pytest
from sqlalchemy import make_url

from core.database.replicas import hosts


@pytest.mark.parametrize(
    ("url", "where"),
    [
        ("postgresql://u:p@a/minka", [("a", None)]),
        ("postgresql://u:p@a:5433/minka?sslmode=require", [("a", "5433")]),
        ("postgresql://u:p@/minka?host=/var/run/a&port=5432", [("/var/run/a", "5432")]),
        ("postgresql://u:p@/minka?host=a,b&port=5432,5433", [("a", "5432"), ("b", "5433")]),
        ("postgresql://u:p@/minka?host=a,b,c&port=6432", [("a", "6432"), ("b", "6432"), ("c", "6432")]),
        ("postgresql://u:p@/minka?host=a,b", [("a", "5432"), ("b", "5432")]),
        ("postgresql://u:p@/minka?host=a&host=b&target_session_attrs=any", [("a", "5432"), ("b", "5432")]),
    ],
)
def test_each_host_has_an_address_of_its_own(url: str, where: list[tuple[str, str | None]]) -> None:
    found = [make_url(one) for one in hosts.each(url)]
    assert [_place(one.host, one.port, one.normalized_query) for one in found] == where
    assert {(one.username, one.password, one.database) for one in found} == {("u", "p", "minka")}
    assert not any("target_session_attrs" in one.query for one in found)


def test_what_else_an_address_asks_for_is_asked_of_each() -> None:
    several = "postgresql://u:p@/minka?host=a,b&sslmode=verify-full&sslrootcert=system"
    for one in hosts.each(several):
        assert make_url(one).query["sslmode"] == "verify-full"


def _place(host: str | None, port: int | None, query: Mapping[str, Sequence[str]]) -> tuple[str, str | None]:
    written = str(port) if port is not None else None
    return "".join(query.get("host", (host or "",))), "".join(query.get("port", ())) or written
