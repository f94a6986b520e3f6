"""What the tests keep to themselves: they mirror the rooms, share what is shared, and have names that stand alone."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TESTS = ROOT / "tests"
FILES = {file: ast.parse(file.read_text(encoding="utf-8")) for file in sorted(TESTS.rglob("*.py"))}
ACROSS_ROOMS = {
    "attacks",
    "browser",
    "cluster",
    "contract",
    "docker",
    "docs",
    "journeys",
    "keys",
    "lived",
    "papers",
    "operated",
    "races",
    "servers",
    "support",
}
"""Folders that mirror no room: what is tested there goes through all of them, or is what tests stand on."""
LEANS_ON_THE_NAME_BEFORE = re.compile(r"test_(it|its|they|them|their|so|and|but|then|also)_")

STANDING_BY_SQL = re.compile(
    r"(?:UPDATE|update) (?:membership|community|organisation)\b[^\"]*\b(trust|role|state|verified) ="
)
NOBODY_DOES_IT = {"UPDATE community SET state = 'new' WHERE id = :id"}
"""What no action does, so that no test can have it done: a recognition that is taken back."""


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """Every function of a file, in classes and in functions too."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def is_fixture(function: ast.FunctionDef) -> bool:
    return any("pytest.fixture" in ast.unparse(decorator) for decorator in function.decorator_list)


def imported(tree: ast.AST) -> set[str]:
    """The modules that are imported, also within functions."""
    names = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    return names | {
        name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names
    }


def test_each_fixture_is_found_in_one_place() -> None:
    homes: defaultdict[str, set[str]] = defaultdict(set)
    for file, tree in FILES.items():
        for function in functions(tree):
            if is_fixture(function):
                homes[function.name].add(str(file.relative_to(TESTS)))
    assert {name: sorted(files) for name, files in homes.items() if len(files) > 1} == {}


def test_what_tests_stand_on_imports_no_room_of_tests() -> None:
    own = ("tests.support", "tests.servers")
    for folder in ("support", "servers"):
        for file in (TESTS / folder).rglob("*.py"):
            rooms = {name for name in imported(FILES[file]) if name.startswith("tests.")}
            assert {name for name in rooms if not name.startswith(own)} == set(), file


def test_no_file_of_tests_imports_another() -> None:
    """What two files share is in `tests/support`, or in a module of their room that holds no tests."""
    for file, tree in FILES.items():
        assert [name for name in imported(tree) if re.search(r"^tests\..*\btest_\w+$", name)] == [], file


def test_imports_of_tests_stand_at_the_top() -> None:
    for file, tree in FILES.items():
        for function in functions(tree):
            late = [node for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)]
            assert late == [], f"{file}: {function.name}"


@pytest.mark.parametrize(
    "folder", sorted(path for path in TESTS.iterdir() if path.is_dir()), ids=lambda p: p.name
)
def test_folders_of_tests_mirror_rooms(folder: Path) -> None:
    """Each is a package, so that two rooms may have a file of the same name."""
    for package in {file.parent for file in folder.rglob("test_*.py")}:
        assert (package / "__init__.py").exists(), package
        if folder.name not in ACROSS_ROOMS:
            assert (ROOT / package.relative_to(TESTS)).is_dir(), f"{package} mirrors no room"


def test_names_of_tests_stand_alone_in_a_list_of_failures() -> None:
    for file, tree in FILES.items():
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                assert not LEANS_ON_THE_NAME_BEFORE.match(node.name), f"{file}: {node.name}"


def test_standing_is_given_as_people_give_it() -> None:
    """Trust, roles and verifications come from words of members and stewards, never from a statement of a test."""
    for file, tree in FILES.items():
        texts = [
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        found = [text for text in texts if STANDING_BY_SQL.search(text) and text not in NOBODY_DOES_IT]
        assert found == [], file


def test_the_place_most_people_live_in_is_written_down_once() -> None:
    homes = {
        file.name for file in FILES if '"lat": 42.731, "lon": -84.551' in file.read_text(encoding="utf-8")
    }
    assert homes - {Path(__file__).name} == {"places.py"}
