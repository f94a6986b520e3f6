"""Cards to print: a word for each person somebody speaks for, by which they can take everything over."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from core.crypto.keyring import vault
from core.errors import NotFound
from core.models import ContactPoint
from core.models.person import ContactKind
from services.access import callers
from services.representation import standing, take_overs


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on one card."""

    display_name: str
    locale: str
    code: str
    expires_at: datetime


def fresh_for(session: Session, representative_email: str, *, now: datetime) -> list[Card]:
    """A fresh card for everybody this representative speaks for. Raises NotFound for an unknown address."""
    lookup = vault(session).index(ContactKind.EMAIL, representative_email.lower())
    person_id = session.scalars(
        select(col(ContactPoint.person_id)).where(
            col(ContactPoint.lookup) == lookup, col(ContactPoint.verified_at).is_not(None)
        )
    ).one_or_none()
    if person_id is None:
        raise NotFound
    caller = callers.by_person(session, person_id)
    cards: list[Card] = []
    for someone in standing.represented_by(session, caller):
        code, expires_at = take_overs.make_code(session, caller, someone.person.id, card=True, now=now)
        cards.append(Card(someone.display_name or "–", someone.person.locale, code, expires_at))
    return cards
