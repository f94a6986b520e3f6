"""What was reported about somebody, as whoever judges it reads it: the frozen words, and the decision.

Opening the page is an act: that it was read, and by whom, stands in the log.
"""

from collections.abc import Iterator
from functools import partial
from uuid import UUID

from fastapi import Response

from core.errors import Malformed, NotFound
from core.models import Community, Evidence, Report
from doors import heads
from matching.words.reporting import CaseOutcome, EvidenceKind
from matching.words.rulings import Ruling
from services.safety import cases
from services.safety.cases import CaseFile
from web.answers.chrome import draw
from web.coming.visitor import Visitor
from web.desk import cards, deciding, filters, told
from web.desk.address import desk_of, path
from web.door import SignedIn
from web.door import router as new_router
from web.pages.safety.reports import KINDS
from web.parts.shapes import Fact, Facts, Heading, Item, Items, Line, Notice, Page, Part, Way, Ways

router = new_router()
ADDRESS = "/c/{circle}/desk/cases/{case_id:uuid}"
_VERDICTS = (Ruling.CLOSED, Ruling.WARNED, Ruling.SUSPENDED)
_OUTCOMES = {
    CaseOutcome.CLOSED: "web.desk.verdict.closed",
    CaseOutcome.WARNED: "web.desk.verdict.warned",
    CaseOutcome.SUSPENDED: "web.desk.verdict.suspended",
    CaseOutcome.REMOVED: "page.ruled.removed",
    CaseOutcome.LAPSED: "web.report.lapsed",
}
_EVIDENCE = {
    EvidenceKind.WORDS: "web.desk.evidence.words",
    EvidenceKind.MESSAGE: "web.desk.evidence.message",
    EvidenceKind.MATCH_REPORT: "web.desk.evidence.match_report",
    EvidenceKind.NEED: "web.desk.evidence.need",
    EvidenceKind.OFFER: "web.desk.evidence.offer",
    EvidenceKind.COMMUNITY: "web.desk.evidence.community",
}


@router.get(ADDRESS)
def show_case(circle: str, case_id: UUID, visitor: SignedIn) -> Response:
    found = desk_of(visitor, circle)
    if heads.asked(visitor.request):
        _ensure_hears(visitor, found, case_id)
        return Response()
    file = _read(visitor, found, case_id)
    cards.opened(visitor, found, case_id)
    return draw(visitor, _page(visitor, found, file), circle=found)


@router.post(ADDRESS)
def act_on_case(circle: str, case_id: UUID, visitor: SignedIn) -> Response:
    found, do = desk_of(visitor, circle), visitor.fields.one("do")
    _ensure_hears(visitor, found, case_id)
    if do != deciding.DECIDE:
        raise Malformed
    act = partial(deciding.decide, visitor, found, "case", case_id)
    return cards.acted(
        visitor,
        found,
        case_id,
        act,
        lambda: _page(visitor, found, _read(visitor, found, case_id)),
        said="web.said.decided",
    )


def _ensure_hears(visitor: Visitor, circle: Community, case_id: UUID) -> None:
    """Raises NotFound for whoever is not to hear it; nothing is read by that."""
    with told.not_theirs():
        if cases.hearable(visitor.session, visitor.me, case_id).community_id != circle.id:
            raise NotFound


def _read(visitor: Visitor, circle: Community, case_id: UUID) -> CaseFile:
    with told.not_theirs():
        return cases.read(visitor.session, visitor.me, circle.id, case_id, now=visitor.now)


def _page(visitor: Visitor, circle: Community, file: CaseFile) -> Page:
    title, parts, case = filters.say_why(visitor, "report"), tuple(_parts(visitor, circle, file)), file.case
    return cards.page(visitor, circle, case.id, title, parts, stands=case.outcome is None)


def _parts(visitor: Visitor, circle: Community, file: CaseFile) -> Iterator[Part]:
    say, case = visitor.say, file.case
    yield Line(say("web.desk.case.logged"), quiet=True)
    if case.outcome is None:
        yield Line(say("web.desk.do.report"))
    else:
        yield Notice(say(_OUTCOMES[case.outcome]))
    yield Facts(tuple(_facts(visitor, circle, file)))
    yield Heading(say("web.desk.case.reported"))
    yield Items([_report(visitor, report) for report in file.reports])
    if file.evidence:
        yield Heading(say("web.desk.case.frozen"))
        yield Items([_piece(visitor, row, text) for row, text in file.evidence])
    if case.outcome is None:
        verdicts = _VERDICTS if case.about_id is not None else _VERDICTS[:1]
        held = cards.held(visitor, circle, case.id)
        yield deciding.form(visitor, verdicts, held, read_by=say("web.desk.reason.case"))
    if case.about_id is not None:
        yield Ways((Way(path(circle, "people", str(case.about_id)), say("web.desk.case.person")),))


def _facts(visitor: Visitor, circle: Community, file: CaseFile) -> Iterator[Fact]:
    case = file.case
    about = told.name(visitor, case.about_id) if case.about_id is not None else circle.name
    yield Fact(visitor.say("web.desk.case.about"), about)
    yield Fact(visitor.say("page.human.since"), visitor.when(case.opened_at))
    if case.paused_until is not None and case.paused_until > visitor.now:
        yield Fact(visitor.say("web.desk.case.paused"), visitor.when(case.paused_until))


def _report(visitor: Visitor, report: Report) -> Item:
    lines = [
        visitor.when(report.at),
        visitor.say("web.desk.case.by", name=told.name(visitor, report.by_id)),
    ]
    if report.for_id != report.by_id:
        lines.append(visitor.say("web.desk.case.for", name=told.name(visitor, report.for_id)))
    state = visitor.say("web.report.urgent") if report.urgent else ""
    return Item(visitor.say(KINDS[report.kind]), lines=tuple(lines), state=state, waits=report.urgent)


def _piece(visitor: Visitor, row: Evidence, text: str) -> Item:
    who = (told.name(visitor, row.author_id),) if row.author_id is not None else ()
    return Item(visitor.say(_EVIDENCE[row.kind]), lines=(*who, visitor.when(row.written_at)), words=text)
