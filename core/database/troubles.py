"""What is wrong with a database, in one sentence that names the setting and the way out, and shows no value."""

import psycopg
from sqlalchemy.exc import TimeoutError as PoolTimeout

from core.machine.log_lines import described

_BY_STATE = {
    "25006": "The database takes no writes: it is a standby, or was set to read only. Name the primary in "
    "MINKA_DATABASE_URL.",
    "53100": "The disk of the database is full. Make room; nothing that was acknowledged is lost.",
    "53200": "The database is out of memory. Give it more, or lower its max_connections.",
    "53300": "The database has no connection left. Raise its max_connections, or lower MINKA_POOL_SIZE.",
    "28P01": "The database refuses the password in MINKA_DATABASE_URL. Set the one of its role there.",
    "28000": "The database does not let this role in. Check the role in MINKA_DATABASE_URL, and pg_hba.conf.",
    "3D000": "There is no database, or no role, of the name in MINKA_DATABASE_URL. Make it, or correct the name.",
    "42P01": "A table is missing: the database is not migrated. Run `python manage.py migrate`.",
    "42703": "A column is missing: the database is not migrated. Run `python manage.py migrate`.",
    "42501": "The role in MINKA_DATABASE_URL may not do this. Run `python manage.py migrate`, which grants its rights.",
    "57P01": "The database ended our connections. Bring it back up; Minka goes on by itself.",
    "57P03": "The database is starting or stopping. It is tried again.",
    "57014": "The database did not answer in time (MINKA_STATEMENT_TIMEOUT_MS). Is its disk full or slow?",
}
_POOLER = "08P01"
"""A breach of the protocol. PgBouncer says so of whatever keeps it from lending a connection."""
_BEHIND_IT = (
    "The pooler in MINKA_DATABASE_URL answers, and PostgreSQL behind it does not. Bring that up, and Minka goes on by "
    "itself; the pooler's log says what it met."
)
_BY_WORDS = (
    ("query_wait_timeout", _BEHIND_IT),
    ("server login", _BEHIND_IT),
    ("server conn", _BEHIND_IT),
    ("server parameter", _BEHIND_IT),
    ("password authentication failed", _BY_STATE["28P01"]),
    ("no password supplied", _BY_STATE["28P01"]),
    ("no pg_hba.conf entry", _BY_STATE["28000"]),
    ("is not permitted to log in", _BY_STATE["28000"]),
    ("too many connections", _BY_STATE["53300"]),
    ("too many clients", _BY_STATE["53300"]),
    ("remaining connection slots", _BY_STATE["53300"]),
    ("starting up", _BY_STATE["57P03"]),
    ("shutting down", _BY_STATE["57P03"]),
    ("not yet accepting connections", _BY_STATE["57P03"]),
    ("recovery mode", _BY_STATE["57P03"]),
    (
        "resolve host",
        "The host in MINKA_DATABASE_URL is not known. Correct its name, or the network's name server.",
    ),
    (
        "translate host",
        "The host in MINKA_DATABASE_URL is not known. Correct its name, or the network's name server.",
    ),
    (
        "certificate",
        "The database's certificate is not trusted. Name its authority by sslrootcert in MINKA_DATABASE_URL.",
    ),
    (
        "SSL",
        "The database and MINKA_DATABASE_URL do not agree on TLS. Set sslmode there to what the server does.",
    ),
    ("does not exist", _BY_STATE["3D000"]),
    (
        "refused",
        "Nobody answers at the host and port in MINKA_DATABASE_URL. Start PostgreSQL, or correct them.",
    ),
    (
        "No such file",
        "PostgreSQL is not running: its socket is not there. Start it; `run` does so by itself.",
    ),
    (
        "timeout",
        "PostgreSQL does not answer at the host and port in MINKA_DATABASE_URL. Is the host up, a firewall open?",
    ),
    (
        "unreachable",
        "The host in MINKA_DATABASE_URL cannot be reached. Check the network, or correct the address.",
    ),
    ("SASL authentication failed", _BY_STATE["28P01"]),  # as PgBouncer says it
    ("closed", "The database ended our connections. Bring it back up; Minka goes on by itself."),
)


def sentence(error: BaseException, setting: str = "MINKA_DATABASE_URL") -> str:
    """What is wrong, and what to do; `setting` names the database. It quotes nothing of the error's own words, which
    may hold a password.
    """
    known = _known(error)
    if known is None:
        return f"The database did not answer ({described(getattr(error, 'orig', None) or error)}). Its log says why."
    return known.replace("MINKA_DATABASE_URL", setting)


def of_state(sqlstate: str) -> str:
    """The sentence of one that is known."""
    return _BY_STATE[sqlstate]


def is_known(error: BaseException) -> bool:
    """Whether it is a trouble of the database's or of the way there, and no mistake of ours."""
    return _known(error) is not None


def _known(error: BaseException) -> str | None:
    if isinstance(error, PoolTimeout):
        return (
            "All connections to the database are taken. Raise MINKA_POOL_SIZE, or look for what holds them in "
            "pg_stat_activity."
        )
    original = getattr(error, "orig", None) or error
    known = _BY_STATE.get(state(error) or "")
    if known is None and isinstance(original, psycopg.Error) and state(error) in (None, _POOLER):
        words = str(original)
        otherwise = _BEHIND_IT if state(error) == _POOLER else None
        known = next((told for part, told in _BY_WORDS if part in words), otherwise)
    return known


def state(error: BaseException) -> str | None:
    """The SQLSTATE that came with it, if any."""
    found: str | None = getattr(getattr(error, "orig", None) or error, "sqlstate", None)
    return found


def is_unmigrated(error: BaseException) -> bool:
    """Whether it is only that a table or a column is missing."""
    return state(error) in ("42P01", "42703")
