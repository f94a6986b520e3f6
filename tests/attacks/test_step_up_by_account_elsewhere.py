"""A mailbox added to a phone left lying proves nothing for a day; by an account elsewhere with that mailbox it did."""

from datetime import datetime
from uuid import UUID

import pytest
from sqlmodel import Session

from core.errors import Forbidden
from core.models.person import ContactKind
from services.people import contact_points, elsewhere, proving
from services.people.sign_in import SignedIn
from tests.support.world import World


def by_account_elsewhere(session: Session, now: datetime) -> SignedIn:
    """The thief signs in there anew, with the mailbox that they added here."""
    mailbox = "thief@elsewhere.example"
    return elsewhere.with_firebase(
        session, uid="thief", email=mailbox, locale="en", device_name="", now=now, signed_in_at=now
    )


def test_an_account_elsewhere_shows_no_more_than_its_mailbox(shared_world: World) -> None:
    owner = shared_world.newcomer("Nia")
    now = shared_world.now()
    with shared_world.database.transaction() as session:
        point = contact_points.prove(
            session, UUID(owner.id), ContactKind.EMAIL, "thief@elsewhere.example", now=now
        )
        point.proves_from = now + proving.A_DAY
    with shared_world.database.transaction() as session, pytest.raises(Forbidden, match="address_too_new"):
        by_account_elsewhere(session, now)
    shared_world.advance(hours=25)
    with shared_world.database.transaction() as session:
        signed_in = by_account_elsewhere(session, shared_world.now())
        assert str(signed_in.person.id) == owner.id, "the owner heard of it for a day, and let it be"
