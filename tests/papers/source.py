"""The source of the product, read as trees for what it imports and calls; and which files open a line out."""

import ast
from collections.abc import Iterator

from tools.product import ROOT, files_of

REACHES_OUT = {
    "notifications/channels/email.py": "aiosmtplib",
    "notifications/channels/sms.py": "httpx",
    "notifications/channels/fcm.py": "requests",
    "notifications/channels/fcm_answers.py": "httpx",
    "doors/firebase.py": "requests",
}
"""The only files that open a line to another machine (beside the database's): to addresses that are settings."""

Tree = tuple[str, ast.Module]


def trees() -> Iterator[Tree]:
    for file in files_of(ROOT):
        yield file.relative_to(ROOT).as_posix(), ast.parse(file.read_text(encoding="utf-8"))


TREES: list[Tree] = list(trees())


def imported(tree: ast.AST) -> set[str]:
    """The first names of all that is imported."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call, by its dotted name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node
