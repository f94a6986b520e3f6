"""Where one is signed in, and which phones are told: each can be ended, or all others at once."""

from fastapi import Response

from core.errors import Malformed
from core.models import AuthSession, Device
from services.people import devices, sessions
from web.answers.chrome import draw
from web.coming.visitor import Visitor
from web.door import SignedIn, go
from web.door import router as new_router
from web.parts.fields import Button, Field, Form
from web.parts.shapes import Heading, Item, Items, Line, Page, Part
from web.parts.written import number_of

router = new_router()


@router.get("/me/sign-ins")
def show_sign_ins(visitor: SignedIn) -> Response:
    return draw(visitor, _page(visitor))


@router.post("/me/sign-ins")
def end_sign_ins(visitor: SignedIn) -> Response:
    session, me = visitor.session, visitor.me
    match visitor.fields.one("do"):
        case "end":
            sessions.end(session, me.person_id, number_of(visitor.fields, "sign_in"), visitor.now)
        case "others":
            sessions.end_all(session, me.person_id, visitor.now, but=me.session_id)
        case "remove":
            devices.remove(session, me, number_of(visitor.fields, "device"))
        case _:
            raise Malformed
    return go("/me/sign-ins", said="ended")


def _page(visitor: Visitor) -> Page:
    session, me = visitor.session, visitor.me
    rows = sessions.standing(session, me.person_id, visitor.now)
    parts: list[Part] = [
        Line(visitor.say("web.sign_ins.what")),
        Items(tuple(_sign_in(visitor, row) for row in rows)),
    ]
    if len(rows) > 1:
        parts.append(Form((Button("others", visitor.say("web.sign_ins.others"), quiet=True),)))
    pushed = devices.all_of(session, me, now=visitor.now)
    if pushed:
        parts += [
            Heading(visitor.say("web.sign_ins.pushed")),
            Items(tuple(_device(visitor, d) for d in pushed)),
        ]
    return Page(visitor.say("web.sign_ins.title"), tuple(parts), back=("/me", visitor.say("web.menu.me")))


def _sign_in(visitor: Visitor, row: AuthSession) -> Item:
    name = sessions.device_name(visitor.session, row) or visitor.say("web.sign_ins.unnamed")
    lines = (visitor.say("web.sign_ins.since", at=visitor.when(row.created_at)),)
    if row.id == visitor.me.session_id:
        return Item(name, lines=lines, state=visitor.say("web.sign_ins.here"))
    return Item(name, lines=lines, forms=(_ending(visitor, "end", "sign_in", str(row.id)),))


def _device(visitor: Visitor, device: Device) -> Item:
    """One that pushes go to."""
    lines = (visitor.say("web.sign_ins.seen", at=visitor.when(device.seen_at)),)
    form = _ending(visitor, "remove", "device", str(device.id))
    return Item(visitor.say("web.sign_ins.a_phone"), lines=lines, forms=(form,))


def _ending(visitor: Visitor, do: str, name: str, id: str) -> Form:
    button = Button(do, visitor.say("web.sign_ins.end"), quiet=True)
    return Form((button,), (Field(name, kind="hidden", value=id),), key=id)
