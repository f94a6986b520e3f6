"""Helpers of whom nothing is heard: told once, left alone then, and asked again as soon as they show themselves."""

import pytest

from tests.services.neighbours.circle import DECIDES, CircleOfHelpers
from tests.support.kept import Keep
from tests.support.telling import scalar


class Quiet(CircleOfHelpers):
    """Ben does not answer."""

    def asked(self, times: int, days: float = 2) -> None:
        """So many invitations reach his mailbox, each of which lapses."""
        for _ in range(times):
            need = self.ana.need(criteria=DECIDES)["id"]
            self.ana.invite(need, self.offer)
            self.world.tick()  # else it lapses before it is told
            self.world.advance(days=days)
            self.ana.call("POST", f"/v1/needs/{need}/withdraw")

    def told(self, kind: str) -> int:
        """How often he was told this. He is not asked: whoever looks into the inbox is there."""
        query = "SELECT count(*) FROM notification WHERE person_id = :id AND kind = :kind"
        return int(scalar(self.world.database, query, id=self.ben.id, kind=kind))

    def last_letter(self, subject: str) -> str:
        mails = self.world.outbox("ben@example.org")
        return str(next(mail["text"] for mail in mails if mail["subject"] == subject))

    def rests(self) -> bool:
        return bool(scalar(self.world.database, "SELECT paused FROM person WHERE id = :id", id=self.ben.id))

    def opened(self, text: str) -> str:
        """Opens the link of a letter; its path."""
        link = next(word for word in text.split() if "/l/" in word)
        path = "/l/" + link.rpartition("/l/")[2]
        assert self.world.http.get(path).status_code == 200
        return path

    def pressed(self, text: str, do: str) -> None:
        assert self.world.http.post(self.opened(text), data={"do": do}).status_code == 200


@pytest.fixture
def quiet(keep: Keep) -> Quiet:
    return keep(Quiet)


def test_silence_is_told_once_then_rests_and_ends_with_a_press_in_the_letter(quiet: Quiet) -> None:
    quiet.asked(6, days=8)
    assert quiet.told("helper_quiet") == 0, "not before sixty days"
    quiet.world.advance(days=13)
    assert quiet.told("helper_quiet") == 1
    assert quiet.told("offer_check_in") == 0, "asked once, not of each offer as well"
    [found] = quiet.dora.get(f"{quiet.path}/people?q=ben")["items"]
    assert found["silent_since"] is not None
    quiet.asked(1)
    assert not quiet.rests(), "one more is not two"
    quiet.asked(1)
    assert quiet.rests()
    assert quiet.told("helper_quiet") == quiet.told("helper_rests") == 1
    card = quiet.card(quiet.ben)
    assert card["silence"]["paused_at"] is not None
    quiet.opened(quiet.last_letter("Are you still there?"))
    quiet.world.tick()
    assert quiet.rests(), "scanners of mail open every link"
    quiet.pressed(quiet.last_letter("Are you still there?"), "renew")
    quiet.world.tick()
    assert not quiet.rests()
    assert quiet.card(quiet.ben)["silence"] is None


def test_five_requests_in_sixty_days_are_too_few_to_call_somebody_silent(quiet: Quiet) -> None:
    quiet.asked(5, days=8)
    quiet.world.advance(days=30)
    assert quiet.told("helper_quiet") == 0


def test_a_letter_that_came_back_reached_nobody(quiet: Quiet) -> None:
    quiet.asked(6, days=8)
    with quiet.world.database.transaction() as session:
        session.connection().exec_driver_sql(
            "UPDATE delivery SET came_back_at = sent_at WHERE status = 'sent'"
        )
    quiet.world.advance(days=20)
    assert quiet.told("helper_quiet") == 0


@pytest.mark.parametrize("shows_themselves", ["signed in", "by a link opened"])
def test_whoever_was_there_signed_in_is_not_silent_but_an_opened_link_says_nothing(
    quiet: Quiet, shows_themselves: str
) -> None:
    quiet.asked(4, days=8)
    quiet.asked(1, days=3)
    if shows_themselves == "signed in":
        quiet.world.sign_in("ben@example.org")
    else:
        quiet.opened(quiet.last_letter("You are invited to help"))
    quiet.asked(1, days=8)
    quiet.world.advance(days=20)
    assert quiet.told("helper_quiet") == (shows_themselves != "signed in")


def test_what_somebody_chose_themselves_is_not_undone_by_looking_in(quiet: Quiet) -> None:
    quiet.asked(6, days=8)
    quiet.world.advance(days=13)
    quiet.asked(2)
    assert quiet.rests()
    quiet.ben.put("/v1/me/pause", {})
    quiet.world.advance(minutes=5)
    assert quiet.rests(), "they said so themselves"


def test_a_resting_helper_says_that_they_are_there_by_the_usual_route(quiet: Quiet) -> None:
    quiet.asked(6, days=8)
    quiet.world.advance(days=13)
    quiet.asked(2)
    quiet.ben.delete("/v1/me/pause")
    assert not quiet.rests()
    assert scalar(quiet.world.database, "SELECT count(*) FROM helper_silence") == 0
