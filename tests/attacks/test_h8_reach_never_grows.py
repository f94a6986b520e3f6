"""H8 as a property: whoever comes back reaches nothing that the one who left could not reach."""

from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.support.coming_back import FIRST, WAYS, ComingBack
from tests.support.people import Person
from tests.support.world import World

ACTS = ("suspend", "block", "blocked_by_them", "no", "exclude", "concern", "leave", "let_in")
_NUMBER = count(1)


class GoingAway(ComingBack):
    """Ben and Ana agreed on one need, and he answered another. Whatever is done then, he goes, and comes back."""

    def __init__(self, world: World, way: str) -> None:
        super().__init__(world, next(_NUMBER))
        self.way, self.ben = way, self.joined(way)
        world.vouch_for(self.ben, self.id)
        self.agreed = self.needs(self.ana, criteria=FIRST)
        self.waits = self.needs(self.ana, category="errands")
        self.other = self.needs(self.ana, category="lend_tools")
        self.matches = [self.ben.post(f"/v1/needs/{n}/responses")["id"] for n in (self.agreed, self.waits)]

    def act(self, act: str) -> None:
        """Tries one act; refusals are as good as any answer."""
        agreed, waits = self.matches
        about = {"about": {"type": "match", "id": agreed}}
        match act:
            case "suspend" | "let_in":
                state = "suspended" if act == "suspend" else "active"
                path = f"/v1/communities/{self.id}/members/{self.ben.id}"
                self.cora.call("PATCH", path, {"state": state, "reason": "he shouted"})
            case "block":
                self.ana.call("POST", "/v1/blocks", about)
            case "blocked_by_them":
                self.ben.call("POST", "/v1/blocks", about)
            case "no":
                self.ana.call("POST", f"/v1/matches/{waits}/refuse")
            case "exclude":
                self.ana.patch(f"/v1/needs/{self.other}", {"criteria": {"exclude": [self.ben.id]}})
            case "concern":
                body = {"outcome": "not_helped", "concern": True}
                self.ana.call("POST", f"/v1/matches/{agreed}/report", body)
            case "leave":
                self.ben.call("POST", f"/v1/communities/{self.id}/leave")

    def reach(self, person: Person) -> set[str]:
        """What somebody can do here who tries everything."""
        found = {"in"} if self.joins(person) < 400 else set()
        for need in (self.agreed, self.waits, self.other):
            seen = person.call("GET", f"/v1/needs/{need}").status_code < 400
            answer = person.call("POST", f"/v1/needs/{need}/responses")
            found |= {f"sees {need}"} if seen else set()
            if answer.status_code < 400 or answer.json()["code"] == "already_there":
                found.add(f"answers {need}")
        self.world.advance(hours=25)  # A day's places that open so are counted by account.
        if "in" in found and self.opens(person):
            found.add("opens")
        return found

    def goes(self, how: str) -> Person:
        """Ben erases himself, or lets go of his number where he signs in with one."""
        if how == "put_away" and self.way == "phone":
            self.ben.patch("/v1/me", {"phone": None})
        else:
            self.ben.delete("/v1/me")
        return self.arrives(self.way)


@pytest.mark.parametrize("way", WAYS)
@settings(
    max_examples=3,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    database=None,
    phases=(Phase.generate,),
)
@given(
    before=st.lists(st.sampled_from(ACTS), min_size=1, max_size=4),
    after=st.lists(st.sampled_from(("suspend", "block", "no", "concern")), max_size=2),
    how=st.sampled_from(("erase", "put_away")),
)
def test_who_comes_back_reaches_no_more(
    shared_world: World, way: str, before: list[str], after: list[str], how: str
) -> None:
    circle = GoingAway(shared_world, way)
    for act in before:
        circle.act(act)
    could = circle.reach(circle.ben)
    back = circle.goes(how)
    for act in after:
        circle.act(act)
    assert circle.reach(back) <= could, (before, how, after)
