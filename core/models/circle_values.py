"""What a circle says of itself, as JSON columns hold it."""

from dataclasses import dataclass

from core.models.columns import Form, Json


@dataclass(frozen=True, slots=True)
class CircleContact:
    """Where a circle is reached, said by itself and public: a number, a mailbox, at which hours (own words)."""

    phone: str | None = None
    email: str | None = None
    hours: str | None = None


@dataclass(frozen=True, slots=True)
class Landmark:
    """A place that everybody in a circle knows by name."""

    name: str
    lat: float
    lon: float


def _circle_contact(json: Json) -> CircleContact:
    return CircleContact(json.get("phone"), json.get("email"), json.get("hours"))


def _circle_contact_written(contact: CircleContact) -> Json:
    return {"phone": contact.phone, "email": contact.email, "hours": contact.hours}


def _landmarks(json: Json) -> tuple[Landmark, ...]:
    return tuple(Landmark(place["name"], place["lat"], place["lon"]) for place in json)


def _landmarks_written(landmarks: tuple[Landmark, ...]) -> Json:
    return [{"name": place.name, "lat": place.lat, "lon": place.lon} for place in landmarks]


CIRCLE_CONTACT = Form(_circle_contact, _circle_contact_written)
LANDMARKS = Form(_landmarks, _landmarks_written)
