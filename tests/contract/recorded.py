"""Answers as they come, each beside what the description says of it."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import httpx

from tests.api.matrix import ROWS, Row, shape
from tests.support.full_community import FullCommunity

Json = Mapping[str, Any]


class Recorded(NamedTuple):
    """One answer: of which call, and what the description says of it."""

    call: str
    answer: httpx.Response
    said: Json


def operations(description: Json) -> dict[str, Json]:
    """What is said of each call, by its shape: `POST /v1/needs/{}/withdraw`."""
    return {
        shape(f"{method.upper()} {path}"): operation
        for path, item in description["paths"].items()
        for method, operation in item.items()
    }


def resolved(description: Json, part: Json) -> Json:
    """What a reference to a response or a header stands for."""
    reference = part.get("$ref")
    if reference is None:
        return part
    _, _, kind, name = reference.split("/")
    found: Json = description["components"][kind][name]
    return found


def recorded(community: FullCommunity, description: Json) -> Iterator[Recorded]:
    """Of each call in the matrix the good answer and a bad one of each kind, as far as there are any."""
    known = operations(description)
    for row in ROWS:
        if shape(row.call) not in known:
            continue
        for role in _tried(row):
            with community.database.undone():
                path, body = community.filled(row.path), community.filled(row.body)
                answer = community.call(role, row.method, path, body)
            said = known[shape(row.call)]["responses"].get(str(answer.status_code))
            assert said is not None, f"{row.call} answered {answer.status_code}, which nobody described"
            yield Recorded(row.call, answer, resolved(description, said))


def _tried(row: Row) -> list[str]:
    """A role that is let in, and of each way in which others are not, one that is not."""
    good = [role for role, status in row.statuses.items() if status < 300]
    bad = {status: role for role, status in row.statuses.items() if status >= 400}
    return [*good[-1:], *bad.values()]
