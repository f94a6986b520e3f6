"""The PostgreSQL that comes along with Minka: started, shared by its processes, and stopped."""

from core.database.embedded.errors import EmbeddedServerError
from core.database.embedded.server import EmbeddedServer, start

__all__ = ["EmbeddedServer", "EmbeddedServerError", "start"]
