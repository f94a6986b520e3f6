"""In production a database on another machine is reached by TLS or not at all; each way to name one counts."""

import re
from pathlib import Path

import pytest
import yaml  # type: ignore[import-untyped, unused-ignore]

from core.dials import Dials
from core.unsafe_settings import refusals

SETTINGS = ("database_url", "direct_database_url", "owner_database_url", "replica_url")
COMPOSE = Path(__file__).parents[2] / "compose.yaml"


@pytest.fixture(autouse=True)
def no_host_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PGHOST", "PGHOSTADDR", "PGSERVICE"):
        monkeypatch.delenv(name, raising=False)


def refused(**given: str) -> list[str]:
    """What is said of databases in clear."""
    settings = Dials.model_construct(**given)  # type: ignore[arg-type]
    return [sentence for sentence in refusals(settings) if "does not ask for TLS" in sentence]


@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize(
    "url",
    [
        "postgresql://minka_app:word@db.example.org/minka",
        "postgresql+psycopg://minka_app:word@10.0.0.2:5432/minka",
        "postgresql://minka_app:word@db/minka",
        "postgresql://minka_app:word@[2001:db8::1]:5432/minka",
        "postgresql://minka_app:word@/minka?host=a,b&port=5432,5432&target_session_attrs=read-write",
        "postgresql://minka_app:word@/minka?host=127.0.0.1,b&port=5432,5432",
        "postgresql://minka_app:word@/minka?host=127.0.0.1:5432&host=b:5432",
        "postgresql://minka_app:word@localhost/minka?host=b",
        "postgresql://minka_app:word@localhost/minka?hostaddr=10.0.0.2",
        "postgresql://minka_app:word@/minka?service=ours",
        "postgresql://minka_app:word@db/minka?sslmode=disable",
        "postgresql://minka_app:word@db/minka?sslmode=allow",
        "postgresql://minka_app:word@db/minka?sslmode=prefer",
        "postgresql://minka_app:word@db/minka?sslmode=",
        "postgresql://minka_app:word@db/minka?sslmode=require&sslmode=prefer",
    ],
)
def test_a_database_elsewhere_that_could_be_read_along_is_refused(name: str, url: str) -> None:
    (sentence,) = refused(**{name: url})
    assert sentence.startswith(f"MINKA_{name.upper()} ")
    assert "sslmode=verify-full" in sentence
    assert "word@" not in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://minka_app:word@db/minka?sslmode=verify-full&sslrootcert=system",
        "postgresql://minka_app:word@db/minka?sslmode=verify-ca",
        "postgresql://minka_app:word@/minka?host=a,b&port=5432,5432&sslmode=require",
        "postgresql://minka_app:word@localhost/minka",
        "postgresql://minka_app:word@127.0.0.1:5432/minka",
        "postgresql://minka_app:wo/r?d#@127.0.0.1:5432/minka",
        "postgresql://minka_app:word@[::1]:5432/minka",
        "postgresql:///minka",
        "postgresql://minka_app@/minka?host=/run/postgresql&port=5432",
        "postgresql://minka_app@/minka?host=/nowhere,/run/postgresql&port=5432,5432",
    ],
)
def test_tls_loopback_and_sockets_are_well(url: str) -> None:
    assert refused(database_url=url, direct_database_url=url) == []


@pytest.mark.parametrize("name", ["PGHOST", "PGHOSTADDR", "PGSERVICE"])
def test_a_host_that_the_environment_names_counts(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "db.example.org")
    assert refused(database_url="postgresql:///minka")
    assert not refused(database_url="postgresql:///minka?sslmode=verify-full")


def test_a_host_that_is_said_to_be_this_machine_may_be_in_clear() -> None:
    url = "postgresql://minka_app:word@postgres/minka"
    assert not refused(database_url=url, database_hosts_here="other, postgres")
    assert refused(database_url=url, database_hosts_here="other")
    several = "postgresql://minka_app:word@/minka?host=postgres,b&port=1,2"
    assert refused(database_url=several, database_hosts_here="postgres"), "each of them"


def test_what_compose_starts_is_not_refused() -> None:
    services = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"]
    for service in ("migrate", "api", "worker"):
        given = {
            name.removeprefix("MINKA_").lower(): re.sub(r"\$\{[^}]*\}", "wo/r?d#", value)
            for name, value in services[service]["environment"].items()
            if "DATABASE" in name
        }
        assert given["database_hosts_here"] in services, "a service of its own, on its own network"
        assert refused(**given) == []
