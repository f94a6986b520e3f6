"""Prints the product's code that nothing uses: `python -m tools.unused`.

vulture finds names that are written and never read. Left out is what is read where it cannot see: by a framework, in
a template, over the wire, in a row; and ALLOWED, name by name. What only tests and benchmarks use counts as unused:
they would prove something that Minka does not do.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from vulture import Vulture

from tools.product import ROOMS, ROOT, files_of

SEARCHED = (*ROOMS, "demo")

CALLED_BY_DECORATOR = ["@router.*", "@pages.*", "@app.*", "@field_validator", "@model_validator"]
"""Decorators that hand a function over to FastAPI or pydantic, who call it."""

ON_THE_WIRE = frozenset({"BaseModel", "BaseSettings", "Payload", "SQLModel", "Enum", "IntEnum", "StrEnum"})
"""Classes whose values and fields come from people, settings, rows and events, or go there; what derives, too."""

CALLED_BY_SQLALCHEMY = frozenset({"UserDefinedType", "TypeDecorator"})
"""Classes whose every member is for SQLAlchemy."""

ALLOWED = {
    "naming_convention": "SQLAlchemy reads it",
    "justify": "rich reads it",
    "_fcm_url": "firebase-admin reads it",
    "_max_refresh_attempts": "google-auth reads it",
    "_is_regional_access_boundary_lookup_required": "google-auth reads it",
    "trace": "a context manager's `__exit__` takes it",
    "optimal": "the solver's proof that nothing scores more, which tests check",
    "first_weight": "the solver's proof that nothing scores more, which tests check",
    "LOAD_HOURS": "the simulation lets loads fade over it, as SQL does in Minka",
    "exc_text": "logging reads it",
    "converter": "logging calls it",
    "is_disconnect": "SQLAlchemy reads it",
    "settings_customise_sources": "pydantic-settings calls it",
    "file_secret_settings": "pydantic-settings hands it over",
    "decayed": "the simulation lets counts fade by it, as SQL does in Minka",
    "with_dial": "the simulation turns one dial of a policy",
    "build_concurrently": "migrations build indexes by it",
    "run_until_idle": "tests let time act by it; beside the worker, so that both run jobs in one way",
}
"""Names that are used all the same, and by whom."""


def unused(root: Path = ROOT, rooms: Iterable[str] = SEARCHED) -> list[str]:
    """A line for each piece of code that nothing uses, and for each name in ALLOWED that is used by now."""
    finder = Vulture(ignore_names=["__*__"], ignore_decorators=CALLED_BY_DECORATOR)
    finder.scavenge([root / room for room in rooms if (root / room).exists()])
    finder.used_names |= set(_read_in_templates(root, rooms))
    seen_elsewhere = set(_members(root, rooms))
    items = [item for item in finder.get_unused_code(min_confidence=60) if item.name not in seen_elsewhere]
    needless = sorted(ALLOWED.keys() - {item.name for item in items})
    return [
        *(
            f"{item.filename.relative_to(root)}:{item.first_lineno}: {item.message}"
            for item in items
            if item.name not in ALLOWED
        ),
        *(f"tools/unused.py: {name} is used, or gone, and needs no leave any more" for name in needless),
    ]


def _read_in_templates(root: Path, rooms: Iterable[str]) -> Iterator[str]:
    for file in files_of(root, rooms, "*.html"):
        for code in re.findall(r"{[{%](.*?)[%}]}", file.read_text(encoding="utf-8"), re.DOTALL):
            yield from re.findall(r"[A-Za-z_]\w*", code)


def _members(root: Path, rooms: Iterable[str]) -> Iterator[str]:
    """The names of what is read over the wire, in rows and by SQLAlchemy."""
    classes = [node for file in files_of(root, rooms) for node in _classes_in(file)]
    wire = _all_that_derive(classes, ON_THE_WIRE)
    for one in classes:
        names = {name for statement in one.body for name in _assigned_in(statement)}
        if one.name in wire:
            yield from names
        elif not CALLED_BY_SQLALCHEMY.isdisjoint(_bases(one)):
            yield from names | {node.name for node in one.body if isinstance(node, ast.FunctionDef)}


def _classes_in(file: Path) -> Iterator[ast.ClassDef]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef):
            yield node


def _all_that_derive(classes: list[ast.ClassDef], names: frozenset[str]) -> frozenset[str]:
    while more := {one.name for one in classes if not names.isdisjoint(_bases(one))} - names:
        names |= more
    return names


def _bases(one: ast.ClassDef) -> Iterator[str]:
    for base in one.bases:
        bare = base.value if isinstance(base, ast.Subscript) else base
        yield bare.attr if isinstance(bare, ast.Attribute) else getattr(bare, "id", "")


def _assigned_in(statement: ast.stmt) -> Iterator[str]:
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    yield from (target.id for target in targets if isinstance(target, ast.Name))


def main() -> int:
    """Prints what is unused; returns 1 where something is."""
    lines = unused()
    print("\n".join(lines or ["Everything is used."]))
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
