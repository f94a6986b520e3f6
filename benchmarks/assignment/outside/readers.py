"""Instances from outside, in three formats, told apart by what stands in the file.

- OR-Library assignment (`assign100.txt` …, Beasley 1990): n, then n rows of n costs; or n, then triples of
  item, item and cost where not every pair is possible (`assignp800.txt` …). All are assigned at least cost.
- Generalised assignment (`gap1.txt` … `gapd.txt`): how many problems; for each: agents and jobs, by agent the
  value of every job, by agent what every job uses up, and how much each agent has. Single problems may do
  without the first number. Each job goes to one agent; values are profits, or costs where the name says so.
- DIMACS minimum-cost flow (`p min nodes arcs`, `n node supply`, `a tail head low capacity cost`).
"""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from matching.rounds.arrays import Ints


class ReadingError(ValueError):
    """The file is in none of the three formats, or breaks off; the message says where."""


@dataclass(frozen=True, slots=True, eq=False)
class Assignment:
    """As many items on one side as on the other, and the cost of each possible pair; numbered from 0."""

    name: str
    size: int
    src: Ints
    dst: Ints
    cost: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Generalised:
    """`value[agent, job]`, `use[agent, job]` and each agent's `room`; values are costs if `minimise`."""

    name: str
    value: Ints
    use: Ints
    room: Ints
    minimise: bool


@dataclass(frozen=True, slots=True, eq=False)
class MinCostFlow:
    """Arcs numbered from node 0, with `low` to `capacity` units at `cost` each; supply below 0 is demand."""

    name: str
    supply: Ints
    tail: Ints
    head: Ints
    low: Ints
    capacity: Ints
    cost: Ints


Instance = Assignment | Generalised | MinCostFlow

COSTS_BY_NAME = re.compile(r"^gap[a-f]|^[a-f]\d{5,6}", re.IGNORECASE)
"""The families of the literature that are minimised: OR-Library's gapa to gapd, and a05100 to f801600."""


def read(path: Path, minimise: bool | None = None) -> list[Instance]:
    """All instances of a file. `minimise` overrides what a generalised assignment's name says.

    Raises ReadingError, or OSError where the file cannot be read.
    """
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    if re.search(r"^p\s", text, re.MULTILINE):
        return [dimacs(text, path.name)]
    numbers = _numbers(text, path.name)
    costs = bool(COSTS_BY_NAME.match(path.name)) if minimise is None else minimise
    size = int(numbers[0]) if len(numbers) else 0
    if size > 0 and len(numbers) == 1 + size * size:
        return [assignment(numbers, path.name)]
    if problems := generalised(numbers, path.name, costs):
        return list(problems)
    if size > 0 and len(numbers) % 3 == 1:
        return [sparse_assignment(numbers, path.name)]
    raise ReadingError(f"{path.name}: {len(numbers)} numbers fit neither an assignment nor a generalised one")


def assignment(numbers: Ints, name: str) -> Assignment:
    """n and n x n costs."""
    size = int(numbers[0])
    src, dst = np.divmod(np.arange(size * size), size)
    return Assignment(name, size, src, dst, numbers[1:])


def sparse_assignment(numbers: Ints, name: str) -> Assignment:
    """n and triples; items are numbered from 1, or from 0 where a 0 appears."""
    size, triples = int(numbers[0]), numbers[1:].reshape(-1, 3)
    pairs = triples[:, :2] - (1 if triples[:, :2].min(initial=1) > 0 else 0)
    if len(pairs) and not 0 <= pairs.min() <= pairs.max() < size:
        raise ReadingError(f"{name}: an item outside 1 to {size}")
    return Assignment(name, size, pairs[:, 0], pairs[:, 1], triples[:, 2])


def generalised(numbers: Ints, name: str, minimise: bool) -> list[Generalised]:
    """The problems of a file, with or without their number in front; none if the numbers come out uneven."""
    if len(numbers) == 0:
        return []
    counted = _problems(numbers[1:], name, minimise, int(numbers[0]))
    return counted or _problems(numbers, name, minimise, 1)


def _problems(numbers: Ints, name: str, minimise: bool, count: int) -> list[Generalised]:
    problems: list[Generalised] = []
    for index in range(count):
        if len(numbers) < 2:
            return []
        agents, jobs = int(numbers[0]), int(numbers[1])
        cells = agents * jobs
        if agents < 1 or jobs < 1 or len(numbers) < 2 + 2 * cells + agents:
            return []
        value, use, room, numbers = np.split(numbers[2:], [cells, 2 * cells, 2 * cells + agents])
        title = f"{name}#{index + 1}" if count > 1 else name
        shape = agents, jobs
        problems.append(Generalised(title, value.reshape(shape), use.reshape(shape), room, minimise))
    return problems if len(numbers) == 0 else []


def dimacs(text: str, name: str) -> MinCostFlow:
    """A minimum-cost flow. An upper bound below the lower one stands for none (as LEMON reads it)."""
    supply, arcs, promised = np.zeros(0, np.int64), list[list[int]](), 0
    for number, line in enumerate(text.splitlines(), 1):
        try:
            match line.split():
                case [] | ["c", *_]:
                    pass
                case ["p", "min", nodes, count]:
                    supply, promised = np.zeros(int(nodes), np.int64), int(count)
                case ["n", node, amount]:
                    supply[_node(node, supply)] += int(amount)
                case ["a", tail, head, *bounds_and_cost] if len(bounds_and_cost) == 3:
                    arcs.append([_node(tail, supply), _node(head, supply), *map(int, bounds_and_cost)])
                case _:
                    raise ValueError(f"not a line of a minimum-cost flow: {line[:40]!r}")
        except (ValueError, OverflowError) as error:
            raise ReadingError(f"{name}, line {number}: {error}") from None
    if len(arcs) != promised or len(supply) == 0:
        raise ReadingError(f"{name}: {promised} arcs are promised, {len(arcs)} there")
    return _network(name, supply, np.array(arcs, np.int64).reshape(-1, 5))


def _network(name: str, supply: Ints, arcs: Ints) -> MinCostFlow:
    tail, head, low, capacity, cost = np.ascontiguousarray(arcs.T)
    unbounded = capacity < low
    # No arc of an optimum carries more than all supply, lower bounds and bounded arcs together.
    most = sum(int(part.sum(dtype=object)) for part in (np.abs(supply), np.abs(low), capacity[~unbounded]))
    return MinCostFlow(
        name, supply, tail, head, low, np.where(unbounded, low + min(most, 2**60), capacity), cost
    )


def _node(word: str, supply: Ints) -> int:
    node = int(word) - 1
    if not 0 <= node < len(supply):
        raise ValueError(f"no node {word}")
    return node


def _numbers(text: str, name: str) -> Ints:
    try:
        return np.array(text.split(), dtype=np.int64)
    except (ValueError, OverflowError) as error:
        raise ReadingError(f"{name}: not whole numbers throughout ({error})") from None
