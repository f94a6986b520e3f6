"""M6: whoever was accused took judges away from their own case, until nobody was left who would look, or a friend."""

import itertools
from collections.abc import Callable

import pytest

from services.oversight import cases as concerned
from services.safety import cases, outside
from tests.support.judged_community import JudgedCommunity
from tests.support.people import Person
from tests.support.without_app import entered, said
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

    def who_hears(self, what: str = "report") -> list[str]:
        return [one.name for one in self.judges if what in self.queue(one)]

    def blocks(self, who: Person, whom: Person) -> None:
        """Keeps away from somebody, by a need of theirs."""
        need = whom.need(community_id=self.id)["id"]
        who.post("/v1/blocks", {"about": {"type": "need", "id": need}})


def by_writing_down_their_number(pushed: Accused, judge: Person) -> None:
    pushed.ben.patch("/v1/me", {"phone": pushed.numbers[judge]})


def by_giving_them_a_word(pushed: Accused, judge: Person) -> None:
    pushed.ben.put(f"{pushed.path}/members/{judge.id}/vouch")


@pytest.fixture
def pushed(shared_world: World) -> Accused:
    shared_world.advance(days=1)
    return Accused(shared_world)


@pytest.mark.parametrize("push", [by_writing_down_their_number, by_giving_them_a_word])
def test_nobody_takes_a_judge_away_by_what_they_alone_can_do(
    pushed: Accused, push: Callable[[Accused, Person], None]
) -> None:
    pushed.reported()
    for judge in pushed.judges:
        push(pushed, judge)
        assert pushed.who_hears() == ["Cora", "Carl", "Sam", "Sara"]
    decision = pushed.suspends(pushed.cora, pushed.ben)
    pushed.appeals(pushed.ben, decision)
    assert pushed.waits_for(*pushed.judges) == ["Carl", "Sam", "Sara"]


def test_who_keeps_away_from_most_of_their_judges_is_heard_from_outside(pushed: Accused) -> None:
    """Not by the friend whom they left: by nobody there."""
    pushed.reported()
    for judge in (pushed.cora, pushed.sam):
        pushed.blocks(pushed.ben, judge)
    assert pushed.who_hears() == ["Carl", "Sara"]
    pushed.blocks(pushed.ben, pushed.sara)
    assert pushed.who_hears() == []
    pushed.appeals(pushed.ben, pushed.suspends(pushed.carl, pushed.ben))
    assert pushed.waits_for(*pushed.judges) == []
    with pushed.world.database.transaction() as session:
        assert pushed.ben.id in {str(case.about_id) for case, _ in cases.for_operator(session)}
        assert pushed.ben.id in {str(appeal.for_id) for appeal, _ in outside.waiting(session)}


def test_a_concern_is_heard_from_outside_where_most_who_would_hear_it_are_kept_away(pushed: Accused) -> None:
    """As what is reported: by whom it is about, who raised it, or both together."""
    need = pushed.ana.need(community_id=pushed.id)["id"]
    match = pushed.ben.post(f"/v1/needs/{need}/responses", {})["id"]
    pushed.ana.post(f"/v1/matches/{match}/confirm")
    pushed.ana.post(f"/v1/matches/{match}/report", {"outcome": "not_helped", "concern": True})
    assert pushed.who_hears("concern") == ["Cora", "Carl", "Sam", "Sara"]
    pushed.blocks(pushed.ben, pushed.cora)
    pushed.blocks(pushed.ana, pushed.sam)
    assert pushed.who_hears("concern") == ["Carl", "Sara"], "nobody hears one of whom they are kept away from"
    assert pushed.decides(pushed.cora, "match", match, "concern_closed").status_code == 404
    pushed.blocks(pushed.ben, pushed.sara)
    assert pushed.who_hears("concern") == []
    assert pushed.decides(pushed.carl, "match", match, "concern_closed").status_code == 404
    with pushed.world.database.transaction() as session:
        assert match in {str(one.concern.match_id) for one in concerned.waiting(session)}


def test_nobody_judges_a_concern_that_somebody_raised_of_whom_they_are_kept_away(pushed: Accused) -> None:
    """Mia raised it for Rosa, who has no app; Cora is kept away from Mia alone."""
    mia, world = world_member(pushed, "Mia"), pushed.world
    rosa = entered(world, mia, "Rosa", phone="+15175550912")["id"]
    need = mia.need(community_id=pushed.id, on_behalf_of=rosa)["id"]
    match = pushed.ben.post(f"/v1/needs/{need}/responses", {})["id"]
    spoken = {"spoken": said(world)}
    mia.post(f"/v1/matches/{match}/confirm", spoken)
    mia.post(f"/v1/matches/{match}/report", {"outcome": "not_helped", "concern": True} | spoken)
    pushed.blocks(mia, pushed.cora)
    assert pushed.decides(pushed.cora, "match", match, "concern_closed").status_code == 404
    assert pushed.decides(pushed.carl, "match", match, "concern_closed").status_code == 200


def world_member(pushed: Accused, name: str) -> Person:
    """Somebody new in the circle."""
    person = pushed.world.person(name)
    person.post(f"{pushed.path}/join")
    return person
