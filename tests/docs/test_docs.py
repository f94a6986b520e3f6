"""What is written down is so: links lead somewhere, settings, codes and commands are those that exist."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main

import manage
from api.schemas.words import FEATURES
from core import wrong_settings
from core.dials import Environment
from core.models.link import LinkPurpose
from core.settings import Settings
from scheduler.backups import DailyBackup, keep_erasures
from scheduler.jobs import JOBS, seal_events, turn_epochs
from scheduler.worker import WOKEN
from tests.api.matrix import OUTSIDE, ROWS, shape
from texts.catalogue import keys

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
TEXT = {page: page.read_text(encoding="utf-8") for page in PAGES}
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
ENV_EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")

pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())


@pages
def test_links_of_the_documents_lead_to_files(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", TEXT[page]):
        if "://" not in target:
            assert (page.parent / target).exists(), target


@pages
def test_make_targets_exist(page: Path) -> None:
    there = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
    named = set(re.findall(r"(?:`|^\s+)make ([a-z-]+)", TEXT[page], re.MULTILINE))
    assert named <= there


@pages
def test_commands_exist(page: Path) -> None:
    top = typer.main.get_command(manage.app)
    for words in re.findall(r"manage\.py ([a-z]+(?:-[a-z]+)*(?: [a-z]+(?:-[a-z]+)*)?)", TEXT[page]):
        first, _, second = words.partition(" ")
        assert first in top.commands  # type: ignore[attr-defined]
        group = top.commands[first]  # type: ignore[attr-defined]
        assert not second or not hasattr(group, "commands") or second in group.commands


@pages
def test_routes_exist(page: Path) -> None:
    known = {shape(row.call) for row in ROWS} | OUTSIDE
    told = re.findall(r"\b((?:GET|POST|PUT|PATCH|DELETE) /[a-z][^\s`,;|)]*)", TEXT[page])
    assert {shape(call) for call in told} <= known


@pages
def test_rooms_and_files_exist(page: Path) -> None:
    """What stands in backticks and begins with a room is a file or a folder."""
    rooms = {path.name for path in ROOT.iterdir() if path.is_dir()}
    for path in re.findall(r"`([a-z.]+/[\w./-]*)`", TEXT[page]):
        assert path.split("/")[0] not in rooms or (ROOT / path).exists(), path


@pages
def test_settings_exist(page: Path) -> None:
    named = dict.fromkeys(re.findall(r"MINKA_[A-Z_]+", TEXT[page]))
    assert wrong_settings.unknown(named, Settings.model_fields) == []


def first_column(page: str, heading: str) -> list[str]:
    """The codes in the first column of the table under this heading."""
    section = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", TEXT[ROOT / page], re.MULTILINE | re.DOTALL)
    assert section is not None, heading
    cells = re.findall(r"^\| ([^|]*) \|", section[1], re.MULTILINE)
    return [code for cell in cells for code in re.findall(r"`([^`]+)`", cell)]


def test_every_job_is_told() -> None:
    there = (
        {job.name for job in JOBS}
        | WOKEN
        | {
            seal_events(Path()).name,
            turn_epochs(30).name,
            keep_erasures(Path(), 1).name,
            DailyBackup([], {}).job.name,
        }
    )
    assert sorted(first_column("docs/operations.md", "The jobs of a worker")) == sorted(there)


def test_every_small_page_is_told() -> None:
    assert first_column("docs/access.md", "A link without a sign-in") == list(LinkPurpose)


def test_every_room_is_told() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    rooms = {f"{room}/" for room in project["tool"]["importlinter"]["root_packages"]}
    assert set(first_column("docs/architecture.md", "The rooms")) == rooms | {
        "manage.py",
        "migrations/",
        "tests/",
        "tools/",
    }


def test_every_feature_is_told() -> None:
    (line,) = re.findall(r"`features` \((.+?)\)", TEXT[ROOT / "docs" / "for-apps.md"])
    assert re.findall(r"`([a-z]+)`", line) == list(FEATURES)


def test_each_decision_is_listed() -> None:
    listed = TEXT[ROOT / "docs" / "adr" / "README.md"]
    for page in (ROOT / "docs" / "adr").glob("0*.md"):
        assert f"]({page.name})" in listed


def test_every_setting_is_in_the_example_with_its_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"MINKA_{name.upper()}", raising=False)
    lines = re.findall(r"^# (MINKA_([A-Z_]+)=.*)$", ENV_EXAMPLE, re.MULTILINE)
    assert sorted(name.lower() for _, name in lines) == sorted(Settings.model_fields)
    everything = tmp_path / "env"
    everything.write_text("\n".join(line for line, name in lines if name != "ENV"), encoding="utf-8")
    read = Settings(_env_file=everything, env=Environment.DEVELOPMENT)
    assert read == Settings(_env_file=None, env=Environment.DEVELOPMENT)


def test_the_example_says_what_each_setting_is_for() -> None:
    before = ""
    for line in ENV_EXAMPLE.splitlines():
        if re.match(r"# MINKA_\w+=", line):
            assert before.startswith("# "), line
        before = line


def test_compose_sets_what_exists() -> None:
    compose = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    named = {name.lower() for name in re.findall(r"^\s+MINKA_([A-Z_]+):", compose, re.MULTILINE)}
    assert named <= set(Settings.model_fields)


def test_the_image_gets_every_room() -> None:
    kept = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(encoding="utf-8"), re.MULTILINE)
    assert all((ROOT / name).exists() for name in kept)
    rooms = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["root_packages"]
    assert {*rooms, "migrations"} - {"benchmarks", "tools"} <= set(kept)


def test_the_description_of_the_api_is_as_committed() -> None:
    committed = (ROOT / "docs" / "openapi.json").read_text(encoding="utf-8")
    assert manage.described() == committed, "the API changed: make openapi, and look at the difference"


def test_every_problem_code_is_in_the_table() -> None:
    rows = re.findall(r"^\| `([a-z_]+)` \| \d{3} \|", TEXT[ROOT / "docs" / "for-apps.md"], re.MULTILINE)
    assert sorted(rows) == sorted({key.split(".")[1] for key in keys("en") if key.startswith("problem.")})


def test_every_field_code_is_listed() -> None:
    (line,) = re.findall(
        r"^\*\*Codes of fields\*\*: (.+)$", TEXT[ROOT / "docs" / "for-apps.md"], re.MULTILINE
    )
    listed = re.findall(r"`([a-z_]+)`", line.partition("They may grow")[0])
    assert sorted(listed) == sorted(key.split(".")[1] for key in keys("en") if key.startswith("field."))


WORKPLACE = re.compile(
    "|".join(["/wo" + r"rk/", r"\bsket" + "ch", "far" + r"m-\w", "helper" + r" agent", r"(?<!\w)/ho" + "me/"])
)
"""Names of the place somebody once sat at. In pieces, so that this file does not name them either."""


def _ours() -> Iterator[Path]:
    said = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if said.returncode != 0:
        pytest.skip("not a clone")
    for name in said.stdout.decode().split("\0"):
        if name and (ROOT / name).is_file():
            yield ROOT / name


def test_no_file_names_anybodys_machine() -> None:
    for file in _ours():
        text = file.read_bytes().decode("utf-8", errors="ignore")
        found = WORKPLACE.search(text)
        assert found is None, f"{file.relative_to(ROOT)}: {found}"
