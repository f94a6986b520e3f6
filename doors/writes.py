"""How fast somebody may write: by account, and for accounts a few days old by network too.

Counted before the action in a transaction of its own, so that refused calls count and nobody waits for an action. What
newcomers of one network may have standing, or send, all of them together may begin within a day, or an hour.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from fastapi import Request, Response
from sqlmodel import Session

from core import limits, networks
from core.access import Caller
from core.crypto.keyring import vault
from core.limits import Count, Limit
from matching.rules.ceilings import PER_NETWORK, TABLE, Column
from services.access import ceilings

READS = frozenset({"GET", "HEAD", "OPTIONS"})
_A_MINUTE = 60


def _of_a_network(name: str, most: int, within: timedelta) -> Limit:
    """What so many newcomers of one network may do together, each of them as much as this."""
    together = PER_NETWORK * most
    return Limit(f"{name}_network", burst=together, pace=within / together)


_NEWCOMER, _DAY = TABLE[Column.NEWCOMER], timedelta(days=1)
WRITES = _of_a_network("writes", _NEWCOMER.writes_a_minute, timedelta(minutes=1))
NEEDS = _of_a_network("needs", _NEWCOMER.open_needs, _DAY)
OFFERS = _of_a_network("offers", _NEWCOMER.open_offers, _DAY)
YES_ES = _of_a_network("yes_es", _NEWCOMER.open_yes_es, _DAY)
MESSAGES = _of_a_network("messages", _NEWCOMER.messages_an_hour, timedelta(hours=1))


def count(request: Request, session: Session, caller: Caller, now: datetime) -> None:
    """Counts a call that may change something, once however often it is tried again. Raises TooMany."""
    if request.method in READS or hasattr(request.state, "writes"):
        return
    most = ceilings.of_caller(session, caller, now=now).writes_a_minute // limits.factor(session)
    counted = limits.arrive(session, limits.writes("writes", most), caller.person_id.bytes, now)
    request.state.writes = counted
    counted.ensure_let_in()
    if ceilings.is_newcomer(caller, now=now):
        host = request.client.host if request.client else networks.NOWHERE
        network = networks.hashed(vault(session), host)
        limits.take(session, WRITES, network, now)
        session.info[ceilings.NEWCOMERS_NETWORK] = network


def count_of_network(session: Session, limit: Limit, now: datetime) -> None:
    """Counts one more need, offer, yes or message where the caller is a newcomer, for all newcomers of their network.

    Call before anything is written, and never for what is urgent. Raises TooMany.
    """
    network = session.info.get(ceilings.NEWCOMERS_NETWORK)
    if network is not None:
        limits.take(session, limit, network, now)


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
