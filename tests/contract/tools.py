"""The tools of `make contract`: where they lie, and how they are run."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
DESCRIPTION_FILE = HERE.parents[1] / "docs" / "openapi.json"
DESCRIPTION: dict[str, Any] = json.loads(DESCRIPTION_FILE.read_text(encoding="utf-8"))
SCHEMAS: dict[str, Any] = DESCRIPTION["components"]["schemas"]
EDITS = sorted(
    item["patch"]["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    for item in DESCRIPTION["paths"].values()
    if "patch" in item
)
"""The schemas of edits."""
GSON = Path("/usr/share/java/gson.jar")
SECONDS = 300


def installed() -> Path:
    """Where the tools are. Skips the test where none were asked for: they are `make contract`'s to bring."""
    named = os.environ.get("MINKA_CONTRACT_TOOLS")
    if named is None:
        pytest.skip("make contract brings the tools")
    return Path(named).resolve()


def of_node(name: str) -> str:
    return str(installed() / "node_modules" / ".bin" / name)


def of_python(name: str) -> str:
    return str(installed() / "venv" / "bin" / name)


def run(*command: str | Path, cwd: Path | None = None, given: str = "") -> str:
    """What a command prints. Raises AssertionError with all of it where it fails."""
    path = f"{installed() / 'venv' / 'bin'}:{os.environ['PATH']}"
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        input=given,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
        env={**os.environ, "PATH": path},
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said[-4000:]
    return said


def generated(language: str, folder: Path, *more: str) -> tuple[Path, list[str]]:
    """A client by OpenAPI Generator: its folder, and what was warned of, but that OpenAPI 3.1 is new to it."""
    how = ",".join(("enumUnknownDefaultCase=true", *more))
    said = run(
        of_python("openapi-generator-cli"),
        *("generate", "-g", language, "-i", DESCRIPTION_FILE, "-o", folder),
        f"--additional-properties={how}",
    )
    lines = [line for line in said.splitlines() if "WARN" in line or "ERROR" in line]
    return folder, [line for line in lines if "OpenAPI 3.1 support is still in beta" not in line]


def one_by_one() -> Iterator[tuple[str, str, Any]]:
    """Each field of each edit, with a value for it."""
    for name in EDITS:
        for field, schema in SCHEMAS[name]["properties"].items():
            yield name, field, something(schema)


def something(schema: dict[str, Any]) -> Any:  # JSON of any form
    """The plainest value that a schema takes."""
    if "$ref" in schema:
        return something(SCHEMAS[schema["$ref"].rpartition("/")[2]])
    if "anyOf" in schema:
        return something(schema["anyOf"][0])
    if "enum" in schema:
        return schema["enum"][0]
    match schema["type"]:
        case "object":
            required = schema.get("required", ())
            return {name: something(schema["properties"][name]) for name in required}
        case "array":
            return [something(schema["items"])]
        case "string":
            return _TEXTS.get(schema.get("format", ""), schema.get("examples", ["es"])[0])
        case "boolean":
            return True
    return 1


_TEXTS = {
    "uuid": "01a1faa1-2c23-7654-9f11-22f2b28850a4",
    "date-time": "2026-11-21T09:00:00Z",
    "date": "2026-11-21",
}
