"""The description by those who know OpenAPI: valid, and nothing to find fault with."""

import json

import pytest

from tests.contract import tools

pytestmark = pytest.mark.contract


def test_the_description_is_valid() -> None:
    assert tools.run(tools.of_python("openapi-spec-validator"), tools.DESCRIPTION_FILE).endswith("OK\n")


def test_spectral_finds_nothing() -> None:
    said = tools.run(
        tools.of_node("spectral"),
        *("lint", tools.DESCRIPTION_FILE, "--ruleset", tools.HERE / "spectral.yaml"),
        *("--fail-severity", "hint", "--format", "json", "--quiet"),
    )
    assert json.loads(said[said.index("[") : said.rindex("]") + 1]) == []
