"""What the author of a need may do with it: give it more time, end it, say how it went; and where to go from there."""

from collections.abc import Iterator
from uuid import UUID

from core.errors import Malformed
from core.models import Need
from matching.words.vocabulary import NeedStatus
from services.needs import life as need_life
from services.needs import shares
from services.needs.views import NeedView
from web.coming.visitor import Visitor
from web.pages.needs import own
from web.parts.fields import Button, Form
from web.parts.shapes import Fact, Fold, Line, Part, Way

_LIVES = (NeedStatus.OPEN, NeedStatus.MATCHED)


def act(visitor: Visitor, need_id: UUID, do: str) -> str:
    """Does it, and names the sentence that follows. Raises as the services do, Malformed for what is no act."""
    session, me, now = visitor.session, visitor.me, visitor.now
    match do:
        case "another":
            need_life.another_matter(session, me, need_id, now=now)
            return "web.said.another_matter"
        case "renew":
            need_life.renew(session, me, need_id, expires_at=None, now=now)
            return "web.said.renewed"
        case "enough" | "elsewhere":
            need_life.fulfil(session, me, need_id, helped_elsewhere=do == "elsewhere", now=now)
            return "web.said.need_fulfilled"
        case "close":
            need_life.withdraw(session, me, need_id, now=now)
            return "web.said.need_closed"
    raise Malformed


def forms(visitor: Visitor, need: Need, view: NeedView) -> Iterator[Part]:
    """What is asked of its author stands open; ending it is folded away, with what that does."""
    allowed = set(view.allowed)
    if "another_matter" in allowed:
        yield Form((Button("another", visitor.say("page.need.another_matter")),))
    over = need.status is NeedStatus.EXPIRED or need.expires_at <= visitor.now
    if "renew" in allowed and over:
        yield Form((Button("renew", visitor.say("page.need.renew")),))
    ends = [*_fulfil(visitor, need, allowed)]
    if "renew" in allowed and not over:
        ends.insert(0, Button("renew", visitor.say("web.need.keep_open"), quiet=True))
    if "withdraw" in allowed:
        ends.append(Button("close", visitor.say("page.need.close"), quiet=True))
    if ends:
        lines = (Line(visitor.say("web.need.ends")),) if need.status is NeedStatus.MATCHED else ()
        yield Fold(visitor.say("web.need.end"), (*lines, Form(tuple(ends))))


def _fulfil(visitor: Visitor, need: Need, allowed: set[str]) -> Iterator[Button]:
    """Enough came from here; or it came another way, which can be said late, too."""
    if "fulfil" not in allowed:
        return
    if need.status in _LIVES:
        yield Button("enough", visitor.say("web.need.enough"), quiet=True)
    yield Button("elsewhere", visitor.say("web.need.elsewhere"), quiet=True)


def ways(visitor: Visitor, need: Need, view: NeedView) -> Iterator[Way]:
    """Who could help, changing it, sharing it, and what happened to it."""
    here = own.address(need.id)
    stands = need.status is NeedStatus.OPEN and need.expires_at > visitor.now
    if stands and "edit" in view.allowed:
        yield Way(f"{here}/people", visitor.say("web.need.people"))
        if shares.may_be_shared(visitor.session, need):
            yield Way(f"{here}/share", visitor.say("web.need.share"))
    if "edit" in view.allowed:
        yield Way(f"{here}/edit", visitor.say("web.need.edit"))
    if view.original is not None:
        yield Way(own.address(view.original), visitor.say("web.need.original"))
    yield Way(f"{here}/history", visitor.say("web.need.history"))


def private(visitor: Visitor, view: NeedView) -> Iterator[Fact]:
    """What only the author reads of it, until somebody is confirmed."""
    if view.need.organisation_id is not None:
        see, there = visitor.say("web.help.organisation.see"), f"/organisations/{view.need.organisation_id}"
        yield Fact(visitor.say("web.help.organisation"), see, there)
    if view.address:
        yield Fact(visitor.say("page.door"), view.address, note=visitor.say("web.need.private"))
    if view.private_note:
        yield Fact(visitor.say("web.need.note"), view.private_note, note=visitor.say("web.need.private"))
