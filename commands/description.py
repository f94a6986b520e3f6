"""The API's description (OpenAPI), written to a file."""

import json
from pathlib import Path
from typing import Annotated

import typer

from commands.opening import console
from core.crypto.vault import Vault
from core.database.db import Database
from core.dials import Environment
from core.settings import Settings


def openapi(path: Annotated[Path, typer.Argument()] = Path("docs/openapi.json")) -> None:
    """Writes the API's description. It needs no database."""
    path.write_text(described(), encoding="utf-8")
    console.print(f"{path} is as the code says.")


def described() -> str:
    """The API's description as it is committed; a test compares the two."""
    from api.app import create_app

    nowhere = Database("postgresql+psycopg://", Vault(bytes(32)), pool_size=1, statement_timeout_ms=1)
    app_of_nobody = create_app(Settings(env=Environment.DEVELOPMENT), nowhere)
    return json.dumps(app_of_nobody.openapi(), ensure_ascii=False, indent=1) + "\n"
