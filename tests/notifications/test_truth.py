"""What must still be so when a message leaves, as the catalogue asks it of each."""

from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

import pytest

from core.events import EventKind
from core.models import Event, Notification
from matching.words.vocabulary import MatchStatus, NeedStatus
from notifications.messages.notice import TrueWhile
from notifications.send import truth
from tests.support.people import Person
from tests.support.telling import change
from tests.support.world import World

IN_MATCH = {
    TrueWhile.MATCH_PROPOSED: MatchStatus.PROPOSED,
    TrueWhile.MATCH_INVITED: MatchStatus.INVITED,
    TrueWhile.MATCH_ACCEPTED: MatchStatus.ACCEPTED,
    TrueWhile.MATCH_CONFIRMED: MatchStatus.CONFIRMED,
    TrueWhile.AGREED_FOR_TOMORROW: MatchStatus.CONFIRMED,
    TrueWhile.AGREED_FOR_SOON: MatchStatus.CONFIRMED,
    TrueWhile.REPORT_AWAITED: MatchStatus.CONFIRMED,
}
IN_NEED = {TrueWhile.NEED_OPEN: NeedStatus.OPEN, TrueWhile.NEED_EXPIRED: NeedStatus.EXPIRED}
OF_NEED = {*IN_NEED, TrueWhile.MARKED_DOUBLE, TrueWhile.WITHOUT_YES, TrueWhile.NOT_TAKEN_UP}
A_YES = {MatchStatus.ACCEPTED, MatchStatus.CONFIRMED, MatchStatus.COMPLETED}


class Invited(NamedTuple):
    """Somebody invited for a need, in a world of many."""

    world: World
    helper: Person
    need_id: str
    match_id: str

    def holds(
        self, true_while: TrueWhile, *, before: timedelta = timedelta(days=2), reader: Person | None = None
    ) -> bool:
        """Whether it does at noon, `before` the time that is agreed; for the helper, or another `reader`."""
        start = self.world.now().replace(hour=12) + before
        change(
            self.world.database,
            "UPDATE match SET agreed_from = :start, agreed_to = :start + interval '1 hour' WHERE id = :id",
            start=start,
            id=self.match_id,
        )
        kind, subject_id = ("need", self.need_id) if true_while in OF_NEED else ("match", self.match_id)
        subject: dict[str, Any] = {"subject_type": kind, "subject_id": UUID(subject_id)}
        now = start - before
        event = Event(
            id=1,
            epoch=1,
            at=now,
            kind=EventKind.MATCH_SOON,
            payload_json={"start": start.isoformat()},
            **subject,
        )
        whose = UUID((reader or self.helper).id)
        told = Notification(person_id=whose, event_id=1, kind="agreed_soon", at=now, **subject)
        with self.world.database.transaction() as session:
            return truth.holds(session, true_while, told, event, now)


@pytest.fixture
def invited(shared_world: World) -> Invited:
    author, helper = shared_world.person("author"), shared_world.person("helper")
    here = {"community_id": shared_world.community(author, helper)["id"]}
    offer = helper.offer(**here)
    need = author.need(criteria={"decide": "ask_me_first"}, **here)
    match = author.invite(need["id"], offer["id"])
    return Invited(shared_world, helper, need["id"], match["id"])


@pytest.mark.parametrize("true_while", IN_MATCH)
def test_of_a_match_it_holds_in_one_state(invited: Invited, true_while: TrueWhile) -> None:
    for status in MatchStatus:
        change(
            invited.world.database,
            "UPDATE match SET status = :status WHERE id = :id",
            status=status,
            id=invited.match_id,
        )
        assert invited.holds(true_while) is (status is IN_MATCH[true_while]), status


@pytest.mark.parametrize("true_while", IN_NEED)
def test_of_a_need_it_holds_in_one_state(invited: Invited, true_while: TrueWhile) -> None:
    for status in NeedStatus:
        change(
            invited.world.database,
            "UPDATE need SET status = :status WHERE id = :id",
            status=status,
            id=invited.need_id,
        )
        assert invited.holds(true_while) is (status is IN_NEED[true_while]), status


def test_the_first_reminder_gives_way_to_the_second(invited: Invited) -> None:
    change(
        invited.world.database, "UPDATE match SET status = 'confirmed' WHERE id = :id", id=invited.match_id
    )
    minute = timedelta(minutes=1)
    assert not invited.holds(TrueWhile.AGREED_FOR_TOMORROW, before=minute)
    assert invited.holds(TrueWhile.AGREED_FOR_SOON, before=minute)
    assert not invited.holds(TrueWhile.AGREED_FOR_SOON, before=-minute)


def test_only_those_who_are_spoken_for_are_asked_to_agree(invited: Invited) -> None:
    assert not invited.holds(TrueWhile.REPRESENTED)
    assert invited.holds(TrueWhile.ALWAYS)


@pytest.mark.parametrize(
    ("true_while", "waiting"),
    [
        (TrueWhile.AGREED_FOR_TOMORROW, False),
        (TrueWhile.AGREED_FOR_SOON, False),
        (TrueWhile.CONTACT_OPEN, False),
        (TrueWhile.WAITS_FOR_OTHERS, True),
    ],
)
def test_where_several_must_come_it_goes_by_whether_they_do(
    invited: Invited, true_while: TrueWhile, waiting: bool
) -> None:
    stands = "UPDATE match SET status = 'confirmed', company_due_at = :at WHERE id = :id"
    for at in (None, invited.world.now()):
        change(invited.world.database, stands, at=at, id=invited.match_id)
        assert invited.holds(true_while) is (waiting is (at is not None)), at


def test_of_a_double_it_holds_while_it_is_one(invited: Invited) -> None:
    assert not invited.holds(TrueWhile.MARKED_DOUBLE)
    double = "UPDATE need SET duplicate_of = id WHERE id = :id"
    change(invited.world.database, double, id=invited.need_id)
    assert invited.holds(TrueWhile.MARKED_DOUBLE)


def test_whoever_speaks_for_one_is_asked_how_it_went_while_one_of_the_two_has_not_said_it(
    invited: Invited,
) -> None:
    change(
        invited.world.database, "UPDATE match SET status = 'confirmed' WHERE id = :id", id=invited.match_id
    )
    assert invited.holds(TrueWhile.REPORT_AWAITED, reader=invited.world.person("Omar"))


@pytest.mark.parametrize("true_while", [TrueWhile.WITHOUT_YES, TrueWhile.NOT_TAKEN_UP])
def test_nobody_hears_that_there_is_nobody_once_somebody_said_yes(
    invited: Invited, true_while: TrueWhile
) -> None:
    for status in MatchStatus:
        answered = "UPDATE match SET status = :status WHERE id = :id"
        change(invited.world.database, answered, status=status, id=invited.match_id)
        assert invited.holds(true_while) is (status not in A_YES), status
    change(invited.world.database, "UPDATE need SET status = 'withdrawn' WHERE id = :id", id=invited.need_id)
    assert not invited.holds(true_while)


def test_nobody_is_called_to_let_in_who_was_let_in_already(shared_world: World) -> None:
    """A coordinator who looked at once reads nothing of it in the letter of the next morning."""
    steward = shared_world.person("Stella", proved="stella@example.org")
    circle = shared_world.community(steward, join_policy="approval")["id"]
    early, late = shared_world.person("Early"), shared_world.person("Late")
    for person in (early, late):
        person.post(f"/v1/communities/{circle}/join")
    shared_world.tick()
    steward.patch(f"/v1/communities/{circle}/members/{early.id}", {"state": "active"})
    shared_world.advance(days=1)
    [letter] = [one for one in shared_world.outbox("stella@example.org") if "/l/" in one["text"]]
    assert "1 person would like to join." in letter["text"], letter["text"]
