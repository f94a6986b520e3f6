"""A client in Python: no call is lost, and an edit of one field is one field."""

import json
from pathlib import Path

import pytest

from tests.contract import tools

pytestmark = pytest.mark.contract

READ_AND_WRITE = """
import importlib, json, sys
from client.models import OfferEdit
print(json.dumps(OfferEdit(stock=9).to_dict()))
for name, sent in json.load(sys.stdin):
    model = getattr(importlib.import_module("client.models"), name)
    print(json.dumps(model.from_dict(sent).to_dict()))
"""


@pytest.fixture(scope="module")
def python_client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("python") / "client"
    said = tools.run(
        tools.of_python("openapi-python-client"),
        *("generate", "--path", tools.DESCRIPTION_FILE, "--output-path", folder, "--meta", "none"),
    )
    assert "arning" not in said, said
    return folder


def test_no_call_is_lost(python_client: Path) -> None:
    made = {file.stem for file in (python_client / "api").rglob("*.py")} - {"__init__"}
    said = {
        operation["operationId"]
        for item in tools.DESCRIPTION["paths"].values()
        for operation in item.values()
    }
    assert made == said


def test_one_field_is_one_field_in_python(python_client: Path) -> None:
    edits = [
        (
            name,
            {field: value}
            | {one: tools.something(tools.SCHEMAS[name]["properties"][one]) for one in required},
        )
        for name, field, value in tools.one_by_one()
        for required in [tools.SCHEMAS[name].get("required", ())]
    ]
    said = tools.run(
        tools.of_python("python"), "-c", READ_AND_WRITE, cwd=python_client.parent, given=json.dumps(edits)
    )
    first, *others = [json.loads(line) for line in said.splitlines()]
    assert first == {"stock": 9}
    for (name, sent), came in zip(edits, others, strict=True):
        assert set(came) == set(sent), name
