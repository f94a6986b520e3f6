"""The room in which calls are: who is let in, in which order, and that whoever hangs up leaves nothing behind."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Problem, TooMany, Unavailable
from doors import waiting
from doors.waiting import Comer, Room, Rooms

PLACES, OF_A_SIGN_IN, OF_A_NETWORK = 4, 2, 3
NETWORKS = [b"here", b"there", b"far"]


def somebody(network: bytes, number: int | None) -> Comer:
    """Of a network, by their sign-in; None: nobody who signed in."""
    return Comer(network, None if number is None else UUID(int=number))


ANA, BEN = somebody(b"here", 1), somebody(b"there", 2)


class Calls:
    """Calls that come, stay inside until they are told to go, and are watched meanwhile."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.let_in: list[int] = []
        self.comers: list[Comer] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._done: list[asyncio.Event] = []

    async def come(self, comer: Comer) -> int:
        number = len(self._tasks)
        self.comers.append(comer)
        self._done.append(asyncio.Event())
        self._tasks.append(asyncio.create_task(self._call(number)))
        await self.settled()
        return number

    async def _call(self, number: int) -> None:
        async with self.room.turn(self.comers[number]):
            self.let_in.append(number)
            await self._done[number].wait()

    async def settled(self) -> None:
        """Until nothing moves any more: whoever may go on has gone on."""
        for _ in range(6):
            await asyncio.sleep(0)

    async def go(self, number: int) -> None:
        self._done[number].set()
        await self.settled()

    async def hang_up(self, number: int) -> None:
        self._tasks[number].cancel()
        await self.settled()

    def problem(self, number: int) -> BaseException | None:
        return self._tasks[number].exception()

    def inside(self) -> list[int]:
        return [n for n in self.let_in if not self._tasks[n].done()]

    def outside(self) -> list[int]:
        return [n for n, task in enumerate(self._tasks) if not task.done() and n not in self.let_in]

    async def all_gone(self) -> None:
        while self.inside():
            await self.go(self.inside()[0])


def a_room() -> Room:
    return Room(PLACES, of_a_sign_in=OF_A_SIGN_IN, of_a_network=OF_A_NETWORK)


def run(scene: Callable[[Calls], Awaitable[None]], room: Room | None = None) -> Room:
    room = room or a_room()

    async def play() -> None:
        calls = Calls(room)
        await scene(calls)
        await calls.all_gone()
        assert not calls.outside(), "somebody was never let in"

    asyncio.run(play())
    assert empty(room)
    return room


def empty(room: Room) -> bool:
    """Whether nothing is kept of anybody."""
    kept = (room._queues, room._network_inside, room._sign_in_inside)
    return room.inside == room.waiting == 0 and not any(kept)


def rank(calls: Calls, inside: list[int], comer: Comer) -> tuple[int, int]:
    """How many of their network are inside, and how many of theirs."""
    networks = Counter(calls.comers[n].network for n in inside)
    sign_ins = Counter(calls.comers[n].sign_in for n in inside)
    return networks[comer.network], 0 if comer.sign_in is None else sign_ins[comer.sign_in]


def might_enter(calls: Calls, inside: list[int], comer: Comer) -> bool:
    of_network, of_sign_in = rank(calls, inside, comer)
    return len(inside) < PLACES and of_network < OF_A_NETWORK and of_sign_in < OF_A_SIGN_IN


STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("come"),
            st.builds(somebody, st.sampled_from(NETWORKS), st.none() | st.integers(1, 5)),
        ),
        st.tuples(st.sampled_from(["go", "hang up"]), st.integers(0, 60)),
    ),
    max_size=60,
)


@given(STEPS)
def test_whatever_comes_goes_or_hangs_up(steps: list[tuple[str, Comer | int]]) -> None:
    """No bound is ever passed, no place is empty that somebody might take, and in the end nothing is left."""

    async def scene(calls: Calls) -> None:
        for step, what in steps:
            there = calls.inside() if step == "go" else calls.inside() + calls.outside()
            before = calls.inside()
            if isinstance(what, Comer):
                await calls.come(what)
            elif there and step == "go":
                await calls.go(there[what % len(there)])
            elif there:
                await calls.hang_up(there[what % len(there)])
            inside = calls.inside()
            assert len(inside) == calls.room.inside <= PLACES
            assert len(calls.outside()) == calls.room.waiting
            for n in inside:
                of_network, of_sign_in = rank(calls, inside, calls.comers[n])
                assert of_network <= OF_A_NETWORK
                assert of_sign_in <= OF_A_SIGN_IN
            assert not any(might_enter(calls, inside, calls.comers[n]) for n in calls.outside())
            _fewest_first(calls, before, inside)

    run(scene)


def _fewest_first(calls: Calls, before: list[int], inside: list[int]) -> None:
    """Of those who waited, whoever was let in had as few inside as anybody who still waits and might have entered."""
    stayed = [n for n in before if n in inside]
    for n in (n for n in inside if n not in before):
        mine = rank(calls, stayed, calls.comers[n])
        others = [calls.comers[m] for m in calls.outside() if might_enter(calls, stayed, calls.comers[m])]
        assert all(mine <= rank(calls, stayed, other) for other in others)
        stayed.append(n)


def test_forty_calls_of_one_cost_another_one_turn() -> None:
    async def scene(calls: Calls) -> None:
        crowd = [await calls.come(somebody(b"here", n % 20)) for n in range(40)]
        first = await calls.come(BEN)
        assert calls.inside() == [*crowd[:3], first], "a place is left for another network"
        await calls.come(BEN)
        other = await calls.come(somebody(b"far", 7))
        await calls.go(crowd[0])
        assert calls.inside()[-1] == other, "of whose network nobody is inside comes first"

    run(scene)


def test_of_equals_the_last_turn_decides() -> None:
    """Ten calls of one sign-in and one of another, of one network: they take turns."""

    async def scene(calls: Calls) -> None:
        many = [await calls.come(somebody(b"here", 1)) for _ in range(10)]
        await calls.come(somebody(b"here", 3))
        lone = await calls.come(somebody(b"here", 4))
        unsigned = [await calls.come(somebody(b"here", None)) for _ in range(2)]
        for leaves in (many[0], many[1], lone):
            await calls.go(leaves)
        assert calls.let_in[3:] == [lone, many[2], unsigned[0]]

    run(scene)


def test_who_was_let_in_stands_behind_the_others() -> None:
    """Calls without a sign-in are many, one with a sign-in comes last: it is let in second."""

    async def scene(calls: Calls) -> None:
        inside = [await calls.come(somebody(b"here", n)) for n in (1, 2, 3)]
        unsigned = [await calls.come(somebody(b"here", None)) for _ in range(3)]
        signed = await calls.come(somebody(b"here", 4))
        for leaves in inside:
            await calls.go(leaves)
        assert calls.let_in[3:] == [unsigned[0], signed, unsigned[1]]

    run(scene)


def test_whoever_hangs_up_as_they_are_let_in_gives_the_place_on() -> None:
    async def scene(calls: Calls) -> None:
        two = [await calls.come(ANA), await calls.come(ANA)]
        waits, next_one = await calls.come(ANA), await calls.come(ANA)
        calls._done[two[0]].set()
        await asyncio.sleep(0)  # the place is given to the third, who has not run yet
        await calls.hang_up(waits)
        assert calls.inside() == [two[1], next_one]

    run(scene)


def test_more_than_a_queue_holds_are_told_to_come_again() -> None:
    async def scene(calls: Calls) -> None:
        for _ in range(OF_A_SIGN_IN + waiting.WAITING_OF_ONE):
            await calls.come(ANA)
        refused = await calls.come(ANA)
        problem = calls.problem(refused)
        assert isinstance(problem, TooMany)
        assert problem.extra == {"retry_after": 1}
        assert calls.inside()[-1] != await calls.come(BEN)
        assert calls.inside()[-1] == len(calls.comers) - 1, "nobody else is held up by it"

    run(scene)


def test_a_full_house_takes_from_the_longest_queue() -> None:
    """Who comes from where few wait is never refused for a crowd from elsewhere."""

    async def scene(calls: Calls) -> None:
        for n in (501, 502, 503):
            await calls.come(somebody(b"there", n))
        crowd = [await calls.come(somebody(b"here", n // 50)) for n in range(waiting.WAITING + 1)]
        late = await calls.come(somebody(b"there", 504))
        assert calls.room.waiting == waiting.WAITING
        assert isinstance(calls.problem(await calls.come(somebody(b"here", 999))), Unavailable)
        assert late in calls.outside()
        assert sum(isinstance(_problem(calls, n), Unavailable) for n in crowd) == 1

    run(scene)


def _problem(calls: Calls, number: int) -> BaseException | None:
    task = calls._tasks[number]
    return task.exception() if task.done() else None


def test_what_goes_wrong_inside_leaves_the_room() -> None:
    room = a_room()

    async def fail() -> None:
        async with room.turn(ANA):
            raise Problem

    with pytest.raises(Problem):
        asyncio.run(fail())
    assert empty(room)


@pytest.mark.parametrize("connections", range(1, 40))
def test_some_places_are_left_to_other_networks(connections: int) -> None:
    rooms = Rooms(connections)
    assert 1 <= rooms.all._of_a_network <= waiting.OF_A_NETWORK
    assert rooms.all._of_a_network < connections or connections == 1
    assert 1 <= rooms.heavy._places <= connections


def test_what_costs_much_fills_no_more_than_its_own_places() -> None:
    """Those who wait for it hold no place of the others."""
    rooms = Rooms(8)
    inside: list[int] = []

    async def call(number: int, done: asyncio.Event, *, heavy: bool) -> None:
        async with rooms.turn(somebody(bytes([number]), number), heavy=heavy):
            inside.append(number)
            await done.wait()

    async def scene() -> None:
        done = asyncio.Event()
        dear = [asyncio.create_task(call(n, done, heavy=True)) for n in range(1, 30)]
        for _ in range(5):
            await asyncio.sleep(0)
        assert (rooms.inside, inside) == (1, [1])
        light = asyncio.create_task(call(99, done, heavy=False))
        for _ in range(5):
            await asyncio.sleep(0)
        assert inside[-1] == 99
        done.set()
        await asyncio.gather(light, *dear)

    asyncio.run(scene())
    assert empty(rooms.all)
    assert empty(rooms.heavy)
