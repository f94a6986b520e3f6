"""An evening at the desk: sixty things that need a human, two coordinators, each decided by the one act it names."""

from collections import Counter
from datetime import timedelta

import pytest

from tests.support.evening import Counted, Evening
from tests.support.without_app import entered
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
ACTS = {
    "need_revealed",
    "author_reached",
    "author_not_reached",
    "need_noted",
    "need_removed",
    "need_marked_double",
    "need_has_double",
    "concern_closed",
}
"""What somebody did who answers for the circle, in the history of whom it concerns: each with its reason."""
AN_EVENING, AN_ENTRY, LETTERS = 200, 3, 3
"""So many requests an evening of sixty entries takes at most, and an entry; so many letters a day brings."""


@pytest.fixture
def long_evening(world: World) -> Evening:
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
    evening.needs(1)
    twice, later, silent, unreached = (evening.needs(many) for many in (3, 3, 3, 2))
    evening.to_look_at_again(later, world.now() + timedelta(hours=24))
    world.advance(hours=2)
    evening.again(twice)
    world.advance(hours=19)
    evening.called_in_vain(silent)
    evening.unreached(unreached)
    evening.helper("lend_tools")
    world.advance(hours=3, minutes=40)
    evening.needs(1, category="lend_tools", urgency="urgent")
    evening.calls(5)
    world.advance(minutes=20)
    evening.to_meet(evening.member("Joe"))
    for _ in range(12):
        evening.helper("groceries", "lend_tools")
    evening.pending(5)
    return evening


def test_sixty_entries_are_decided_by_two_each_by_the_one_act_it_names(long_evening: Evening) -> None:
    cora, carl = long_evening.cora, long_evening.carl
    for one in (cora, carl):
        one.requests.clear()
    before = {one: len(long_evening.letters(one)) for one in (cora, carl)}
    found = long_evening.queue(cora)
    there = Counter(entry["why"] for entry in found)
    assert there.keys() == KINDS, there
    assert 60 <= len(found) <= 66, there
    looks_after: dict[str, Counted] = {}  # each leaves what the list says the other has open
    for turn, entry in enumerate(found):
        free = cora if turn % 2 == 0 or entry["why"] == "appeal" else carl
        long_evening.decide(looks_after.setdefault(entry.get("need_id") or entry["id"], free), entry)
    spent = cora.requests + carl.requests
    assert max(count for at, count in spent.items() if at) <= AN_ENTRY, spent.most_common(3)
    assert spent.total() <= AN_EVENING
    for why, requests in (
        ("need_without_yes", 2),
        ("follow_up", 2),
        ("yes_waits", 2),
        ("channel_trouble", 2),
    ):
        assert {count for at, count in spent.items() if at.startswith(f"{why}:")} == {requests}, why

    nobodys = {entry["id"] for entry in long_evening.queue(carl, held="nobody")}
    assert nobodys & {entry["id"] for entry in found} == set(), "each is decided, or somebody looks after it"
    held = [entry["held"] for entry in long_evening.queue(carl, held="others")]
    assert {one["display_name"] for one in held} == {"Cora"}, "and the other sees who"
    long_evening.world.advance(hours=4)
    for one in (cora, carl):
        assert len(long_evening.letters(one)) - before[one] <= LETTERS
    for need, author in long_evening.authors.items():
        lines = author.get(f"/v1/needs/{need}/history?limit=50")["items"]
        acts = [line for line in lines if line["kind"] in ACTS]
        assert all(line["reason"] for line in acts), acts


def test_what_waits_longest_and_why_nobody_was_asked_are_one_request_each(world: World) -> None:
    evening = Evening(world)
    [first, _] = evening.needs(2, urgency="flexible")
    world.advance(days=8)
    cora = evening.cora
    cora.requests.clear()
    longest = evening.cora.get(f"{evening.path}/queue?limit=1")["items"][0]
    assert (longest["id"], cora.requests.total()) == (first, 1)
    cora.requests.clear()
    card = cora.get(f"{evening.path}/needs/{first}/card")
    assert (card["nobody"]["why"][0]["code"], cora.requests.total()) == ("nobody_now", 1)


def test_in_a_circle_nobody_recognised_there_are_own_numbers_calls_and_notes_and_no_looks(
    world: World,
) -> None:
    evening = Evening(world, recognised=False)
    cora, carl = evening.cora, evening.carl
    for number in range(3):
        phone = f"+151755502{number:02}"
        rosa = entered(world, cora, f"Rosa {number}", phone=phone)
        evening.authors[cora.need(on_behalf_of=rosa["id"], community_id=evening.id)["id"]] = cora
    silent = evening.needs(3)
    evening.yes_waits(2)
    evening.calls(2)
    world.advance(hours=26)
    evening.pending(2)
    found = evening.queue(cora)
    assert {"nobody_left", "yes_waits", "call_me", "member_pending"} == {entry["why"] for entry in found}
    for one in (cora, carl):
        one.requests.clear()
    for turn, entry in enumerate(found):
        spoken_for = evening.authors.get(entry.get("need_id", "")) is cora
        evening.decide(cora if spoken_for or turn % 2 == 0 else carl, entry)
    assert (cora.requests + carl.requests).total() <= AN_EVENING
    nobodys = {entry["id"] for entry in evening.queue(carl, held="nobody")}
    assert nobodys & {entry["id"] for entry in found} == set()
    assert "need_revealed" not in [line["kind"] for line in evening.sue.get(f"{evening.path}/log")["items"]]
    lines = evening.authors[silent[0]].get(f"/v1/needs/{silent[0]}/history?limit=50")["items"]
    assert "call you" in next(line["reason"] for line in lines if line["kind"] == "need_noted")
