"""Everything on one card: how a need stands, why it needs a human, who could help, who was reached, what was done."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from core.access import Caller
from core.effort import Effort
from core.models import Need
from matching.states import need_states
from matching.states.need_states import NeedMove
from matching.words.vocabulary import NeedStatus
from services.need_cards import authors, candidates, case_file, people, reaching, seeing
from services.need_cards.authors import CardAuthor
from services.need_cards.candidates import WhoCould
from services.need_cards.case_file import NamedLine
from services.need_cards.people import PersonOnNeed
from services.need_cards.reaching import ReachingLine
from services.needs import views as need_views
from services.needs.views import NeedView
from services.oversight import doubles, possible_doubles, queue
from services.oversight.possible_doubles import Asked, PossibleDouble
from services.oversight.queue import Entry, Held
from services.reveals import opening as reveal_opening

ACTS = (
    "propose",
    "reveal",
    "call",
    "note",
    "follow_up",
    "duplicate",
    "hide",
    "show",
    "remove",
    "reinstate",
)
"""What a coordinator may do about a need, in the order in which it helps."""
_JUDGES = frozenset({"duplicate", "hide", "show", "remove", "reinstate"})
"""What decides about somebody: nothing for whoever speaks for them."""


@dataclass(frozen=True, slots=True)
class NeedCard:
    """A need as whoever answers for its circle decides on it. `entries`: why it stands in the queue, most pressing
    first. `why_no_reveal`: why its author's place and number cannot be looked up (None: they can), as a code.
    `proves_first`: a look wants a fresh step-up. `allowed`: what can be done about it now.
    """

    view: NeedView
    author: CardAuthor
    entries: tuple[Entry, ...]
    held: Held | None
    could: WhoCould
    people: tuple[PersonOnNeed, ...]
    reaching: tuple[ReachingLine, ...]
    history: tuple[NamedLine, ...]
    doubles: tuple[PossibleDouble, ...]
    why_no_reveal: str | None
    proves_first: bool
    allowed: tuple[str, ...]

    @property
    def may_reveal(self) -> bool:
        """Whether its author's place and number may be looked up for a purpose."""
        return self.why_no_reveal is None

    @property
    def notes(self) -> tuple[NamedLine, ...]:
        """What somebody wrote down about it. Its author can read it, too."""
        return tuple(line for line in self.history if line.is_note)


def of(
    session: Session, caller: Caller, community_id: UUID, need_id: UUID, *, now: datetime, effort: Effort
) -> NeedCard:
    """The card of a need. Raises as `seeing.need`. Where `effort` is spent afterwards, not all near were looked at."""
    need = seeing.need(session, caller, community_id, need_id)
    why_no_reveal = reveal_opening.why_not(session, caller, need, now=now)
    return NeedCard(
        view=need_views.view(session, caller, need, now=now),
        author=authors.of(session, caller, need),
        entries=tuple(queue.standing(session, caller, community_id, need.id, now=now)),
        held=queue.held(session, caller, community_id, [need.id], now=now).get(need.id),
        could=candidates.around(session, caller, need, now=now, effort=effort),
        people=people.of(session, caller, need),
        reaching=reaching.of_need(session, need.id),
        history=case_file.of(session, caller, need),
        doubles=tuple(_doubles(session, caller, need)),
        why_no_reveal=why_no_reveal,
        proves_first=why_no_reveal is None and reveal_opening.proves_first(session, caller, now=now),
        allowed=_allowed(caller, need, now, may_reveal=why_no_reveal is None),
    )


def _doubles(session: Session, caller: Caller, need: Need) -> list[PossibleDouble]:
    standing = need.status in (NeedStatus.OPEN, NeedStatus.MATCHED) and need.duplicate_of is None
    if not standing or need.another_matter or doubles.told_apart(session, need):
        return []
    return possible_doubles.of(session, caller, need.community_id, Asked.by(need))


def _allowed(caller: Caller, need: Need, now: datetime, *, may_reveal: bool) -> tuple[str, ...]:
    """What the caller may do about it."""
    stands = need.status in (NeedStatus.OPEN, NeedStatus.MATCHED)
    may = {
        "propose": candidates.may_be_asked(need, now),
        "reveal": may_reveal,
        "follow_up": stands,
        "duplicate": need.status is NeedStatus.OPEN and need.duplicate_of is None and not need.another_matter,
        "hide": not need.hidden,
        "show": need.hidden,
        "remove": (need.status, NeedMove.REMOVE) in need_states.TRANSITIONS,
        "reinstate": need.status is NeedStatus.REMOVED,
    }
    judges = not caller.speaks_for(need.author_id)
    return tuple(act for act in ACTS if may.get(act, True) and (judges or act not in _JUDGES))
