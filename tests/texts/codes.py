"""What the code asks of the catalogue: every problem and field code it raises, every key it says."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
ROOMS = ("api", "commands", "core", "doors", "notifications", "scheduler", "services", "web")


class Raised(NamedTuple):
    """One raise of a code. `params`: the names handed over; None where the source does not tell."""

    family: str
    code: str
    params: set[str] | None


class Said(NamedTuple):
    """One call of `say`. `pattern` matches the keys that it can mean."""

    pattern: str
    params: set[str] | None


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _text(node: ast.AST | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _params(call: ast.Call) -> set[str] | None:
    names = {keyword.arg for keyword in call.keywords}
    return None if None in names else {name for name in names if name}


FILES = [file for room in ROOMS for file in sorted((ROOT / room).rglob("*.py"))]
NODES = [node for file in FILES for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))]
CLASSES = [node for node in NODES if isinstance(node, ast.ClassDef)]
CALLS = [node for node in NODES if isinstance(node, ast.Call)]


def _problem_classes() -> dict[str, ast.ClassDef]:
    """Every class that descends from Problem, whichever file it stands in."""
    found = {c.name: c for c in CLASSES if c.name == "Problem"}
    while True:
        more = {c.name: c for c in CLASSES if any(_name(base) in found for base in c.bases)}
        if more.keys() <= found.keys():
            return found
        found |= more


PROBLEM_CLASSES = _problem_classes()
OWN_ARGUMENTS = {
    name
    for name, c in PROBLEM_CLASSES.items()
    if name != "Problem" and any(isinstance(line, ast.FunctionDef) for line in c.body)
}
"""Classes whose first argument is no code."""


def problem_codes() -> set[str]:
    return {one.code for one in raised() if one.family == "problem"} | set(_codes_of_classes())


def field_codes() -> set[str]:
    return {one.code for one in raised() if one.family == "field"} | set(_listed_errors())


def raised() -> Iterator[Raised]:
    """Each `Conflict("code", most=5)`, `Invalid("/pointer", "code")`, `BadParameter` likewise, and `refuse("code")`."""
    for call in CALLS:
        name, words = _name(call.func), [_text(argument) for argument in call.args]
        if name in ("Invalid", "BadParameter") and len(words) > 1 and words[1]:
            yield Raised("field", words[1], _params(call))
        elif name == "refuse" and words and words[0]:
            yield Raised("field", words[0], set())  # the door hands on nothing of what a schema refuses
        elif name in PROBLEM_CLASSES.keys() - OWN_ARGUMENTS and words and words[0]:
            yield Raised("problem", words[0], _params(call))


def _codes_of_classes() -> Iterator[str]:
    """`code = "…"` and `status, code = 409, "…"` in the bodies of problem classes."""
    for line in (line for c in PROBLEM_CLASSES.values() for line in c.body if isinstance(line, ast.Assign)):
        names, values = line.targets[0], line.value
        if isinstance(names, ast.Tuple) and isinstance(values, ast.Tuple):
            pairs = list(zip(names.elts, values.elts, strict=True))
        else:
            pairs = [(names, values)]
        yield from (text for name, value in pairs if _name(name) == "code" and (text := _text(value)))


def _listed_errors() -> Iterator[str]:
    """The codes in entries of `errors` written out: {"parameter": "cursor", "code": "bad_cursor"}."""
    for node in (node for node in NODES if isinstance(node, ast.Dict)):
        entry = {_text(name): value for name, value in zip(node.keys, node.values, strict=True)}
        if {"parameter", "pointer"} & entry.keys() and (code := _text(entry.get("code"))):
            yield code


def page_keys() -> set[str]:
    """The sentences of pages that stand in the source whole, wherever they are handed on to."""
    words = (_text(node) for node in NODES if isinstance(node, ast.Constant))
    return {word.removeprefix("page.") for word in words if word and re.fullmatch(r"page(\.[a-z_]+)+", word)}


def web_keys() -> set[str]:
    """The sentences of pages with an address: those that stand in the source whole, and what is said after an act."""
    words = (_text(node) for node in NODES if isinstance(node, ast.Constant))
    whole = {
        word.removeprefix("web.") for word in words if word and re.fullmatch(r"web(\.[a-z_0-9]+)+", word)
    }
    acts = (call for call in CALLS if _name(call.func) == "go")
    said = (_text(keyword.value) for call in acts for keyword in call.keywords if keyword.arg == "said")
    refusals = {key for key in whole if key in ("form_old", "other_site")}
    parts = {f"{key}.{part}" for key in refusals for part in ("title", "detail")}
    return whole - refusals | parts | {f"said.{word}" for word in said if word}


def sentences_said() -> Iterator[Said]:
    """Every call of `say` whose key stands in the source, whole or in part."""
    for call in (call for call in CALLS if _name(call.func) in ("say", "say_or") and call.args):
        key = call.args[0]
        parts = key.values if isinstance(key, ast.JoinedStr) else [key]
        texts = [_text(part) for part in parts]
        if any(texts):
            yield Said(
                "".join(r"[\w.]+" if text is None else re.escape(text) for text in texts), _params(call)
            )
