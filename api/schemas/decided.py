"""What a coordinator decided about, over the wire: a need or a match, told apart by `type`."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypeAliasType

from api.schemas.base import Written
from api.schemas.matches import MatchOut
from api.schemas.needs_shown import NeedOut
from api.schemas.words import OF_WHAT
from services.home.own_matches import ToldMatch
from services.needs.views import NeedView


class DecidedNeed(NeedOut):
    """A need that was decided about."""

    type: Annotated[Literal["need"], OF_WHAT]

    @classmethod
    def shown(
        cls, view: NeedView, *, warnings: list[str] | None = None, locale: str | None = None
    ) -> Written:
        return {"type": "need", **NeedOut.shown(view, warnings=warnings, locale=locale)}


class DecidedMatch(MatchOut):
    """A match that was decided about."""

    type: Annotated[Literal["match"], OF_WHAT]

    @classmethod
    def shown(cls, told: ToldMatch, locale: str) -> "DecidedMatch":
        found = super().shown(told, locale)
        assert isinstance(found, DecidedMatch)
        found.type = "match"
        return found


Decided = TypeAliasType("Decided", Annotated[DecidedNeed | DecidedMatch, Field(discriminator="type")])
