"""Who hears an appeal by their role, and until when there is one."""

from datetime import UTC, datetime, timedelta
from itertools import product

from matching.rules.appeals import AGAINST, WITHIN, hears, open_until
from matching.words.rulings import Ruling
from matching.words.vocabulary import Role

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def test_an_appeal_is_heard_by_whoever_answers_for_as_much_and_for_more_than_the_accused() -> None:
    """All there are: who listens, who decided, whom a complaint is about."""
    order = [Role.MEMBER, Role.COORDINATOR, Role.STEWARD]
    assert set(order) == set(Role)
    for listener, decided_by, accused in product(order, repeat=3):
        wanted = (
            listener is not Role.MEMBER
            and order.index(listener) >= order.index(decided_by)
            and order.index(listener) > order.index(accused)
        )
        assert hears(listener, decided_by, accused) == wanted


def test_what_takes_something_may_be_appealed_and_what_gives_it_back_not() -> None:
    for ruling in Ruling:
        until = open_until(ruling, Role.COORDINATOR, NOW)
        assert until == (NOW + WITHIN if ruling in AGAINST else None)
    assert timedelta(days=30) == WITHIN


def test_the_operators_word_and_that_on_an_appeal_are_final() -> None:
    assert open_until(Ruling.REMOVED, None, NOW) is None
    for ruling in (Ruling.UPHELD, Ruling.OVERTURNED):
        assert open_until(ruling, Role.STEWARD, NOW) is None
