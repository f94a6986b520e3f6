"""Organisations over the wire."""

from typing import Self
from uuid import UUID

from api.schemas.base import Given, Line, Shape, Text
from api.schemas.edits import Edit, unsaid
from api.schemas.tagged import Tagged
from core.models import Organisation
from matching.words.vocabulary import OrganisationKind
from services.communities.organisations import OrganisationChanges, OrganisationDraft


class OrganisationIn(Given):
    name: Line
    kind: OrganisationKind
    stands_for: Text | None = None

    def value(self) -> OrganisationDraft:
        return OrganisationDraft(self.name, self.kind, self.stands_for)


class OrganisationEdit(Edit):
    """Changes of an organisation; what is not named stays."""

    name: Line = unsaid()
    kind: OrganisationKind = unsaid()
    stands_for: Text = unsaid()

    def value(self) -> OrganisationChanges:
        return OrganisationChanges(**self.sent())


class OrganisationOut(Tagged):
    id: UUID
    name: str
    kind: OrganisationKind
    stands_for: str | None
    verified: bool
    people: int
    """How many act for it, each by their own word."""
    version: int

    @classmethod
    def shown(cls, row: Organisation, people: int) -> Self:
        return cls(
            id=row.id,
            name=row.name,
            kind=row.kind,
            stands_for=row.stands_for,
            verified=row.verified,
            people=people,
            version=row.version,
        )


class OrganisationPage(Shape):
    items: list[OrganisationOut]
    next: str | None


class OrganisationPeople(Shape):
    items: list[UUID]
    invited: list[UUID]
    """Who was asked and has not answered; for its people."""
