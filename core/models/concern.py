"""Concerns: somebody said of somebody that something was not right, and a human is to look at it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, ForeignKey, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from core.ids import new_id
from core.models.columns import moment, word
from matching.words.vocabulary import By, Role


class Concern(SQLModel, table=True):
    """One side's concern about the other of a match. It stands until a human closes it.

    `for_id` is whose it is, `by_id` who raised it (another, where somebody speaks for them); `organisation_id` the
    organisation that `about_id` acted for, `about_role` what they answered for then. Until `bars_until` no key given
    in advance opens anything to whom it is about; a human may renew that.
    """

    __table_args__ = (
        UniqueConstraint("match_id", "side"),
        Index("ix_concern_about_id", "about_id", postgresql_where="closed_at IS NULL"),
        Index(
            "ix_concern_organisation_id",
            "organisation_id",
            postgresql_where="closed_at IS NULL AND organisation_id IS NOT NULL",
        ),
        Index("ix_concern_community_id", "community_id", postgresql_where="closed_at IS NULL"),
    )
    id: UUID = Field(default_factory=new_id, primary_key=True)
    match_id: UUID = Field(sa_column=Column(ForeignKey("match.id"), nullable=False))
    community_id: UUID = Field(sa_column=Column(ForeignKey("community.id"), nullable=False))
    side: By = Field(sa_column=word(By))
    for_id: UUID = Field(sa_column=Column(ForeignKey("person.id"), nullable=False, index=True))
    by_id: UUID = Field(sa_column=Column(ForeignKey("person.id"), nullable=False, index=True))
    about_id: UUID = Field(sa_column=Column(ForeignKey("person.id"), nullable=False))
    organisation_id: UUID | None = Field(default=None, sa_column=Column(ForeignKey("organisation.id")))
    about_role: Role = Field(default=Role.MEMBER, sa_column=word(Role))
    at: datetime = Field(sa_column=moment(nullable=False))
    bars_until: datetime = Field(sa_column=moment(nullable=False))
    closed_at: datetime | None = Field(default=None, sa_column=moment())
    closed_by: UUID | None = Field(default=None, sa_column=Column(ForeignKey("person.id")))
    operator_told_at: datetime | None = Field(default=None, sa_column=moment())
