"""Appeals: which decisions somebody may say no to, until when, and who hears it.

Another human hears it: one who had no part in the matter, answers for at least as much as whoever decided, and for
more than anybody a complaint in it is about. Where nobody of the community is so, somebody outside of it does. An
appeal's own decision is final, and so is the operator's.
"""

from datetime import datetime, timedelta

from matching.words.rulings import Ruling
from matching.words.vocabulary import Role

WITHIN = timedelta(days=30)
"""So long after it somebody may appeal against a decision."""

AGAINST = frozenset(
    {
        Ruling.REMOVED,
        Ruling.HIDDEN,
        Ruling.COMPLETED,
        Ruling.FAILED,
        Ruling.CONCERN_CLOSED,
        Ruling.SUSPENDED,
        Ruling.WARNED,
    }
)
"""What takes something from somebody; its opposite takes nothing, and wants no appeal."""


def open_until(ruling: Ruling, decided_by: Role | None, at: datetime) -> datetime | None:
    """Until when there is an appeal against what was decided at a moment. `decided_by`: None is the operator.

    None: there never is one.
    """
    return at + WITHIN if ruling in AGAINST and decided_by is not None else None


def hears(listener: Role, decided_by: Role, accused: Role) -> bool:
    """Whether an appeal is for a listener in this role, who has no part in it. `accused`: what whoever a complaint in
    it is about answers for; a member's where there is no complaint.
    """
    equal = max(Role.COORDINATOR.rank, decided_by.rank)
    return listener.rank >= equal and listener.rank > accused.rank
