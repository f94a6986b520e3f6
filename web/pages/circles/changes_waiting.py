"""What is to change in a circle and waits for another's word: read and answered on the circle's page."""

from collections.abc import Iterator

from core.models import Community
from services.governance import changes as pending_changes
from services.governance import views as change_views
from services.governance.views import ChangeView
from web.coming.visitor import Visitor
from web.parts import numbers
from web.parts.fields import Button, Field, Form
from web.parts.shapes import Heading, Item, Items, Part
from web.parts.written import number_of


def parts(visitor: Visitor, circle: Community) -> Iterator[Part]:
    """What waits there, as far as this visitor may know it; nothing for strangers."""
    if visitor.caller is None:
        return
    waiting = change_views.of(visitor.session, visitor.me, [circle], now=visitor.now)[circle.id]
    if waiting:
        yield Heading(visitor.say("web.circle.waiting"))
        yield Items(tuple(_item(visitor, change) for change in waiting))


def answer(visitor: Visitor, circle: Community, word: str) -> None:
    """A word for a change, or against it. Raises NotFound, Forbidden."""
    give = pending_changes.agree if word == "agree" else pending_changes.object_to
    give(visitor.session, visitor.me, circle.id, number_of(visitor.fields, "change"), now=visitor.now)


def _item(visitor: Visitor, change: ChangeView) -> Item:
    row, said = change.row, change.row.proposed
    lines = [visitor.say("web.circle.waits_until", until=visitor.when(row.ends_at))]
    if said.name is not None:
        lines.append(said.name)
    lines += [f"{line.label}: {line.phone}" for line in said.emergency]
    if said.reach_km is not None:
        lines.append(visitor.say("web.circle.reach", km=numbers.short(said.reach_km)))
    if change.display_name:
        lines.append(change.display_name)
    return Item(
        visitor.say(f"page.notice.change.{row.kind}"),
        lines=tuple(lines),
        waits="agree" in change.allowed,
        forms=(_form(visitor, change),) if change.allowed else (),
    )


def _form(visitor: Visitor, change: ChangeView) -> Form:
    labels = {"agree": "page.notice.agree", "object": "page.notice.object"}
    buttons = [Button(do, visitor.say(labels[do]), quiet=do == "object") for do in change.allowed]
    id = str(change.row.id)
    return Form(tuple(buttons), (Field("change", kind="hidden", value=id),), key=id)
