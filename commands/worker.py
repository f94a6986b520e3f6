"""The worker: what time does, until it is stopped."""

import os
import sys
import threading
from functools import partial
from pathlib import Path

from commands.opening import forget_secrets, load_settings, open_database
from commands.serving import Supervised
from core.machine import ending, garbage, leash

STATEMENT_TIMEOUT_MS = 30_000
"""The longest a statement of a job may take. Nobody waits for it as somebody waits for an answer of the API."""
_BACKUP = [sys.executable, str(Path(__file__).parents[1] / "manage.py"), "backup"]


def worker(supervised: Supervised = False) -> None:
    """The scheduler alone: expiry, waves, notifications. As many as you like may run."""
    with garbage.put_off():  # what is read in stays
        from commands import figures
        from scheduler import backups
        from scheduler.channels import fingerprints, from_settings, operators_mailbox
        from scheduler.courier import Courier
        from scheduler.jobs import JOBS, seal_events, turn_epochs
        from scheduler.worker import Worker

    settings = load_settings()
    daily = backups.DailyBackup(_BACKUP, os.environ)
    forget_secrets()  # the processes of rounds see no words, and get no key
    over = threading.Event()
    ending.on_signals(over.set)
    if supervised:
        leash.end_when_let_go()
    with open_database(settings, application="minka worker", timeout_ms=STATEMENT_TIMEOUT_MS) as database:
        courier = Courier(
            database,
            partial(from_settings, settings, database),
            public_url=settings.public_url,
            operator_mailbox=operators_mailbox(settings),
            fingerprints=fingerprints(settings, database.vault),
        )
        own = [
            seal_events(settings.heads_file),
            turn_epochs(settings.backup_days),
            backups.keep_erasures(settings.keys_dir, settings.backup_days),
        ]
        if settings.backup_dir is not None:
            own.append(daily.job)
        running = Worker(database, courier, movable_clock=settings.is_development, jobs=(*JOBS, *own))
        running.start()
        if settings.worker_metrics_port:
            figures.serve(database, settings)
        garbage.settle()
        over.wait()
        running.stop()
        daily.close()
        courier.close()
