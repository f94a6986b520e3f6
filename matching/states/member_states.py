"""What somebody is in a community once they are not suspended any more, and when who was not let in may ask again."""

from datetime import timedelta

from matching.words.vocabulary import MemberState

ASK_AGAIN_AFTER = timedelta(days=7)
"""So long after somebody was not let in they may ask to join again; who is invited comes in at once."""


def let_back(before: MemberState | None) -> MemberState:
    """What whoever lets somebody back makes of them. `before`: what they were, by their own will, as they were
    suspended, or said since; None: a member.

    Nobody makes a member of somebody by a suspension that was wrong: whoever was none, or has left, is none. Who had
    asked to join is let in by it, for a human says so.
    """
    return MemberState.LEFT if before is MemberState.LEFT else MemberState.ACTIVE
