"""Cases: what was reported about somebody, and the copy of the evidence that a human judges it by."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from core.ids import new_id
from core.models.columns import epoch_of, moment, word
from matching.words.reporting import CaseOutcome, EvidenceKind, ReportAbout, ReportKind
from matching.words.vocabulary import Role


class Case(SQLModel, table=True):
    """All that is reported about one person in one community (`about_id` None: about the community itself).

    Of each at most one is open; whatever else is reported joins it. `about_role`: the most that they answered for when
    something was reported. `paused_until`: so long their matching rests; `pause_due_at`: when the clock is to begin or
    end that. `keeps_until`: so long the evidence is kept after the end, for who hears an appeal.
    `operator_told_at`: when the operator heard that nobody there may hear it.
    """

    __tablename__ = "safety_case"
    __table_args__ = (
        Index(
            "uq_safety_case_open",
            "community_id",
            "about_id",
            unique=True,
            postgresql_where="closed_at IS NULL",
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_safety_case_about_id", "about_id"),
        Index("ix_safety_case_pause", "pause_due_at", postgresql_where="pause_due_at IS NOT NULL"),
        Index("ix_safety_case_keeps", "keeps_until", postgresql_where="keeps_until IS NOT NULL"),
    )
    id: UUID = Field(default_factory=new_id, primary_key=True)
    community_id: UUID = Field(sa_column=Column(ForeignKey("community.id"), nullable=False))
    about_id: UUID | None = Field(default=None, sa_column=Column(ForeignKey("person.id")))
    about_role: Role = Field(default=Role.MEMBER, sa_column=word(Role))
    pressing: bool = False
    opened_at: datetime = Field(sa_column=moment(nullable=False))
    paused_at: datetime | None = Field(default=None, sa_column=moment())
    paused_until: datetime | None = Field(default=None, sa_column=moment())
    pause_due_at: datetime | None = Field(default=None, sa_column=moment())
    closed_at: datetime | None = Field(default=None, sa_column=moment())
    closed_by: UUID | None = Field(default=None, sa_column=Column(ForeignKey("person.id")))
    outcome: CaseOutcome | None = Field(default=None, sa_column=word(CaseOutcome, nullable=True))
    keeps_until: datetime | None = Field(default=None, sa_column=moment())
    operator_told_at: datetime | None = Field(default=None, sa_column=moment())


class CaseKey(SQLModel, table=True):
    """A case's data key, wrapped by an epoch outside the database. Deleting this row makes its evidence unreadable."""

    __tablename__ = "case_key"
    case_id: UUID = Field(sa_column=Column(ForeignKey("safety_case.id"), primary_key=True))
    version: int
    wrapped: bytes
    epoch: int | None = Field(default=None, sa_column=epoch_of("wrapped", index=True))


class Report(SQLModel, table=True):
    """What somebody reported: `by_id` who did, `for_id` whose it is (another, where somebody speaks for them).

    `concern_id`: it was raised as a concern when a match was reported. `met`: whose it is had met the one it is about.
    """

    __table_args__ = (
        UniqueConstraint("case_id", "by_id", "for_id", "about_type", "about_id", "kind"),
        Index("ix_report_by_id", "by_id", "id"),
        Index("ix_report_for_id", "for_id", "id"),
    )
    id: UUID = Field(default_factory=new_id, primary_key=True)
    case_id: UUID = Field(sa_column=Column(ForeignKey("safety_case.id"), nullable=False))
    by_id: UUID = Field(sa_column=Column(ForeignKey("person.id"), nullable=False))
    for_id: UUID = Field(sa_column=Column(ForeignKey("person.id"), nullable=False))
    about_type: ReportAbout = Field(sa_column=word(ReportAbout))
    about_id: UUID
    kind: ReportKind = Field(sa_column=word(ReportKind))
    urgent: bool = False
    concern_id: UUID | None = Field(default=None, sa_column=Column(ForeignKey("concern.id"), index=True))
    met: bool = False
    at: datetime = Field(sa_column=moment(nullable=False))


class Evidence(SQLModel, table=True):
    """One text as it stood when it was reported, sealed under its case's key.

    `source_id` and `part` say what it was of, `author_id` who wrote it, `written_at` when.
    """

    __table_args__ = (Index("ix_evidence_case_id", "case_id", "id"),)
    id: UUID = Field(default_factory=new_id, primary_key=True)
    case_id: UUID = Field(sa_column=Column(ForeignKey("safety_case.id"), nullable=False))
    kind: EvidenceKind = Field(sa_column=word(EvidenceKind))
    source_id: UUID
    part: str
    author_id: UUID | None = None
    written_at: datetime = Field(sa_column=moment(nullable=False))
    frozen_at: datetime = Field(sa_column=moment(nullable=False))
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
