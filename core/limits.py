"""Rate limits (GCRA), in the database so that they hold across processes.

A count is taken on the call's own connection, in a transaction that ends with it: a second connection could be one
that all who hold a first wait for, and a row locked until the action ends makes a whole network one caller.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import text
from sqlmodel import Session

from core.errors import TooMany

_TAKE = text("""
    WITH so_far AS MATERIALIZED (
        SELECT pg_current_xact_id_if_assigned() IS NOT NULL AS wrote,
               set_config('synchronous_commit', 'off', true) AS a_crash_may_forget_it
    )
    INSERT INTO rate_limit AS l (key, tat)
    SELECT :key, CAST(:now AS timestamptz) + CAST(:pace AS interval) FROM so_far
        ON CONFLICT (key) DO UPDATE SET tat = greatest(l.tat, :now) + :pace
     WHERE greatest(l.tat, :now) + :pace <= :now + :tolerance
    RETURNING (SELECT wrote FROM so_far)
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


_REGAIN = "regain_after_counting"


def take(session: Session, limit: Limit, key: bytes, now: datetime) -> None:
    """Counts one arrival, whatever becomes of the call. Raises TooMany with `retry_after` seconds.

    The transaction that the call has had so far ends here, so it must only have read (else: RuntimeError); what it
    held beside rows is taken again, as `regaining` was told.
    """
    full_key = limit.name.encode() + b"|" + key
    tolerance = limit.pace * limit.burst
    values = {"key": full_key, "now": now, "pace": limit.pace, "tolerance": tolerance}
    taken = session.execute(_TAKE, values).first()
    if taken is not None and taken.wrote and not session.connection().in_nested_transaction():
        raise RuntimeError(f"{limit.name} was counted after something had been written")
    tat = session.execute(_WAIT, {"key": full_key}).scalar_one() if taken is None else None
    session.commit()
    if tat is not None:
        wait = (tat + limit.pace - tolerance - now).total_seconds()
        raise TooMany(retry_after=max(1, ceil(wait)))
    regain: Callable[[], None] | None = session.info.get(_REGAIN)
    if regain is not None:
        regain()


def regaining(session: Session, regain: Callable[[], None]) -> None:
    """What is to be done after each count: to take again what ends with a transaction and is no row."""
    session.info[_REGAIN] = regain
