"""C1 as a property: no contact ever opens to somebody about whom its owner raised a concern that stands."""

from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.people import Person
from tests.support.world import World

ACTS = (
    "post", "respond", "respond_with_offer", "respond_for_kitchen", "accept", "confirm", "invite", "cancel",
    "cancel_by_helper", "concern", "write", "look_closed", "look_renewed", "first_again", "tick", "days",
)  # fmt: skip
_NUMBER = count()


class Two:
    """Ana asks, Ben helps: by themself and for an organisation. Whatever they do, in whichever order."""

    def __init__(self, world: World, circle_with_organisation: tuple[str, Person, str]) -> None:
        self.world, (self.id, self.steward, self.kitchen) = world, circle_with_organisation
        number = next(_NUMBER)
        self.ana = world.person(f"Ana {number}", phone=f"+151755{number:05}")
        self.ben = world.person(f"Ben {number}")
        for person in (self.ana, self.ben):
            person.post(f"/v1/communities/{self.id}/join")
        for one in (self.steward, self.ben):  # who invites, and who accepts
            one.put(f"/v1/organisations/{self.kitchen}/people/{self.ben.id}")
        self.needs: list[str] = []
        self.own = self.ben.offer()["id"]
        self.kitchens = self.ben.offer(organisation_id=self.kitchen)["id"]
        self.concern_stands = False
        self.act("post")

    def act(self, act: str) -> None:
        """Tries one act on everything it could be about; refusals are as good as any answer."""
        for need in self.needs[-2:]:
            if act.startswith("respond"):
                self._respond(need, act)
            if act == "invite":
                self.ana.call("GET", f"/v1/needs/{need}/matches")
                for offer in (self.own, self.kitchens):
                    self.ana.call("POST", f"/v1/needs/{need}/invitations", {"offer_id": offer})
            if act == "first_again":
                tag = self.ana.call("GET", f"/v1/needs/{need}").headers["etag"]
                body = {"criteria": {"decide": "first_who_fits"}}
                self.ana.call("PATCH", f"/v1/needs/{need}", body, If_Match=tag)
        for match in self.matches():
            self._on_match(act, match)
        if act == "post":
            first = {"decide": "first_who_fits"}
            self.needs.append(self.ana.need(criteria=first, share=["phone", "place"])["id"])
        if act in ("tick", "days"):
            self.world.advance(days=1) if act == "days" else self.world.tick()

    def _respond(self, need: str, act: str) -> None:
        offer = {"respond_with_offer": self.own, "respond_for_kitchen": self.kitchens}.get(act)
        self.ben.call("POST", f"/v1/needs/{need}/responses", {"offer_id": offer} if offer else {})

    def _on_match(self, act: str, match: str) -> None:
        calls: dict[str, tuple[Person, str, Any]] = {
            "accept": (self.ben, "accept", None),
            "confirm": (self.ana, "confirm", None),
            "cancel": (self.ana, "cancel", None),
            "cancel_by_helper": (self.ben, "cancel", {"reason": "I am ill"}),
            "write": (self.ben, "messages", {"text": "hello"}),
            "concern": (self.ana, "report", {"outcome": "not_helped", "concern": True}),
        }
        if act in calls:
            who, verb, body = calls[act]
            answer = who.call("POST", f"/v1/matches/{match}/{verb}", body)
            self.concern_stands |= act == "concern" and answer.status_code == 200
        if act in ("look_closed", "look_renewed"):
            about = {"type": "match", "id": match}
            verdict = {"about": about, "outcome": act.replace("look", "concern"), "reason": "I asked both"}
            self.steward.call("POST", f"/v1/communities/{self.id}/decisions", verdict)

    def matches(self) -> list[str]:
        """Every match of the two, whoever still sees it."""
        seen = self.steward.get(f"/v1/communities/{self.id}/board?what=matches&limit=50")["matches"]
        return [m["id"] for m in seen if m["need_id"] in self.needs]

    def check(self) -> None:
        """The property."""
        if not self.concern_stands:
            return
        for match in self.matches():
            for what in ("contact", "messages"):
                assert self.ben.call("GET", f"/v1/matches/{match}/{what}").status_code >= 400, what
            wrote = self.ben.call("POST", f"/v1/matches/{match}/messages", {"text": "you will regret this"})
            assert wrote.status_code >= 400
        for need in self.needs:
            assert self.ben.call("GET", f"/v1/needs/{need}").status_code == 404


def _circle(world: World) -> tuple[str, Person, str]:
    steward = world.person("Sam")
    community = world.community(steward)["id"]
    return community, steward, world.organisation(steward)


@pytest.fixture(scope="module")
def circle_with_organisation(shared_world: World) -> tuple[str, Person, str]:
    return _circle(shared_world)


@settings(
    max_examples=4, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None
)
@given(before=st.lists(st.sampled_from(ACTS), max_size=2), after=st.lists(st.sampled_from(ACTS), max_size=4))
def test_no_contact_opens_to_whom_its_owner_raised_a_concern_about(
    shared_world: World,
    circle_with_organisation: tuple[str, Person, str],
    before: list[str],
    after: list[str],
) -> None:
    two = Two(shared_world, circle_with_organisation)
    for act in (
        *before,
        "respond_for_kitchen",
        "respond",
        "confirm",
        "concern",
        *after,
        "respond",
        "post",
        "respond",
    ):
        two.act(act)
        two.check()
