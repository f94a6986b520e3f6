"""What travels in one letter, gathered: messages that say the same are one line, and the most pressing stand first."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from core.events import EventKind
from core.models import Notification
from matching.words.vocabulary import Rhythm
from notifications.messages import manners, spoken_for
from notifications.messages.notice import Notice
from texts.catalogue import say

MOST_LINES = 6
MOST_PAGES = 3
"""So many of what one line gathers can be opened from a letter; the others stand in the inbox."""

COUNTED: Mapping[EventKind, str] = MappingProxyType(
    {
        EventKind.MATCH_INVITED: "another_hand",
        EventKind.MATCH_ACCEPTED: "another_hand",
        EventKind.MATCH_UNSETTLED: "another_hand",
        EventKind.MATCH_DISPUTED: "match_disputed",
        EventKind.APPEAL_MADE: "appeal_made",
        EventKind.MATCH_TOO_FEW: "match_too_few",
        EventKind.MATCH_STANDING_FELL: "match_standing_fell",
        EventKind.NEED_UNANSWERED: "need_unanswered",
        EventKind.CALL_ASKED: "call_asked",
        EventKind.MEMBER_PENDING: "member_pending",
    }
)
"""What needs a human, in the order in which it presses, and by which sentence a letter says how many there are."""
_ORDER = tuple(dict.fromkeys(COUNTED.values()))
_IN_A_CIRCLE = "needs_a_human"


class Line(NamedTuple):
    """One of the messages that travel together, and what it tells of."""

    notification: Notification
    notice: Notice
    kind: EventKind


class Gathered(NamedTuple):
    """What a letter says in one line, and the messages that it says it of."""

    said: str
    lines: Sequence[Line]


def gathered(lines: Sequence[Line], locale: str) -> list[Gathered]:
    """The lines of a letter, in the order in which they press: what asks its reader for their own word, then what a
    circle waits for, then what is merely told; of each the oldest first.
    """
    alike: dict[str, list[Line]] = {}
    for line in lines:
        alike.setdefault(_key(line, locale), []).append(line)
    by_pressure = sorted(alike.values(), key=lambda group: _pressure(group[0]))
    return [Gathered(_said(group, locale), group) for group in by_pressure[:MOST_LINES]]


def waits(line: Line) -> bool:
    """Whether it asks its reader for something, for themself or for a circle, and does not merely tell."""
    manner = manners.of(line.notification.kind)
    return manner.asks or manner.digest is Rhythm.TWICE


def _is_counted(line: Line) -> bool:
    return line.notification.kind == _IN_A_CIRCLE and line.kind in COUNTED


def _key(line: Line, locale: str) -> str:
    """What says the same has the same."""
    return COUNTED[line.kind] if _is_counted(line) else _told(line, locale)


def _told(line: Line, locale: str) -> str:
    """What one message tells: its title, which of somebody for whom one speaks says nothing yet."""
    title, text = spoken_for.said(line.notification, locale)
    return f"{title}\n{text}" if line.notification.kind in spoken_for.TEMPLATES else title


def _said(group: Sequence[Line], locale: str) -> str:
    first, count = group[0], len(group)
    if _is_counted(first):
        return say(f"notification.digest.{COUNTED[first.kind]}", locale, count=count)
    told = _told(first, locale)
    return told if count == 1 else f"{told} ({count})"


def _pressure(line: Line) -> tuple[int, int]:
    if manners.of(line.notification.kind).asks:
        return 0, 0
    return (1, _ORDER.index(COUNTED[line.kind])) if _is_counted(line) else (2, 0)
