"""Who hears a concern: whoever answers for more than the one it is about. Nobody hears one about their equal.

One about a member goes to coordinators and stewards, one about a coordinator to stewards alone; one about a steward
to nobody of their community, but to an ear outside of it.
"""

from matching.words.vocabulary import Role


def hears(listener: Role, accused: Role) -> bool:
    """Whether a concern about somebody in this role is for a listener in that one."""
    return listener.rank >= Role.COORDINATOR.rank and listener.rank > accused.rank


def heard_by(listener: Role) -> list[Role]:
    """The roles about whose bearers this listener hears concerns."""
    return [role for role in Role if hears(listener, role)]


def is_chosen(listeners: int, kept_away: int) -> bool:
    """Whether who has a part in a matter keeps so many away of those who would hear it that the rest is their choice:
    more than half. Nobody picks their judge by blocking all but a friend.
    """
    return kept_away * 2 > listeners
