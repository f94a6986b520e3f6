"""Somebody says that a decision about them was wrong: both are read, and it is decided for good."""

from collections.abc import Iterator
from uuid import UUID

from fastapi import Response

from core.errors import Conflict, Forbidden, Invalid, Malformed
from core.models import Community, Decision
from matching.words.rulings import Ruled, Ruling
from services.safety import appeals
from services.safety.appeals import Heard
from web.answers.chrome import draw
from web.answers.refilled import refused
from web.coming.visitor import Visitor
from web.desk import around, deciding, holding, told
from web.desk.address import desk_of, path
from web.door import SignedIn, go
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
    return draw(visitor, _page(visitor, found, _heard(visitor, found, appeal_id)), circle=found)


@router.post(ADDRESS)
def act_on_appeal(circle: str, appeal_id: UUID, visitor: SignedIn) -> Response:
    found, do = desk_of(visitor, circle), visitor.fields.one("do")
    heard = _heard(visitor, found, appeal_id)
    if do in holding.DOES:
        holding.act(visitor, found, appeal_id, do)
        return go(visitor.path)
    if do != deciding.DECIDE:
        raise Malformed
    try:
        deciding.decide(visitor, found, "appeal", appeal_id)
    except (Invalid, Conflict, Forbidden) as problem:
        raise refused(visitor, _page(visitor, found, heard), problem) from problem
    return go(path(found), said="decided")


def _heard(visitor: Visitor, circle: Community, appeal_id: UUID) -> Heard:
    with told.not_theirs():
        return appeals.read(visitor.session, visitor.me, circle.id, appeal_id)


def _page(visitor: Visitor, circle: Community, heard: Heard) -> Page:
    title = told.why(visitor, "appeal")
    return around.page(visitor, circle, title, tuple(_parts(visitor, circle, heard)))


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
        yield deciding.form(visitor, _VERDICTS, read_by=say("web.desk.reason.appeal"))
        yield from holding.parts(visitor, circle, appeal.id)


def _to_what(visitor: Visitor, circle: Community, decision: Decision) -> Way:
    """What was decided about; of a case what it was judged by can be read there as long as the appeal waits."""
    page = path(circle, _ABOUT[decision.about], str(decision.about_id))
    return Way(page, visitor.say("web.desk.appeal.about"))
