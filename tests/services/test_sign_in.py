"""Signing in: who was erased is signed out, and hears it as everybody does."""

from datetime import UTC, datetime

import pytest
from sqlmodel import Session

from core.errors import Unauthorized
from services.people import profile, sign_in

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_who_was_erased_meanwhile_is_signed_out(session: Session) -> None:
    """As for every other reason: 401, on which an app shows the sign-in."""
    person = profile.create(session, locale="en", now=NOW)
    person.erased_at = NOW
    with pytest.raises(Unauthorized) as refused:
        sign_in.start_session(session, person, device_name="phone", now=NOW)
    assert refused.value.code == "signed_out"
