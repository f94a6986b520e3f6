"""Organisations: inert until two different stewards have verified them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, ForeignKey
from sqlmodel import Field, SQLModel

from core.ids import new_id
from core.models.columns import moment, word
from matching.words.vocabulary import OrganisationKind


class Organisation(SQLModel, table=True):
    """What it says of itself is for everybody: `name` and `stands_for` stand in the clear, as a community's do."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    name: str
    kind: OrganisationKind = Field(sa_column=word(OrganisationKind))
    stands_for: str | None = None
    verified: bool = False
    created_at: datetime = Field(sa_column=moment(nullable=False))
    version: int = 1
    edition: int = 1
    """Counts what its author changed of it, and nothing else: what `If-Match` of an edit compares."""


class OrganisationPerson(SQLModel, table=True):
    """Somebody who acts for an organisation."""

    __tablename__ = "organisation_person"
    organisation_id: UUID = Field(sa_column=Column(ForeignKey("organisation.id"), primary_key=True))
    person_id: UUID = Field(sa_column=Column(ForeignKey("person.id"), primary_key=True, index=True))
    since: datetime = Field(sa_column=moment(nullable=False))


class OrganisationInvitation(SQLModel, table=True):
    """Somebody who was asked to act for an organisation, and has not said yes."""

    __tablename__ = "organisation_invitation"
    organisation_id: UUID = Field(sa_column=Column(ForeignKey("organisation.id"), primary_key=True))
    person_id: UUID = Field(sa_column=Column(ForeignKey("person.id"), primary_key=True, index=True))
    by_id: UUID = Field(sa_column=Column(ForeignKey("person.id"), nullable=False))
    at: datetime = Field(sa_column=moment(nullable=False))


class OrganisationVerification(SQLModel, table=True):
    """A steward's word that an organisation is what it says."""

    __tablename__ = "organisation_verification"
    organisation_id: UUID = Field(sa_column=Column(ForeignKey("organisation.id"), primary_key=True))
    steward_id: UUID = Field(sa_column=Column(ForeignKey("person.id"), primary_key=True))
    at: datetime = Field(sa_column=moment(nullable=False))
