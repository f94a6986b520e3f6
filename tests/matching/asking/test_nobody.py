"""Why nobody is there: said only where so many stand behind it that none of them can be made out."""

from dataclasses import replace
from datetime import time, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.asking.nobody import AT_LEAST, Nobody, why
from matching.words.tasks import CostKind, Weekday
from matching.words.values import Cost, Criteria, Need, Offer, Pair, RiskRule, Slot, Window
from matching.words.vocabulary import TrustLevel
from tests.matching.builders import NOW, a_need, an_offer

MORNING = Window(NOW + timedelta(days=1, hours=-3), NOW + timedelta(days=1))
ALWAYS = (Window(NOW - timedelta(days=1), NOW + timedelta(days=90)),)
"""A place that is held all the time."""
NEVER_THEN = (Slot(Weekday.SUN, time(1), time(2)),)
NEED = a_need(windows=(MORNING,), cost=Cost(CostKind.REPAID, 40.0, "USD"))
RICH = replace(an_offer(), money=replace(an_offer().money, advance_up_to=99.0, currency="USD"))

hours = st.sampled_from([(), NEVER_THEN, (Slot(Weekday.SAT, time(0), time(23)),)])
helpers = st.builds(
    lambda n, availability, paused, money: (
        replace(
            RICH if money else an_offer(),
            id=UUID(int=1000 + n),
            helper_id=UUID(int=2000 + n),
            availability=availability,
            paused=paused,
        ),
        Pair(),
    ),
    st.integers(0, 30),
    hours,
    st.booleans(),
    st.booleans(),
)
circles = st.lists(helpers, max_size=16, unique_by=lambda pair: pair[0].id)


@given(circles, st.data())
def test_no_sentence_with_fewer_than_five_behind_it_differs_by_one_helpers_hours(
    circle: list[tuple[Offer, Pair]], data: st.DataObject
) -> None:
    """One helper's hours are changed, or the helper is gone. Where as few stand behind each reason before and after,
    the author reads the same; what is named in one of the two has five behind it there.
    """
    changed = list(circle)
    if circle:
        index = data.draw(st.integers(0, len(circle) - 1))
        other = data.draw(hours)
        gone = data.draw(st.booleans())
        offer, pair = circle[index]
        changed[index : index + 1] = [] if gone else [(replace(offer, availability=other), pair)]
    before, after = why(NEED, circle, now=NOW), why(NEED, changed, now=NOW)
    for read, there in ((before, circle), (after, changed)):
        for reason in set(read) - {Nobody.NOBODY_NOW}:
            assert behind(reason, there) >= AT_LEAST
    if max(behind(Nobody.HOURS_TOO_NARROW, one) for one in (circle, changed)) < AT_LEAST:
        assert Nobody.HOURS_TOO_NARROW not in {*before, *after}
    if all(behind(reason, one) < AT_LEAST for reason in Nobody for one in (circle, changed)):
        assert before == after == (Nobody.NOBODY_NOW,)


def behind(reason: Nobody, circle: list[tuple[Offer, Pair]]) -> int:
    """How many helpers only this keeps away, said once more by hand."""
    poor = {Nobody.COSTS_MORE: True, Nobody.HOURS_TOO_NARROW: False}.get(reason)
    return sum(
        (offer.money.advance_up_to < 40) is poor
        and (offer.availability == NEVER_THEN) is not poor
        and not offer.paused
        for offer, _ in circle
        if poor is not None
    )


def many(offer: Offer, how_many: int = AT_LEAST) -> list[tuple[Offer, Pair]]:
    return [
        (replace(offer, id=UUID(int=100 + n), helper_id=UUID(int=200 + n)), Pair()) for n in range(how_many)
    ]


@pytest.mark.parametrize(
    ("need", "offer", "reason"),
    [
        (a_need(cost=Cost(CostKind.REPAID, 40.0, "USD")), an_offer(), Nobody.COSTS_MORE),
        (a_need(windows=(MORNING,)), an_offer(availability=NEVER_THEN), Nobody.HOURS_TOO_NARROW),
        (a_need(), an_offer(allied=True), Nobody.ALLIES_NOT_ALLOWED),
        (a_need(criteria=Criteria(languages=("so",))), an_offer(), Nobody.LANGUAGE_NOT_SPOKEN),
        (a_need(risk=RiskRule(TrustLevel.VOUCHED)), an_offer(), Nobody.RISK_RULE),
    ],
)
def test_each_reason_is_named_where_it_alone_keeps_five_away(
    need: Need, offer: Offer, reason: Nobody
) -> None:
    assert why(need, many(offer), now=NOW) == (reason,)
    assert why(need, many(offer, AT_LEAST - 1), now=NOW) == (Nobody.NOBODY_NOW,)
    assert why(need, many(replace(offer, paused=True)), now=NOW) == (Nobody.NOBODY_NOW,)
    assert why(need, many(replace(offer, held=ALWAYS)), now=NOW) == (reason,), "that they are full passes"


def test_one_helper_with_many_offers_is_one() -> None:
    offers = [(replace(offer, helper_id=UUID(int=7)), pair) for offer, pair in many(an_offer(allied=True), 9)]
    assert why(a_need(), offers, now=NOW) == (Nobody.NOBODY_NOW,)
