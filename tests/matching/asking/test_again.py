"""Never after a no, and at most twice for the same need: over whatever two people answered, and a need became."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.asking import again
from matching.asking.again import AT_MOST, LEFT_ALONE, Order, against_asking, order
from matching.rules.refusals import Reason
from matching.words.values import Asked, Pair
from matching.words.vocabulary import Urgency
from tests.matching.builders import NOW, a_need, an_offer


class Answer(StrEnum):
    SILENCE = "silence"
    NO = "no"
    NOT_NEEDED = "not_needed"
    """They said yes, and the system ended it."""
    TAKEN_BACK = "taken_back"
    """It rang, and was taken back before they answered: others helped, or the need changed."""
    UNREACHED = "unreached"
    """Every message failed, or it was taken back before one left: they were not asked."""


IN_VAIN = (Answer.SILENCE, Answer.TAKEN_BACK)
ASKING = st.sampled_from([again.BY_THE_ENGINE, again.BY_INVITATION, again.BY_COORDINATORS])
"""Who asks next: the engine, its author, a coordinator."""
ANSWERS = st.lists(
    st.tuples(st.sampled_from([Answer.SILENCE, Answer.TAKEN_BACK, *Answer]), ASKING), min_size=3, max_size=8
)
HOURS = timedelta(hours=1)
DAYS = 12


@dataclass
class History:
    """A pair's history as it goes on: what was asked when, and what came of it."""

    asked: list[tuple[datetime, Order, Answer]] = field(default_factory=list)
    pair: Pair = field(default_factory=Pair)

    def add(self, at: datetime, in_order: Order, answer: Answer) -> None:
        self.asked.append((at, in_order, answer))
        before = self.pair.asked
        if answer in (Answer.NOT_NEEDED, Answer.SILENCE):
            before = replace(before, stood_back=answer is Answer.NOT_NEEDED)
        if answer in IN_VAIN:
            before = replace(before, in_vain=before.in_vain + 1)
        if answer is Answer.SILENCE:
            before = replace(before, silent=before.silent + 1, silent_until=at + 12 * HOURS)
        self.pair = replace(self.pair, asked=before, earlier_no=answer is Answer.NO)


@given(ANSWERS, st.sampled_from(Urgency), st.sets(st.integers(0, DAYS * 24), max_size=4))
def test_whoever_asks_nobody_is_asked_after_a_no_nor_more_than_twice(
    answers: list[tuple[Answer, frozenset[Order]]], urgency: Urgency, changed: set[int]
) -> None:
    """All ask whenever they may, hour by hour, and the need is renewed or changed now and then."""
    need, history, left = a_need(urgency=urgency), History(), list(answers)
    busy_until = NOW
    for hour in range(DAYS * 24):
        now = NOW + hour * HOURS
        if hour in changed:
            need = replace(need, asked_anew_at=again.anew(need.asked_anew_at, now))
        found = order(need, history.pair, now=now)
        if left and now >= busy_until and found is not None and found in left[0][1]:
            history.add(now, found, left.pop(0)[0])
            busy_until = now + 13 * HOURS
    kinds = [answer for _, _, answer in history.asked]
    assert Answer.NO not in kinds[:-1], "after a no nobody is asked"
    assert sum(answer in IN_VAIN for answer in kinds) <= AT_MOST
    silences = [at for at, _, answer in history.asked if answer is Answer.SILENCE]
    if len(silences) == AT_MOST:
        first_ended, second = silences[0] + 12 * HOURS, silences[1]
        came = {at: in_order for at, in_order, _ in history.asked}[second]
        anew = any(first_ended <= NOW + hour * HOURS <= second for hour in changed)
        theirs = (Order.BEFORE_OTHERS, Order.BY_A_COORDINATOR)
        assert came in theirs or anew or second - first_ended >= LEFT_ALONE
        assert came in theirs or urgency is not Urgency.URGENT


@given(st.lists(st.timedeltas(timedelta(), timedelta(days=3)), min_size=1, max_size=20))
def test_changes_of_a_day_count_once(pauses: list[timedelta]) -> None:
    counted: list[datetime] = []
    last, now = None, NOW
    for pause in pauses:
        now += pause
        last = again.anew(last, now)
        if last not in counted:
            counted.append(last)
    assert all(later - sooner >= timedelta(days=1) for sooner, later in pairwise(counted))


SILENT = Asked(silent=1, in_vain=1, silent_until=NOW - timedelta(hours=47))
TWICE = replace(SILENT, silent=2, in_vain=2)


@pytest.mark.parametrize(
    ("asked", "urgency", "expected"),
    [
        (Asked(), Urgency.SOON, Order.AMONG_OTHERS),
        (replace(SILENT, stood_back=True), Urgency.URGENT, Order.BEFORE_OTHERS),
        (SILENT, Urgency.SOON, Order.BY_A_COORDINATOR),
        (replace(SILENT, silent_until=NOW - LEFT_ALONE), Urgency.SOON, Order.AFTER_OTHERS),
        (replace(SILENT, silent_until=NOW - LEFT_ALONE), Urgency.URGENT, Order.BY_A_COORDINATOR),
        (replace(TWICE, silent_until=NOW - LEFT_ALONE), Urgency.SOON, None),
        (replace(TWICE, stood_back=True), Urgency.SOON, None),
        (Asked(in_vain=1), Urgency.URGENT, Order.AMONG_OTHERS),
        (Asked(in_vain=2), Urgency.SOON, None),
    ],
)
def test_the_order_by_what_came_of_asking(asked: Asked, urgency: Urgency, expected: Order | None) -> None:
    need = a_need(urgency=urgency)
    assert order(need, Pair(asked=asked), now=NOW) is expected
    assert order(need, Pair(asked=asked, earlier_no=True), now=NOW) is None


def test_a_renewal_opens_the_second_time_at_once_and_no_third() -> None:
    need = a_need(asked_anew_at=NOW)
    assert order(need, Pair(asked=SILENT), now=NOW) is Order.AMONG_OTHERS
    assert order(need, Pair(asked=TWICE), now=NOW) is None
    after = replace(SILENT, silent_until=NOW + timedelta(hours=1))
    assert order(need, Pair(asked=after), now=NOW + timedelta(hours=2)) is Order.BY_A_COORDINATOR


def test_a_yes_that_was_not_needed_is_taken_up_whatever_the_limits_say() -> None:
    tired = an_offer(asked_today=9, asked_this_week=9)
    back = Pair(asked=Asked(stood_back=True))
    assert against_asking(a_need(), tired, back, now=NOW) is None
    no = against_asking(a_need(), tired, Pair(), now=NOW)
    assert no is not None
    assert no.reason is Reason.ASKED_TODAY
    assert against_asking(a_need(), replace(tired, paused=True), back, now=NOW) is not None
    gone = replace(tired, allied=True, alliance_over=True)
    allies = a_need(criteria=replace(a_need().criteria, allies=True))
    assert against_asking(allies, gone, back, now=NOW) is not None


@pytest.mark.parametrize(
    "orders", [again.UNASKED, again.ONCE_MORE, again.BY_INVITATION, again.BY_COORDINATORS]
)
def test_after_a_no_nobody_asks_whoever_it_is(orders: frozenset[Order]) -> None:
    no = Pair(earlier_no=True, asked=Asked(stood_back=True))
    assert against_asking(a_need(), an_offer(), no, now=NOW, orders=orders) is not None
