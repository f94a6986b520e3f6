"""What the description says may follow a call, read off it: which calls, and what of an answer each of them takes."""

from collections.abc import Mapping
from typing import Any

Taken = dict[str, str]
"""The names of a path, each with where in the call before it, or in its answer, it is found."""


class Links:
    """The links of a description, from one call to another."""

    def __init__(self, description: dict[str, Any]) -> None:
        components = description["components"].get("links", {})
        self._after: dict[str, dict[str, Taken]] = {
            operation["operationId"]: {
                components[name]["operationId"]: components[name]["parameters"]
                for answer in operation["responses"].values()
                for name in (link["$ref"].rpartition("/")[2] for link in answer.get("links", {}).values())
            }
            for item in description["paths"].values()
            for operation in item.values()
        }

    def after(self, operation_id: str) -> list[str]:
        """The calls that may follow this one, by name."""
        return sorted(self._after[operation_id])

    def taken(
        self, operation_id: str, following: str, body: Any, path: Mapping[str, Any] | None = None
    ) -> dict[str, str]:
        """The names that a following call takes from this answer, or from the path of what was answered. Raises
        KeyError where one of them lacks it.
        """
        wanted = self._after[operation_id][following]
        return {name: _found(said, body, path or {}) for name, said in wanted.items()}


def _found(expression: str, body: Any, path: Mapping[str, Any]) -> str:
    """What `$response.body#/a/b` means in this body, or `$request.path.a` in this path."""
    if expression.startswith("$request.path."):
        return str(path[expression.removeprefix("$request.path.")])
    for part in expression.removeprefix("$response.body#/").split("/"):
        body = body[part]
    return str(body)
