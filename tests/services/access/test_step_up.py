"""How long somebody has shown who they are: a quarter of an hour, and for reveals from the last one on."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from core.errors import Forbidden
from services.access import callers, step_up
from services.access.step_up import AT_MOST, HOLDS, Proof
from services.people import profile, sign_in

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
minutes = st.integers(0, 300).map(lambda many: timedelta(minutes=many))


@given(passed=minutes)
def test_a_proof_is_good_for_a_quarter_of_an_hour(passed: timedelta) -> None:
    assert Proof(NOW).holds(NOW + passed) == (passed <= HOLDS)
    assert not Proof().holds(NOW + passed)
    assert not Proof().holds_for_reveals(NOW + passed)


@given(pauses=st.lists(minutes, min_size=1, max_size=40))
def test_reveals_go_on_while_no_pause_is_longer_and_four_hours_at_most(pauses: list[timedelta]) -> None:
    proof, now = Proof(NOW), NOW
    for pause in pauses:
        now += pause
        assert proof.holds_for_reveals(now) == (pause <= HOLDS and now - NOW <= AT_MOST)
        if not proof.holds_for_reveals(now):
            return
        proof = Proof(NOW, revealed_at=now)


@given(passed=minutes, since=minutes)
def test_reveals_never_renew_what_cannot_be_undone(passed: timedelta, since: timedelta) -> None:
    """Who looks people up for hours may not erase the account by that, nor give roles."""
    assert Proof(NOW, revealed_at=NOW + passed).holds(NOW + since) == (since <= HOLDS)


@given(before=minutes, passed=minutes)
def test_a_new_proof_begins_anew(before: timedelta, passed: timedelta) -> None:
    assert Proof(NOW, revealed_at=NOW - before).holds_for_reveals(NOW + passed) == (passed <= HOLDS)


def test_somebody_who_looks_people_up_goes_on(session: Session) -> None:
    person = profile.create(session, locale="en", now=NOW)
    token = sign_in.start_session(session, person, device_name="phone", now=NOW).access_token
    caller = callers.by_access_token(session, token, NOW)
    for passed in (10, 24, 39):
        step_up.renew(session, caller, NOW + timedelta(minutes=passed))
    with pytest.raises(Forbidden, match="step_up_needed"):
        step_up.require(session, caller, NOW + timedelta(minutes=39))
    with pytest.raises(Forbidden, match="step_up_needed"):
        step_up.renew(session, caller, NOW + timedelta(minutes=55))
    step_up.proved(session, caller.session_id, NOW + timedelta(minutes=55))
    step_up.require(session, caller, NOW + timedelta(minutes=70))


def test_a_link_proves_nobody(session: Session) -> None:
    person = profile.create(session, locale="en", now=NOW)
    sign_in.start_session(session, person, device_name="phone", now=NOW)
    with pytest.raises(Forbidden, match="step_up_needed"):
        step_up.require(session, callers.by_person(session, person.id), NOW)
