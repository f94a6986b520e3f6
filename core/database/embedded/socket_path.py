"""The Unix socket by which the embedded server is reached, and the directories in which one can lie."""

import os
import sys
from pathlib import Path

from core.database.embedded.errors import EmbeddedServerError

PORT = 5432
SOCKET = f".s.PGSQL.{PORT}"
_LONGEST_SOCKET_PATH = 107 if sys.platform == "linux" else 103  # bytes; sockaddr_un less its closing zero
_MISREAD = set(',"$`\\\n')  # by libpq (a list of hosts) or by the shell that pg_ctl starts the server with


def check_path(home: Path) -> None:
    """Refuses a path whose socket could not be bound or reached under its own name. Raises EmbeddedServerError."""
    excess = len(os.fsencode(home / SOCKET)) - _LONGEST_SOCKET_PATH
    if excess > 0:
        raise EmbeddedServerError(
            f"The path {home} is {excess} bytes too long for a socket in it. Choose a shorter MINKA_DATA_DIR."
        )
    if _MISREAD & set(str(home)):
        raise EmbeddedServerError(
            f'The path {home} holds a character out of , " $ ` \\ that PostgreSQL misreads. '
            "Choose another MINKA_DATA_DIR."
        )
