"""The worker's progress: its beat, and for each job whether it comes to its end where it has something to do."""

import threading
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlmodel import Session

from core.health.part import Looking, Named, Part
from scheduler.job import Job
from scheduler.jobs import JOBS, ROUNDS
from scheduler.passes import oldest_due

BEAT = timedelta(seconds=5)
"""How often a worker writes down that it lives."""
JOBS_BEAT = timedelta(seconds=30)
"""How often it writes down which jobs came to their end: forty rows each time are much for a small disk."""
LATE_AFTER = timedelta(seconds=12)
"""Without a beat for so long somebody should look: two are missed, and within 15 seconds it is told."""
GONE_AFTER = timedelta(minutes=2)
"""Without a beat for so long nothing that time does is done any more."""
STUCK_AFTER = timedelta(minutes=2)
"""A job that has something to do comes to its end sooner, beyond the pause between its looks."""

WORKER = "worker"
_PREFIX = "job:"
_BEAT = text(
    "INSERT INTO heartbeat (job, at) SELECT * FROM unnest(CAST(:jobs AS text[]), CAST(:moments AS timestamptz[])) "
    "ON CONFLICT (job) DO UPDATE SET at = greatest(excluded.at, heartbeat.at)"
)
_BEATS = text("SELECT job, at FROM heartbeat WHERE job = :worker OR job LIKE 'job:%'")


class Progress:
    """What a worker remembers of its jobs until it writes it down. Safe to share between threads."""

    def __init__(self, jobs: Sequence[Job] = (), begins: datetime | None = None) -> None:
        """From `begins` on each of the jobs has its time to come to a first end."""
        self._ended = {job.name: begins for job in jobs} if begins else {}
        self._jobs_told: datetime | None = None
        self._lock = threading.Lock()

    def ended(self, job: str, at: datetime) -> None:
        """The job came to its end then, without an error."""
        with self._lock:
            self._ended[job] = at

    def beat(self, session: Session, now: datetime) -> None:
        """Writes down that the worker lives; and, more seldom, when each job last came to its end."""
        told = {WORKER: now}
        if self._jobs_told is None or abs(now - self._jobs_told) >= JOBS_BEAT:
            with self._lock:
                told |= {_PREFIX + job: at for job, at in self._ended.items()}
            self._jobs_told = now
        names = sorted(told)
        session.execute(_BEAT, {"jobs": names, "moments": [told[name] for name in names]})


def _worker(at: Looking) -> Part:
    beat = _beats(at.session).get(WORKER)
    if beat is None:
        return Part.down("worker", "No worker has run yet: nothing is proposed, sent or ended. Start one.")
    silent = at.now - beat
    if silent < LATE_AFTER:
        return Part.well("worker")
    sentence = (
        f"No worker has given a sign of life since {beat:%Y-%m-%d %H:%M:%S} UTC: no code leaves, nothing is proposed "
        "or ended. Start one, or read its log. What is due is done when it is back."
    )
    return Part.degraded("worker", sentence) if silent < GONE_AFTER else Part.down("worker", sentence)


def _jobs(at: Looking) -> Part:
    beats = _beats(at.session)
    if WORKER not in beats or at.now - beats[WORKER] >= GONE_AFTER:
        return Part.well("jobs")  # that there is no worker is said once
    since = oldest_due(at.session, JOBS, at.moved)
    late = [
        job.name
        for job in JOBS
        if job.name in since and job.name != ROUNDS and _is_stuck(job, beats.get(_PREFIX + job.name), at.now)
    ]
    if not late:
        return Part.well("jobs")
    return Part.degraded(
        "jobs",
        f"The worker lives, and does not get to the end of {', '.join(late)}, though there is something to do. Its log "
        "says what goes wrong.",
    )


def _is_stuck(job: Job, ended: datetime | None, now: datetime) -> bool:
    return ended is None or now - ended > job.every + STUCK_AFTER


def _beats(session: Session) -> dict[str, datetime]:
    return {row.job: row.at for row in session.execute(_BEATS, {"worker": WORKER})}


PARTS = (Named("worker", _worker), Named("jobs", _jobs))
