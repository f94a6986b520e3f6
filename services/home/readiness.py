"""What somebody still has to say or do before they may help in a circle."""

from dataclasses import dataclass

from sqlmodel import Session

from core.access import Caller
from core.errors import Forbidden
from core.models import Community
from matching.words.vocabulary import MemberState
from services.people import contact_points


@dataclass(frozen=True, slots=True)
class Readiness:
    """What there is of it. `state`: how they stand in the circle; None: not at all."""

    grown_up: bool | None
    reachable: bool
    state: MemberState | None

    @property
    def is_there(self) -> bool:
        return bool(self.grown_up) and self.reachable and self.state is MemberState.ACTIVE


def of(session: Session, caller: Caller, circle: Community) -> Readiness:
    """Helpers are adults, can be reached in a way that was proved, and are members."""
    standing = caller.standings.get(circle.id)
    return Readiness(caller.is_adult, _reachable(session, caller), standing.state if standing else None)


def _reachable(session: Session, caller: Caller) -> bool:
    try:
        contact_points.ensure_may_help(session, caller.person_id)
    except Forbidden:
        return False
    return True
