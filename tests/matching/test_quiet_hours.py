"""Whose quiet hours hold: a person's own, else their community's, and none for what they welcome."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.states import quiet_hours
from matching.states.deadlines import PROPOSAL_STANDS, Awaiting, reply_by
from matching.states.quiet_hours import QuietHours
from matching.words.policy import USUAL, Policy
from matching.words.vocabulary import Urgency
from tests.matching.builders import NOW

own = st.none() | st.times().map(lambda t: t.replace(tzinfo=None))
policies = st.builds(Policy, quiet_from=st.integers(19, 24), quiet_until=st.integers(5, 11))


def in_force(
    urgency: Urgency | None = Urgency.SOON,
    policy: Policy = USUAL,
    *,
    quiet_from: time | None = None,
    quiet_to: time | None = None,
    urgent_welcome: bool = False,
) -> QuietHours | None:
    return quiet_hours.in_force(
        urgency, policy, quiet_from=quiet_from, quiet_to=quiet_to, urgent_welcome=urgent_welcome
    )


@given(own, own, policies, st.sampled_from([None, *Urgency]), st.booleans())
def test_each_limit_is_their_own_or_else_the_communitys(
    quiet_from: time | None, quiet_to: time | None, policy: Policy, urgency: Urgency | None, welcome: bool
) -> None:
    quiet = in_force(urgency, policy, quiet_from=quiet_from, quiet_to=quiet_to, urgent_welcome=welcome)
    if urgency is Urgency.URGENT and welcome:
        assert quiet is None
        return
    assert quiet is not None
    assert quiet.start == (time(policy.quiet_from % 24) if quiet_from is None else quiet_from)
    assert quiet.end == (time(policy.quiet_until) if quiet_to is None else quiet_to)


def test_midnight_is_an_hour_of_ones_own_and_the_latest_a_community_may_choose() -> None:
    assert in_force(quiet_from=time(0), quiet_to=time(0)) == QuietHours(time(0), time(0))
    assert in_force(policy=Policy(quiet_from=24)) == QuietHours(time(0), time(8))


@pytest.mark.parametrize("urgency", [Urgency.SOON, Urgency.FLEXIBLE, None])
def test_whoever_welcomes_what_is_urgent_sleeps_through_the_rest(urgency: Urgency | None) -> None:
    assert in_force(urgency, urgent_welcome=True) == QuietHours()


@given(st.integers(0, 60 * 24 * 40), st.sampled_from(Urgency), st.booleans())
def test_a_reply_is_never_awaited_longer_than_the_need_lives(
    minutes: int, urgency: Urgency, quiet: bool
) -> None:
    """A shorter life cuts the same time to reply short, and changes nothing else."""

    def until(expires: datetime) -> datetime:
        return reply_by(
            Awaiting.PROPOSAL,
            urgency,
            NOW,
            need_expires_at=expires,
            quiet=QuietHours() if quiet else None,
            time_zone="Europe/Berlin",
        )

    expires, long_after = NOW + timedelta(minutes=minutes), NOW + timedelta(days=80)
    assert until(expires) == min(until(long_after), expires)
    assert quiet or until(long_after) == NOW + PROPOSAL_STANDS[urgency]
