"""What is for whoever sits at this machine alone, in development."""

from fastapi import Request

from core.errors import NotFound
from core.machine.loopback import LOOPBACK


def loopback_only(request: Request) -> None:
    """The peer and the name it called us by must both be this machine's. Raises NotFound."""
    peer = request.client.host if request.client else ""
    if peer not in LOOPBACK or (request.url.hostname or "") not in LOOPBACK:
        raise NotFound
    if "x-forwarded-for" in request.headers or "forwarded" in request.headers:
        raise NotFound
