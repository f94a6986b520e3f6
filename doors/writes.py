"""How fast somebody may write: by account, and for accounts a few days old by network too.

Counted before the action in a transaction of its own, so that refused calls count and nobody waits for an action.
"""

from collections.abc import Mapping
from datetime import datetime

from fastapi import Request, Response
from sqlmodel import Session

from core import limits, networks
from core.access import Caller
from core.crypto.keyring import vault
from core.limits import Count
from matching.rules.ceilings import PER_NETWORK, TABLE, Column
from services.access import ceilings

READS = frozenset({"GET", "HEAD", "OPTIONS"})
_A_MINUTE = 60


def count(request: Request, session: Session, caller: Caller, now: datetime) -> None:
    """Counts a call that may change something, once however often it is tried again. Raises TooMany."""
    if request.method in READS or hasattr(request.state, "writes"):
        return
    most = ceilings.of_caller(session, caller, now=now).writes_a_minute // limits.factor(session)
    counted = limits.arrive(session, limits.writes("writes", most), caller.person_id.bytes, now)
    request.state.writes = counted
    counted.ensure_let_in()
    if ceilings.is_newcomer(caller, now=now):
        most = PER_NETWORK * TABLE[Column.NEWCOMER].writes_a_minute
        host = request.client.host if request.client else networks.NOWHERE
        network = networks.hashed(vault(session), host)
        limits.take(session, limits.writes("writes_network", most), network, now)


def told(request: Request, response: Response) -> Response:
    """The answer with how many writes are left (draft-ietf-httpapi-ratelimit-headers); reads say nothing of it."""
    response.headers.update(headers(request))
    return response


def headers(request: Request) -> Mapping[str, str]:
    """`RateLimit-Policy` and `RateLimit`, where this call was counted as a write."""
    counted: Count | None = getattr(request.state, "writes", None)
    if counted is None:
        return {}
    return {
        "RateLimit-Policy": f'"writes";q={counted.most};w={_A_MINUTE}',
        "RateLimit": f'"writes";r={counted.left};t={counted.full_in}',
    }
