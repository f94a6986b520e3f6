"""What a circle says of itself over the wire: where it is reached, and the places that everybody there knows."""

from typing import Self

from pydantic import Field, model_validator

from api.schemas.base import Given, Line, Shape, refuse
from api.schemas.people import Email, Phone
from core.models.circle_values import CircleContact, Landmark


class CircleContactIn(Given):
    """Where the circle is reached; public: give what everybody may have."""

    phone: Phone | None = None
    email: Email | None = None
    hours: Line | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if self.phone is None and self.email is None:
            raise refuse("missing")
        return self

    def value(self) -> CircleContact:
        return CircleContact(self.phone, self.email, self.hours)


class CircleContactOut(Shape):
    phone: str | None
    email: str | None
    hours: str | None

    @classmethod
    def shown(cls, contact: CircleContact) -> Self:
        return cls(phone=contact.phone, email=contact.email, hours=contact.hours)


class LandmarkIn(Given):
    """A place that everybody in the circle knows by name; public."""

    name: Line
    lat: float = Field(ge=-90, le=90, allow_inf_nan=False)
    lon: float = Field(ge=-180, le=180, allow_inf_nan=False)

    def value(self) -> Landmark:
        return Landmark(self.name, self.lat, self.lon)


class LandmarkOut(Shape):
    name: str
    lat: float
    lon: float

    @classmethod
    def shown(cls, place: Landmark) -> Self:
        return cls(name=place.name, lat=place.lat, lon=place.lon)
