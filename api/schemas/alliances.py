"""Alliances over the wire."""

from uuid import UUID

from pydantic import Field

from api.schemas.base import Shape
from matching.words.vocabulary import AllianceState
from services.communities.alliances import Ally


class AllianceOut(Shape):
    community_id: UUID = Field(description="The other community.")
    name: str
    state: AllianceState = Field(description="`asked`: we asked them. `invited`: they asked us.")


class AllianceList(Shape):
    items: list[AllianceOut]


def shown(ally: Ally) -> AllianceOut:
    return AllianceOut(community_id=ally.id, name=ally.name, state=ally.state)
