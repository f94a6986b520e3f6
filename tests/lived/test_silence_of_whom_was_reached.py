"""lived 23: silence counted as help for people whom the question had never reached."""

from datetime import timedelta

import pytest

from core.models.link import LinkPurpose
from services.access import links
from tests.support.kept import Keep
from tests.support.people import Person
from tests.support.telling import change, scalar
from tests.support.world import World, device_for

MAIL = "ana@example.org"


class Helped:
    """Ben says that he helped Ana; what reaches her is up to each test."""

    def __init__(self, world: World, *, mail: bool = False) -> None:
        self.world = world
        self.steward = world.person("Sue")
        self.ben = world.person("Ben", proved="ben@example.org")
        self.ana = world.person("Ana", proved=MAIL if mail else None)
        self.community = world.community(self.steward, self.ben)["id"]
        need = self.ana.need(urgency="flexible", community_id=self.community)["id"]
        self.match = self.ben.post(f"/v1/needs/{need}/responses")["id"]
        self.ana.post(f"/v1/matches/{self.match}/confirm")
        world.tick()

    def says_helped(self, who: Person | None = None) -> None:
        (who or self.ben).post(f"/v1/matches/{self.match}/report", {"outcome": "helped"})
        self.world.tick()

    @property
    def status(self) -> str:
        return str(self.ben.get(f"/v1/matches/{self.match}")["status"])

    @property
    def queue(self) -> list[str]:
        items = self.steward.get(f"/v1/communities/{self.community}/queue")["items"]
        return [one["why"] for one in items if one["id"] == self.match]


def _by_mail(world: World) -> Helped:
    return Helped(world, mail=True)


@pytest.fixture
def helped(keep: Keep, request: pytest.FixtureRequest) -> Helped:
    """Who cannot be reached, or with the parameter `mail` by letters."""
    return keep(_by_mail if getattr(request, "param", None) == "mail" else Helped)


def test_whoever_was_not_reached_completes_nothing_by_silence(helped: Helped) -> None:
    """Neither device nor mailbox: a coordinator asks from day 3 on, and after thirty days it is let go as unknown."""
    helped.says_helped()
    helped.world.advance(days=2, hours=23)
    assert (helped.status, helped.queue) == ("confirmed", [])
    helped.world.advance(hours=2)
    assert (helped.status, helped.queue) == ("confirmed", ["unreported"])
    helped.world.advance(days=26)
    assert helped.status == "confirmed"
    helped.world.advance(days=2)
    assert helped.status == "lapsed"


@pytest.mark.parametrize("helped", ["mail"], indirect=True)
def test_a_letter_whose_link_stays_open_reaches(helped: Helped) -> None:
    helped.says_helped()
    helped.world.advance(hours=71)
    assert (helped.status, helped.queue) == ("confirmed", [])
    helped.world.advance(hours=2)
    assert helped.status == "completed"


@pytest.mark.parametrize("helped", ["mail"], indirect=True)
def test_the_three_days_run_from_when_the_question_left(helped: Helped) -> None:
    """It is night where Ana is: the letter leaves in the morning, and until three days later she may answer."""
    night = [f"{helped.world.now() + timedelta(hours=hours):%H:%M}" for hours in (-1, 6)]
    helped.ana.patch("/v1/me", {"time_zone": "UTC", "quiet_from": night[0], "quiet_to": night[1]})
    helped.says_helped()
    sent = "SELECT d.sent_at FROM delivery d JOIN notification n ON n.id = d.notification_id WHERE n.kind = 'reported' AND n.subject_id = :m"  # noqa: E501
    before = helped.world.now()
    helped.world.advance(hours=8)
    left = scalar(helped.world.database, sent, m=helped.match)
    assert left - before >= timedelta(hours=3), "else there was no night to wait for"
    helped.world.advance(seconds=(before + timedelta(hours=73) - helped.world.now()).total_seconds())
    assert helped.status == "confirmed"
    helped.world.advance(seconds=(left + timedelta(hours=72, minutes=1) - helped.world.now()).total_seconds())
    assert helped.status == "completed"


@pytest.mark.parametrize("helped", ["mail"], indirect=True)
def test_a_letter_that_came_back_reached_nobody(helped: Helped) -> None:
    helped.says_helped()
    helped.world.advance(hours=10)
    change(
        helped.world.database,
        "UPDATE delivery SET came_back_at = :at WHERE status = 'sent'",
        at=helped.world.now(),
    )
    helped.world.advance(hours=63)
    assert (helped.status, helped.queue) == ("confirmed", ["unreported"])


@pytest.mark.parametrize("helped", ["mail"], indirect=True)
def test_a_link_that_was_ended_could_not_be_answered_by(helped: Helped) -> None:
    helped.says_helped()
    helped.world.advance(hours=10)
    with helped.world.database.transaction() as session:
        links.end(session, helped.world.row(helped.ana).id, helped.world.now(), [LinkPurpose.MATCH])
    helped.world.advance(hours=63)
    assert helped.status == "confirmed"


@pytest.mark.parametrize(("days", "status"), [(29, "completed"), (31, "confirmed")])
def test_a_device_counts_if_it_was_in_use_within_thirty_days(helped: Helped, days: int, status: str) -> None:
    device_for(helped.ana, f"phone-{helped.match}")
    seen = helped.world.now() - timedelta(days=days)
    change(
        helped.world.database,
        "UPDATE device SET seen_at = :at WHERE person_id = :p",
        at=seen,
        p=helped.ana.id,
    )
    helped.says_helped()
    helped.world.advance(hours=73)
    assert helped.status == status


def test_a_device_that_turns_out_dead_takes_its_messages_back(helped: Helped) -> None:
    device_for(helped.ana, f"phone-{helped.match}")
    helped.says_helped()
    change(helped.world.database, "DELETE FROM device WHERE person_id = :p", p=helped.ana.id)
    helped.world.advance(hours=73)
    assert helped.status == "confirmed"


@pytest.mark.parametrize("helped", ["mail"], indirect=True)
@pytest.mark.parametrize("outcome", ["helped", "not_helped"])
def test_silence_of_somebody_spoken_for_never_counts(helped: Helped, outcome: str) -> None:
    """Also not against them: a helper's "it did not happen" is no answer of theirs."""
    change(helped.world.database, "UPDATE person SET represented = true WHERE id = :p", p=helped.ana.id)
    helped.ben.post(f"/v1/matches/{helped.match}/report", {"outcome": outcome})
    helped.world.tick()
    helped.world.advance(hours=80)
    assert (helped.status, helped.queue) == ("confirmed", ["unreported"])


@pytest.mark.parametrize("represented", [False, True])
def test_silence_of_a_helper_who_is_spoken_for_never_counts_either(helped: Helped, represented: bool) -> None:
    """Where they are not, their silence after "it did not happen" is an answer."""
    said = "UPDATE person SET represented = :yes WHERE id = :p"
    change(helped.world.database, said, yes=represented, p=helped.ben.id)
    helped.ana.post(f"/v1/matches/{helped.match}/report", {"outcome": "not_helped"})
    helped.world.tick()
    helped.world.advance(hours=80)
    assert helped.status == ("confirmed" if represented else "failed")


@pytest.mark.parametrize("helped", ["mail"], indirect=True)
def test_nobody_who_has_said_it_is_asked_again(helped: Helped) -> None:
    """Both are asked in the night, and Ben says it before his letter leaves: Ana alone is asked."""
    night = [f"{helped.world.now() + timedelta(hours=hours):%H:%M}" for hours in (-1, 6)]
    for who in (helped.ben, helped.ana):
        who.patch("/v1/me", {"time_zone": "UTC", "quiet_from": night[0], "quiet_to": night[1]})
    helped.world.advance(days=3, minutes=1)
    helped.says_helped()
    helped.world.advance(hours=8)
    asked = "SELECT count(*) FROM delivery d JOIN notification n ON n.id = d.notification_id WHERE n.person_id = :p AND n.kind IN ('reported', 'how_did_it_go') AND d.status = 'sent'"  # noqa: E501
    assert scalar(helped.world.database, asked, p=helped.ben.id) == 0
    assert scalar(helped.world.database, asked, p=helped.ana.id) >= 1
