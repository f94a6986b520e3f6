"""Reports: something was wrong, and a human is to look at it. Whom it is about never learns who said so."""

from uuid import UUID

from fastapi import APIRouter, Response

from api.answers.pagination import Page
from api.answers.replies import created, reply
from api.schemas.reports import CaseOut, ReportIn, ReportOut, ReportPage
from doors.deps import Db, Me, Now
from doors.routing import ActionRoute
from services.safety import cases, reports
from services.safety.reports import Filed

router = APIRouter(route_class=ActionRoute)


@router.post("/v1/reports", status_code=201, response_model=ReportOut, tags=["Safety"])
def make_report(given: ReportIn, session: Db, me: Me, now: Now) -> Response:
    """Reports a person, match, message, need, offer or community. Nobody whom it is about is told.

    Repeating it adds nothing; new words are added. Of what the caller neither sees nor had a part in: 404.
    """
    filed = reports.make(
        session,
        me,
        given.about.type,
        given.about.id,
        kind=given.kind,
        text=given.text,
        urgent=given.urgent,
        now=now,
    )
    return created(ReportOut.shown(filed, me), f"/v1/reports/{filed.report.id}")


@router.get("/v1/reports", response_model=ReportPage, tags=["Safety"])
def list_reports(session: Db, me: Me, paging: Page) -> Response:
    """What one reported, oldest first: whether a human has looked, and whether anything followed."""
    rows = reports.mine(session, me, after=paging.after, limit=paging.wanted)
    items = [ReportOut.shown(filed, me) for filed in paging.cut(rows, _id)]
    return paging.reply(ReportPage(items=items, next=paging.next))


@router.get("/v1/reports/{report_id}", response_model=ReportOut, tags=["Safety"])
def get_report(report_id: UUID, session: Db, me: Me) -> Response:
    """One of the reports that the caller made, or that was made for them."""
    return reply(ReportOut.shown(reports.one(session, me, report_id), me))


@router.get("/v1/communities/{community_id}/cases/{case_id}", response_model=CaseOut, tags=["Coordinators"])
def get_case(community_id: UUID, case_id: UUID, session: Db, me: Me, now: Now) -> Response:
    """What was reported, and the copy of what was written, for whoever is to judge it. Each reading is kept on record.

    403 `not_in_own_matter` for whoever has to do with one of those concerned.
    """
    return reply(CaseOut.shown(cases.read(session, me, community_id, case_id, now=now)))


def _id(filed: Filed) -> list[UUID]:
    return [filed.report.id]
