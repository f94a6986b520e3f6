"""What leaves, and a channel that takes it: parcels and answers as a test wants them."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

from notifications.channels.base import Outcome, Parcel


def a_parcel(address: str = "ok-anna", **changes: Any) -> Parcel:
    """A push as the courier hands it to a channel; `changes` are its fields."""
    fields: dict[str, Any] = {
        "delivery_id": uuid4(),
        "message_id": str(uuid4()),
        "address": address,
        "address_kind": "fid",
        "kind": "proposal.opened",
        "subject": "Minka",
        "text": "Somebody nearby could use your help",
        "link": "https://minka.example/m/0199f3a2b7c47e0f",
        "locale": "en",
        "collapse_key": "proposal-0199f3a2",
        "time_to_live": timedelta(hours=6),
        "urgent": False,
    }
    return Parcel(**fields | changes)


class Gate:
    """A channel that answers when it is told to."""

    name = "gate"

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.tried: list[Parcel] = []
        self.open = asyncio.Event()

    async def send(self, parcel: Parcel) -> Outcome:
        self.tried.append(parcel)
        await self.open.wait()
        return self.outcome

    async def aclose(self) -> None:
        """Nothing is open."""


def open_gate(outcome: Outcome) -> Gate:
    """A channel that answers so at once."""
    gate = Gate(outcome)
    gate.open.set()
    return gate
