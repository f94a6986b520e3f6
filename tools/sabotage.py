"""Takes one mechanism of safety at a time out of a copy of the tree, and sees the attacks that it holds off succeed.

`python -m tools.sabotage` tries each patch in `tests/attacks/sabotage/`, or those that are named. A patch says in lines
above its first file what it takes out (`Mechanism: …`), what is left (`Without it: …`), which tests fall with it
(`Falls: path::test`, a line each) and which figure of the day in `tests/attacks/day/` moves (`Figure: …`). A test that
goes on passing does not test the mechanism, and a figure that moves with another one's is none of its own; before any
of them all named tests and figures are run on an untouched copy, where tests must pass.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from xml.etree import ElementTree

from tools.product import ROOT

PATCHES = Path("tests", "attacks", "sabotage")
FIGURES = "tests/attacks/test_a_day.py::test_a_figure[{}]"
"""The test that plays a figure, and notes what it came to (`figure`, `got` and `what` among its properties)."""


@dataclass(frozen=True, slots=True)
class Sabotage:
    """A patch that takes exactly one mechanism out, the tests that fall when it is gone, and the figure that moves."""

    file: Path
    mechanism: str
    falls: tuple[str, ...]
    figure: str | None = None


class Reading(NamedTuple):
    """What a figure came to, and of what it is one."""

    got: int
    what: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the tests on a copy: those that failed, those that did not, and why none of them ran; and what
    the figures came to there.
    """

    fell: Sequence[str] = ()
    stood: Sequence[str] = ()
    trouble: str = ""
    figures: Mapping[str, Reading] = field(default_factory=dict)


def all_of(root: Path = ROOT) -> list[Sabotage]:
    """The patches below `root`, by name. Raises ValueError for one that does not say what it takes out, and whom."""
    return [read(file) for file in sorted((root / PATCHES).glob("*.patch"))]


def read(file: Path) -> Sabotage:
    """What a patch says of itself above its first file."""
    header = file.read_text(encoding="utf-8").partition("\n--- ")[0]
    said = [line.split(": ", 1) for line in header.splitlines() if ": " in line]
    mechanisms = [value for name, value in said if name == "Mechanism"]
    figures = [value for name, value in said if name == "Figure"]
    falls = tuple(value for name, value in said if name == "Falls")
    if len(mechanisms) != 1 or not falls:
        raise ValueError(f"{file.name}: one line `Mechanism: …` and at least one `Falls: …` are wanted")
    return Sabotage(file, mechanisms[0], falls, next(iter(figures), None))


def applied(file: Path, tree: Path, *, check: bool = False) -> str:
    """Applies a patch to a tree; with `check` only says whether it would. What git complains of; empty: nothing."""
    command = ["git", "apply", *(["--check"] if check else []), str(file)]
    done = subprocess.run(  # noqa: S603 - git, and a patch of our own
        command, cwd=tree, capture_output=True, text=True, check=False
    )
    return "" if done.returncode == 0 else done.stderr.strip() or "git apply failed"


def tried(root: Path, tests: Iterable[str], patch: Path | None = None) -> Outcome:
    """Runs these tests on a copy of the tree, with this patch applied."""
    with TemporaryDirectory(prefix="minka-sabotage-") as folder:
        tree, results = Path(folder, "tree"), Path(folder, "results.xml")
        _copy(root, tree)
        if patch is not None and (trouble := applied(patch, tree)):
            return Outcome(trouble=f"does not apply any more: {trouble}")
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "--tb=no",
            "-p",
            "no:cacheprovider",
            f"--junitxml={results}",
        ]
        done = subprocess.run(  # noqa: S603 - our own tests
            [*command, *tests], cwd=tree, capture_output=True, text=True, check=False
        )
        return _outcome(results) or Outcome(trouble=(done.stdout + done.stderr).strip())


def _copy(root: Path, tree: Path) -> None:
    """What git knows of the tree, as it stands in the working copy."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607 - whichever git is there
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (root / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, tree / name, follow_symlinks=False)


def _outcome(results: Path) -> Outcome | None:
    """What pytest wrote down; None if no test ran. Only a failure is a fall: an error is a test that could not run."""
    if not results.exists():
        return None
    fell: list[str] = []
    stood: list[str] = []
    figures: dict[str, Reading] = {}
    for case in ElementTree.parse(results).iter("testcase"):  # noqa: S314 - pytest wrote it just now
        noted = {one.get("name", ""): one.get("value", "") for one in case.iter("property")}
        if "figure" in noted:
            figures[noted["figure"]] = Reading(int(noted["got"]), noted["what"])
        else:
            (fell if case.find("failure") is not None else stood).append(case.get("name", ""))
    return Outcome(fell, stood, figures=figures) if fell or stood else None


def _row(mechanism: str, fell: int | str, of: int | str) -> str:
    return f"{mechanism:<40} | {fell:>15} | {of:>3}"


def told(mechanism: str, outcome: Outcome, wrong: Iterable[str] = ()) -> str:
    """A row of the table, and a line below it for whatever is not as it should be."""
    row = _row(mechanism, len(outcome.fell), len(outcome.fell) + len(outcome.stood))
    more = [outcome.trouble] if outcome.trouble else [f"did not fall: {name}" for name in outcome.stood]
    return "\n".join([row, *(f"    {line}" for line in (*more, *wrong))])


def amiss(one: Sabotage, before: Outcome, after: Outcome) -> list[str]:
    """What is wrong with the figures without a mechanism: its own has to move, and no other."""
    wrong = []
    for name, untouched in before.figures.items():
        now = after.figures.get(name)
        if now is None:
            wrong.append(f"no figure came: {name}")
        elif (now.got == untouched.got) is (name == one.figure):
            does = "does not move" if name == one.figure else "moves, too"
            wrong.append(f"{name} {does}: {now.got} {now.what} ({untouched.got})")
    return wrong


def figures_told(one: Sabotage, before: Outcome, after: Outcome) -> str:
    """All figures without this mechanism in a row, and its own in words."""
    row = " | ".join(
        f"{after.figures[name].got if name in after.figures else '-':>11}" for name in before.figures
    )
    own = after.figures.get(one.figure or "")
    said = f"  without it: {own.got} {own.what} ({before.figures[one.figure or ''].got})" if own else ""
    return f"{one.file.stem:<14} | {row}{said}"


def run(root: Path, chosen: Sequence[Sabotage]) -> bool:
    """Prints the tables, the first one row by row as it comes. Whether all is as it should be: with each patch all its
    tests fell, and its own figure moved alone.
    """
    names = dict.fromkeys(one.figure for one in all_of(root) if one.figure)
    figures = [FIGURES.format(name) for name in names]
    print(_row("mechanism", "tests that fell", "of"), flush=True)
    untouched = tried(root, [*dict.fromkeys(test for one in chosen for test in one.falls), *figures])
    print(_row("none", len(untouched.fell), len(untouched.fell) + len(untouched.stood)), flush=True)
    if untouched.fell or untouched.trouble:
        print("    ", untouched.trouble or f"fall with nothing taken out: {', '.join(untouched.fell)}")
        return False
    if missing := names.keys() - untouched.figures.keys():
        print("     no figure came:", ", ".join(sorted(missing)))
        return False
    good, rows = True, []
    for one in chosen:
        outcome = tried(root, [*one.falls, *figures], one.file)
        wrong = [] if outcome.trouble else amiss(one, untouched, outcome)
        print(told(one.mechanism, outcome, wrong), flush=True)
        rows.append(figures_told(one, untouched, outcome))
        good = good and not outcome.stood and not outcome.trouble and not wrong
    if untouched.figures:
        nothing = " | ".join(f"{reading.got:>11}" for reading in untouched.figures.values())
        print(f"\n{'figures without':<14}| " + " | ".join(f"{name:>11}" for name in untouched.figures))
        print("\n".join([f"{'nothing':<14} | {nothing}", *rows]), flush=True)
    return good


def main(names: Sequence[str]) -> int:
    """Tries the patches of these names, or all; returns 1 where one has lost its tests or its place, 2 for no patch."""
    chosen = [one for one in all_of() if not names or one.file.stem in names]
    if len(chosen) < max(1, len(set(names))):
        print("There are:", ", ".join(one.file.stem for one in all_of()), file=sys.stderr)
        return 2
    return 0 if run(ROOT, chosen) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
