"""What can be done in one step about what stands in a queue, by why it stands there; the one next act first."""

from core.events import EventKind

ANOTHER_HAND = "another_hand"
"""Whoever speaks for somebody is too near the other side to say their yes: a coordinator asks them and passes it on."""
ANSWERS = {
    "need_without_yes": ("propose", "contact_author", "note"),
    "nobody_left": ("contact_author", "propose", "note"),
    "too_few": ("propose", "contact_author", "note"),
    "possible_double": ("mark_double", "tell_apart", "note"),
    "not_reached": ("contact_author", "note"),
    "channel_trouble": ("contact_author", "note"),
    "concern": ("read_report", "suspend", "close_concern", "renew_concern", "note"),
    "report": ("read_report", "decide", "note"),
    "dispute": ("resolve_completed", "resolve_failed"),
    ANOTHER_HAND: ("pass_on", "note"),
    "yes_waits": ("contact_author", "note"),
    "unreported": ("contact_author", "note"),
    "member_pending": ("admit", "suspend"),
    "member_to_meet": ("met", "suspend"),
    "call_me": ("claim", "finish", "nobody_asked"),
    "follow_up": ("propose", "note"),
    "reveal_waits": ("read_reveals", "agree"),
    "reveal_unseen": ("read_reveals", "seen"),
    "appeal": ("read_appeal", "uphold", "overturn"),
}
"""As a signed-in coordinator reads it. Claiming, putting off and assigning go with all."""
JUDGED = frozenset({"concern", "report", "dispute", "appeal"})
"""What is judged. Nobody is asked by another to take it up, for whether they may hear it is nobody's to know."""
OF_ENTRIES = (
    EventKind.ENTRY_CLAIMED,
    EventKind.ENTRY_RELEASED,
    EventKind.ENTRY_ASSIGNED,
    EventKind.ENTRY_PUT_OFF,
    EventKind.ENTRY_BROUGHT_BACK,
)
"""What was done with an entry of the queue; of what is judged, for whoever did it alone."""
