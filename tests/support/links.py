"""What the description says may follow a call, read off it: which calls, and what of an answer each of them takes."""

from typing import Any

Taken = dict[str, str]
"""The names of a path, each with where in the answer before it is found."""


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

    def taken(self, operation_id: str, following: str, body: Any) -> dict[str, str]:
        """The names that a following call takes from this answer. Raises KeyError where the answer lacks one."""
        return {name: _found(said, body) for name, said in self._after[operation_id][following].items()}


def _found(expression: str, body: Any) -> str:
    """What `$response.body#/a/b` means in this body."""
    for part in expression.removeprefix("$response.body#/").split("/"):
        body = body[part]
    return str(body)
