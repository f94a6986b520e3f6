"""How far the primary has come, how far a copy has, and whether the one can be told from the other.

Positions in the log of writes count on one timeline of one server. A copy that did not follow a failover goes on from
another history, and its positions say nothing: so it is asked for the row by which the database itself remembers server
and timeline (`core.audit.epochs`), which only a copy of the new history can hold.
"""

from dataclasses import asdict, dataclass
from enum import Enum

from sqlalchemy import text
from sqlmodel import Session

_COMES_TO = text("""
    SELECT CAST(CASE current_setting('synchronous_commit')
                WHEN 'off' THEN pg_current_wal_insert_lsn() ELSE pg_current_wal_flush_lsn() END AS text),
           (SELECT system_identifier FROM pg_control_system()),
           left(pg_walfile_name(pg_current_wal_lsn()), 8)
     WHERE NOT pg_is_in_recovery()
""")
"""Whatever was acknowledged to anybody until now stands before it."""

HOW_FAR = """
    SELECT pg_is_in_recovery(),
           coalesce(pg_last_wal_replay_lsn() >= CAST(:position AS pg_lsn), false),
           EXISTS (SELECT FROM event_history WHERE server = :server AND timeline = :timeline),
           CAST(coalesce(extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()), 0) AS float8)
"""
"""In the order of `HowFar`."""


class State(Enum):
    """How a copy was found."""

    READY = "ready"
    BEHIND = "behind"
    STRANGE = "strange"
    """It goes on from another history than the primary, or does not know yet that it followed."""
    PRIMARY = "primary"
    """It is no copy: it takes writes."""
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the primary has come: a position in its log, which counts on this timeline of this server alone."""

    position: str
    server: int
    timeline: str

    def told(self) -> dict[str, object]:
        """As `HOW_FAR` takes it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class HowFar:
    """What a copy says of itself. `age`: seconds since what it replayed last was committed."""

    copies: bool
    caught_up: bool
    same_history: bool
    age: float

    @property
    def state(self) -> State:
        if not self.copies:
            return State.PRIMARY
        if not self.same_history:
            return State.STRANGE
        return State.READY if self.caught_up else State.BEHIND


def comes_to(session: Session) -> Mark | None:
    """How far the primary has come that this session is of; None where that is none."""
    row = session.execute(_COMES_TO).one_or_none()
    return Mark(*row) if row is not None else None
