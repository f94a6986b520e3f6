"""Changes of a community that one alone does not make: whose word each waits for, or for how long.

A steward could otherwise make a double of theirs a steward and a checked helper, and move a circle that people trust to
another town. What is said of a community, and who answers for it, has had a second pair of eyes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from matching.words.changing import ChangeKind, Speaker

OBJECT_WITHIN = timedelta(hours=72)
"""So long a new steward may be objected to; then they are one, where somebody could object."""
WAITS_AT_MOST = timedelta(days=30)
"""A change for which no word has come by then is not wanted."""
WIDE_KM = 100
"""A community that reaches further, or moves so far, is the operator's to judge: no neighbour knows all of it."""

_OWN = {
    ChangeKind.STEWARD: frozenset({Speaker.STEWARD}),
    ChangeKind.EMERGENCY_ADDED: frozenset({Speaker.STEWARD}),
    ChangeKind.CHECKED: frozenset({Speaker.STEWARD, Speaker.COORDINATOR}),
    ChangeKind.DESCRIPTION: frozenset({Speaker.NEIGHBOUR}),
    ChangeKind.EMERGENCY_TAKEN: frozenset({Speaker.NEIGHBOUR}),
}


@dataclass(frozen=True, slots=True)
class Change:
    """A change that waits. `by`: who wants it; `others`: who else of the community may speak on such a thing and is
    apart from `by` (`second_words`), without whom it is about. `vouched`: whoever gave their word as a helper for them.
    `wide`: beyond what neighbours know.
    """

    kind: ChangeKind
    by: UUID
    since: datetime
    others: frozenset[UUID] = frozenset()
    vouched: frozenset[UUID] = frozenset()
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """Who has agreed so far, each as what they are."""

    given: Mapping[UUID, Speaker] = field(default_factory=dict)
    operator: bool = False


def neighbours(km: float, reach: float, others_reach: float) -> bool:
    """Whether two communities know one another's streets: their areas meet, or they are an hour's drive apart."""
    return km <= max(WIDE_KM, reach + others_reach)


def ends_at(change: Change, words: Words = Words()) -> datetime:
    """When time has the last word: a new steward is one, anything else is not wanted any more."""
    return change.since + (OBJECT_WITHIN if _by_time(change, words) else WAITS_AT_MOST)


def _by_time(change: Change, words: Words) -> bool:
    """Whether somebody is a steward once nobody objected in time: where there is another who could have, or who said
    yes. Nobody objects to a lone steward, so a double of theirs would be one by waiting.
    """
    return change.kind is ChangeKind.STEWARD and bool((change.others | words.given.keys()) - {change.by})


def listens_to(change: Change, words: Words = Words()) -> frozenset[Speaker]:
    """Whose word on this change counts beside that of who wants it, be it for or against. The operator's always does.

    Where nobody else of the community could speak, a neighbour does.
    """
    if change.wide:
        return frozenset({Speaker.OPERATOR})
    heard = _OWN[change.kind] | {Speaker.OPERATOR}
    return heard if _others_could(change, words) else heard | {Speaker.NEIGHBOUR}


def _others_could(change: Change, words: Words) -> bool:
    left = change.others - words.given.keys() - {change.by}
    if change.kind is ChangeKind.CHECKED and {change.by, *words.given} <= change.vouched:
        left -= change.vouched
    return bool(left)


def may_object(change: Change, words: Words = Words()) -> frozenset[Speaker]:
    """Who may be against it: whoever is listened to, and any other who answers for the community, near or not."""
    return listens_to(change, words) | (frozenset() if change.wide else _OWN[change.kind])


def counts(change: Change, words: Words) -> bool:
    """Whether the words that were given make the change, whatever time it is."""
    if words.operator:
        return True
    if change.kind is ChangeKind.STEWARD:
        return False
    given = {who for who, as_what in words.given.items() if as_what in _made_by(change) and who != change.by}
    if change.kind is ChangeKind.CHECKED:
        return bool(given) and not {change.by, *given} <= change.vouched
    return bool(given)


def _made_by(change: Change) -> frozenset[Speaker]:
    """Whose words can make it. A neighbour's was asked for before it was taken, and stays one."""
    return frozenset() if change.wide else _OWN[change.kind] | {Speaker.NEIGHBOUR}


def stands(change: Change, words: Words, now: datetime) -> bool:
    """Whether the change is to be made now: enough words are there, or of a new steward the time to object is over."""
    ripe = _by_time(change, words) and now >= ends_at(change, words)
    return ripe or counts(change, words)
