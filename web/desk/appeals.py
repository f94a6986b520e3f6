"""Somebody says that a decision about them was wrong: both are read, and it is decided for good."""

from collections.abc import Iterator
from functools import partial
from uuid import UUID

from fastapi import Response

from core.errors import Malformed
from core.models import Community, Decision
from matching.words.rulings import Ruled, Ruling
from services.safety import appeals
from services.safety.appeals import Heard
from web.answers.chrome import draw
from web.coming.visitor import Visitor
from web.desk import cards, deciding, filters, told
from web.desk.address import desk_of, path
from web.door import SignedIn
from web.door import router as new_router
from web.parts.shapes import Fact, Facts, Heading, Line, Notice, Page, Part, Way, Ways, Words

router = new_router()
ADDRESS = "/c/{circle}/desk/appeals/{appeal_id:uuid}"
_VERDICTS = (Ruling.UPHELD, Ruling.OVERTURNED)
_DECIDED = {
    Ruling.REMOVED: "web.desk.decided.removed",
    Ruling.HIDDEN: "web.desk.decided.hidden",
    Ruling.COMPLETED: "web.desk.decided.completed",
    Ruling.FAILED: "web.desk.decided.failed",
    Ruling.CONCERN_CLOSED: "web.desk.decided.concern_closed",
    Ruling.SUSPENDED: "web.desk.decided.suspended",
    Ruling.WARNED: "web.desk.decided.warned",
}
"""What was decided, as whoever hears an appeal against it reads it."""
_ABOUT = {Ruled.NEED: "needs", Ruled.MATCH: "matches", Ruled.CASE: "cases", Ruled.MEMBERSHIP: "people"}


@router.get(ADDRESS)
def show_appeal(circle: str, appeal_id: UUID, visitor: SignedIn) -> Response:
    found = desk_of(visitor, circle)
    heard = _heard(visitor, found, appeal_id)
    cards.opened(visitor, found, appeal_id)
    return draw(visitor, _page(visitor, found, heard), circle=found)


@router.post(ADDRESS)
def act_on_appeal(circle: str, appeal_id: UUID, visitor: SignedIn) -> Response:
    found, do = desk_of(visitor, circle), visitor.fields.one("do")
    heard = _heard(visitor, found, appeal_id)
    if do != deciding.DECIDE:
        raise Malformed
    act = partial(deciding.decide, visitor, found, "appeal", appeal_id)
    drawn = partial(_page, visitor, found, heard)
    return cards.acted(visitor, found, appeal_id, act, drawn, said="web.said.decided")


def _heard(visitor: Visitor, circle: Community, appeal_id: UUID) -> Heard:
    with told.not_theirs():
        return appeals.read(visitor.session, visitor.me, circle.id, appeal_id)


def _page(visitor: Visitor, circle: Community, heard: Heard) -> Page:
    title, parts = filters.say_why(visitor, "appeal"), tuple(_parts(visitor, circle, heard))
    return cards.page(visitor, circle, heard.appeal.id, title, parts, stands=heard.appeal.outcome is None)


def _parts(visitor: Visitor, circle: Community, heard: Heard) -> Iterator[Part]:
    say, appeal, decision = visitor.say, heard.appeal, heard.decision
    ended = appeal.outcome
    yield Notice(say(f"page.ruled.{ended}")) if ended is not None else Line(say("web.desk.do.appeal"))
    yield Heading(say("page.ruled.what"))
    decided = say(_DECIDED[decision.ruling])
    yield Facts((Fact(decided, visitor.when(decision.at)),))
    if heard.reason:
        yield Words(heard.reason)
    yield Heading(say("web.desk.appeal.says", name=told.name(visitor, appeal.for_id)))
    yield Line(visitor.when(appeal.at), quiet=True)
    yield Words(heard.text) if heard.text else Line(say("web.desk.appeal.gone"))
    yield Ways((_to_what(visitor, circle, decision),))
    if ended is None:
        held = cards.held(visitor, circle, appeal.id)
        yield deciding.form(visitor, _VERDICTS, held, read_by=say("web.desk.reason.appeal"))


def _to_what(visitor: Visitor, circle: Community, decision: Decision) -> Way:
    """What was decided about; of a case what it was judged by can be read there as long as the appeal waits."""
    page = path(circle, _ABOUT[decision.about], str(decision.about_id))
    return Way(page, visitor.say("web.desk.appeal.about"))
