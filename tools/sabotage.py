"""Takes one mechanism of safety at a time out of a copy of the tree, and sees the attacks that it holds off succeed.

`python -m tools.sabotage` tries each patch in `tests/attacks/sabotage/`, or those that are named. A patch says in lines
above its first file what it takes out (`Mechanism: …`), what is left (`Without it: …`) and which tests fall with it
(`Falls: path::test`, a line each). A test that goes on passing does not test the mechanism; before any of them all
named tests are run on an untouched copy, where they must pass.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

from tools.product import ROOT

PATCHES = Path("tests", "attacks", "sabotage")


@dataclass(frozen=True, slots=True)
class Sabotage:
    """A patch that takes exactly one mechanism out, and the tests that fall when it is gone."""

    file: Path
    mechanism: str
    falls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the tests on a copy: those that failed, those that did not, and why none of them ran."""

    fell: Sequence[str] = ()
    stood: Sequence[str] = ()
    trouble: str = ""


def all_of(root: Path = ROOT) -> list[Sabotage]:
    """The patches below `root`, by name. Raises ValueError for one that does not say what it takes out, and whom."""
    return [read(file) for file in sorted((root / PATCHES).glob("*.patch"))]


def read(file: Path) -> Sabotage:
    """What a patch says of itself above its first file."""
    header = file.read_text(encoding="utf-8").partition("\n--- ")[0]
    said = [line.split(": ", 1) for line in header.splitlines() if ": " in line]
    mechanisms = [value for name, value in said if name == "Mechanism"]
    falls = tuple(value for name, value in said if name == "Falls")
    if len(mechanisms) != 1 or not falls:
        raise ValueError(f"{file.name}: one line `Mechanism: …` and at least one `Falls: …` are wanted")
    return Sabotage(file, mechanisms[0], falls)


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
    for case in ElementTree.parse(results).iter("testcase"):  # noqa: S314 - pytest wrote it just now
        (fell if case.find("failure") is not None else stood).append(case.get("name", ""))
    return Outcome(fell, stood) if fell or stood else None


def _row(mechanism: str, fell: int | str, of: int | str) -> str:
    return f"{mechanism:<40} | {fell:>15} | {of:>3}"


def told(mechanism: str, outcome: Outcome) -> str:
    """A row of the table, and a line below it for whatever is not as it should be."""
    row = _row(mechanism, len(outcome.fell), len(outcome.fell) + len(outcome.stood))
    wrong = [outcome.trouble] if outcome.trouble else [f"did not fall: {name}" for name in outcome.stood]
    return "\n".join([row, *(f"    {line}" for line in wrong)])


def run(root: Path, chosen: Sequence[Sabotage]) -> bool:
    """Prints the table, row by row as it comes. Whether all is as it should be: with each patch all its tests fell."""
    print(_row("mechanism", "tests that fell", "of"), flush=True)
    untouched = tried(root, dict.fromkeys(test for one in chosen for test in one.falls))
    print(_row("none", len(untouched.fell), len(untouched.fell) + len(untouched.stood)), flush=True)
    if untouched.fell or untouched.trouble:
        print("    ", untouched.trouble or f"fall with nothing taken out: {', '.join(untouched.fell)}")
        return False
    good = True
    for one in chosen:
        outcome = tried(root, one.falls, one.file)
        print(told(one.mechanism, outcome), flush=True)
        good = good and not outcome.stood and not outcome.trouble
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
