"""Organisations over the wire."""

from typing import Self
from uuid import UUID

from api.schemas.base import Given, Line, Shape, Text
from api.schemas.edits import Edit, unsaid
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


class OrganisationOut(Shape):
    id: UUID
    name: str
    kind: OrganisationKind
    stands_for: str | None
    verified: bool
    version: int

    @classmethod
    def shown(cls, row: Organisation) -> Self:
        return cls.model_validate(row, from_attributes=True)


class OrganisationPage(Shape):
    items: list[OrganisationOut]
    next: str | None


class OrganisationPeople(Shape):
    items: list[UUID]
