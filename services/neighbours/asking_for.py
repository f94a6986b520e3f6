"""Which person of which circle is asked about, at what time, and whom whoever asks keeps away from."""

from datetime import datetime
from typing import TypedDict
from uuid import UUID


class AskingFor(TypedDict):
    """What the queries of a card are asked with."""

    person: UUID
    community: UUID
    now: datetime
    blocked: list[UUID]
    most: int
