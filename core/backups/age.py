"""How old the newest backup is, for whoever looks at how Minka does."""

from datetime import timedelta

from sqlalchemy import text

from core.health.part import Looking, Named, Part

OLD_AFTER = timedelta(hours=50)
"""Two days and a little: one that failed is tried again meanwhile."""

_NEWEST = text("SELECT at FROM heartbeat WHERE job = 'backup'")


def _backup(at: Looking) -> Part:
    newest = at.session.execute(_NEWEST).scalar_one_or_none()
    wanted = at.settings.backup_dir is not None
    if newest is None:
        no = "No backup was made yet"
        return (
            Part.degraded("backup", f"{no}: the worker makes one each day. What does its log say?")
            if wanted
            else Part.well("backup", f"{no}: `python manage.py backup FOLDER`, or set MINKA_BACKUP_DIR.")
        )
    if at.now - newest > OLD_AFTER:
        return Part.degraded(
            "backup",
            f"The newest backup is of {newest:%Y-%m-%d %H:%M} UTC. Read what the worker's log, or your timer's, says "
            "of it, and run `python manage.py backup`.",
        )
    return Part.well("backup", f"the newest is of {newest:%Y-%m-%d %H:%M} UTC")


PARTS = (Named("backup", _backup),)
