"""Whether the epochs of wrapping keys turn as they should, as whoever runs Minka wants to hear it."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Session

from core.crypto import standing
from core.crypto.keyring import vault

LATE_AFTER = timedelta(days=9)
"""So old the newest epoch is not in a folder that a worker may write: it is two days more than one lasts."""


class EpochsState(StrEnum):
    """How the epochs stand: `late`: nobody made a new one, or not all processes hold it; `missing`: this process lacks
    one that is in use, and what is under it is answered with 503.
    """

    IN_TURN = "in_turn"
    LATE = "late"
    MISSING = "missing"


def look(session: Session, now: datetime) -> EpochsState:
    """How they stand for this process. Where it has no folder of them, nothing turns and nothing is late."""
    epochs = vault(session).epochs
    if epochs.files is None:
        return EpochsState.IN_TURN
    rows = standing.adopted(session)
    in_use = [row for row in rows if row.number and (row.left_at is None or standing.stands(session, row.number))]
    if not all(standing.held(epochs, row) for row in in_use):
        return EpochsState.MISSING
    return EpochsState.LATE if now - rows[-1].adopted_at > LATE_AFTER else EpochsState.IN_TURN
