"""Whom a community stands for: trust flows from its stewards and coordinators, from word to word, from nowhere else.

Standing is the least fixpoint from these roots: whoever is in it has enough words of people who count without them,
one of a root's; accounts of one hand are one. So no circle holds itself up, and one word that falls takes with it all
that stood on it alone. Only whose word counts by itself, a root's or a checked member's, may be held up by somebody
whom they lifted: they are trusted as much already, and fall when their word does.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, auto
from uuid import UUID

from matching.words.vocabulary import MemberState, Role

HERE_FOR = timedelta(days=14)
"""So long a member is here before their word for others counts; a root's counts from their first day."""
STANDS_ON = timedelta(days=60)
"""So long the word of who left in good standing, or gave up a role, goes on counting."""
SETTLED = timedelta(hours=24)
"""So long new standing opens nothing without a human's yes."""
MOST_WORDS = 3


class Voice(Enum):
    """What somebody's word for another counts as."""

    NOTHING = auto()
    MEMBER = auto()
    ROOT = auto()


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a community, as one who gives and gets words.

    `needed`: how many words they need, as reckoned when the last was given; None: none was yet. `word_until`: they
    left in good standing or gave up a role, and their word counts as it did then until that moment: as a root's
    (`word_root`), as a checked member's (`word_checked`), else as long as they would stand themselves. `account_of`:
    which account stands for all of one hand (`matching.rules.hands`); None: they have no other.
    """

    person: UUID
    role: Role
    state: MemberState
    checked: bool
    since: datetime
    needed: int | None = None
    word_until: datetime | None = None
    word_root: bool = False
    word_checked: bool = False
    account_of: UUID | None = None

    @property
    def hand(self) -> UUID:
        """Whose words this member's count with as one."""
        return self.account_of or self.person


Words = Iterable[tuple[UUID, UUID]]
"""Who gave their word for whom, words taken back left out."""


def needed(members: int, others: int) -> int:
    """How many words somebody needs where so many are active, and so many others may give one that counts."""
    return max(1, min(MOST_WORDS, members // 2, others))


def standing(members: Sequence[Member], words: Words, now: datetime) -> frozenset[UUID]:
    """All for whom enough words count at `now`: the least set that the rule allows, whatever the order of acts."""
    given = _by_receiver(words)
    by_person = {member.person: member for member in members}
    stand: set[UUID] = set()
    while True:
        more = {
            member.person
            for member in members
            if member.person not in stand and _has_enough(member, given, by_person, stand, now)
        }
        if not more:
            return frozenset(stand)
        stand |= more


def voice(member: Member, stand: Set[UUID], now: datetime) -> Voice:
    """What this member's word counts as at `now`, where `stand` are those who stand."""
    if member.state is MemberState.SUSPENDED:
        return Voice.NOTHING
    active = member.state is MemberState.ACTIVE
    late = member.word_until is not None and now < member.word_until
    if (active and member.role.rank >= Role.COORDINATOR.rank) or (late and member.word_root):
        return Voice.ROOT
    trusted = member.checked or member.person in stand
    if active and trusted and member.since + HERE_FOR <= now:
        return Voice.MEMBER
    return Voice.MEMBER if late and (member.word_checked or member.person in stand) else Voice.NOTHING


def may_give(members: Sequence[Member], stand: Set[UUID], receiver: UUID, now: datetime) -> int:
    """How many others are here whose word for the receiver would count: hands, and none of the receiver's own."""
    own = next((member.hand for member in members if member.person == receiver), receiver)
    return len(
        {
            member.hand
            for member in members
            if member.state is MemberState.ACTIVE
            and member.hand != own
            and voice(member, stand, now) is not Voice.NOTHING
        }
    )


def moments(members: Sequence[Member], now: datetime) -> list[datetime]:
    """The moments after `now` at which time alone may change who stands, soonest first."""
    grown = (m.since + HERE_FOR for m in members if m.state is MemberState.ACTIVE)
    over = (m.word_until for m in members if m.word_until is not None)
    return sorted({moment for moment in (*grown, *over) if moment > now})


def falls_at(members: Sequence[Member], words: Words, now: datetime) -> dict[UUID, datetime]:
    """When standing will fall as things are, of those who stand now, since a word they need ends with its time."""
    given = list(words)
    stand = standing(members, given, now)
    if stand <= standing([replace(member, word_until=None) for member in members], given, now):
        return {}
    falls: dict[UUID, datetime] = {}
    for moment in sorted({m.word_until for m in members if m.word_until is not None and m.word_until > now}):
        for person in stand - standing(members, given, moment):
            falls.setdefault(person, moment)
    return falls


def _by_receiver(words: Words) -> dict[UUID, list[UUID]]:
    given: dict[UUID, list[UUID]] = {}
    for giver, receiver in set(words):
        given.setdefault(receiver, []).append(giver)
    return given


def _has_enough(
    member: Member,
    given: Mapping[UUID, Sequence[UUID]],
    by_person: Mapping[UUID, Member],
    stand: Set[UUID],
    now: datetime,
) -> bool:
    """Whether the words of those who stand already suffice, each hand's once, and one's own other accounts' never. Who
    is suspended stands nowhere, whatever was said.
    """
    givers = given.get(member.person)
    if not givers or member.needed is None or member.state is MemberState.SUSPENDED:
        return False
    others = [by_person[giver] for giver in givers if giver in by_person]
    voices = [(other.hand, voice(other, stand, now)) for other in others if other.hand != member.hand]
    counting = {hand for hand, one in voices if one is not Voice.NOTHING}
    return len(counting) >= member.needed and any(one is Voice.ROOT for _, one in voices)
