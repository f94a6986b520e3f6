"""What Prometheus is told of the database, and what of it where it does not answer."""

from datetime import UTC, datetime, timedelta

from prometheus_client import CollectorRegistry, generate_latest
from sqlalchemy import text

from commands.figures import Figures
from core.crypto.vault import Vault
from core.database.db import Database
from core.settings import Settings
from tests.support.world import World


def told(database: Database, settings: Settings) -> dict[str, float]:
    registry = CollectorRegistry()
    registry.register(Figures(database, settings))
    lines = generate_latest(registry).decode().splitlines()
    return {
        name: float(value)
        for name, _, value in (line.rpartition(" ") for line in lines if not line.startswith("#"))
    }


def test_jobs_parts_deliveries_and_transactions_are_told_of(world: World) -> None:
    ago = datetime.now(UTC) - timedelta(days=9)
    with world.database.transaction() as session:
        session.execute(text("INSERT INTO rate_limit (key, tat) VALUES ('k', :at)"), {"at": ago})
    asked = world.http.post("/v1/auth/codes", json={"address": "ana@example.org"})
    assert asked.status_code < 300
    found = told(world.database, world.settings)
    assert found['minka_job_due_seconds{job="purge"}'] > 7 * 86_400
    assert found['minka_job_due_seconds{job="expire_needs"}'] == 0
    assert found['minka_deliveries{channel="email",status="pending"}'] == 1
    assert found['minka_part{part="worker"}'] == 2
    assert found['minka_part{part="schema"}'] == 0
    assert found["minka_pool_connections_in_use"] >= 0
    assert found["minka_oldest_transaction_seconds"] >= 0


def test_a_database_that_is_away_is_a_figure(world: World) -> None:
    url = "postgresql+psycopg://minka_app:x@127.0.0.1:1/minka"
    away = Database(url, Vault(bytes(32)), pool_size=1, statement_timeout_ms=2000)
    assert told(away, world.settings) == {
        "minka_pool_connections_in_use": 0,
        'minka_part{part="database"}': 2,
        'minka_part{part="space"}': 0,
    }
    away.close()
