"""The answer to an instance: its optimum, how long it took, and what greedy loses."""

from dataclasses import dataclass

from matching.rounds.arrays import Ints


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of the table, totals in the instance's own terms; no `greedy` where it cannot finish."""

    name: str
    kind: str
    total: int | None
    status: str
    seconds: float
    greedy: int | None
    greedy_note: str = ""

    @property
    def gap(self) -> str:
        if self.total is None or self.greedy is None:
            return self.greedy_note or "-"
        if self.total == 0:
            return "0 %" if self.greedy == 0 else f"{self.greedy} against 0"
        return f"{abs(self.greedy - self.total) / abs(self.total):.2%}"


def lifted(points: Ints, most: int) -> Ints:
    """Scores in the same order, but one unit more always beats better units: all `most` if possible."""
    low, high = int(points.min(initial=0)), int(points.max(initial=0))
    return points - low + 1 + most * (high - low)
