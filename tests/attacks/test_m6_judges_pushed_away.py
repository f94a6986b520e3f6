"""M6: whoever was accused took judges away from their own case, until nobody was left who would look, or a friend."""

import itertools
from collections.abc import Callable

import pytest

from services.safety import cases, outside
from tests.support.judged_community import JudgedCommunity
from tests.support.people import Person
from tests.support.world import World


class Accused(JudgedCommunity):
    """The same, where Ben is reported by Ana, and knows by which numbers those sign in who would hear it."""

    made = itertools.count(2000, step=10)

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.judges = (self.cora, self.carl, self.sam, self.sara)
        numbers = itertools.count(next(self.made))
        self.numbers = {judge: f"+1517555{next(numbers)}" for judge in self.judges}
        for judge, number in self.numbers.items():
            world.prove(judge, number)

    def reported(self) -> str:
        """The id of a case about Ben."""
        need = self.ana.need(community_id=self.id)["id"]
        match = self.ben.post(f"/v1/needs/{need}/responses", {})["id"]
        self.ana.post(f"/v1/matches/{match}/confirm")
        about = {"about": {"type": "match", "id": match}, "kind": "harassment", "text": "he threatened me"}
        return str(self.ana.post("/v1/reports", about)["id"])

    def who_hears(self) -> list[str]:
        return [one.name for one in self.judges if "report" in self.queue(one)]

    def blocks(self, who: Person, whom: Person) -> None:
        """Keeps away from somebody, by a need of theirs."""
        need = whom.need(community_id=self.id)["id"]
        who.post("/v1/blocks", {"about": {"type": "need", "id": need}})


def by_writing_down_their_number(court: Accused, judge: Person) -> None:
    court.ben.patch("/v1/me", {"phone": court.numbers[judge]})


def by_giving_them_a_word(court: Accused, judge: Person) -> None:
    court.ben.put(f"{court.path}/members/{judge.id}/vouch")


@pytest.fixture
def court(shared_world: World) -> Accused:
    shared_world.advance(days=1)
    return Accused(shared_world)


@pytest.mark.parametrize("push", [by_writing_down_their_number, by_giving_them_a_word])
def test_nobody_takes_a_judge_away_by_what_they_alone_can_do(
    court: Accused, push: Callable[[Accused, Person], None]
) -> None:
    court.reported()
    for judge in court.judges:
        push(court, judge)
        assert court.who_hears() == ["Cora", "Carl", "Sam", "Sara"]
    decision = court.suspends(court.cora, court.ben)
    court.appeals(court.ben, decision)
    assert court.waits_for(*court.judges) == ["Carl", "Sam", "Sara"]


def test_who_keeps_away_from_most_of_their_judges_is_heard_from_outside(court: Accused) -> None:
    """Not by the friend whom they left: by nobody there."""
    court.reported()
    for judge in (court.cora, court.sam):
        court.blocks(court.ben, judge)
    assert court.who_hears() == ["Carl", "Sara"]
    court.blocks(court.ben, court.sara)
    assert court.who_hears() == []
    court.appeals(court.ben, court.suspends(court.carl, court.ben))
    assert court.waits_for(*court.judges) == []
    with court.world.database.transaction() as session:
        assert court.ben.id in {str(case.about_id) for case, _ in cases.for_operator(session)}
        assert court.ben.id in {str(appeal.for_id) for appeal, _ in outside.waiting(session)}
