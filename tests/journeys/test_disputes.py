"""How it went: two words that agree or do not, silence, second thoughts, and a coordinator who listens."""

from dataclasses import dataclass
from typing import Any

import pytest

from tests.support.kept import Keep
from tests.support.people import Person
from tests.support.world import World, device_for


@dataclass
class Agreed:
    """Ana and Ben have agreed, and Soledad answers for the community."""

    world: World
    ana: Person
    ben: Person
    steward: Person
    community: str
    need: str
    match: str

    def says(self, who: Person, outcome: str, **more: Any) -> str:
        """One of the two reports; what the match is then."""
        told = {"outcome": outcome} | more
        return str(who.post(f"/v1/matches/{self.match}/report", told)["status"])

    def status(self) -> str:
        return str(self.ana.get(f"/v1/matches/{self.match}")["status"])

    def of_the_need(self) -> str:
        return str(self.ana.get(f"/v1/needs/{self.need}")["status"])

    def contact_is_open(self) -> bool:
        """Whoever the other keeps away from is told that there is nothing."""
        answers = {
            p.call("GET", f"/v1/matches/{self.match}/contact").status_code for p in (self.ana, self.ben)
        }
        assert answers in ({200}, {409}, {404})
        return answers == {200}

    def queue(self) -> list[str]:
        entries = self.steward.get(f"/v1/communities/{self.community}/queue")["items"]
        return [entry["why"] for entry in entries if entry["id"] == self.match]

    def decide(self, who: Person, outcome: str) -> Any:
        body = {"about": {"type": "match", "id": self.match}, "outcome": outcome, "reason": "I rang both"}
        return who.call("POST", f"/v1/communities/{self.community}/decisions", body)


def an_agreement(world: World) -> Agreed:
    ana, ben, steward = world.person("Ana"), world.person("Ben"), world.person("Soledad")
    for who in (ana, ben):  # whom the question reaches: the silence of anybody else is no answer
        device_for(who, f"{who.name}-phone")
    community = world.community(steward, ben)["id"]
    need = ana.need(quantity=3, urgency="flexible")["id"]
    match = ben.post(f"/v1/needs/{need}/responses", {})["id"]
    ana.post(f"/v1/matches/{match}/confirm")
    return Agreed(world, ana, ben, steward, community, need, match)


@pytest.fixture
def agreed(keep: Keep) -> Agreed:
    return keep(an_agreement)


def test_the_beneficiary_says_helped(agreed: Agreed) -> None:
    assert agreed.says(agreed.ana, "helped") == "completed"
    assert not agreed.contact_is_open()


def test_the_helper_says_helped_and_the_beneficiary_agrees(agreed: Agreed) -> None:
    assert agreed.says(agreed.ben, "helped", hours=1.5) == "confirmed"
    assert agreed.contact_is_open(), "a helper's word alone shuts nothing"
    assert agreed.says(agreed.ana, "helped") == "completed"
    assert agreed.ana.get(f"/v1/matches/{agreed.match}")["completed_by"] == "person"


def test_the_helper_says_helped_and_the_beneficiary_is_silent(agreed: Agreed) -> None:
    agreed.says(agreed.ben, "helped")
    agreed.world.tick()
    agreed.world.advance(hours=71)
    assert agreed.status() == "confirmed"
    agreed.world.advance(hours=1, seconds=5)
    assert agreed.status() == "completed"
    assert agreed.ana.get(f"/v1/matches/{agreed.match}")["completed_by"] == "silence"


def test_help_in_part_leaves_the_rest_open(agreed: Agreed) -> None:
    assert agreed.says(agreed.ana, "partly", quantity=1) == "completed"
    assert agreed.of_the_need() == "open"


def test_the_beneficiary_says_not_helped_and_the_helper_agrees(agreed: Agreed) -> None:
    assert agreed.says(agreed.ana, "not_helped") == "confirmed"
    assert not agreed.contact_is_open(), "her no shuts contact at once"
    assert agreed.says(agreed.ben, "not_helped") == "failed"
    assert agreed.of_the_need() == "open"


def test_the_beneficiary_says_not_helped_and_the_helper_is_silent(agreed: Agreed) -> None:
    agreed.says(agreed.ana, "not_helped")
    agreed.world.tick()
    agreed.world.advance(hours=72, seconds=5)
    assert agreed.status() == "failed"


def test_the_helper_says_not_helped_and_the_beneficiary_knows_better(agreed: Agreed) -> None:
    assert agreed.says(agreed.ben, "not_helped") == "confirmed"
    assert agreed.contact_is_open()
    assert agreed.says(agreed.ana, "helped") == "completed"


def test_nobody_reports_how_it_went(agreed: Agreed) -> None:
    """Both are asked, then a coordinator is told, and after thirty days it is let go, as unknown."""
    agreed.world.advance(days=3)
    assert "how_did_it_go" in agreed.ana.inbox()
    assert "how_did_it_go" in agreed.ben.inbox()
    agreed.world.advance(days=3, hours=23)
    assert agreed.queue() == []
    agreed.world.advance(hours=1)
    assert agreed.queue() == ["unreported"]
    agreed.world.advance(days=7)
    assert not agreed.contact_is_open(), "14 days after confirming, where no time was agreed"
    agreed.world.advance(days=15)
    assert agreed.status() == "confirmed"
    agreed.world.advance(days=1)
    assert agreed.status() == "lapsed"


class TestDisputed:
    @pytest.fixture
    def disputed(self, agreed: Agreed) -> Agreed:
        agreed.says(agreed.ben, "helped")
        assert agreed.says(agreed.ana, "not_helped") == "disputed"
        return agreed

    def test_while_a_dispute_lasts_contact_is_shut_and_the_place_is_free(self, disputed: Agreed) -> None:
        assert not disputed.contact_is_open()
        assert disputed.of_the_need() == "open"
        disputed.world.tick()
        assert disputed.queue() == ["dispute"]

    @pytest.mark.parametrize("outcome", ["completed", "failed"])
    def test_a_coordinator_who_is_no_party_decides_with_a_reason(
        self, disputed: Agreed, outcome: str
    ) -> None:
        assert disputed.decide(disputed.steward, outcome).status_code == 200
        assert disputed.status() == outcome
        assert disputed.queue() == []
        assert disputed.decide(disputed.steward, outcome).status_code == 200, "repeating it is harmless"
        [line] = [
            line
            for line in disputed.ana.get(f"/v1/needs/{disputed.need}/history")["items"]
            if line["kind"] == f"match_{outcome}"
        ]
        assert (line["who"], line["reason"]) == ("coordinator", "I rang both")

    def test_a_dispute_is_decided_once(self, disputed: Agreed) -> None:
        disputed.decide(disputed.steward, "completed")
        answer = disputed.decide(disputed.steward, "failed")
        assert (answer.status_code, answer.json()["current"]) == (409, "completed")

    def test_neither_of_the_two_decides_their_dispute(self, disputed: Agreed) -> None:
        disputed.world.appoint(disputed.ben, disputed.community, "coordinator")
        answer = disputed.decide(disputed.ben, "completed")
        assert (answer.status_code, answer.json()["code"]) == (403, "not_in_own_matter")
        entries = disputed.ben.get(f"/v1/communities/{disputed.community}/queue")["items"]
        assert disputed.match not in [entry["id"] for entry in entries], "one's own case is in no queue"

    def test_nobody_decides_for_thirty_days(self, disputed: Agreed) -> None:
        disputed.world.advance(days=29, hours=23)
        assert disputed.status() == "disputed"
        disputed.world.advance(hours=2)
        assert disputed.status() == "failed"


class TestSecondThoughts:
    @pytest.fixture
    def by_silence(self, agreed: Agreed) -> Agreed:
        agreed.says(agreed.ben, "helped")
        agreed.world.tick()
        agreed.world.advance(hours=72, seconds=5)
        assert agreed.status() == "completed"
        return agreed

    def test_the_beneficiary_says_that_help_completed_by_silence_did_not_happen(
        self, by_silence: Agreed
    ) -> None:
        by_silence.world.advance(days=29)
        assert by_silence.says(by_silence.ana, "not_helped") == "disputed"
        by_silence.world.tick()
        assert by_silence.queue() == ["dispute"]

    def test_after_thirty_days_completion_by_silence_stands(self, by_silence: Agreed) -> None:
        by_silence.world.advance(days=30, minutes=1)
        problem = by_silence.ana.refused(
            "POST", f"/v1/matches/{by_silence.match}/report", {"outcome": "not_helped"}
        )
        assert (problem["status"], problem["current"]) == (409, "completed")

    def test_what_the_beneficiary_said_herself_is_not_contested(self, agreed: Agreed) -> None:
        agreed.says(agreed.ana, "helped")
        problem = agreed.ana.refused("POST", f"/v1/matches/{agreed.match}/report", {"outcome": "not_helped"})
        assert problem["status"] == 409


class TestConcern:
    """Something was not right: it ends at once, goes to a human, and the other learns only that it ended."""

    @pytest.mark.parametrize("who", ["ana", "ben"])
    def test_a_concern_ends_a_match_at_once_and_somebody_is_told(self, agreed: Agreed, who: str) -> None:
        one, other = (agreed.ana, agreed.ben) if who == "ana" else (agreed.ben, agreed.ana)
        note = "he shouted at me"
        assert agreed.says(one, "not_helped", concern=True, note=note) == "cancelled"
        assert not agreed.contact_is_open()
        assert agreed.of_the_need() == "open"
        agreed.world.tick()
        assert agreed.queue() == ["concern"]
        history = other.call("GET", f"/v1/needs/{agreed.need}/history")
        seen = other.call("GET", f"/v1/matches/{agreed.match}").text
        for told in (seen, history.text, str(other.get("/v1/me/notifications"))):
            assert note not in told
            assert "concern" not in told
            assert "reported" not in told
        ends = [line["who"] for line in history.json().get("items", []) if line["kind"] == "match_cancelled"]
        assert ends in ([], ["system"]), "who ended it is told to nobody but coordinators"

    def test_a_concern_may_come_after_a_calmer_report(self, agreed: Agreed) -> None:
        """The same outcome again, and this time with a concern: that is no repetition."""
        assert agreed.says(agreed.ana, "not_helped") == "confirmed"
        assert agreed.says(agreed.ana, "not_helped", concern=True) == "cancelled"

    def test_a_coordinator_who_is_no_party_reads_why(self, agreed: Agreed) -> None:
        agreed.world.appoint(agreed.ben, agreed.community, "coordinator")
        agreed.says(agreed.ana, "not_helped", concern=True, note="he shouted at me")
        path = f"/v1/needs/{agreed.need}/history"
        assert "he shouted at me" in agreed.steward.call("GET", path).text
        assert "he shouted at me" not in agreed.ben.call("GET", path).text

    def test_a_thank_you_arrives_and_a_note_does_not(self, agreed: Agreed) -> None:
        agreed.says(agreed.ana, "helped", thanks="You are kind", note="but late")
        seen = agreed.ben.call("GET", f"/v1/matches/{agreed.match}").text
        assert "You are kind" in seen
        assert "but late" not in seen
