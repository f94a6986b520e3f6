"""A description, and parts of one: nested as they come from FastAPI."""

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]  # JSON of any form

SCHEMAS = "#/components/schemas/"
_NOT_SCHEMAS = frozenset({"example", "examples", "enum", "default"})
"""What holds values, never further parts."""


def within(part: object) -> Iterator[Json]:
    """Every object within a description, itself first."""
    if isinstance(part, list):
        for one in part:
            yield from within(one)
    elif isinstance(part, dict):
        yield part
        for name, one in list(part.items()):
            if name not in _NOT_SCHEMAS:
                yield from within(one)


def names(part: object) -> set[str]:
    """The named schemas that a part refers to itself, not those within them."""
    return {
        one["$ref"].removeprefix(SCHEMAS)
        for one in within(part)
        if str(one.get("$ref", "")).startswith(SCHEMAS)
    }
