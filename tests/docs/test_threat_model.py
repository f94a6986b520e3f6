"""docs/threat-model.md and SECURITY.md are true: the tests, keys, times, columns and lines out are those there are."""

import ast
import re
from collections.abc import Iterator
from datetime import timedelta

from sqlmodel import SQLModel

import core.models
from services import browsers
from services.access import links, step_up, tokens
from services.people import sign_in
from services.representation import take_overs
from tests.api.matrix import ROWS
from tests.docs.named_tests import ROOT, missing, named_in
from tests.papers.source import REACHES_OUT, TREES, calls, imported

PAGE = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
SECURITY = (ROOT / "SECURITY.md").read_text(encoding="utf-8")


def section(heading: str, page: str = PAGE) -> str:
    found = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    assert found is not None, heading
    return found[1]


def table(heading: str) -> list[list[str]]:
    """The rows of the first table of a section, without its head."""
    lines = [line for line in section(heading).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_every_test_that_is_named_is_there() -> None:
    assert missing(PAGE) == []
    assert len(set(named_in(PAGE))) > 80


def test_every_attack_stands_on_the_page() -> None:
    there = {file.relative_to(ROOT).as_posix() for file in (ROOT / "tests" / "attacks").glob("test_*.py")}
    assert there - {path for path, _ in named_in(PAGE)} == set()


def test_no_line_about_an_attack_is_without_a_test() -> None:
    for heading in ("Strangers", "A false helper", "A false author", "Somebody who knows the person"):
        for row in table(heading):
            assert len(row) == 3, row
            assert named_in(row[2]), row[0]
    for heading in ("Those who answer for others", "The machine"):
        for row in table(heading):
            assert named_in(row[2]), row[0]


def test_every_attacker_of_the_list_is_named() -> None:
    attackers = (
        "stranger", "false helper", "false author", "coordinator", "steward", "operator", "another community",
        "comes back", "thief of a phone", "thief of the database", "backup", "running machine", "on the line",
        "provider of pushes, mail or texts", "abusive partner", "authorities", "scraper", "spammer", "supply chain",
    )  # fmt: skip
    told = PAGE.lower()
    assert [one for one in attackers if one not in told] == []


def _in_words(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds % size == 0 and seconds // size > (1 if unit == "day" else 0):
            return f"{seconds // size} {unit}s"
    raise AssertionError(span)


def test_sign_ins_last_as_long_as_the_page_says() -> None:
    told = table("Sign-ins")
    assert [
        [_in_words(tokens.ACCESS_LIFETIME)],
        [_in_words(tokens.REFRESH_LIFETIME)],
        [_in_words(browsers.IDLE), _in_words(browsers.AT_MOST)],
        [_in_words(step_up.HOLDS), _in_words(step_up.AT_MOST)],
    ] == [re.findall(r"\d+ (?:days|hours|minutes)", row[1]) for row in told]
    assert browsers.OWN_PHONE == tokens.REFRESH_LIFETIME
    assert "as many devices as one likes" in section("Sign-ins")


def test_every_way_in_is_told() -> None:
    text = section("Ways in")
    calls_of_auth = {row.call for row in ROWS if re.match(r"POST\s+/v1/auth/", row.call)}
    assert len(calls_of_auth) >= 5
    for call in calls_of_auth:
        assert " ".join(call.split()) in text, call
    assert timedelta(minutes=10) == sign_in.CODE_LIFETIME
    assert sign_in.TRIES == 5
    assert (take_overs.CARD_BITS, take_overs.CODE_BITS, links.BITS) == (80, 50, 128)
    assert (take_overs.CARD_LIFETIME.days, take_overs.CODE_LIFETIME) == (365, timedelta(minutes=30))
    assert timedelta(days=7) == links.LIFETIME


def _derived_keys() -> Iterator[str]:
    for path, tree in TREES:
        if path.startswith("core/"):
            for name, call in calls(tree):
                if name.lstrip("_").endswith("derived") and isinstance(call.args[1], ast.Constant):
                    yield str(call.args[1].value)


def test_every_key_is_in_the_list() -> None:
    listed = {name for row in table("Keys") for name in re.findall(r"^`(\w+)`$", row[0])}
    found = set(_derived_keys())
    assert {"wrap", "system", "index", "sign", "former", "names"} <= found
    assert found - listed == set()
    for row in table("Keys"):
        assert row[1], row[0]
        assert row[3], row[0]


def test_every_file_that_works_with_keys_is_in_the_list() -> None:
    text = section("Keys")
    for path, tree in TREES:
        if "cryptography" in imported(tree):
            assert path.startswith("core/crypto/") or f"../{path}" in text, path


def test_one_cipher_is_used() -> None:
    seen = set()
    for _, tree in TREES:
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("cryptography.hazmat"):
                seen |= {alias.name for alias in node.names}
    assert seen == {"AESGCM", "HKDF", "SHA256"}


def _sealed_columns() -> Iterator[tuple[str, str]]:
    """Table and column of every cell that something is sealed for, where both are written down."""
    for _, tree in TREES:
        for name, call in calls(tree):
            if name.endswith("Cell") and len(call.args) == 3:
                table_of, column = call.args[0], call.args[2]
                if isinstance(table_of, ast.Constant):
                    written = isinstance(column, ast.Constant)
                    yield (
                        str(table_of.value),
                        str(column.value) if isinstance(column, ast.Constant) and written else "",
                    )


def test_every_sealed_column_is_told() -> None:
    assert core.models
    text = section("What is kept")
    found = {one for one in _sealed_columns() if one[0] in SQLModel.metadata.tables}
    assert len(found) >= 10
    for of_table, column in found:
        assert f"`{of_table}.{column}`" in text or f"`{of_table}`" in text, (of_table, column)
    for of_table, column in re.findall(r"`(\w+)\.(\w+)`", text):
        assert column in SQLModel.metadata.tables[of_table].columns, (of_table, column)


def test_every_line_out_is_told() -> None:
    text = section("Lines out")
    for path in set(REACHES_OUT) - {"notifications/channels/fcm_answers.py"}:
        assert f"(../{path})" in text, path
    assert all(all(row) for row in table("Lines out"))


def test_each_log_is_told_with_its_end() -> None:
    rows = table("Logs")
    assert len(rows) >= 5
    assert all(len(row) == 5 and all(row) for row in rows)


def test_how_fast_parts_of_others_are_renewed_is_told() -> None:
    told = section("Parts of others", SECURITY)
    dependabot = (ROOT / ".github" / "dependabot.yml").read_text(encoding="utf-8")
    assert set(re.findall(r"interval: (\w+)", dependabot)) == {"weekly"}
    assert set(re.findall(r"default-days: (\d+)", dependabot)) == {"7"}
    assert "each week" in told
    assert "seven days" in told
    assert re.search(r"within (two|seven|fourteen) (days|weeks)", told)


def test_reports_go_to_the_forge_and_to_whoever_runs_a_server() -> None:
    """Nobody is asked to write to a mailbox that nobody has."""
    assert "Report a vulnerability" in SECURITY
    assert "GET /v1/about" in SECURITY
    assert re.findall(r"[\w.]+@[\w.]+", SECURITY) == []
    for page in ("docs/threat-model.md", "docs/asvs.md", "docs/access.md"):
        assert f"]({page}" in SECURITY
