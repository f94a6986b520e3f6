"""The line that takes back what somebody did a moment ago, and nobody has been told of yet: on any page of the desk."""

from collections.abc import Iterator
from math import ceil
from uuid import UUID

from fastapi import Response

from core.errors import Conflict, Malformed
from core.models import Community, DeskAct
from services.taking_back import acting, take_back
from services.taking_back.acting import ActKind
from web import desk_paths
from web.answers.refilled import refused
from web.coming.visitor import Visitor
from web.desk import address, around
from web.door import SignedIn, go
from web.door import router as new_router
from web.parts.fields import Button, Form
from web.parts.shapes import Line, Part

router = new_router()
_DONE = {
    ActKind.HIDE: "web.desk.done.hide",
    ActKind.SHOW: "web.desk.done.show",
    ActKind.DUPLICATE: "web.desk.done.duplicate",
    ActKind.REMOVE: "web.desk.done.remove",
    ActKind.PROPOSE: "web.desk.done.propose",
    ActKind.ADMIT: "web.desk.done.admit",
}
"""What was done, by its kind; and that nobody has been told."""


def parts(visitor: Visitor, circle: Community) -> Iterator[Part]:
    """One line for each act that can be taken back still, the newest first; without script the seconds are not seen."""
    for number, act in enumerate(acting.own(visitor.session, visitor.me, circle.id, now=visitor.now)):
        press = Button("undo", visitor.say("web.desk.undo"), quiet=True, shortcut="" if number else "u")
        yield Form(
            (press,),
            action=address.path(circle, "acts", str(act.id)),
            key=f"undo-{act.id}",
            lines=(visitor.say(_DONE[ActKind(act.kind)]),),
            left=ceil((act.until - visitor.now).total_seconds()),
        )


@router.post("/c/{circle}/desk/acts/{act_id:uuid}")
def undo(circle: str, act_id: UUID, visitor: SignedIn) -> Response:
    """Takes it back, and leads to what it was about. Once it is told, that is said."""
    found = address.desk_of(visitor, circle)
    if visitor.fields.one("do") != "undo":
        raise Malformed
    try:
        act = take_back.take_back(visitor.session, visitor.me, found.id, act_id, now=visitor.now)
    except Conflict as problem:
        page = around.page(
            visitor, found, visitor.say("web.desk.undo"), (Line(visitor.say("web.desk.told")),)
        )
        raise refused(visitor, page, problem) from problem
    return go(_about(found, act), said="desk_undone")


def _about(circle: Community, act: DeskAct) -> str:
    return desk_paths.entry(circle.slug, act.subject_type, act.subject_id)
