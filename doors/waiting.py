"""Where calls wait until it is their turn, holding nothing: no thread, no connection, no lock.

Of one sign-in two calls are inside at once, of one network a few; whoever has fewest inside is let in next, and of
equals who was let in longest ago. So forty calls of one caller cost everybody else one turn.
"""

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from core.errors import TooMany, Unavailable

OF_A_SIGN_IN = 2
OF_A_NETWORK = 8
WAITING_OF_ONE = 64
"""Calls of one comer that may wait: beyond, they are told to come again."""
WAITING = 1_024
"""Calls that may wait altogether; beyond, the last of the longest queue makes room."""

Ticket = asyncio.Future[None]
Key = TypeVar("Key", bytes, UUID | None)


@dataclass(frozen=True, slots=True)
class Comer:
    """Whose call it is: of which network, and by which sign-in. Calls without one are their network's together."""

    network: bytes
    sign_in: UUID | None = None


class Room:
    """So many `places`; who comes when they are taken waits outside. For one event loop."""

    def __init__(self, places: int, *, of_a_sign_in: int, of_a_network: int) -> None:
        self._places, self._of_a_sign_in, self._of_a_network = places, of_a_sign_in, of_a_network
        self.inside = 0
        self.waiting = 0
        self._network_inside: Counter[bytes] = Counter()
        self._sign_in_inside: Counter[UUID | None] = Counter()
        self._queues: OrderedDict[bytes, OrderedDict[UUID | None, deque[Ticket]]] = OrderedDict()
        """By network, then by sign-in, each in the order of their last turns."""

    @asynccontextmanager
    async def turn(self, comer: Comer) -> AsyncIterator[bool]:
        """Inside, once it is this comer's turn; says whether they had to wait.

        Raises TooMany where too many of theirs wait already, Unavailable where others had to be given the room.
        """
        waited = await self._enter(comer)
        try:
            yield waited
        finally:
            self._leave(comer)

    async def _enter(self, comer: Comer) -> bool:
        if self.inside < self._places and self._may_enter(comer):  # nobody who waits might
            self._admit(comer)
            return False
        ticket = self._ticket(comer)
        try:
            await ticket
        except asyncio.CancelledError:
            if ticket.cancelled():
                self._take_out(comer, ticket)
            elif ticket.exception() is None:  # let in at the same moment
                self._leave(comer)
            raise
        return True

    def _leave(self, comer: Comer) -> None:
        self.inside -= 1
        _less(self._network_inside, comer.network)
        _less(self._sign_in_inside, comer.sign_in)
        self._let_in()

    def _admit(self, comer: Comer) -> None:
        self.inside += 1
        self._network_inside[comer.network] += 1
        self._sign_in_inside[comer.sign_in] += 1

    def _may_enter(self, comer: Comer) -> bool:
        room = self._network_inside[comer.network] < self._of_a_network
        return room and self._own_inside(comer.sign_in) < self._of_a_sign_in

    def _own_inside(self, sign_in: UUID | None) -> int:
        return 0 if sign_in is None else self._sign_in_inside[sign_in]

    def _let_in(self) -> None:
        while self.inside < self._places and (comer := self._next()) is not None:
            ticket = self._queue(comer)[0]
            self._take_out(comer, ticket)
            if not ticket.done():  # else hung up, and about to say so
                ticket.set_result(None)
                self._admit(comer)
                self._had_their_turn(comer)

    def _next(self) -> Comer | None:
        """Whose turn it is: fewest inside of the network, then of the sign-in, then whose last turn is longest ago."""
        best: Comer | None = None
        least = (self._of_a_network, self._of_a_sign_in)
        for network, queues in self._queues.items():
            of_network = self._network_inside[network]
            for sign_in in queues if of_network < self._of_a_network else ():
                rank = (of_network, self._own_inside(sign_in))
                if rank < least and rank[1] < self._of_a_sign_in:
                    best, least = Comer(network, sign_in), rank
                if rank[1] == 0:
                    break
            if least == (0, 0):
                break
        return best

    def _had_their_turn(self, comer: Comer) -> None:
        if comer.network in self._queues:
            self._queues.move_to_end(comer.network)
            if comer.sign_in in self._queues[comer.network]:
                self._queues[comer.network].move_to_end(comer.sign_in)

    def _ticket(self, comer: Comer) -> Ticket:
        """A place in the queue. Raises TooMany, or Unavailable."""
        if len(self._queue(comer)) >= WAITING_OF_ONE:
            raise TooMany(retry_after=1)
        if self.waiting >= WAITING:
            self._make_room(comer)
        ticket: Ticket = asyncio.get_running_loop().create_future()
        queues = self._queues.setdefault(comer.network, OrderedDict())
        queues.setdefault(comer.sign_in, deque()).append(ticket)
        self.waiting += 1
        return ticket

    def _make_room(self, newcomer: Comer) -> None:
        """Of whose network most wait loses the last of its longest queue. Raises Unavailable where that is theirs."""
        full = Unavailable(retry_after=2)
        sizes = {network: sum(map(len, queues.values())) for network, queues in self._queues.items()}
        longest = max(sizes, key=sizes.__getitem__)
        if sizes.get(newcomer.network, 0) + 1 >= sizes[longest]:
            raise full
        sign_in, queue = max(self._queues[longest].items(), key=lambda of_one: len(of_one[1]))
        ticket = queue[-1]
        self._take_out(Comer(longest, sign_in), ticket)
        if not ticket.done():
            ticket.set_exception(full)

    def _take_out(self, comer: Comer, ticket: Ticket) -> None:
        """Takes a ticket from its queue, if it is still there, and the queue away with its last."""
        queue = self._queue(comer)
        if ticket not in queue:
            return
        queue.remove(ticket)
        self.waiting -= 1
        queues = self._queues[comer.network]
        if not queue:
            del queues[comer.sign_in]
        if not queues:
            del self._queues[comer.network]

    def _queue(self, comer: Comer) -> deque[Ticket]:
        """Who waits by this sign-in in this network; nobody where it is not there."""
        queues = self._queues.get(comer.network)
        return deque() if queues is None else queues.get(comer.sign_in, deque())


class Rooms:
    """One room for all calls, with a place for each connection; before it, one for what costs much by itself.

    Half of the places are left to other networks, however many calls one sends. What costs much keeps Python busy by
    itself, so that two at once would be no faster than one after the other.
    """

    def __init__(self, connections: int) -> None:
        of_a_network = min(OF_A_NETWORK, max(1, connections // 2))
        few = max(1, connections // 8)
        self.all = Room(connections, of_a_sign_in=OF_A_SIGN_IN, of_a_network=of_a_network)
        self.heavy = Room(few, of_a_sign_in=1, of_a_network=few)

    @property
    def inside(self) -> int:
        return self.all.inside

    @asynccontextmanager
    async def turn(self, comer: Comer, *, heavy: bool = False) -> AsyncIterator[bool]:
        """Inside, once it is this comer's turn; says whether they had to wait."""
        async with AsyncExitStack() as stack:
            before = heavy and await stack.enter_async_context(self.heavy.turn(comer))
            yield await stack.enter_async_context(self.all.turn(comer)) or before


def _less(counts: Counter[Key], key: Key) -> None:
    """One less; nothing is kept of who is not inside."""
    counts[key] -= 1
    if not counts[key]:
        del counts[key]
