"""Saying that something was wrong: of a person, a meeting, a message, what somebody asks for or offers, a circle."""

from uuid import UUID

from fastapi import Response

from core.errors import NotFound
from matching.words.reporting import ReportAbout, ReportKind
from services.safety import reportable, reports
from web.answers.chrome import draw
from web.answers.refilled import looked_at_again
from web.coming.visitor import Visitor
from web.door import SignedIn, go
from web.door import router as new_router
from web.parts import written
from web.parts.fields import Button, Choice, Field, Form
from web.parts.shapes import Item, Items, Line, Page, Part, Way, Ways

router = new_router()
SHOWN = 20
KINDS = {
    ReportKind.FELT_UNSAFE: "web.report.felt_unsafe",
    ReportKind.HARASSMENT: "web.report.harassment",
    ReportKind.THEFT_OR_MONEY: "web.report.theft_or_money",
    ReportKind.FAKE: "web.report.fake",
    ReportKind.CHILD_AT_RISK: "web.report.child_at_risk",
    ReportKind.DISCRIMINATION: "web.report.discrimination",
    ReportKind.COORDINATOR: "web.report.coordinator",
    ReportKind.OTHER: "web.report.other",
}
_STATUS = {
    "received": "web.report.received",
    "looked_at": "web.report.looked_at",
    "lapsed": "web.report.lapsed",
}


@router.get("/reports")
def show_reports(visitor: SignedIn) -> Response:
    """What one reported, and whether a human has looked."""
    rows = reports.mine(visitor.session, visitor.me, after=None, limit=SHOWN)
    items = tuple(
        Item(
            visitor.say(KINDS[filed.report.kind]),
            lines=(
                visitor.when(filed.report.at),
                visitor.say(_STATUS[filed.status]),
                *_followed(visitor, filed),
            ),
        )
        for filed in rows
    )
    parts: tuple[Part, ...] = (Items(items, visitor.say("web.report.none")),)
    return draw(
        visitor, Page(visitor.say("web.report.mine"), parts, back=("/me", visitor.say("web.menu.me")))
    )


@router.get("/reports/new")
def show_report(visitor: SignedIn) -> Response:
    """The form, about what the address names. Of what its reader may not report: as if it were not there."""
    return draw(visitor, _page(visitor, *_about(visitor.asked("type"), visitor.asked("id"))))


@router.post("/reports/new")
def report(visitor: SignedIn) -> Response:
    sent = visitor.fields
    about, about_id = _about(sent.one("type"), sent.one("id"))
    with looked_at_again(visitor, lambda: _page(visitor, about, about_id)):
        kind = written.word(sent, "kind", ReportKind)
        text = written.text(sent, "text", needed=False) or None
        urgent = bool(sent.one("urgent"))
        reports.make(
            visitor.session, visitor.me, about, about_id, kind=kind, text=text, urgent=urgent, now=visitor.now
        )
    return go("/reports", said="reported")


def _followed(visitor: Visitor, filed: reports.Filed) -> tuple[str, ...]:
    if filed.acted is None:
        return ()
    return (visitor.say("page.reported.acted" if filed.acted else "page.reported.nothing"),)


def _about(type: str, id: str) -> tuple[ReportAbout, UUID]:
    try:
        return ReportAbout(type), UUID(id)
    except ValueError as error:
        raise NotFound from error


def _page(visitor: Visitor, about: ReportAbout, about_id: UUID) -> Page:
    reportable.find(visitor.session, visitor.me, about, about_id)
    say = visitor.say
    kinds = tuple(Choice(kind, say(text)) for kind, text in KINDS.items())
    fields = (
        Field("type", kind="hidden", value=about),
        Field("id", kind="hidden", value=str(about_id)),
        Field("kind", say("web.report.what"), "one_of", choices=kinds),
        Field("text", say("page.match.what_happened"), "long", needed=False, longest=4000),
        Field("urgent", say("web.report.urgent"), "checkbox"),
    )
    form = Form((Button("report", say("web.report.send")),), fields)
    parts = (Line(say("web.report.means")), form, Ways((Way("/reports", say("web.report.mine")),)))
    return Page(say("page.match.concern"), parts, back=("/my", say("web.menu.my")))
