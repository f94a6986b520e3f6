"""The epochs of wrapping keys: this process has all that are in use, and a new one comes in time."""

from datetime import timedelta

from core.crypto import standing
from core.crypto.keyring import vault
from core.health.part import Looking, Named, Part

LATE_AFTER = timedelta(days=9)
"""So old the newest epoch does not get where a worker may write the folder: it is two days more than one lasts."""


def _epochs(at: Looking) -> Part:
    epochs = vault(at.session).epochs
    if epochs.files is None:
        return Part.well("epochs")  # nothing turns where there is no folder
    rows = standing.adopted(at.session)
    lacking = [
        row.number
        for row in rows
        if not standing.held(epochs, row) and (row.left_at is None or standing.stands(at.session, row.number))
    ]
    if lacking:
        files = ", ".join(epochs.files.path(number).name for number in lacking)
        return Part.down(
            "epochs",
            f"This process lacks {files}, under which people's keys are wrapped. Put it into MINKA_KEYS.",
        )
    newest = rows[-1]
    if newest.number and at.moved - newest.adopted_at <= LATE_AFTER:
        return Part.well("epochs")
    waits = epochs.newest.number > newest.number
    return Part.degraded(
        "epochs",
        f"Keys are wrapped under epoch {newest.number} since {newest.adopted_at:%Y-%m-%d}: what is erased stays "
        "readable in old logs for longer than was promised. "
        + (
            "Not every process has the newer file yet; `python manage.py keys check` names them."
            if waits
            else "Start a worker that may write MINKA_KEYS, or make one with `python manage.py keys new`."
        ),
    )


PARTS = (Named("epochs", _epochs),)
