"""Who hears an appeal by their role, and until when there is one."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from matching.rules.appeals import AGAINST, WITHIN, hears, open_until
from matching.words.rulings import Ruling
from matching.words.vocabulary import Role

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
ROLES = st.sampled_from(Role)


@given(listener=ROLES, decided_by=ROLES, accused=ROLES)
def test_an_appeal_is_heard_by_nobody_who_answers_for_less(
    listener: Role, decided_by: Role, accused: Role
) -> None:
    may = hears(listener, decided_by, accused)
    if may:
        assert listener is not Role.MEMBER
        assert listener.rank >= decided_by.rank
        assert listener.rank > accused.rank
    if listener is Role.STEWARD and accused is not Role.STEWARD:
        assert may, "a steward hears whatever is about no steward"


def test_what_takes_something_may_be_appealed_and_what_gives_it_back_not() -> None:
    for ruling in Ruling:
        until = open_until(ruling, Role.COORDINATOR, NOW)
        assert until == (NOW + WITHIN if ruling in AGAINST else None)
    assert timedelta(days=30) == WITHIN


def test_the_operators_word_and_that_on_an_appeal_are_final() -> None:
    assert open_until(Ruling.REMOVED, None, NOW) is None
    for ruling in (Ruling.UPHELD, Ruling.OVERTURNED):
        assert open_until(ruling, Role.STEWARD, NOW) is None
