"""What is said of one part of Minka: whether it is well, and if not what to do, in a sentence."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from core.settings import Settings


class State(StrEnum):
    """How a part does."""

    OK = "ok"
    DEGRADED = "degraded"
    """It serves, and somebody should look."""
    DOWN = "down"
    """It does not do what Minka is there for."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part as it was found. The sentence is for whoever runs the server, and holds nobody's data, no password and
    no address: anybody may read it.
    """

    name: str
    state: State
    sentence: str = ""

    @classmethod
    def degraded(cls, name: str, sentence: str) -> "Part":
        return cls(name, State.DEGRADED, sentence)

    @classmethod
    def down(cls, name: str, sentence: str) -> "Part":
        return cls(name, State.DOWN, sentence)

    @classmethod
    def well(cls, name: str, sentence: str = "") -> "Part":
        return cls(name, State.OK, sentence)


@dataclass(frozen=True, slots=True)
class Looking:
    """What a part is looked at with: a transaction of its own, the settings, and what time it is.

    `now` is the machine's time, `moved` the one that development may have moved on.
    """

    session: Session
    settings: Settings
    now: datetime
    moved: datetime


Look = Callable[[Looking], Part]
"""A part. What it raises of the database's is told of it as a sentence, and keeps no other from being looked at."""


@dataclass(frozen=True, slots=True)
class Named:
    """A part and its name, by which it is told of also where looking at it fails.

    `alone`: it asks the database nothing, and is looked at also where that does not answer.
    """

    name: str
    look: Look
    alone: bool = False


def worst(parts: "list[Part]") -> State:
    """How all of it does: as its worst part."""
    found = {part.state for part in parts}
    return State.DOWN if State.DOWN in found else State.DEGRADED if State.DEGRADED in found else State.OK
