"""Whatever two users send: no 5xx, no answer that the description does not hold, not a byte of the other's secrets.

Cases are made by schemathesis. A scenario is a few calls of two users on one community: one whose words, door, place,
number and mailbox are planted all over it, and another, whose every answer is searched for them. Later calls follow
the links that our description has from earlier answers, so they reach what was just made. What opens the first one's
contact to the other by their own will is left to other tests.

A short run with a fixed seed here; `MINKA_FUZZ_CASES` makes it as long as wanted (`make fuzz`), `MINKA_FUZZ_SEED`
another one.
"""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from math import ceil
from random import Random
from typing import Any

import pytest
import requests
import schemathesis
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.core.transport import Response
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.matrix import BODIES, shape
from tests.support.canaries import (
    MUST_NOT_SEE,
    OF_THE_ELDER,
    OF_THE_HELPER,
    SEALED_UNTIL_CONFIRMED,
    leaks,
    may_read,
)
from tests.support.cases import cases_of, copied, one_of
from tests.support.full_community import ROLES, WORDS, FullCommunity
from tests.support.links import Links

CASES = int(os.environ.get("MINKA_FUZZ_CASES", "150"))
SEED = int(os.environ.get("MINKA_FUZZ_SEED", "0"))
CALLS = 5
"""Calls of a scenario."""
MODES = [GenerationMode.POSITIVE, GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
"""Most cases are such as fit, else few answers would tell anything."""
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
WHERE = {
    "community_id": ["community", "elsewhere"],
    "need_id": ["need", "public", "whispered", "quarrel", "gone", "theirs"],
    "offer_id": ["offer", "asked_offer", "stranger_offer"],
    "match_id": ["proposed", "accepted", "matched", "disputed"],
    "person_id": ["member", "elder"],
    "organisation_id": ["organisation"],
    "block_id": ["block"],
    "decision_id": ["decision"],
    "appeal_id": ["appeal"],
    "installation_id": ["device"],
    "case_id": ["case"],
    "link_id": ["share_link"],
    "change_id": ["change"],
    "other_id": ["neighbour"],
    "report_id": ["report"],
    "reveal_id": ["reveal"],
    "session_id": ["session"],
}
"""Path parameters, and what there is that they may name: else nearly every call would end at a 404."""
WHOLE: dict[str, Any] = {shape(call): body for call, body in reversed(BODIES.items())}
"""Bodies that are taken as they are, by call: most bodies begin with one, and half of those bend a field."""
OWNERS = ("author", "confirmed")
"""Whose secrets lie about."""
OPENING = {
    "accept_match",
    "choose_match",
    "confirm_match",
    "edit_need",
    "invite_helper",
    "post_need",
    "respond_to_need",
}
"""Calls by which an owner lets others in."""
OVERSEERS = ("coordinator", "steward")
LOOK = "reveal_need"
"""By this one call those who answer for the community are told what is sealed, and its subject hears of it."""
Operations = dict[str, APIOperation[Any, Any, Any, Any]]


def never_told(role: str, call: str) -> set[str]:
    """What nobody in this role is told by this call unless an owner opens it."""
    elder = () if role == "member" else OF_THE_ELDER  # whom the member speaks for
    if role in OWNERS:
        return {*elder}
    sealed = () if call == LOOK and role in OVERSEERS else SEALED_UNTIL_CONFIRMED
    return {*sealed, *OF_THE_HELPER, *elder, *MUST_NOT_SEE[role], *(WORDS.keys() - may_read(role, call))}


@pytest.fixture(scope="module")
def line() -> Iterator[requests.Session]:
    with requests.Session() as session:
        yield session


@dataclass
class Step:
    """A call of a scenario, as it is drawn before the first one is made. `after`: the step whose answer it follows."""

    caller: str
    name: str
    after: int | None
    mode: GenerationMode
    has_read: bool


Scenario = list[Step]


class Fuzz:
    """Two users who call, one after the other, and what is counted of it."""

    def __init__(self, community: FullCommunity, line: requests.Session) -> None:
        self._community = community
        self._line = line
        self._base = str(community.http.base_url)
        schema = schemathesis.openapi.from_url(f"{self._base}/openapi.json")
        found = [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]
        self._operations: Operations = {
            one.definition.raw["operationId"]: one for one in found if one.path != "/readyz"
        }
        self._links = Links(community.http.get("/openapi.json").json())
        self._leading = {name for name in self._operations if self._links.after(name)}
        self._reading = {name for name, one in self._operations.items() if one.method == "get"}
        self._bodies = {
            name: community.filled(WHOLE.get(shape(f"{one.method.upper()} {one.path}"), {}))
            for name, one in self._operations.items()
            if one.body
        }
        self.answers: Counter[int] = Counter()
        self._chance = Random(SEED)
        self._made: dict[tuple[str, GenerationMode], Iterator[Case[Any]]] = {}
        self.followed = 0
        self.done: set[str] = set()

    def scenario(self) -> Scenario:
        """Calls of an owner and another, drawn at once."""
        owner, other = self._chance.choice(OWNERS), self._chance.choice(ROLES)
        steps: Scenario = []
        for _ in range(CALLS):
            caller = self._chance.choice([owner, other, other, other])
            name, after = self._next(steps, OPENING if caller == owner else set())
            mode = self._chance.choice(MODES)
            steps.append(Step(caller, name, after, mode, has_read=self._chance.random() < 0.8))
        return steps

    def _next(self, before: Scenario, without: set[str]) -> tuple[str, int | None]:
        """A call, and which step it follows: one that may follow a step, one that others may follow, one that reads, or
        any."""
        chance = self._chance
        leading = [n for n, step in enumerate(before) if set(self._links.after(step.name)) - without]
        if leading and chance.random() < 0.6:
            after = chance.choice(leading)
            return chance.choice(sorted(set(self._links.after(before[after].name)) - without)), after
        names = chance.choice([self._leading, self._reading, self._operations.keys()])
        return chance.choice(sorted(names - without)), None

    def make(self, scenarios: list[Scenario]) -> None:
        """Has schemathesis make as many cases of each call as the scenarios take."""
        wanted = Counter((step.name, step.mode) for steps in scenarios for step in steps)
        for (name, mode), many in sorted(wanted.items()):
            self._made[name, mode] = cycle(cases_of(self._operations[name], mode, many, SEED))

    def _case(self, step: Step) -> Case[Any]:
        """The next case of this call, mostly about something that is there."""
        chance, case = self._chance, copied(next(self._made[step.name, step.mode]))
        for parameter in sorted(case.path_parameters.keys() & WHERE.keys()):
            if chance.random() < 0.9:
                case.path_parameters[parameter] = self._community.ids[chance.choice(WHERE[parameter])]
        if step.name in self._reading and chance.random() < 0.7:
            case.query = {}  # a made-up filter leaves little to read
        if step.name in self._bodies and chance.random() < 0.8:
            case.body = self._bodies[step.name] | one_of(chance, case.body)
            case.media_type = "application/json"
        return case

    def play(self, steps: Scenario) -> None:
        """Makes the calls of a scenario; nothing of them stays."""
        made: dict[int, tuple[Any, dict[str, Any]]] = {}
        with self._community.database.undone():
            for number, step in enumerate(steps):
                case = self._case(step)
                if step.after in made:
                    body, path = made[step.after]
                    before = steps[step.after].name
                    case.path_parameters |= self._links.taken(before, step.name, body, path)
                    self.followed += 1
                answer = self._call(step, case)
                if answer.status_code in (201, 202):
                    made[number] = answer.json(), dict(case.path_parameters)

    def _call(self, step: Step, case: Case[Any]) -> Response:
        signed = {} if step.caller == "anonymous" else dict(self._community.people[step.caller].headers)
        headers = signed | self._tag(step, case, signed)
        answer = case.call(base_url=self._base, session=self._line, headers=headers)
        case.validate_response(answer, checks=CHECKS)
        told = leaks(answer, never_told(step.caller, step.name))
        assert not told, f"{step.caller} is told {told} by {step.name}: {answer.text[:2000]}"
        self.answers[answer.status_code] += 1
        if answer.status_code < 300:
            self.done.add(step.name)
        return answer

    def _tag(self, step: Step, case: Case[Any], signed: dict[str, str]) -> dict[str, str]:
        """The `If-Match` of whoever has read what they change."""
        if case.method != "PATCH" or not step.has_read:
            return {}
        seen = self._line.get(self._base + case.formatted_path, headers=signed)
        return {"If-Match": seen.headers["ETag"]} if "ETag" in seen.headers else {}


def test_no_case_gets_a_5xx_an_answer_outside_the_description_or_a_secret_of_the_other(
    kept_community: FullCommunity, line: requests.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every answer is looked at as it comes; the first that is wrong raises."""
    monkeypatch.setattr(kept_community.database, "limits", 1_000_000)
    fuzz = Fuzz(kept_community, line)

    scenarios = [fuzz.scenario() for _ in range(ceil(CASES / CALLS))]
    fuzz.make(scenarios)
    for scenario in scenarios:
        fuzz.play(scenario)
    cases = fuzz.answers.total()
    print(f"{cases} cases, {fuzz.followed} of them along a link: {dict(sorted(fuzz.answers.items()))}")
    print(f"{len(fuzz.done)} different calls were once answered with what was asked for")
    assert cases >= CASES
    assert fuzz.followed > 0, "nothing that was made led anywhere"
