"""The habits of the project are what they say: CI, hooks, owners, and where a newcomer is sent."""

import re
import tomllib
from pathlib import Path

import pytest

from core.settings import Settings

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def section(text: str, heading: str) -> str:
    found = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found is not None, heading
    return found[1]


def test_a_newcomer_is_sent_to_one_package_for_each_change() -> None:
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", section(CONTRIBUTING, "Where to begin"), re.MULTILINE)[
        1:
    ]
    packages = [re.findall(r"\]\(([^)]+)\)", cell) for _, cell in rows]
    assert {len(named) for named in packages} == {1}
    paths = [ROOT / named[0] for named in packages]
    assert len(set(paths)) == len(paths) >= 20
    for path in paths:
        assert (path / "__init__.py").is_file(), path.relative_to(ROOT)


def test_what_a_newcomer_is_told_to_import_is_there() -> None:
    habits = section(CONTRIBUTING, "Habits")
    imports = re.findall(r"`from ([\w.]+) import (\w+)(?: as \w+)?`", habits)
    assert len(imports) == 2
    for package, module in imports:
        assert (ROOT / package.replace(".", "/") / f"{module}.py").is_file()


def test_the_workflow_runs_the_oldest_and_the_newest_that_are_promised() -> None:
    pairs = re.findall(
        r'python: "([\d.]+)", postgres: "(\d+)"', (ROOT / ".github/workflows/test.yml").read_text()
    )
    assert pairs == [("3.11", "16"), ("3.12", "16"), ("3.13", "18"), ("3.14", "18")]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["requires-python"] == f">={pairs[0][0]}"
    assert {int(postgres) for _, postgres in pairs} == {16, Settings.model_fields["postgres_version"].default}


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_each_action_is_pinned_to_a_full_version(workflow: Path) -> None:
    used = re.findall(r"uses: (\S+)", workflow.read_text(encoding="utf-8"))
    assert used
    for action in used:
        assert re.fullmatch(r"[\w-]+/[\w-]+@v\d+\.\d+\.\d+", action), action


def test_the_hooks_of_a_commit_run_what_make_check_runs() -> None:
    recipe = re.search(r"^check:.*\n((?:\t.+\n)+)", MAKEFILE, re.MULTILINE)
    assert recipe is not None
    hooks = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    for line in recipe[1].splitlines():
        command = line.strip().replace("$(PY)", ".venv/bin/python").replace("$(VENV)", ".venv")
        tool = re.sub(r"( --check)? \.$", "", command)
        assert f"entry: {tool}" in hooks, tool


def test_what_has_owners_is_there() -> None:
    lines = (ROOT / ".github" / "CODEOWNERS").read_text(encoding="utf-8").splitlines()
    paths = [line.split()[0] for line in lines if line and not line.startswith("#")]
    assert paths[0] == "*"
    for path in paths[1:]:
        assert (ROOT / path.lstrip("/")).exists(), path


@pytest.mark.parametrize(
    ("subject", "fits"), [("Say quiet hours once, in matching", True), ("x" * 60, True), ("x" * 61, False)]
)
def test_a_subject_of_sixty_characters_passes_and_a_longer_one_does_not(subject: str, fits: bool) -> None:
    [pattern] = re.findall(
        r"entry: '(\\A.+)'", (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    )
    message = f"{subject}\n\n{'A body may be as wide as it likes. ' * 3}\n"
    assert (re.search(pattern, message) is None) is fits
