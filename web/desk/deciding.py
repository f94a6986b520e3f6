"""A decision about somebody, on a page: which, and why; those whom it concerns read the reason."""

from collections.abc import Sequence
from typing import get_args
from uuid import UUID

from core.errors import Invalid
from core.models import Community
from matching.words.rulings import Ruling
from services.oversight.queue import Held
from services.safety import decisions
from services.safety.decisions import About, Verdict
from web.coming.visitor import Visitor
from web.desk import holds
from web.parts import written
from web.parts.fields import Button, Choice, Field, Form

DECIDE = "decide"
_WORDS = {
    Ruling.COMPLETED: "web.desk.verdict.completed",
    Ruling.FAILED: "web.desk.verdict.failed",
    Ruling.CONCERN_CLOSED: "web.desk.verdict.concern_closed",
    Ruling.CONCERN_RENEWED: "web.desk.verdict.concern_renewed",
    Ruling.CLOSED: "web.desk.verdict.closed",
    Ruling.WARNED: "web.desk.verdict.warned",
    Ruling.SUSPENDED: "web.desk.verdict.suspended",
    Ruling.UPHELD: "web.desk.verdict.upheld",
    Ruling.OVERTURNED: "web.desk.verdict.overturned",
}


def form(visitor: Visitor, verdicts: Sequence[Ruling], held: Held | None, *, read_by: str) -> Form:
    """To choose one of these and say why. `held`: who has it open; `read_by`: says who reads the reason."""
    say = visitor.say
    choices = tuple(Choice(one, say(_WORDS[one])) for one in verdicts)
    fields = (
        Field("verdict", say("web.desk.verdict"), "one_of", choices=choices),
        Field("reason", say("web.desk.reason"), "long", note=read_by, longest=written.LONGEST_TEXT),
        *holds.asks_once_more(visitor, held),
    )
    return Form((Button(DECIDE, say("web.desk.decide")),), fields)


def decide(visitor: Visitor, circle: Community, about: About, about_id: UUID) -> None:
    """Decides as the form says. Raises Invalid where something is missing, and as `decisions.decide`."""
    verdict = next((one for one in get_args(Verdict) if one == visitor.fields.one("verdict")), None)
    if verdict is None:
        raise Invalid("/verdict", "missing")
    reason = written.text(visitor.fields, "reason")
    decisions.decide(
        visitor.session,
        visitor.me,
        circle.id,
        about=about,
        about_id=about_id,
        verdict=verdict,
        reason=reason,
        now=visitor.now,
    )
