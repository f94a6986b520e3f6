"""Alliances over the wire."""

from typing import Self
from uuid import UUID

from pydantic import Field

from api.schemas.base import Shape
from matching.words.vocabulary import AllianceState
from services.communities.alliances import Ally


class AllianceOut(Shape):
    community_id: UUID = Field(description="The other community.")
    name: str
    state: AllianceState = Field(description="`asked`: we asked them. `invited`: they asked us.")

    @classmethod
    def shown(cls, ally: Ally) -> Self:
        return cls(community_id=ally.id, name=ally.name, state=ally.state)


class AllianceList(Shape):
    items: list[AllianceOut]
