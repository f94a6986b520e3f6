"""What is done about a need from its card: each act once, by the service that the API asks, too."""

import re
from dataclasses import dataclass
from uuid import UUID

from core.errors import Invalid, Malformed
from core.models import Community, Reached
from doors.forms import Fields
from services.need_cards import reaching
from services.oversight import acts
from services.oversight.acts import Tending
from web.coming.visitor import Visitor
from web.desk import morning
from web.parts import written

ACTS = frozenset(
    {
        "ask",
        "reveal",
        "reached",
        "nobody",
        "note",
        "double",
        "apart",
        "hide",
        "show",
        "remove",
        "reinstate",
        "follow",
        "unfollow",
    }
)
"""By the buttons of the card."""
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Done:
    """The sentence that follows, and whether that was all there is to do about it for now."""

    said: str
    goes_on: bool = False


def act(visitor: Visitor, circle: Community, need_id: UUID, do: str) -> Done:
    """Does it. Raises Invalid where something is missing, Conflict and Forbidden as the services, Malformed."""
    match do:
        case "ask":
            return _ask(visitor, circle, need_id)
        case "reached" | "nobody":
            return _call(visitor, circle, need_id, do)
        case "note":
            return _tend(
                visitor, circle, need_id, Tending(note=_text(visitor, "note")), "web.said.desk_noted"
            )
        case "double":
            marked = Tending(duplicate_of=_other(visitor.fields), reason=_text(visitor, "reason"))
            return _tend(visitor, circle, need_id, marked, "web.said.desk_doubled", goes_on=True)
        case "apart":
            return _tend(
                visitor, circle, need_id, Tending(told_apart=True), "web.said.desk_apart", goes_on=True
            )
        case "hide":
            hidden = Tending(hidden=True, reason=_text(visitor, "reason"))
            return _tend(visitor, circle, need_id, hidden, "web.said.desk_hidden", goes_on=True)
        case "show":
            shown = Tending(hidden=False, reason=_text(visitor, "reason"))
            return _tend(visitor, circle, need_id, shown, "web.said.desk_shown")
        case "follow":
            day = morning.chosen(visitor, visitor.fields.one("day"), "/day")
            return _tend(
                visitor, circle, need_id, Tending(follow_up_at=day), "web.said.desk_followed", goes_on=True
            )
        case "unfollow":
            return _tend(visitor, circle, need_id, Tending(follow_up_at=None), "web.said.saved")
        case "remove" | "reinstate":
            return _close(visitor, circle, need_id, do)
    raise Malformed


def purpose(visitor: Visitor) -> str:
    """What somebody is looked up for, as they will read it. Raises Invalid where nothing was said."""
    return _text(visitor, "purpose")


def _ask(visitor: Visitor, circle: Community, need_id: UUID) -> Done:
    offer = visitor.fields.one("offer")
    if not _ID.fullmatch(offer):
        raise Invalid("/offer", "missing")
    acts.propose(
        visitor.session,
        visitor.me,
        circle.id,
        need_id=need_id,
        offer_id=UUID(offer),
        reason=_text(visitor, "reason"),
        now=visitor.now,
    )
    return Done("web.said.desk_asked", goes_on=True)


def _call(visitor: Visitor, circle: Community, need_id: UUID, do: str) -> Done:
    reached = do == "reached"
    reaching.note_call(
        visitor.session,
        visitor.me,
        circle.id,
        need_id,
        outcome=Reached.REACHED if reached else Reached.NOBODY_ANSWERED,
        note=written.text(visitor.fields, "note", needed=False) or None,
        now=visitor.now,
    )
    return Done("web.said.desk_reached") if reached else Done("web.said.desk_not_reached", goes_on=True)


def _tend(
    visitor: Visitor, circle: Community, need_id: UUID, tending: Tending, said: str, *, goes_on: bool = False
) -> Done:
    acts.tend(visitor.session, visitor.me, circle.id, need_id, tending, now=visitor.now)
    return Done(said, goes_on)


def _close(visitor: Visitor, circle: Community, need_id: UUID, do: str) -> Done:
    reason, session, me, now = _text(visitor, "reason"), visitor.session, visitor.me, visitor.now
    if do == "remove":
        acts.remove(session, me, circle.id, need_id, reason=reason, now=now)
        return Done("web.said.desk_removed", goes_on=True)
    acts.reinstate(session, me, circle.id, need_id, reason=reason, now=now)
    return Done("web.said.desk_reinstated")


def _text(visitor: Visitor, name: str) -> str:
    return written.text(visitor.fields, name)


def _other(sent: Fields) -> UUID:
    """The need of which this is a double: one of those shown, or the address of another's page."""
    found = _ID.search(sent.one("with") or sent.one("which"))
    if found is None:
        raise Invalid("/which" if not sent.one("with") else "/with", "missing")
    return UUID(found[0])
