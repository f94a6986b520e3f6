"""Organisations over the wire."""

from uuid import UUID

from api.schemas.base import Given, Line, Shape, Text
from core.models import Organisation
from matching.words.vocabulary import OrganisationKind


class OrganisationIn(Given):
    name: Line
    kind: OrganisationKind
    stands_for: Text | None = None


class OrganisationEdit(Given):
    name: Line | None = None
    kind: OrganisationKind | None = None
    stands_for: Text | None = None


class OrganisationOut(Shape):
    id: UUID
    name: str
    kind: OrganisationKind
    stands_for: str | None
    verified: bool
    version: int


class OrganisationPage(Shape):
    items: list[OrganisationOut]
    next: str | None


class OrganisationPeople(Shape):
    items: list[UUID]


def organisation(row: Organisation) -> OrganisationOut:
    return OrganisationOut.model_validate(row, from_attributes=True)
