"""Parts of the machine: room on its disk, and a clock that agrees with the database's and does not go back."""

import shutil
from datetime import timedelta

from sqlalchemy import text

from core.health.part import Looking, Named, Part

LITTLE = 500 * 2**20
"""Bytes. With less free a day of a busy circle may not fit any more."""
AGREES_WITHIN = timedelta(seconds=30)

# A worker's sign of life goes by its machine's clock; what a job writes down may go by the one that development moves.
_CLOCK = text("SELECT clock_timestamp(), (SELECT at FROM heartbeat WHERE job = 'worker')")


def _space(at: Looking) -> Part:
    folder = at.settings.data_dir.absolute()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if free >= LITTLE:
        return Part.well("space")
    return Part.degraded(
        "space",
        f"Only {free // 2**20} MB are free on the disk of MINKA_DATA_DIR. Make room before it is full: then nothing "
        "can be written down.",
    )


def _clock(at: Looking) -> Part:
    database, newest = at.session.execute(_CLOCK).one()
    if newest is not None and newest - at.now > AGREES_WITHIN:
        return Part.degraded(
            "clock",
            f"The clock went back by {_span(newest - at.now)}, or a worker's is ahead: times, limits and sign-ins are "
            "wrong meanwhile. Have all machines keep time by NTP.",
        )
    if abs(database - at.now) > AGREES_WITHIN:
        return Part.degraded(
            "clock",
            f"The clocks of this machine and of the database are {_span(abs(database - at.now))} apart. Have both keep "
            "time by NTP.",
        )
    return Part.well("clock")


def _span(apart: timedelta) -> str:
    return f"{apart.total_seconds() / 60:.0f} min" if apart >= timedelta(minutes=2) else f"{apart.seconds} s"


PARTS = (Named("space", _space, alone=True), Named("clock", _clock))
