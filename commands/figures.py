"""What Prometheus is told beside what processes count themselves: asked of the database when it asks.

Names and labels hold jobs, channels, states and codes, and nothing of anybody's.
"""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime

from prometheus_client import REGISTRY, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from commands.parts import PARTS
from core import clock
from core.database.db import Database
from core.health import looking
from core.health.part import State
from core.settings import Settings
from scheduler import passes
from scheduler.jobs import JOBS

log = logging.getLogger(__name__)

_LONG_AGO = datetime(1971, 1, 1, tzinfo=UTC)
_DELIVERIES = text("""
    SELECT channel, status, count(*) FROM delivery
     WHERE due_at > :now - interval '1 day' GROUP BY channel, status
""")
_OLDEST = text("""
    SELECT coalesce(extract(epoch FROM clock_timestamp() - min(xact_start)), 0) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid()
""")
_WORTH = {State.OK: 0, State.DEGRADED: 1, State.DOWN: 2}


def serve(database: Database, settings: Settings) -> None:
    """Answers Prometheus from a thread, to this machine alone. That the port is taken stops no worker."""
    REGISTRY.register(Figures(database, settings))
    try:
        start_http_server(settings.worker_metrics_port, addr="127.0.0.1")
    except OSError as error:
        log.error(
            "port %d of MINKA_WORKER_METRICS_PORT cannot be had (%s): the worker runs without figures. Set a free one.",
            settings.worker_metrics_port,
            error.strerror,
        )


class Figures(Collector):
    """Figures of the database; where it does not answer, only that it does not."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database, self._settings = database, settings

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Nothing: else the library would ask the database when this is registered."""
        return iter(())

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """A figure after the other."""
        yield self._pool()
        parts = GaugeMetricFamily("minka_part", "How a part does: 0 ok, 1 degraded, 2 down", labels=["part"])
        for part in looking.look(self._database, self._settings, PARTS).parts:
            parts.add_metric([part.name], _WORTH[part.state])
        yield parts
        try:
            with self._database.transaction() as session:
                yield from self._asked(session)
        except SQLAlchemyError:
            return  # the part `database` says so

    def _pool(self) -> GaugeMetricFamily:
        taken = GaugeMetricFamily("minka_pool_connections_in_use", "Connections in use, of MINKA_POOL_SIZE")
        taken.add_metric([], self._database.engine.pool.checkedout())  # type: ignore[attr-defined]
        return taken

    def _asked(self, session: Session) -> Iterator[GaugeMetricFamily]:
        now = clock.now(session, movable=self._settings.is_development)
        due = GaugeMetricFamily(
            "minka_job_due_seconds",
            "For how long a job has had something to do; 0: nothing, or since when is not known",
            labels=["job"],
        )
        since = passes.oldest_due(session, JOBS, now)
        for job in JOBS:
            moment = since.get(job.name)
            known = moment is not None and moment > _LONG_AGO
            due.add_metric([job.name], (now - moment).total_seconds() if moment and known else 0)
        yield due
        waiting = GaugeMetricFamily(
            "minka_deliveries", "Deliveries due within the last day or later", labels=["channel", "status"]
        )
        for channel, status, many in session.execute(_DELIVERIES, {"now": now}):
            waiting.add_metric([channel, status], many)
        yield waiting
        oldest = GaugeMetricFamily("minka_oldest_transaction_seconds", "Age of the oldest transaction")
        oldest.add_metric([], float(session.execute(_OLDEST).scalar_one()))
        yield oldest
