"""Which accounts are one hand: those of a proved address, never those that only wrote one and the same down."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlmodel import Session

from core.models import ContactPoint
from core.models.person import ContactKind
from services.access import hands
from tests.support.rows import a_person

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def wrote_down(session: Session, person: UUID, *, proved: bool) -> None:
    """The same number as whoever else is given here."""
    at = NOW if proved else None
    session.add(
        ContactPoint(
            person_id=person,
            kind=ContactKind.PHONE,
            lookup=b"a number",
            sealed=b"",
            verified_at=at,
            used_at=NOW,
        )
    )
    session.flush()


@pytest.mark.parametrize("proved", [True, False])
def test_two_accounts_are_one_hand_only_by_an_address_that_one_has_proved(
    session: Session, proved: bool
) -> None:
    one, other = a_person(session, NOW), a_person(session, NOW)
    wrote_down(session, one, proved=proved)
    wrote_down(session, other, proved=False)
    found = hands.of_accounts(session, [one, other])
    assert (found.get(one, one) == found.get(other, other)) is proved
