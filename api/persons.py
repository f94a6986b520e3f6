"""How somebody's own account is shown to them."""

from sqlmodel import Session

from api.schemas.people import PersonOut
from core.models import Person
from core.models.person import ContactKind
from services import people


def person_out(session: Session, person: Person) -> PersonOut:
    known = people.contacts(session, person.id)
    return PersonOut(
        id=person.id,
        display_name=people.display_name(session, person),
        languages=person.languages,
        locale=person.locale,
        time_zone=person.time_zone,
        is_adult=person.is_adult,
        email=known.get(ContactKind.EMAIL),
        phone=known.get(ContactKind.PHONE),
        quiet_from=person.quiet_from,
        quiet_to=person.quiet_to,
        asks_a_day=person.asks_a_day,
        asks_a_week=person.asks_a_week,
        urgent_welcome=person.urgent_welcome,
        paused=person.paused,
        paused_until=person.paused_until,
        hidden=person.hidden,
    )
