"""What a row of the table of retention is made of: a class of data, its purpose, its time, and what ends it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

ALL = ("*",)
"""All columns of a table."""
AT_A_TIME = 2000
"""So many rows of a table go in one statement at most, so that no lock on many is held for long."""


@dataclass(frozen=True, slots=True)
class Spent:
    """Rows that go so long after a moment of theirs, where what is `besides` holds; all of it SQL, the row as `r`.

    `by`: columns in whose order the moments follow one another, where there is no index on the moment itself.
    `empties`: what goes of them, where they stay. `takes_along`: a table and its column that names the row; what names
    it goes with it. `key`: by what the rows are told apart; where they lie (`ctid`) tells nothing across partitions.
    """

    table: str
    at: str
    kept: timedelta = timedelta()
    besides: str = "true"
    by: str | None = None
    empties: str | None = None
    takes_along: tuple[str, str] | None = None
    key: str = "ctid"

    @property
    def act(self) -> str:
        """SQL: lets so many of them go."""
        act = f"UPDATE {self.table} SET {self.empties}" if self.empties else f"DELETE FROM {self.table}"  # noqa: S608
        ended = f"{act} WHERE {self.key} = ANY(ARRAY({self._chosen}))"
        if self.takes_along is None:
            return ended
        table, column = self.takes_along
        return (
            f"WITH gone AS ({ended} RETURNING id),"  # noqa: S608
            f" along AS (DELETE FROM {table} WHERE {column} IN (SELECT id FROM gone)) SELECT id FROM gone"
        )

    @property
    def _chosen(self) -> str:
        """SQL: the keys of those that may go. By an order and nothing else only the first are looked at, not all until
        one is found.
        """
        over = f"< :now - {_sql(self.kept)}"
        if self.by and self.besides == "true":
            first = f"SELECT r.{self.key}, {self.at} AS moment FROM {self.table} r ORDER BY {self.by} LIMIT {AT_A_TIME}"  # noqa: S608
            return f"SELECT f.{self.key} FROM ({first}) f WHERE f.moment {over}"  # noqa: S608
        these = f"SELECT r.{self.key} FROM {self.table} r WHERE {self.at} {over} AND {self.besides}"  # noqa: S608
        return f"{these}{f' ORDER BY {self.by}' if self.by else ''} LIMIT {AT_A_TIME}"

    @property
    def since(self) -> str:
        """SQL: when the first of them may go; by an order, when the first row may, whatever else is asked of it."""
        of_first = f"SELECT {self.at} + {_sql(self.kept)} FROM {self.table} r ORDER BY {self.by} LIMIT 1"  # noqa: S608
        of_all = f"SELECT min({self.at}) + {_sql(self.kept)} FROM {self.table} r WHERE {self.besides}"  # noqa: S608
        return f"({of_first if self.by else of_all})"


@dataclass(frozen=True, slots=True)
class Kept:
    """A class of data. `until` says in words how long it is kept, `job` what ends that (`erasure` where no job does).
    `holds`: by table, its columns. `spent`: the rows that `purge` lets go.
    """

    name: str
    purpose: str
    until: str
    job: str
    holds: Mapping[str, tuple[str, ...]]
    spent: tuple[Spent, ...] = field(default=())

    def covers(self, table: str, column: str) -> bool:
        columns = self.holds.get(table, ())
        return columns == ALL or column in columns


def _sql(how_long: timedelta) -> str:
    return f"interval '{how_long.total_seconds()} seconds'"
