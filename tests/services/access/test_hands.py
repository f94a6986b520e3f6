"""Which accounts are one hand, and whose hand is behind an offer: by proved addresses, not by those written down."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlmodel import Session

from core.models import ContactPoint, Representation
from core.models.person import ContactKind
from core.models.representation import ConsentHow
from services.access import hands
from tests.support.rows import a_community, a_person, an_offer

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


@pytest.mark.parametrize("proved", [True, False])
def test_behind_an_offer_is_whoever_has_proved_where_they_are_reached(session: Session, proved: bool) -> None:
    helper = a_person(session, NOW)
    wrote_down(session, helper, proved=proved)
    offer = an_offer(session, a_community(session, NOW), None, NOW, author=helper)
    found = hands.of_helpers(session, [offer.id])
    assert found == ({helper: helper} if proved else {})


@pytest.mark.parametrize("proved", [True, False])
def test_behind_the_offer_of_one_without_the_app_is_who_speaks_for_them_and_has_proved_it(
    session: Session, proved: bool
) -> None:
    helper, speaker = a_person(session, NOW), a_person(session, NOW)
    wrote_down(session, speaker, proved=proved)
    how, at = ConsentHow.PHONE, NOW
    session.add(
        Representation(person_id=helper, representative_id=speaker, how=how, given_at=at, created_at=at)
    )
    offer = an_offer(session, a_community(session, NOW), None, NOW, author=helper)
    found = hands.of_helpers(session, [offer.id])
    assert found == ({helper: speaker} if proved else {})
