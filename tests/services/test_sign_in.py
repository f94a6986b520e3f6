"""Signing in: who was erased is signed out, and hears it as everybody does."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from core.errors import Unauthorized
from services.access import callers
from services.people import profile, sessions, sign_in

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_who_was_erased_meanwhile_is_signed_out(session: Session) -> None:
    """As for every other reason: 401, on which an app shows the sign-in."""
    person = profile.create(session, locale="en", now=NOW)
    person.erased_at = NOW
    with pytest.raises(Unauthorized) as refused:
        sign_in.start_session(session, person, device_name="phone", now=NOW)
    assert refused.value.code == "signed_out"


@pytest.mark.parametrize("lost", [200, pytest.param(10_000, marks=pytest.mark.long)])
def test_lost_refresh_answers_sign_nobody_out(session: Session, lost: int) -> None:
    """An app that loses every second or third answer, now and then for weeks, and shows what arrives."""
    rng = random.Random(lost)
    person, now = profile.create(session, locale="en", now=NOW), NOW
    signed_in = sign_in.start_session(session, person, device_name="phone", now=now)
    while lost:
        now += timedelta(minutes=rng.choice((1, 11, 60, 60 * 24 * 40)))
        answer = sessions.refresh(session, refresh_token=signed_in.refresh_token, now=now)
        if rng.random() < 0.6:
            lost -= 1
            continue
        signed_in = answer
        if rng.random() < 0.7:
            assert callers.by_access_token(session, answer.access_token, now).person_id == person.id


@pytest.mark.parametrize("turns", [20, pytest.param(500, marks=pytest.mark.long)])
def test_a_thief_and_the_owner_are_noticed_by_the_second_use(session: Session, turns: int) -> None:
    person = profile.create(session, locale="en", now=NOW)
    for turn in range(turns):
        now = NOW + timedelta(minutes=turn)
        stolen = sign_in.start_session(session, person, device_name="phone", now=now).refresh_token
        for _ in range(turn % 4):
            stolen = sessions.refresh(session, refresh_token=stolen, now=now).refresh_token
        first = sessions.refresh(session, refresh_token=stolen, now=now)
        assert callers.by_access_token(session, first.access_token, now).person_id == person.id
        for token in (stolen, first.refresh_token):
            with pytest.raises(Unauthorized) as refused:
                sessions.refresh(session, refresh_token=token, now=now)
            assert refused.value.code == "signed_out"
