"""A match that needs a human: why, what the two say of it, and what may be decided about it."""

from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from sqlmodel import Session

from core.access import Caller
from core.errors import Forbidden, NotFound
from core.models import Match
from matching.words.rulings import Ruling
from matching.words.vocabulary import By, Role
from services.access import rights
from services.afterwards import concerns
from services.judging import own_matter
from services.matches import near
from services.matches import views as match_views
from services.matches.views import MatchView
from services.needs import history as need_history
from services.needs import views as need_views
from services.needs.history import HistoryLine
from services.needs.views import NeedView
from services.oversight import answers, queue
from services.oversight.queue import Entry
from services.safety import cases

VERDICTS = MappingProxyType(
    {
        "dispute": (Ruling.COMPLETED, Ruling.FAILED),
        "concern": (Ruling.CONCERN_CLOSED, Ruling.CONCERN_RENEWED),
    }
)
"""What a human may decide about a match, by why it waits for one."""
MOST_LINES = 50


@dataclass(frozen=True, slots=True)
class MatchCard:
    """A match as whoever answers for its community has it. `entry`: why it waits; None: it waits no more, or it never
    did. `history`: its own lines, the oldest first. `asks`: whose yes is to be asked for and passed on. `case_id`:
    where what was reported of it can be read; None where nothing was, or others hear it.
    """

    entry: Entry | None
    view: MatchView
    need: NeedView
    history: tuple[HistoryLine, ...]
    verdicts: tuple[Ruling, ...]
    asks: By | None
    case_id: UUID | None


def of(session: Session, caller: Caller, community_id: UUID, match_id: UUID, *, now: datetime) -> MatchCard:
    """The card. Raises Forbidden for a member without the right, NotFound for everybody else whose matter it is not to
    look after: who has a part in it, is near to one of the two or keeps away, or may not hear a concern in it.
    """
    rights.require_role(caller, Role.COORDINATOR, community_id)
    match = rights.match_or_stub(session, caller, match_id)
    if match.community_id != community_id or rights.side(caller, match) is not By.COORDINATOR:
        raise NotFound
    entry = queue.entry(session, caller, community_id, match_id, now=now)
    if entry is None and _is_others(session, caller, match):
        raise NotFound
    need = rights.need(session, caller, match.need_id)
    lines = need_history.of_need(session, caller, need.id, match_id=match.id, after=None, limit=MOST_LINES)
    why = entry.why if entry is not None else ""
    return MatchCard(
        entry=entry,
        view=match_views.view(session, caller, match, now=now),
        need=need_views.view(session, caller, need, now=now),
        history=tuple(lines),
        verdicts=VERDICTS.get(why, ()),
        asks=near.waits_for_a_coordinator(session, match) if why == answers.ANOTHER_HAND else None,
        case_id=_readable(session, caller, entry),
    )


def _readable(session: Session, caller: Caller, entry: Entry | None) -> UUID | None:
    """The case that an entry is in, where the caller may hear it: whoever gave one of the two their word may not."""
    if entry is None or entry.case_id is None:
        return None
    try:
        return cases.hearable(session, caller, entry.case_id).id
    except (Forbidden, NotFound):
        return None


def _is_others(session: Session, caller: Caller, match: Match) -> bool:
    """Whether it is for others to look after, as a queue leaves it out."""
    near_to_it = own_matter.near(session, (match.beneficiary_id, match.helper_person_id))
    return caller.person_id in near_to_it or bool(concerns.unheard(session, caller, {match.id}))
