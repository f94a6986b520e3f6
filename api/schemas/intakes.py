"""Taking somebody in on the phone, over the wire."""

from collections.abc import Sequence
from typing import Self
from uuid import UUID

from pydantic import Field, model_validator

from api.schemas.base import Given, Place, Shape, refuse, value_of
from api.schemas.need_cards import LikeNeed
from api.schemas.needs import NeedIn
from api.schemas.neighbours import NeighbourOut
from api.schemas.offers import OfferIn
from api.schemas.people import Phone
from api.schemas.represented import PersonIn, RepresentedOut, TakeOverOut
from api.schemas.words import CategorySlug
from services.intake.checking import Known
from services.intake.taking_in import Intake, Told
from services.oversight.possible_doubles import PossibleDouble


class IntakeIn(Given):
    """Who phones (`person`, or `person_id` of somebody one speaks for already), and a need or an offer of theirs."""

    person: PersonIn | None = None
    person_id: UUID | None = None
    need: NeedIn | None = Field(None, description="In this circle, and theirs, whatever it says itself.")
    offer: OfferIn | None = Field(None, description="In this circle, and theirs, whatever it says itself.")
    card: bool = Field(
        True, description="A word to print, by which they can take everything over themselves."
    )

    @model_validator(mode="after")
    def _somebody(self) -> "IntakeIn":
        if (self.person is None) == (self.person_id is None):
            raise refuse("missing")
        return self

    def value(self) -> Told:
        person = self.person.value() if self.person is not None else self.person_id
        assert person is not None
        return Told(person, value_of(self.need), value_of(self.offer), self.card)


class IntakeOut(Shape):
    person: RepresentedOut
    need_id: UUID | None
    offer_id: UUID | None
    card: TakeOverOut | None
    """The word to print on a card: shown once, good once."""

    @classmethod
    def shown(cls, intake: Intake) -> Self:
        card = intake.card
        return cls(
            person=RepresentedOut.shown(intake.person),
            need_id=intake.need.id if intake.need else None,
            offer_id=intake.offer.id if intake.offer else None,
            card=TakeOverOut(code=card.code, expires_at=card.expires_at) if card else None,
        )


class IntakeCheckIn(Given):
    """What is known so far of who phones and what they ask for, as it is typed."""

    phone: Phone | None = None
    category: CategorySlug | None = Field(None, max_length=40, pattern=r"^[a-z_]+$")
    place: Place | None = None


class SameNumber(Shape):
    """Somebody of the circle, or whom the caller speaks for, who has this number. `spoken_for`: the latter."""

    person: NeighbourOut
    spoken_for: bool


class IntakeCheckOut(Shape):
    """Who has the number, and needs that may ask for the same."""

    same_number: list[SameNumber]
    possible_doubles: list[LikeNeed]

    @classmethod
    def shown(cls, known: Known | None, alike: Sequence[PossibleDouble]) -> Self:
        return cls(
            same_number=[
                SameNumber(
                    person=NeighbourOut.shown(one),
                    spoken_for=known is not None and one.person_id in known.spoken_for,
                )
                for one in (known.same_number if known else ())
            ],
            possible_doubles=[LikeNeed.shown(one) for one in alike],
        )
