"""What the runbook's table of troubles quotes is what Minka says."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache

import pytest

from tests.docs.runbook import LINES, ROOT

_NOWHERE = -1_000
"""Less than any sentence has words."""


@cache
def _sayings() -> tuple[str, ...]:
    """All texts of the product's code, with `…` where something is filled in."""
    rooms = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["root_packages"]
    files = (file for room in {*rooms} - {"benchmarks", "tools"} for file in (ROOT / room).rglob("*.py"))
    texts = (text for file in files for text in _texts(ast.parse(file.read_text(encoding="utf-8"))))
    return tuple(re.sub(r"%[sdgr]", "…", text) for text in texts)


def _texts(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)


def _says(quoted: str, saying: str) -> bool:
    """Whether what is quoted is a part of this text: half of its words at least, and what is filled in at each `…`."""
    wanted, words = (re.sub(r"[.,:;](?= |$)", "", one).split() for one in (quoted, saying))
    many = len([word for word in wanted if word != "…"])
    if 2 * len(set(wanted) & set(words)) < many:
        return False
    return any(2 * _alike(wanted, words[start:]) >= many for start in range(len(words)))


def _alike(wanted: list[str], words: list[str]) -> int:
    """How many of the words that are wanted follow here as they are; far less than 0 where something else follows."""
    if not wanted:
        return 0
    if not words:
        return _NOWHERE
    if "…" in (wanted[0], words[0]):  # stands for one word or several
        return max(_alike(wanted[1:], words[1:]), _alike(wanted[1:], words), _alike(wanted, words[1:]))
    pattern = re.escape(words[0]).replace("…", ".+")
    return 1 + _alike(wanted[1:], words[1:]) if re.fullmatch(pattern, wanted[0]) else _NOWHERE


QUOTED = [quoted for first, *_ in LINES for quoted in re.findall(r'"([^"]+)"', first)]


@pytest.mark.parametrize("quoted", QUOTED)
def test_what_it_quotes_is_what_is_said(quoted: str) -> None:
    assert any(_says(quoted, saying) for saying in _sayings())


def test_a_sentence_that_nobody_says_is_found() -> None:
    assert not any(_says("the disk was eaten by a dog", saying) for saying in _sayings())
