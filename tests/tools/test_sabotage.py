"""The patches of `make sabotage` still fit the tree; and the tool that tries them, each time on a small tree."""

import ast
import subprocess
from pathlib import Path

import pytest

from tests.attacks.day.figures import FIGURES
from tools import sabotage
from tools.product import ROOT

PATCHES = sabotage.all_of()
patches = pytest.mark.parametrize("patch", PATCHES, ids=lambda patch: patch.file.stem)

GUARD = "def may(age: int) -> bool:\n    return age >= 18\n"
TESTS = """\
import pytest
from guard import may

@pytest.mark.parametrize("age", [1, 17])
def test_children_may_not(age: int) -> None:
    assert not may(age)

def test_adults_may() -> None:
    assert may(18)

@pytest.fixture
def child() -> int:
    assert not may(1)
    return 1

def test_with_a_child(child: int) -> None:
    assert child
"""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests of small trees need no plugins: loading ours takes longer than all else here."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")


def test_each_of_the_four_mechanisms_has_a_patch() -> None:
    assert {"shown_place", "trust", "limits", "coming_back"} <= {patch.file.stem for patch in PATCHES}


def test_each_figure_of_the_day_is_one_mechanisms_own() -> None:
    assert sorted(str(patch.figure) for patch in PATCHES) == sorted(FIGURES)
    assert all(patch.figure == patch.file.stem for patch in PATCHES)


@patches
def test_a_patch_still_applies(patch: sabotage.Sabotage) -> None:
    assert sabotage.applied(patch.file, ROOT, check=True) == ""


@patches
def test_a_patch_takes_something_out_of_the_product_alone(patch: sabotage.Sabotage) -> None:
    lines = patch.file.read_text(encoding="utf-8").splitlines()
    touched = {line.removeprefix("+++ b/").split("/")[0] for line in lines if line.startswith("+++ ")}
    assert touched <= {"api", "core", "doors", "matching", "notifications", "scheduler", "services"}


@patches
def test_a_patch_names_tests_that_are_there(patch: sabotage.Sabotage) -> None:
    for test in patch.falls:
        file, _, name = test.partition("::")
        assert file.startswith("tests/attacks/test_"), test
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        there = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        assert name.partition("[")[0] in there, test


def small_tree(root: Path, *falls: str, guarded: str = "age >= 18") -> sabotage.Sabotage:
    """A tree with one guard, and a patch that takes it out and names these tests."""
    said = "".join(f"Falls: test_guard.py::{test}\n" for test in falls)
    change = f"@@ -1,2 +1,2 @@\n def may(age: int) -> bool:\n-    return {guarded}\n+    return True\n"
    files = {
        "guard.py": GUARD,
        "test_guard.py": TESTS,
        "tests/attacks/sabotage/age.patch": f"Mechanism: age\n{said}\n--- a/guard.py\n+++ b/guard.py\n{change}",
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    subprocess.run(["git", "add", "."], cwd=root, check=True)
    (patch,) = sabotage.all_of(root)
    return patch


def test_a_mechanism_that_is_tested_falls_and_the_tree_itself_stays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    patch = small_tree(tmp_path, "test_children_may_not")
    assert sabotage.run(tmp_path, [patch])
    rows = [[cell.strip() for cell in row.split("|")] for row in capsys.readouterr().out.splitlines()]
    assert rows == [["mechanism", "tests that fell", "of"], ["none", "0", "2"], ["age", "2", "2"]]
    assert (tmp_path / "guard.py").read_text() == GUARD


@pytest.mark.parametrize("stands", ["test_adults_may", "test_with_a_child"])
def test_whatever_goes_on_passing_or_could_not_run_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], stands: str
) -> None:
    patch = small_tree(tmp_path, "test_children_may_not[17]", stands)
    assert not sabotage.run(tmp_path, [patch])
    out = capsys.readouterr().out
    assert "|               1 |   2" in out
    assert f"did not fall: {stands}" in out


def test_a_patch_whose_place_is_gone_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    patch = small_tree(tmp_path, "test_children_may_not", guarded="age > 17")
    assert sabotage.applied(patch.file, tmp_path, check=True) != ""
    assert not sabotage.run(tmp_path, [patch])
    assert "does not apply any more" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["test_gone", "test_adults_may[7]"])
def test_tests_that_are_not_there_or_fail_anyway_prove_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    patch = small_tree(tmp_path, name)
    assert not sabotage.run(tmp_path, [patch])
    assert "not found" in capsys.readouterr().out
    (tmp_path / "guard.py").write_text(GUARD.replace("18", "0"))
    whole = sabotage.Sabotage(patch.file, "age", ("test_guard.py::test_children_may_not",))
    assert not sabotage.run(tmp_path, [whole])
    assert "fall with nothing taken out" in capsys.readouterr().out


def with_figures(root: Path, *, own: str, other: str) -> sabotage.Sabotage:
    """The small tree with a figure of its own, and another; each is what this expression of the guard comes to."""
    patch = small_tree(root, "test_children_may_not")
    day = root / "tests" / "attacks" / "test_a_day.py"
    day.write_text(
        f"""import pytest
from guard import may

@pytest.mark.parametrize("name", ["age", "height"])
def test_a_figure(record_property, name):
    got = {own} if name == "age" else {other}
    for key, value in (("figure", name), ("got", int(got)), ("what", "children let in")):
        record_property(key, value)
    assert not got
"""
    )
    (root / "conftest.py").write_text("import sys\nsys.path.insert(0, '.')\n")
    second = patch.file.with_name("height.patch")
    for file, figure in ((patch.file, "age"), (second, "height")):
        text = patch.file.read_text() if file is patch.file else second.read_text()
        file.write_text(text.replace("\nFalls:", f"\nFigure: {figure}\nFalls:", 1))
        if file is patch.file:
            second.write_text(text)
    subprocess.run(["git", "add", "."], cwd=root, check=True)
    return sabotage.read(patch.file)


@pytest.mark.parametrize(
    ("own", "other", "said"),
    [
        ("may(1)", "0", ""),
        ("0", "0", "age does not move: 0 children let in (0)"),
        ("may(1)", "may(2)", "height moves, too: 1 children let in (0)"),
    ],
)
def test_a_mechanism_moves_its_own_figure_and_no_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], own: str, other: str, said: str
) -> None:
    patch = with_figures(tmp_path, own=own, other=other)
    assert sabotage.run(tmp_path, [patch]) is (said == "")
    out = capsys.readouterr().out
    assert said in out
    assert ("without it: 1 children let in (0)" in out) is (own != "0")


def test_figures_that_do_not_come_prove_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    patch = with_figures(tmp_path, own="may(1)", other="0")
    day = tmp_path / "tests" / "attacks" / "test_a_day.py"
    broken = "@pytest.fixture\ndef broken():\n    raise ValueError\n"
    day.write_text(
        day.read_text()
        .replace("import pytest\n", f"import pytest\n{broken}")
        .replace("(record", "(broken, record")
    )
    assert not sabotage.run(tmp_path, [patch])
    assert "no figure came: age, height" in capsys.readouterr().out


@pytest.mark.parametrize("header", ["Mechanism: age\n", "Falls: test_guard.py::test_adults_may\n", ""])
def test_a_patch_says_what_it_takes_out_and_which_tests_fall(tmp_path: Path, header: str) -> None:
    file = tmp_path / "age.patch"
    file.write_text(f"{header}\n--- a/guard.py\n+++ b/guard.py\n")
    with pytest.raises(ValueError, match=r"age\.patch"):
        sabotage.read(file)


def test_an_unknown_name_lists_those_that_are_known(capsys: pytest.CaptureFixture[str]) -> None:
    assert sabotage.main(["nothing"]) == 2
    assert "shown_place" in capsys.readouterr().err
