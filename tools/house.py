"""Counts the product and holds its bounds: `python -m tools.house` prints the counts, then what is out of bounds."""

import ast
import statistics
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tools.product import ROOT, files_of

LONGEST_FILE = 260
"""Lines, all of them counted."""
LONGEST_FUNCTION = 45
"""Lines from `def` to the end, docstring and functions within counted."""
MOST_FILES = 12
"""In one package of services, its `__init__` not counted."""
MOST_ANY = {"dict[str, Any]": 15, "bare Any": 15}
"""In the whole product; each has a comment beside it, or on a line of its own above, that says why."""
COLLECTIONS = frozenset(
    {"Collection", "Iterable", "Iterator", "Mapping", "Sequence", "dict", "frozenset", "list", "set", "tuple"}
)


@dataclass(slots=True)
class House:
    """What was counted, and a line for each thing that is out of bounds."""

    files: list[int] = field(default_factory=list)
    functions: list[int] = field(default_factory=list)
    anys: Counter[str] = field(default_factory=Counter)
    imports: int = 0
    ways: set[tuple[str, str]] = field(default_factory=set)
    test_lines: int = 0
    offenders: list[str] = field(default_factory=list)


def counted(root: Path = ROOT) -> House:
    """The house below `root`."""
    house = House()
    for file in files_of(root):
        _count_file(house, file, root)
    for package in sorted({file.parent for file in files_of(root, ["services"])}):
        _count_package(house, package, root)
    for kind, most in MOST_ANY.items():
        if house.anys[kind] > most:
            house.offenders.append(f"{kind}: {house.anys[kind]} in the product, at most {most}")
    house.test_lines = sum(len(_lines(file)) for file in files_of(root, ["tests"]))
    return house


def _count_file(house: House, file: Path, root: Path) -> None:
    name, lines = str(file.relative_to(root)), _lines(file)
    house.files.append(len(lines))
    if len(lines) > LONGEST_FILE:
        house.offenders.append(f"{name}: {len(lines)} lines, at most {LONGEST_FILE}")
    tree = ast.parse("\n".join(lines))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            _count_function(house, node, name)
    for kind, number in _anys(tree):
        house.anys[kind] += 1
        if not _has_reason(lines, number):
            house.offenders.append(f"{name}:{number}: {kind} without a comment that says why")
    for theirs in _rooms_imported(tree, root):
        ours = _room(file.relative_to(root))
        if ours not in (None, theirs):
            house.imports += 1
            house.ways.add((str(ours), theirs))


def _count_function(house: House, node: ast.FunctionDef | ast.AsyncFunctionDef, name: str) -> None:
    length = (node.end_lineno or node.lineno) - node.lineno + 1
    house.functions.append(length)
    if length > LONGEST_FUNCTION:
        house.offenders.append(
            f"{name}:{node.lineno}: {node.name} has {length} lines, at most {LONGEST_FUNCTION}"
        )


def _count_package(house: House, package: Path, root: Path) -> None:
    many = sum(file.name != "__init__.py" for file in package.glob("*.py"))
    if many > MOST_FILES:
        house.offenders.append(f"{package.relative_to(root)}: {many} files, at most {MOST_FILES}")


def _anys(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Each use of `Any` that hides what a value is, in annotations that are strings too: its kind, and its line.

    As a parameter of a type that is no collection (`Select[Any]`, `Callable[..., Any]`) it hides little.
    """
    for start in (tree, *_quoted(tree)):
        around = {
            id(inner): node
            for node in ast.walk(start)
            if isinstance(node, ast.Subscript)
            for inner in _parameters(node)
        }
        for node in ast.walk(start):
            if isinstance(node, ast.Name) and node.id == "Any":
                outer = around.get(id(node))
                if outer is None or ast.unparse(outer.value) in COLLECTIONS:
                    in_dict = outer is not None and ast.unparse(outer.slice) == "(str, Any)"
                    yield "dict[str, Any]" if in_dict else "bare Any", node.lineno


def _parameters(node: ast.Subscript) -> list[ast.expr]:
    return node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]


def _quoted(tree: ast.Module) -> Iterator[ast.expr]:
    """The annotations of this file that are written as strings, parsed where they stand."""
    for node in ast.walk(tree):
        for annotation in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
                parsed = ast.parse(annotation.value, mode="eval").body
                yield ast.increment_lineno(parsed, annotation.lineno - 1)


def _has_reason(lines: list[str], number: int) -> bool:
    above = lines[number - 2].strip() if number > 1 else ""
    return "#" in lines[number - 1] or above.startswith("#")


def _rooms_imported(tree: ast.Module, root: Path) -> Iterator[str]:
    """The rooms of services that each import leads to, once for each module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("services"):
            base = Path(*node.module.split("."))
            targets = {base / alias.name for alias in node.names} if (root / base).is_dir() else {base}
            yield from (room for target in targets if (room := _room(target.with_suffix(".py"))) is not None)


def _room(file: Path) -> str | None:
    """The room of services that a file is in, or the module at its root; None where it is elsewhere."""
    return file.parts[1].removesuffix(".py") if file.parts[0] == "services" and len(file.parts) > 1 else None


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()


def _spread(lengths: list[int]) -> str:
    p90 = statistics.quantiles(lengths, n=10)[-1] if len(lengths) > 1 else 0
    return (
        f"{len(lengths)}, lines: median {statistics.median(lengths):g}, p90 {p90:g}, longest {max(lengths)}"
    )


def told(house: House) -> Iterator[str]:
    """The counts in sentences, then the offenders."""
    yield f"files: {_spread(house.files)}"
    yield f"functions: {_spread(house.functions)}"
    yield f"imports between rooms of services: {house.imports}, on {len(house.ways)} ways"
    yield from (f"{kind}: {house.anys[kind]}, at most {most}" for kind, most in MOST_ANY.items())
    yield f"lines of tests for a line of the product: {house.test_lines / sum(house.files):.2f}"
    yield from house.offenders
    yield f"{len(house.offenders)} out of bounds"


def main() -> int:
    """Prints the house; returns 1 where something is out of bounds."""
    house = counted()
    print("\n".join(told(house)))
    return 1 if house.offenders else 0


if __name__ == "__main__":
    sys.exit(main())
