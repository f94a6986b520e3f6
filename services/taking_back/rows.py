"""The rows that an act may change, as they were before it and as it left them; and putting them back exactly.

PostgreSQL writes a row as JSON and reads it back, so that every type returns as it was. Of a row that was changed the
changed columns are kept, of one that was made its key and a hash: no words, places or names.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Required, TypedDict
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session, SQLModel

Columns = dict[str, object]
"""One row of any table, as PostgreSQL writes it in JSON."""
Key = tuple[str, ...]
Rows = dict[tuple[str, Key], Columns]


class Kept(TypedDict, total=False):
    """What became of a row, as `DeskAct` keeps it: `before` and `after` of each changed column, `made` of a new one."""

    table: Required[str]
    key: Required[Sequence[str]]
    made: str
    before: Columns
    after: Columns


KEYS: Mapping[str, Key] = {
    "need": ("id",),
    "match": ("id",),
    "membership": ("community_id", "person_id"),
}
"""Tables whose rows an act may change, and what their rows are found by."""

_OF_NEED = text("""
    SELECT 'need' AS what, to_jsonb(t) AS found FROM need t WHERE t.id = :id
    UNION ALL SELECT 'match', to_jsonb(t) FROM match t WHERE t.need_id = :id
""")
_OF_PERSON = text("""
    WITH RECURSIVE lifted(person) AS (
        SELECT CAST(:id AS uuid)
        UNION SELECT s.other FROM lifted l CROSS JOIN LATERAL (
            SELECT v.person_id AS other FROM vouch v
             WHERE v.community_id = :community AND v.voucher_id = l.person
            UNION ALL SELECT f.former_id FROM former_self f WHERE f.person_id = l.person) s
    )
    SELECT 'membership' AS what, to_jsonb(t) AS found FROM membership t
     WHERE t.community_id = :community AND t.person_id IN (SELECT person FROM lifted)
""")
"""Somebody's part in a circle, that of whoever their word lifts, and that of whom they were before."""
_AROUND = {"need": _OF_NEED, "person": _OF_PERSON}


@dataclass(frozen=True, slots=True)
class Subject:
    """What an act is about: a need with its matches, or a person's part in the circle."""

    type: str
    id: UUID


def around(session: Session, community_id: UUID, subject: Subject) -> Rows:
    """All rows that an act on this subject may change, as they stand now. Call under the subject's lock."""
    session.flush()
    found = session.execute(_AROUND[subject.type], {"id": subject.id, "community": community_id})
    return {(row.what, _key(row.what, row.found)): row.found for row in found}


def changes(before: Rows, after: Rows) -> list[Kept]:
    """What became of the rows."""
    kept: list[Kept] = []
    for (table, key), row in after.items():
        was = before.get((table, key))
        if was is None:
            kept.append({"table": table, "key": key, "made": _hash(row)})
        elif changed := [name for name, value in row.items() if was[name] != value]:
            kept.append(
                {
                    "table": table,
                    "key": key,
                    "before": {name: was[name] for name in changed},
                    "after": {name: row[name] for name in changed},
                }
            )
    return kept


def stand_so(session: Session, kept: list[Kept]) -> bool:
    """Whether every row is still as the act left it. Locks them."""
    return all(_stands_so(_locked(session, one["table"], one["key"]), one) for one in kept)


def _stands_so(row: Columns | None, one: Kept) -> bool:
    if row is None:
        return False
    if "made" in one:
        return _hash(row) == one["made"]
    return all(row[name] == value for name, value in one["after"].items())


def put_back(session: Session, kept: list[Kept]) -> None:
    """Makes every row what it was; what was made is gone. Raises IntegrityError where something rests on it by now."""
    for one in kept:
        where, values = _found_by(one["table"], one["key"])
        if "made" in one:
            session.execute(text(f"DELETE FROM {one['table']} t WHERE {where}"), values)  # noqa: S608  (known names)
            continue
        names = sorted(set(one["before"]) & set(SQLModel.metadata.tables[one["table"]].columns.keys()))
        columns, was = ", ".join(names), ", ".join(f"r.{name}" for name in names)
        statement = f"""
            UPDATE {one["table"]} t SET ({columns}) =
                   (SELECT {was} FROM jsonb_populate_record(t, CAST(:was AS jsonb)) r) WHERE {where}
        """  # noqa: S608  (names of a table's own columns)
        session.execute(text(statement), values | {"was": json.dumps(one["before"])})


def _locked(session: Session, table: str, key: Sequence[str]) -> Columns | None:
    where, values = _found_by(table, key)
    statement = f"SELECT to_jsonb(t) FROM {table} t WHERE {where} FOR NO KEY UPDATE"  # noqa: S608  (known names)
    return session.execute(text(statement), values).scalar_one_or_none()


def _found_by(table: str, key: Sequence[str]) -> tuple[str, dict[str, str]]:
    """The condition on a row's key, and its values. Raises KeyError for a table that no act changes."""
    names = KEYS[table]
    where = " AND ".join(f"t.{name} = CAST(:key_{name} AS uuid)" for name in names)
    return where, {f"key_{name}": value for name, value in zip(names, key, strict=True)}


def _key(table: str, row: Columns) -> Key:
    return tuple(str(row[name]) for name in KEYS[table])


def _hash(row: Columns) -> str:
    return hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()
