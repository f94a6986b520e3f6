"""What somebody does with a match, over the wire: their yes or no, and how it went."""

from uuid import UUID

from pydantic import Field

from api.schemas.base import Given, Text, WindowIn, value_of
from api.schemas.edits import Edit, unsaid
from api.schemas.represented import SpokenIn
from matching.words.vocabulary import DeclineReason, Outcome
from services.afterwards.reports import Said
from services.matches.changing import MatchChanges

WHO_COMES = "Of an organisation: who of its people comes. Where several must come, so many people count."


class MoveIn(Given):
    """Any move. `spoken`: how the person said it, where their representative passes it on."""

    spoken: SpokenIn | None = None


class Acceptance(MoveIn):
    quantity: int | None = Field(None, ge=1, le=1_000_000)
    window: WindowIn | None = None
    people: list[UUID] = Field(default=[], max_length=50, description=WHO_COMES)


class Confirmation(MoveIn):
    quantity: int | None = Field(None, ge=1, le=1_000_000)
    window: WindowIn | None = Field(None, description="A part of the time that the helper said.")


class MatchEdit(Edit):
    """What is to change of what was agreed; what is not named stays. Less quantity holds at once, more of it or another
    time once the other side agrees.
    """

    quantity: int = unsaid(ge=1, le=1_000_000)
    window: WindowIn = unsaid()
    spoken: SpokenIn | None = unsaid(description="How the person said it, where somebody passes it on.")

    def value(self) -> MatchChanges:
        sent = self.sent()
        sent.pop("spoken", None)
        return MatchChanges(**sent)


class Decline(MoveIn):
    reason: DeclineReason | None = None


class Cancellation(MoveIn):
    reason: Text | None = None


class Report(MoveIn):
    """How it went. `thanks` goes to the other person, `note` to coordinators only."""

    outcome: Outcome
    hours: float | None = Field(None, ge=0, le=1000, allow_inf_nan=False)
    quantity: int | None = Field(None, ge=1, le=1_000_000)
    thanks: Text | None = None
    note: Text | None = None
    concern: bool = False

    def value(self) -> Said:
        return Said(
            outcome=self.outcome,
            hours=self.hours,
            quantity=self.quantity,
            thanks=self.thanks,
            note=self.note,
            concern=self.concern,
            spoken=value_of(self.spoken),
        )
