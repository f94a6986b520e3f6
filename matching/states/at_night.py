"""What may ring in somebody's quiet hours: what decides an urgent match for its two people, and little else.

Whatever may not waits in the inbox, and its letter for the morning. A switch of one's own ends all but a duty's rings.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

FROM_POSTING = timedelta(hours=24)
"""So long after an urgent need was posted a word about it may ring at any hour."""
IN_TOUCH = timedelta(hours=2)
"""So long after somebody's own last act in a match a message there may ring at any hour."""
BETWEEN_TWO = timedelta(hours=1)
"""At least so long lies between two rings of one kind."""
A_NIGHT = 6
"""So often one person is rung in one night at most."""


class AtNight(StrEnum):
    """Why a message may ring in quiet hours."""

    NEVER = "never"
    DECIDES = "decides"
    """It decides an urgent match: a yes, one taken back, an agreement, a cancellation, that nobody is on duty."""
    MESSAGE = "message"
    """Words of the other side, to somebody who is awake in that very match."""
    WELCOME = "welcome"
    """Asks for urgent help whoever said that this may wake them."""
    ALWAYS = "always"
    """Rings whoever is on duty, or answers for a circle where nobody is; and where somebody else may act as oneself."""


@dataclass(frozen=True, slots=True)
class Rang:
    """A ring of this night: its kind, and when it was."""

    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Word:
    """What is to be told somebody in their quiet hours.

    `urgent`: the need is, for its author; it was when they said yes, for a helper. `posted_at`: the need's; None:
    there is none. `own_act`: the reader's own last act in the match. `switched_off`: they chose "not at night";
    `welcome`: they chose that urgent proposals may ring.
    """

    kind: str
    why: AtNight
    urgent: bool
    posted_at: datetime | None = None
    own_act: datetime | None = None
    switched_off: bool = False
    welcome: bool = False


def rings(word: Word, tonight: Sequence[Rang], now: datetime) -> bool:
    """Whether it rings now, after what rang `tonight`; else it waits until the night is over."""
    match word.why:
        case AtNight.ALWAYS:
            return True
        case AtNight.WELCOME:
            return word.urgent and word.welcome
        case AtNight.NEVER:
            return False
    if word.switched_off or not word.urgent or word.posted_at is None or now - word.posted_at > FROM_POSTING:
        return False
    awake = word.own_act is not None and now - word.own_act <= IN_TOUCH
    if word.why is AtNight.MESSAGE and not awake:
        return False
    lately = any(ring.kind == word.kind and now - ring.at < BETWEEN_TWO for ring in tonight)
    return not lately and len(tonight) < A_NIGHT
