"""What a migration may do while the version before is still serving: `python -m tools.expanding` names what it may not.

Expand, then migrate, then contract: what the code before reads stays until no running version knows it; what it does
not write may be empty; and nothing is built under a lock that writers wait for. A migration that contracts says by
`CONTRACTS = "…"` which earlier one (its revision) took the use of it away.
"""

import ast
import re
import sys
from collections.abc import Container, Iterator

from tools.product import ROOT

VERSIONS = ROOT / "migrations" / "versions"
SINCE = "20261130"
"""By the date in its file's name, a migration from this day on keeps the rule."""

_TAKES_AWAY = {
    "drop_column": "takes a column away that the version before still reads",
    "drop_table": "takes a table away that the version before still reads",
    "rename_table": "renames a table that the version before still reads",
}


_BUILD = "have core.database.indexes.build_concurrently do it, in a migration of its own"
_ONLY = "a kill half-way would leave the rest half done"
_BY_HAND = re.compile(r"\bCREATE\s+(UNIQUE\s+)?INDEX\b|\bREINDEX\b", re.IGNORECASE)


def main() -> int:
    """Prints each breach of the rule; returns 1 where there is one."""
    found = [
        f"{path.name}: {breach}"
        for path in sorted(VERSIONS.glob("*.py"))
        if path.name[: len(SINCE)] >= SINCE
        for breach in breaches(path.read_text())
    ]
    for breach in found:
        print(breach)
    return 1 if found else 0


def breaches(source: str) -> Iterator[str]:
    """What in the `upgrade` of a migration with this source keeps the version before from running on."""
    tree = ast.parse(source)
    contracts = any(
        isinstance(line, ast.Assign) and any(getattr(name, "id", "") == "CONTRACTS" for name in line.targets)
        for line in tree.body
    )
    [upgrade] = [line for line in tree.body if isinstance(line, ast.FunctionDef) and line.name == "upgrade"]
    calls = [node for node in ast.walk(upgrade) if isinstance(node, ast.Call)]
    built = [call for call in calls if _name(call, "indexes")]
    if built and (len(built) > 1 or any(_name(call) for call in calls)):
        yield f"line {built[0].lineno}: an index built concurrently is all that its migration does: {_ONLY}"
    new = {_text(call, 0) for call in calls if _name(call) == "create_table"}
    for call in calls:
        for breach in _breaches_of(call, new, contracts=contracts):
            yield f"line {call.lineno}: {_name(call)} {breach}"


def _breaches_of(call: ast.Call, new: Container[str | None], *, contracts: bool) -> Iterator[str]:
    name = _name(call)
    if name in ("create_unique_constraint", "create_index") and _text(call, 1) not in new:
        yield f"keeps writers waiting, or is left half built by a kill: {_BUILD}"
    if name == "execute" and _BY_HAND.search(_text(call, 0) or ""):
        yield f"builds an index by hand: {_BUILD}"
    if name == "add_column" and _text(call, 0) not in new and _demands(call):
        yield "wants what the version before does not write: let it be null, or give it a server_default"
    if not contracts and name in _TAKES_AWAY:
        yield f"{_TAKES_AWAY[name]}: do so a release later, with CONTRACTS"
    if not contracts and name == "alter_column" and _tightens(call):
        yield "asks for more than the version before keeps: do so a release later, with CONTRACTS"


def _name(call: ast.Call, of: str = "op") -> str:
    """Of `op.name(…)`; nothing for other calls."""
    at = call.func
    return at.attr if isinstance(at, ast.Attribute) and getattr(at.value, "id", "") == of else ""


def _text(call: ast.Call, place: int) -> str | None:
    given = call.args[place] if len(call.args) > place else None
    return given.value if isinstance(given, ast.Constant) and isinstance(given.value, str) else None


def _keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((given.value for given in call.keywords if given.arg == name), None)


def _is_false(given: ast.expr | None) -> bool:
    return isinstance(given, ast.Constant) and given.value is False


def _demands(added: ast.Call) -> bool:
    """Whether this add_column adds one that must be filled, and says with what it is filled where nobody does."""
    columns = [node for node in ast.walk(added) if isinstance(node, ast.Call) and node is not added]
    return any(
        _is_false(_keyword(column, "nullable")) and _keyword(column, "server_default") is None
        for column in columns
    )


def _tightens(call: ast.Call) -> bool:
    return _is_false(_keyword(call, "nullable")) or any(
        _keyword(call, name) is not None for name in ("new_column_name", "type_")
    )


if __name__ == "__main__":
    sys.exit(main())
