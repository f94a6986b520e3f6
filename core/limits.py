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
     WHERE NOT EXISTS (SELECT FROM rate_limit b WHERE b.key = :unless AND b.tat > :now)
    ON CONFLICT (key) DO UPDATE SET tat = greatest(CASE WHEN l.tat < :turned_back THEN l.tat END, :now) + :pace
    WHERE greatest(CASE WHEN l.tat < :turned_back THEN l.tat END, :now) + :pace <= :now + :tolerance
    RETURNING tat, (SELECT wrote FROM so_far)
""")
"""What is so far ahead that no clock differs by it is from before a clock was turned back, and counts no more."""
_BEGIN = text("""
    INSERT INTO rate_limit AS l (key, tat) VALUES (:key, :until)
    ON CONFLICT (key) DO UPDATE SET tat = greatest(l.tat, :until)
""")
_WAIT = text("SELECT tat FROM rate_limit WHERE key = :key")
_CLOCKS_DIFFER = timedelta(days=1)
_REGAIN = "regain_after_counting"


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
SMS_CODES_PER_PREFIX = Limit("sms_codes_prefix", burst=40, pace=timedelta(minutes=1))
"""Codes to numbers that begin alike: who earns by texts has many numbers, and they stand in a row."""
TAKE_OVERS_PER_PERSON = Limit("take_overs", burst=20, pace=timedelta(minutes=72))
"""Words by which others take over, made by one hand: twenty a day."""
WRONG_CODES = Limit("wrong_codes", burst=500, pace=timedelta(hours=1) / 500)
"""All wrong sign-in codes together, whoever shows them and from wherever."""
CODE_TRIES_PER_NETWORK = Limit("code_tries_network", burst=100, pace=timedelta(seconds=10))

CALLS_PER_NETWORK = Limit("calls_network", burst=30, pace=timedelta(minutes=48))
"""Calls asked for from one network: thirty a day, for a camp is one."""
EXPORTS_PER_PERSON = Limit("exports", burst=10, pace=timedelta(days=1) / 10)
"""Everything of oneself read at once: ten times a day."""
DRAFTS_PER_NETWORK = Limit("drafts_network", burst=20, pace=timedelta(minutes=3))


def writes(name: str, a_minute: int) -> Limit:
    """So many writes a minute, all of them at once if need be."""
    return Limit(name, burst=a_minute, pace=timedelta(minutes=1) / a_minute)


@dataclass(frozen=True, slots=True)
class Count:
    """What counting one arrival came to. Of `most` at once `left` may still come, in `full_in` seconds all of them.

    `retry_after`: seconds after which one is let in again; None where this one was.
    """

    most: int
    left: int
    full_in: int
    retry_after: int | None = None

    def ensure_let_in(self) -> None:
        """Raises TooMany with `retry_after` seconds where this one was not let in."""
        if self.retry_after is not None:
            raise TooMany(retry_after=self.retry_after)


def factor(session: Session) -> int:
    """How many times as wide all limits are: 1, but where load is tried in development."""
    return int(session.info.get("limits", 1))


def _widened(session: Session, limit: Limit) -> tuple[int, timedelta]:
    """Burst and pace as they hold here; however wide, a pace is no shorter than clocks can tell."""
    wide = factor(session)
    return limit.burst * wide, max(limit.pace / wide, timedelta.resolution)


def arrive(
    session: Session, limit: Limit, key: bytes, now: datetime, *, many: int = 1, unless: str | None = None
) -> Count:
    """Counts one arrival (or so `many` at once), whatever becomes of the call, and says what that came to. None is let
    in while `unless` holds, which can only have begun after the first arrival.

    The transaction that the call has had so far ends here, so it must only have read (else: RuntimeError); what it
    held beside rows is taken again, as `regaining` was told.
    """
    burst, pace = _widened(session, limit)
    values = _values(limit.name, key, burst, pace, now, many, unless)
    taken = session.execute(_TAKE, values).first()
    if taken is not None and taken.wrote and not session.connection().in_nested_transaction():
        raise RuntimeError(f"{limit.name} was counted after something had been written")
    tat = taken.tat if taken is not None else session.execute(_WAIT, {"key": values["key"]}).scalar_one()
    session.commit()
    ahead = tat - now
    if taken is None:
        wait = (ahead + pace * many - pace * burst).total_seconds()
        return Count(burst, left=0, full_in=ceil(ahead.total_seconds()), retry_after=max(1, ceil(wait)))
    regain: Callable[[], None] | None = session.info.get(_REGAIN)
    if regain is not None:
        regain()
    return Count(burst, left=burst - ceil(ahead / pace), full_in=ceil(ahead.total_seconds()))


def take(session: Session, limit: Limit, key: bytes, now: datetime) -> None:
    """Counts one arrival as `arrive` does. Raises TooMany with `retry_after` seconds where it is not let in."""
    arrive(session, limit, key, now).ensure_let_in()


def spent(session: Session, limit: Limit, key: bytes, now: datetime) -> bool:
    """Counts one in the action's own transaction, for what is rare; whether that was beyond the limit."""
    burst, pace = _widened(session, limit)
    return session.execute(_TAKE, _values(limit.name, key, burst, pace, now)).first() is None


def begin(session: Session, name: str, until: datetime) -> None:
    """From now on something holds until then, for all processes."""
    session.execute(_BEGIN, {"key": name.encode(), "until": until})


def holds(session: Session, name: str, now: datetime) -> bool:
    """Whether that is so now."""
    until: datetime | None = session.execute(_WAIT, {"key": name.encode()}).scalar_one_or_none()
    return until is not None and now < until


def _values(
    name: str,
    key: bytes,
    burst: int,
    pace: timedelta,
    now: datetime,
    many: int = 1,
    unless: str | None = None,
) -> dict[str, object]:
    return {
        "key": name.encode() + b"|" + key,
        "now": now,
        "pace": pace * many,
        "tolerance": pace * burst,
        "turned_back": now + pace * burst + _CLOCKS_DIFFER,
        "unless": unless.encode() if unless is not None else None,
    }


def regaining(session: Session, regain: Callable[[], None]) -> None:
    """What is to be done after each count: to take again what ends with a transaction and is no row."""
    session.info[_REGAIN] = regain
