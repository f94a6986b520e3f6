"""What a figure is: how much of something attackers got, of how much they tried for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """`got` of what `what` names, where `most` is still nothing; `tried` is how much there was to get."""

    what: str
    got: int
    tried: int
    most: int = 0

    def __str__(self) -> str:
        return f"{self.what}: {self.got} of {self.tried}"


def row(mechanism: str, figure: Figure) -> str:
    """A line of the table that a day ends with."""
    return f"{mechanism:<14} | {figure.what:<58} | {figure.got:>4} of {figure.tried:>3}"
