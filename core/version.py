"""The version of Minka, as pyproject.toml says it: Minka runs from its source tree, nothing is installed."""

import tomllib
from pathlib import Path

VERSION: str = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))[
    "project"
]["version"]
