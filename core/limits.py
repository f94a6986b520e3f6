"""Rate limits (GCRA), in the database so that they hold across processes; each in its own short transaction."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import text

from core.database.db import Database
from core.errors import TooMany

_TAKE = text("""
    INSERT INTO rate_limit AS l (key, tat) VALUES (:key, :now + :pace)
    ON CONFLICT (key) DO UPDATE SET tat = greatest(l.tat, :now) + :pace
    WHERE greatest(l.tat, :now) + :pace <= :now + :tolerance
    RETURNING tat
""")
_WAIT = text("SELECT tat FROM rate_limit WHERE key = :key")


@dataclass(frozen=True, slots=True)
class Limit:
    """`burst` at once, then one each `pace`."""

    name: str
    burst: int
    pace: timedelta


SIGN_IN_PER_ADDRESS = Limit("sign_in_address", burst=5, pace=timedelta(minutes=12))
SIGN_IN_PER_NETWORK = Limit("sign_in_network", burst=60, pace=timedelta(seconds=30))
SMS_CODES_PER_NETWORK = Limit("sms_codes_network", burst=10, pace=timedelta(minutes=3))
SMS_CODES = Limit("sms_codes", burst=200, pace=timedelta(seconds=10))
"""All codes by SMS together: each costs money, and there are people who earn by having many sent."""
SHARE_LINKS_PER_PERSON = Limit("share_links", burst=20, pace=timedelta(minutes=3))
LINKS_TO_PERSON = Limit("links_to_person", burst=3, pace=timedelta(hours=12))
"""Links sent to somebody without the app because another person asked for it: a few a day, whoever asks."""
CODE_TRIES_PER_NETWORK = Limit("code_tries_network", burst=100, pace=timedelta(seconds=10))


def take(database: Database, limit: Limit, key: bytes, now: datetime) -> None:
    """Counts one arrival. Raises TooMany with `retry_after` seconds."""
    full_key = limit.name.encode() + b"|" + key
    tolerance = limit.pace * limit.burst
    with database.transaction() as session:
        values = {"key": full_key, "now": now, "pace": limit.pace, "tolerance": tolerance}
        if session.execute(_TAKE, values).first() is not None:
            return
        tat = session.execute(_WAIT, {"key": full_key}).scalar_one()
    wait = (tat + limit.pace - tolerance - now).total_seconds()
    raise TooMany(retry_after=max(1, ceil(wait)))
