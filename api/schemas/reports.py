"""Reports and cases over the wire: what somebody reported, and what whoever judges it reads."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from api.schemas.base import Given, Shape, Text
from api.schemas.words import ReportStatus
from core.access import Caller
from core.models import Evidence, Report
from matching.words.reporting import CaseOutcome, EvidenceKind, ReportAbout, ReportKind
from matching.words.vocabulary import Role
from services.safety.cases import CaseFile
from services.safety.reports import Filed


class ReportAboutIn(Given):
    type: ReportAbout
    id: UUID


class ReportIn(Given):
    """What was wrong, and with what: nobody needs to know another's id. `text` is read by whoever judges it alone.

    `urgent`: somebody is in danger now. It does not replace a call to the emergency number.
    """

    about: ReportAboutIn
    kind: ReportKind
    text: Text | None = None
    urgent: bool = False


class ReportOf(Shape):
    type: ReportAbout
    id: UUID


class ReportOut(Shape):
    """What one reported: whether a human has looked, and whether anything followed. Never who looked."""

    id: UUID
    at: datetime
    about: ReportOf
    kind: ReportKind
    urgent: bool
    status: ReportStatus
    acted: bool | None = Field(description="Whether anything followed; null: no human has looked yet.")
    ended_at: datetime | None
    for_person: UUID | None = None

    @classmethod
    def shown(cls, filed: Filed, me: Caller) -> Self:
        report, case = filed.report, filed.case
        found = cls(
            id=report.id,
            at=report.at,
            about=ReportOf(type=report.about_type, id=report.about_id),
            kind=report.kind,
            urgent=report.urgent,
            status=filed.status,
            acted=filed.acted,
            ended_at=case.closed_at,
        )
        if report.for_id != me.person_id:
            found.for_person = report.for_id
        return found


class ReportPage(Shape):
    items: list[ReportOut]
    next: str | None


class CaseReport(Shape):
    """One report of a case. `by`: who wrote it; `for_person`: whose it is."""

    id: UUID
    at: datetime
    about: ReportOf
    kind: ReportKind
    urgent: bool
    by: UUID
    for_person: UUID

    @classmethod
    def shown(cls, report: Report) -> Self:
        return cls(
            id=report.id,
            at=report.at,
            about=ReportOf(type=report.about_type, id=report.about_id),
            kind=report.kind,
            urgent=report.urgent,
            by=report.by_id,
            for_person=report.for_id,
        )


class EvidenceOut(Shape):
    """One text as it stood when it was reported. `source`: the thing it was of, `part` which text of it."""

    kind: EvidenceKind
    source: UUID
    part: str
    author: UUID | None
    written_at: datetime
    frozen_at: datetime
    text: str

    @classmethod
    def shown(cls, row: Evidence, text: str) -> Self:
        return cls(
            kind=row.kind,
            source=row.source_id,
            part=row.part,
            author=row.author_id,
            written_at=row.written_at,
            frozen_at=row.frozen_at,
            text=text,
        )


class CaseOut(Shape):
    """All that is reported about one person (null: about the community), and what it is judged by.

    `evidence` is empty once the case is over. `paused_until`: so long nobody meets them anew.
    """

    id: UUID
    community_id: UUID
    about_person: UUID | None
    about_role: Role
    opened_at: datetime
    pressing: bool
    paused_until: datetime | None
    closed_at: datetime | None
    outcome: CaseOutcome | None
    reports: list[CaseReport]
    evidence: list[EvidenceOut]

    @classmethod
    def shown(cls, file: CaseFile) -> Self:
        case = file.case
        return cls(
            id=case.id,
            community_id=case.community_id,
            about_person=case.about_id,
            about_role=case.about_role,
            opened_at=case.opened_at,
            pressing=case.pressing,
            paused_until=case.paused_until,
            closed_at=case.closed_at,
            outcome=case.outcome,
            reports=[CaseReport.shown(report) for report in file.reports],
            evidence=[EvidenceOut.shown(row, text) for row, text in file.evidence],
        )
