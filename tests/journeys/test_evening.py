"""An evening at the desk: sixty things that need a human, two coordinators, and each decided by the one act it names."""

from collections import Counter
from datetime import timedelta

import pytest

from tests.support.evening import Evening
from tests.support.world import World

KINDS = {
    "yes_waits",
    "dispute",
    "concern",
    "report",
    "member_pending",
    "call_me",
    "possible_double",
    "follow_up",
    "not_reached",
    "need_without_yes",
    "nobody_left",
    "unreported",
    "too_few",
    "another_hand",
    "member_to_meet",
    "channel_trouble",
    "appeal",
}
"""Why something stands in the queue that evening."""
AN_EVENING, AN_ENTRY, LETTERS = 200, 3, 3
"""So many requests an evening of sixty entries takes at most, and an entry; so many letters a day brings."""


@pytest.fixture
def evening(world: World) -> Evening:
    """The circle as it is at seven in the evening; what led there took twelve days."""
    evening = Evening(world)
    evening.unreported(3)
    world.advance(days=11)
    evening.yes_waits(5)
    evening.another_hand()
    evening.went_badly(3)
    evening.went_badly(2, concern=True)
    evening.reported(2)
    evening.appealed()
    evening.too_few()
    evening.needs(2)
    twice, later, silent, unreached = (evening.needs(many) for many in (3, 3, 3, 2))
    evening.to_look_at_again(later, world.now() + timedelta(hours=24))
    world.advance(hours=2)
    evening.again(twice)
    world.advance(hours=19)
    evening.called_in_vain(silent)
    evening.unreached(unreached)
    evening.helper("lend_tools")
    world.advance(hours=3, minutes=40)
    evening.needs(3, category="lend_tools", urgency="urgent")
    evening.calls(5)
    world.advance(minutes=20)
    evening.to_meet(evening.member("Joe"))
    for _ in range(12):
        evening.helper("groceries", "lend_tools")
    evening.pending(5)
    return evening


def test_sixty_entries_are_decided_by_two_each_by_the_one_act_it_names(evening: Evening) -> None:
    cora, carl = evening.cora, evening.carl
    for one in (cora, carl):
        one.requests.clear()
    found = evening.queue(cora)
    there = Counter(entry["why"] for entry in found)
    assert there.keys() == KINDS, there
    print(len(found), there)
    for turn, entry in enumerate(found):
        theirs = cora if turn % 2 == 0 or entry["why"] == "appeal" else carl
        evening.decide(theirs, entry)
    print(
        sum(cora.requests.values()) + sum(carl.requests.values()),
        (cora.requests + carl.requests).most_common(8),
    )
    left = evening.queue(carl, held="nobody")
    print([(e["why"], e["next_act"]) for e in left])
    evening.world.advance(hours=5)
    for one in (cora, carl):
        letters = [x for x in evening.world.outbox(f"{one.name.lower()}@example.org")]
        print(one.name, [(x["at"], x["subject"]) for x in letters])
    assert 0
