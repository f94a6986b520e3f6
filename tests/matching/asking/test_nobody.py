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
    before, after = named(NEED, circle), named(NEED, changed)
    for read, there in ((before, circle), (after, changed)):
        for reason in set(read) - {Nobody.NOBODY_NOW}:
            assert behind(reason, there) >= AT_LEAST
    if max(behind(Nobody.HOURS_TOO_NARROW, one) for one in (circle, changed)) < AT_LEAST:
        assert Nobody.HOURS_TOO_NARROW not in {*before, *after}
    if all(behind(reason, one) < AT_LEAST for reason in Nobody for one in (circle, changed)):
        assert before == after == (Nobody.NOBODY_NOW,)


def named(need: Need, around: list[tuple[Offer, Pair]]) -> tuple[Nobody, ...]:
    """What is said where each helper is a hand of their own."""
    return why(need, around, {offer.helper_id: offer.helper_id for offer, _ in around}, now=NOW)


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
    assert named(need, many(offer)) == (reason,)
    assert named(need, many(offer, AT_LEAST - 1)) == (Nobody.NOBODY_NOW,)
    assert named(need, many(replace(offer, paused=True))) == (Nobody.NOBODY_NOW,)
    assert named(need, many(replace(offer, held=ALWAYS))) == (reason,), "that they are full passes"


def test_one_helper_with_many_offers_is_one() -> None:
    offers = [(replace(offer, helper_id=UUID(int=7)), pair) for offer, pair in many(an_offer(allied=True), 9)]
    assert named(a_need(), offers) == (Nobody.NOBODY_NOW,)


@given(circles, st.lists(st.integers(1, 6), min_size=16, max_size=16), st.integers(0, 16))
def test_accounts_of_one_hand_are_one_helper_and_who_proved_nothing_is_none(
    circle: list[tuple[Offer, Pair]], whose: list[int], proved: int
) -> None:
    """What is named is what would be if of each hand one alone were there, whichever; unproved accounts add nothing."""
    hands = {
        offer.helper_id: UUID(int=hand) for (offer, _), hand in zip(circle[:proved], whose, strict=False)
    }
    read = why(NEED, circle, hands, now=NOW)
    assert read == why(NEED, circle[:proved], hands, now=NOW)
    for reason in set(read) - {Nobody.NOBODY_NOW}:
        kept = {hands[one[0].helper_id] for one in circle[:proved] if behind(reason, [one])}
        assert len(kept) >= AT_LEAST


def test_four_false_accounts_tell_nothing_of_the_fifth_helper() -> None:
    around = many(an_offer(allied=True))
    mine = {offer.helper_id: around[0][0].helper_id for offer, _ in around[:4]}
    assert why(a_need(), around, mine | {around[4][0].helper_id: UUID(int=9)}, now=NOW) == (
        Nobody.NOBODY_NOW,
    )
