"""Tests that a page names, `tests/….py` or `tests/….py::test_…`: found in its text, and looked for in the tree."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
_NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


class NamedTest(NamedTuple):
    path: str
    function: str | None


def named_in(text: str) -> list[NamedTest]:
    """All tests that are named there, in order."""
    return [NamedTest(path, function or None) for path, function in _NAMED.findall(text)]


def missing(text: str) -> list[str]:
    """Those named there that pytest would not run: no such file, no such function, or nothing to run in it."""
    return [
        f"{one.path}::{one.function}" if one.function else one.path
        for one in named_in(text)
        if not _is_run(one)
    ]


def _is_run(one: NamedTest) -> bool:
    there = functions(one.path)
    return one.function in there if one.function else bool(there)


@cache
def functions(path: str) -> frozenset[str]:
    """The tests that pytest collects from this file."""
    file = ROOT / path
    if not file.is_file() or not file.name.startswith("test_"):
        return frozenset()
    return frozenset(_collected(ast.parse(file.read_text(encoding="utf-8")).body))


def _collected(body: list[ast.stmt]) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield node.name
        elif isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            yield from _collected(node.body)
