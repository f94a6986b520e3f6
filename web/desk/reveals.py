"""Looks at people's contact and place that wait for a second word, or owe one: who looked, and what for."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from uuid import UUID

from fastapi import Response

from core.errors import Conflict, Forbidden, Malformed
from core.models import Community
from services.reveals import second_words
from services.reveals import views as look_views
from services.reveals.views import LookView
from web.answers.chrome import draw
from web.answers.refilled import refused
from web.coming.visitor import Visitor
from web.desk import around, told
from web.desk.address import path
from web.door import SignedIn, go
from web.door import router as new_router
from web.pages.circles import words
from web.pages.circles.address import circle_of
from web.parts import written
from web.parts.fields import Button, Field, Form
from web.parts.shapes import Item, Items, Line, Page, Part, Way

router = new_router()
ADDRESS = "/c/{circle}/desk/reveals"
SHOWN = 50
_STATES = {
    "waits": "web.desk.look.waits",
    "agreed": "web.desk.look.agreed",
    "unseen": "web.desk.look.unseen",
    "open": "web.desk.look.open",
}


@router.get(ADDRESS)
def show_reveals(circle: str, visitor: SignedIn) -> Response:
    """Also for a neighbour's steward whose word counts: who that is the service says."""
    found = circle_of(visitor, circle)
    return draw(visitor, _page(visitor, found), circle=found)


@router.post(ADDRESS)
def give_second_word(circle: str, visitor: SignedIn) -> Response:
    found = circle_of(visitor, circle)
    try:
        _act(visitor, found.id)
    except (Conflict, Forbidden) as problem:
        raise refused(visitor, _page(visitor, found), problem) from problem
    return go(visitor.path, said="saved")


def _act(visitor: Visitor, community_id: UUID) -> None:
    session, me, sent, now = visitor.session, visitor.me, visitor.fields, visitor.now
    match sent.one("do"):
        case "agree":
            second_words.agree(session, me, community_id, written.number_of(sent, "look"), now=now)
        case "seen":
            by, up_to = written.number_of(sent, "by"), written.moment_of(sent, "up_to")
            second_words.see(session, me, community_id, by, up_to=up_to, now=now)
        case _:
            raise Malformed


def _page(visitor: Visitor, circle: Community) -> Page:
    session, me = visitor.session, visitor.me
    looks = look_views.waiting(session, me, circle.id, skip=0, limit=SHOWN, now=visitor.now)
    parts: list[Part] = [*told.not_yet(visitor, circle), Line(visitor.say("web.desk.do.looks"))]
    parts.append(Items([_item(visitor, circle, look) for look in looks], visitor.say("web.desk.look.none")))
    parts += _seen(visitor, looks)
    return around.page(visitor, circle, visitor.say("web.desk.looks"), tuple(parts))


def _item(visitor: Visitor, circle: Community, look: LookView) -> Item:
    name = look.display_name or visitor.say("page.notice.a_member")
    ways: tuple[Way, ...] = ()
    if look.need_id is not None:
        ways = (Way(path(circle, "needs", str(look.need_id)), visitor.say("web.desk.to_need")),)
    forms: tuple[Form, ...] = ()
    if look.may_agree and look.state == "waits":
        hidden = Field("look", kind="hidden", value=str(look.row.id))
        agree = Button("agree", visitor.say("page.notice.agree"))
        forms = (Form((agree,), (hidden,), key=str(look.row.id)),)
    lines = (visitor.say(words.ROLES[look.role]), visitor.when(look.row.asked_at))
    return Item(
        name,
        lines=lines,
        words=look.purpose,
        state=visitor.say(_STATES[look.state]),
        waits=look.state in ("waits", "unseen"),
        forms=forms,
        ways=ways,
    )


def _seen(visitor: Visitor, looks: Sequence[LookView]) -> Iterator[Form]:
    """One press for all that one person looked up in an emergency, as far as this page shows it."""
    unseen = [look for look in looks if look.state == "unseen" and look.may_agree]
    for by, theirs in groupby(sorted(unseen, key=_by), key=_by):
        rows = list(theirs)
        up_to = max(look.row.opened_at for look in rows if look.row.opened_at is not None)
        name = rows[0].display_name or visitor.say("page.notice.a_member")
        fields = (
            Field("by", kind="hidden", value=str(by)),
            Field("up_to", kind="hidden", value=up_to.isoformat()),
        )
        label = visitor.say("web.desk.look.seen", name=name, count=len(rows))
        yield Form((Button("seen", label, quiet=True),), fields, key=str(by))


def _by(look: LookView) -> UUID:
    return look.row.by_id
