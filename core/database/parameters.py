"""Many values as one parameter: the driver writes lists value by value in Python, orjson all of them at once."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import orjson


def rows(of: Iterable[Mapping[str, Any]]) -> str:  # whatever JSON can hold
    """Rows for `json_to_recordset(CAST(:rows AS json)) AS r(id uuid, …)`."""
    return orjson.dumps(list(of)).decode()


def ids(of: Iterable[UUID]) -> str:
    """Ids for `CAST(:ids AS uuid[])`: the braces of an array round what is otherwise JSON."""
    return "{" + orjson.dumps(list(of)).decode()[1:-1] + "}"
