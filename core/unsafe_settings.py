"""What production does not start on: a sentence for each thing that is unsafe or missing, and the way out."""

import os
import re
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from email.utils import parseaddr
from ipaddress import ip_address
from urllib.parse import urlsplit

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from core.dials import Dials

KEY_BYTES = 32
_ALPHABET = re.compile(r"[A-Za-z0-9_-]+={0,2}")
_DATABASES = ("database_url", "direct_database_url", "owner_database_url", "replica_url")
_WRITERS = frozenset({"read-write", "primary"})
"""What a session may be wanted to be that no standby is."""
_ENCRYPTED = frozenset({"require", "verify-ca", "verify-full"})
_POSTGRES = ("postgres", "postgresql", "postgresql+psycopg")
_MAKE_ONE = "Make one with `python manage.py keys master`."


def master_key(text: str) -> bytes:
    """The bytes of a master key as it is written down. Raises ValueError with a sentence that does not show it."""
    if not _ALPHABET.fullmatch(text):
        raise ValueError(f"MINKA_MASTER_KEY is not base64. {_MAKE_ONE}")
    try:
        key = urlsafe_b64decode(text)
    except ValueError as error:
        raise ValueError(f"MINKA_MASTER_KEY is not base64. {_MAKE_ONE}") from error
    if len(key) != KEY_BYTES:
        raise ValueError(f"MINKA_MASTER_KEY must hold {KEY_BYTES} bytes. {_MAKE_ONE}")
    if len(set(key)) == 1:
        raise ValueError(
            f"MINKA_MASTER_KEY is the same byte {KEY_BYTES} times, which anybody would try first. {_MAKE_ONE}"
        )
    return key


def ensure_databases(settings: Dials) -> None:
    """Raises ValueError with a sentence where what names a database is no address of PostgreSQL's."""
    for name in _DATABASES:
        url = getattr(settings, name)
        if url is not None and urlsplit(url).scheme not in _POSTGRES:
            raise ValueError(
                f"MINKA_{name.upper()} must be an address of PostgreSQL, such as "
                "postgresql://minka_app:password@db.example.org/minka."
            )
    _ensure_replicas(settings)


def _ensure_replicas(settings: Dials) -> None:
    """Copies are of a database that is named, and take no writes."""
    if settings.replica_url is None:
        return
    if settings.database_url is None:
        raise ValueError(
            "MINKA_REPLICA_URL names copies of a database that MINKA_DATABASE_URL does not name. Set both or neither."
        )
    try:
        wanted = make_url(settings.replica_url).normalized_query.get("target_session_attrs", ())
    except (ArgumentError, ValueError):
        return  # who connects by it says so
    if not _WRITERS.isdisjoint(wanted):
        raise ValueError(
            "MINKA_REPLICA_URL asks for a server that takes writes (target_session_attrs), which no copy does. Leave "
            "that out of it: each of its hosts is asked by itself."
        )


def refusals(settings: Dials) -> Iterator[str]:
    """Everything that keeps production from starting, each as a sentence that names the setting."""
    yield from _missing(settings)
    yield from _open(settings)
    yield from _in_clear(settings)


def _missing(settings: Dials) -> Iterator[str]:
    """In production there is a key, an address, somebody who answers for it, and a way to sign in."""
    if settings.master_key is None:
        yield (
            "MINKA_MASTER_KEY is not set. Make one with `python manage.py keys master`, keep it outside the "
            "database, and set it. To try Minka on this machine alone, set MINKA_ENV=development."
        )
    where = urlsplit(settings.public_url)
    if where.scheme != "https" or not where.hostname:
        yield (
            "MINKA_PUBLIC_URL must be the https address at which people reach Minka, such as "
            "https://minka.example.org: links in mails and texts open people's matches, and lead there."
        )
    if settings.operator_mail is None or "@" not in settings.operator_mail:
        yield (
            "MINKA_OPERATOR_MAIL must be the e-mail address of whoever runs this server: communities whose "
            "stewards are gone or under a concern, and changes that wait for a word, are told there."
        )
    if settings.smtp_host is None and settings.firebase_credentials is None and settings.sms_url is None:
        yield (
            "Nobody could sign in: set MINKA_SMTP_HOST for codes by e-mail, MINKA_SMS_URL for codes by SMS, "
            "or MINKA_FIREBASE_CREDENTIALS."
        )
    if settings.firebase_credentials is not None and not settings.firebase_credentials.is_file():
        yield (
            "MINKA_FIREBASE_CREDENTIALS names a file that is not there. Put the service account's JSON there, "
            "or unset it: without it there are no pushes and no sign-in by Firebase."
        )

    if settings.smtp_host is not None and not _is_sender(settings.mail_from):
        yield (
            "MINKA_MAIL_FROM must be an address that mail may come from, such as Minka <minka@example.org>: letters "
            "from localhost, or from no address at all, are thrown away."
        )


def _is_sender(text: str) -> bool:
    _, _, domain = parseaddr(text)[1].rpartition("@")
    return "." in domain and not domain.endswith((".localhost", ".local"))


def _open(settings: Dials) -> Iterator[str]:
    """In production nothing that is for tries and tests holds, and no bound is taken away."""
    if "*" in settings.cors_origins:
        yield "MINKA_CORS_ORIGINS must name the origins of your apps, not '*'."
    if "null" in settings.cors_origins:
        yield "MINKA_CORS_ORIGINS must not name 'null': it is the origin of any file and any sandboxed page."
    if "limits" in settings.model_fields_set:
        yield (
            "MINKA_LIMITS opens all limits for load tests. Unset it: in production they keep one account from "
            "taking what is there for everybody."
        )
    if settings.fcm_base_url is not None:
        yield "MINKA_FCM_BASE_URL is for development and tests. Unset it."
    if settings.statement_timeout_ms < 1:
        yield (
            "MINKA_STATEMENT_TIMEOUT_MS must be at least 1: with none, one slow question of one account holds a "
            "connection for ever. 2000 is usual."
        )
    if settings.max_body_bytes < 1:
        yield "MINKA_MAX_BODY_BYTES must be at least 1: with 0 nothing that is sent is read. 65536 is usual."
    owner = settings.owner_database_url
    for name, server in (("DATABASE_URL", settings.database_url), ("REPLICA_URL", settings.replica_url)):
        if owner and server and _role(owner) == _role(server):
            yield (
                f"MINKA_{name} and MINKA_OWNER_DATABASE_URL name one role: the serving role must not own "
                f"the tables, or it could rewrite the events. Use the role minka_app for MINKA_{name}."
            )


def _in_clear(settings: Dials) -> Iterator[str]:
    """In production nothing that people wrote leaves this machine in clear."""
    for origin in settings.cors_origins:
        if urlsplit(origin).scheme == "http":
            yield (
                f"MINKA_CORS_ORIGINS names {origin}: whoever sits on the line could change that page and act "
                "for its reader. Serve the app by https, and name that."
            )
    if settings.sms_url is not None and not _safe(settings.sms_url):
        yield (
            "MINKA_SMS_URL must be https: codes and numbers of people would travel in clear. Only a gateway on "
            "this machine may be http."
        )
    if settings.smtp_host is not None and not settings.smtp_start_tls and not _is_here(settings.smtp_host):
        yield (
            "MINKA_SMTP_START_TLS=false sends mail, codes and the password in clear to another machine. Set it "
            "to true, or send through a mail server on this machine."
        )
    here = frozenset(filter(None, (host.strip() for host in settings.database_hosts_here.split(","))))
    for name in _DATABASES:
        url = getattr(settings, name)
        if url is not None and _may_be_read_along(url, here):
            yield (
                f"MINKA_{name.upper()} leads to another machine and does not ask for TLS: all that people wrote, and "
                "the password, could travel in clear. Add sslmode=verify-full to it (with sslrootcert, where the "
                "server's authority is your own); or name its host in MINKA_DATABASE_HOSTS_HERE, if it is this machine."
            )


def _may_be_read_along(database_url: str, here: frozenset[str]) -> bool:
    """Whether what goes to this database could pass another machine in clear. It is read as who connects reads it."""
    try:
        url = make_url(database_url)
    except (ArgumentError, ValueError):
        return False  # nobody ever connects by it
    return not _asks_for_tls(url) and not _hosts(url) <= here


def _asks_for_tls(url: URL) -> bool:
    """Whether a database is reached by TLS or not at all; what is unset falls back to clear where there is no TLS."""
    asked = url.normalized_query.get("sslmode", ())
    return bool(asked) and _ENCRYPTED.issuperset(asked)


def _hosts(url: URL) -> frozenset[str]:
    """The hosts that an address of PostgreSQL's may lead to and that are not this machine by loopback or by a socket.

    What it leaves open libpq takes from the environment; a service's hosts stand in a file, and its name for them.
    """
    query = url.normalized_query
    named = [url.host or "", *query.get("host", ())]
    if not any(named):
        named.append(os.environ.get("PGHOST", ""))
    named += [*query.get("hostaddr", ()), *query.get("service", ())]
    named += [os.environ.get(name, "") for name in ("PGHOSTADDR", "PGSERVICE")]
    hosts = {_without_port(host) for several in named for host in several.split(",")}
    return frozenset(
        host for host in hosts if host and not host.startswith(("/", "@")) and not _is_here(host)
    )


def _without_port(host: str) -> str:
    """`db`, of `db:5432`; an IPv6 address, which has more colons, as it is."""
    return host.partition(":")[0] if host.count(":") == 1 else host


def _safe(url: str) -> bool:
    where = urlsplit(url)
    return where.scheme == "https" or (where.scheme == "http" and _is_here(where.hostname or ""))


def _is_here(host: str) -> bool:
    """Whether this is the machine itself."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _role(database_url: str) -> str | None:
    return urlsplit(database_url).username
