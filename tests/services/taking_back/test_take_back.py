"""What is taken back within ten seconds never was: rows are as before, nobody is told, and only the log knows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text
from sqlmodel import Session, SQLModel, col

from core import places
from core.access import Caller, Standing
from core.errors import Conflict, Forbidden, NotFound
from core.models import DeskAct, Event, Match, Membership, Need, Notification, Vouch
from matching.words.vocabulary import By, MatchStatus, MemberState, Role, TrustLevel
from notifications.announce import outbox
from services.communities import members
from services.matches import opening as match_opening
from services.needs import history
from services.oversight import acts as oversight_acts
from services.oversight.acts import Tending
from services.taking_back import acting
from services.taking_back.take_back import take_back
from tests.support.rows import a_member, a_membership, a_need, a_person, an_offer, both_keys

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SOON = NOON + timedelta(seconds=9)
TOO_LATE = NOON + timedelta(seconds=10)
LANSING = places.cell_of(42.731, -84.551)
TOLD_OF_BY_THE_LOG = {"event", "event_todo", "desk_act"}
WHEN_TO_WEIGH_WORDS = "standing_due_at"
"""When a circle's words are next weighed: a clock's own note, of which nothing is told to anybody."""


class Circle:
    """A circle of two coordinators, with a need that somebody has to do with, and somebody who waits to be let in."""

    def __init__(self, session: Session, community: UUID, status: MatchStatus | None) -> None:
        self.session, self.community = session, community
        self.cora, self.carl = (self.somebody(Role.COORDINATOR) for _ in range(2))
        self.author = a_person(session, NOON)
        self.need = self.a_need(self.author)
        self.original = self.a_need(a_person(session, NOON))
        self.offer = an_offer(session, community, LANSING, NOON, languages=["en"])
        if status is not None:
            self._match(status)
        self.newcomer = a_person(session, NOON)
        a_membership(session, community, self.newcomer, NOON, state=MemberState.PENDING)
        session.flush()

    def a_need(self, author: UUID) -> Need:
        return a_need(self.session, self.community, author, NOON - timedelta(hours=1), cell=LANSING)

    def somebody(self, role: Role) -> Caller:
        """Who answers for the circle, or for nothing."""
        person = a_person(self.session, NOON)
        a_membership(self.session, self.community, person, NOON, role=role)
        return self.as_(person, role)

    def as_(self, person: UUID, role: Role) -> Caller:
        standing = Standing(role, MemberState.ACTIVE, TrustLevel.NEW)
        return Caller(person, uuid4(), "en", True, {self.community: standing}, frozenset(), frozenset())

    def _match(self, status: MatchStatus) -> None:
        other = an_offer(self.session, self.community, LANSING, NOON)
        keys = both_keys(self.need, other, NOON)
        keys |= {"contact_until": NOON + timedelta(days=1)}
        if status is MatchStatus.ACCEPTED:
            keys = {"helper_key_at": NOON, "helper_key_by": other.author_id}
        if status is MatchStatus.PROPOSED:
            keys = {"reply_by": NOON + timedelta(hours=3)}
        match_opening.new(self.session, self.need, other, status, By.ENGINE, NOON, **keys)

    def hide(self, caller: Caller) -> None:
        self.tend(caller, Tending(hidden=True, reason="twice the same words"))

    def show(self, caller: Caller) -> None:
        self.need.hidden = True
        self.session.flush()
        self.tend(caller, Tending(hidden=False, reason="they are fine"))

    def duplicate(self, caller: Caller) -> None:
        self.tend(caller, Tending(duplicate_of=self.original.id, reason="the same soup"))

    def tend(self, caller: Caller, tending: Tending) -> None:
        oversight_acts.tend(self.session, caller, self.community, self.need.id, tending, now=NOON)

    def remove(self, caller: Caller) -> None:
        oversight_acts.remove(
            self.session, caller, self.community, self.need.id, reason="an advertisement", now=NOON
        )

    def propose(self, caller: Caller) -> None:
        oversight_acts.propose(
            self.session,
            caller,
            self.community,
            need_id=self.need.id,
            offer_id=self.offer.id,
            reason="a neighbour",
            now=NOON,
        )

    def admit(self, caller: Caller) -> None:
        members.edit(
            self.session, caller, self.community, self.newcomer, role=None, state=MemberState.ACTIVE, now=NOON
        )

    def act(self) -> DeskAct:
        self.session.flush()
        return self.session.scalars(select(DeskAct).order_by(col(DeskAct.id).desc()).limit(1)).one()

    def rows(self) -> dict[str, list[str]]:
        """All that stands in the tables, but for what only the log tells."""
        self.session.flush()
        return {
            table: list(
                self.session.scalars(
                    text(
                        f"SELECT CAST(to_jsonb(t) - '{WHEN_TO_WEIGH_WORDS}' AS text) AS r FROM {table} t ORDER BY r"
                    )
                )
            )
            for table in sorted(set(SQLModel.metadata.tables) - TOLD_OF_BY_THE_LOG)
        }


DONE: dict[str, Callable[[Circle, Caller], None]] = {
    "hide": Circle.hide,
    "show": Circle.show,
    "duplicate": Circle.duplicate,
    "remove": Circle.remove,
    "propose": Circle.propose,
    "admit": Circle.admit,
}
POSSIBLE = [
    (act, status)
    for act in DONE
    for status in (None, MatchStatus.PROPOSED, MatchStatus.ACCEPTED, MatchStatus.CONFIRMED)
    if act != "duplicate" or status in (None, MatchStatus.PROPOSED)
]


@pytest.mark.parametrize(("what", "status"), POSSIBLE)
def test_what_is_taken_back_leaves_everything_as_it_was_and_tells_nobody(
    session: Session, community: UUID, what: str, status: MatchStatus | None
) -> None:
    circle = Circle(session, community, status)
    if what == "show":
        circle.need.hidden = True
    before = circle.rows()
    DONE[what](circle, circle.cora)
    assert circle.rows() != before, "the act is done at once"
    act = circle.act()
    assert act.kind == what
    assert outbox.announce(session, now=SOON) == 0, "nobody is told yet"
    take_back(session, circle.cora, community, act.id, now=SOON)
    assert circle.rows() == before
    outbox.announce(session, now=NOON + timedelta(hours=1))
    assert session.scalars(select(Notification)).all() == []


def test_what_is_not_taken_back_is_told_after_ten_seconds(session: Session, community: UUID) -> None:
    circle = Circle(session, community, None)
    circle.propose(circle.cora)
    assert outbox.announce(session, now=SOON) == 0
    assert outbox.announce(session, now=TOO_LATE) == 1
    [told] = session.scalars(select(Notification)).all()
    assert (told.kind, told.person_id) == ("proposal", circle.offer.author_id)


def test_what_is_told_already_stands(session: Session, community: UUID) -> None:
    circle = Circle(session, community, None)
    circle.hide(circle.cora)
    with pytest.raises(Conflict, match="too_late"):
        take_back(session, circle.cora, community, circle.act().id, now=TOO_LATE)
    outbox.announce(session, now=TOO_LATE)
    with pytest.raises(Conflict, match="too_late"):
        take_back(session, circle.cora, community, circle.act().id, now=SOON)
    assert circle.need.hidden


def test_an_act_is_taken_back_by_whoever_did_it_and_by_nobody_else(session: Session, community: UUID) -> None:
    circle = Circle(session, community, None)
    circle.hide(circle.cora)
    for caller, elsewhere, error in (
        (circle.carl, community, NotFound),
        (circle.cora, uuid4(), NotFound),
        (circle.cora, community, None),
    ):
        if error is not None:
            with pytest.raises(error):
                take_back(session, caller, elsewhere, circle.act().id, now=SOON)
        else:
            take_back(session, caller, elsewhere, circle.act().id, now=SOON)
    take_back(session, circle.cora, community, circle.act().id, now=SOON)
    assert len(_lines(session, "act_taken_back")) == 1, "repeating it is harmless"


def test_whoever_answers_for_nothing_any_more_takes_nothing_back(session: Session, community: UUID) -> None:
    circle = Circle(session, community, None)
    circle.hide(circle.cora)
    was_cora = circle.as_(circle.cora.person_id, Role.MEMBER)
    with pytest.raises(Forbidden):
        take_back(session, was_cora, community, circle.act().id, now=SOON)


def test_what_somebody_has_touched_since_is_not_taken_back(session: Session, community: UUID) -> None:
    circle = Circle(session, community, None)
    circle.propose(circle.cora)
    [match] = session.scalars(select(Match)).all()
    match.helper_key_at, match.status = NOON, MatchStatus.ACCEPTED
    with pytest.raises(Conflict, match="touched_since"):
        take_back(session, circle.cora, community, circle.act().id, now=SOON)
    assert session.get_one(Match, match.id).status is MatchStatus.ACCEPTED


def test_what_came_of_another_act_meanwhile_is_not_taken_back(session: Session, community: UUID) -> None:
    circle = Circle(session, community, None)
    circle.hide(circle.cora)
    first = circle.act()
    circle.tend(circle.carl, Tending(hidden=False, reason="it may stand"))
    with pytest.raises(Conflict, match="touched_since"):
        take_back(session, circle.cora, community, first.id, now=SOON)
    take_back(session, circle.carl, community, circle.act().id, now=SOON)
    take_back(session, circle.cora, community, first.id, now=SOON)
    assert not session.get_one(Need, circle.need.id).hidden


def test_an_author_reads_nothing_of_it_and_whoever_answers_for_the_circle_reads_both(
    session: Session, community: UUID
) -> None:
    circle = Circle(session, community, None)
    circle.hide(circle.cora)
    take_back(session, circle.cora, community, circle.act().id, now=SOON)
    ana = Caller(circle.author, uuid4(), "en", True, {}, frozenset(), frozenset())
    assert history.of_need(session, ana, circle.need.id, after=None, limit=50) == []
    assert history.last_reason(session, circle.need) is None
    read = history.of_need(session, circle.carl, circle.need.id, after=None, limit=50)
    kinds = [line.event.kind for line in read]
    assert [kind for kind in kinds if kind != "decision_made"] == ["need_hidden", "act_taken_back"]


def test_the_last_reason_is_that_of_what_stayed(session: Session, community: UUID) -> None:
    circle = Circle(session, community, None)
    circle.hide(circle.carl)
    circle.tend(circle.cora, Tending(hidden=False, reason="it may stand"))
    take_back(session, circle.cora, community, circle.act().id, now=SOON)
    assert history.last_reason(session, circle.need) == "twice the same words"


def test_whom_the_admitted_ones_word_lifted_falls_again_with_them(session: Session, community: UUID) -> None:
    circle = Circle(session, community, None)
    steward = circle.somebody(Role.STEWARD)
    waits = session.get_one(Membership, (community, circle.newcomer))
    waits.role, waits.role_since = Role.COORDINATOR, NOON - timedelta(days=60)
    ben = a_member(session, community, NOON)
    session.add(Vouch(community_id=community, voucher_id=circle.newcomer, person_id=ben, at=NOON))
    session.get_one(Membership, (community, ben)).words_needed = 1
    before = circle.rows()
    circle.admit(steward)
    assert session.get_one(Membership, (community, ben), populate_existing=True).trust is TrustLevel.VOUCHED
    take_back(session, steward, community, circle.act().id, now=SOON)
    assert circle.rows() == before


def test_a_note_and_a_date_to_look_again_are_no_acts_to_take_back(session: Session, community: UUID) -> None:
    circle = Circle(session, community, None)
    circle.tend(circle.cora, Tending(note="rang her", follow_up_at=TOO_LATE))
    assert acting.own(session, circle.cora, community, now=NOON) == []
    assert _lines(session, "need_noted") != []


def test_of_ones_own_acts_those_are_listed_that_may_still_be_taken_back(
    session: Session, community: UUID
) -> None:
    circle = Circle(session, community, None)
    circle.hide(circle.cora)
    act = circle.act()
    assert acting.own(session, circle.cora, community, now=SOON) == [act]
    assert acting.just_done(session, circle.cora, circle.need.id, now=NOON) == act
    assert acting.own(session, circle.carl, community, now=SOON) == []
    assert acting.own(session, circle.cora, community, now=TOO_LATE) == []


@pytest.mark.parametrize("why", ["the author keeps away", "the author hides", "who was let in keeps away"])
def test_of_ones_own_acts_nothing_is_listed_about_who_keeps_away_or_hides(
    session: Session, community: UUID, why: str
) -> None:
    circle = Circle(session, community, None)
    me = circle.cora
    if why == "who was let in keeps away":
        circle.admit(me)
        me = replace(me, blocked=frozenset({circle.newcomer}))
    else:
        circle.hide(me)
    assert acting.own(session, circle.cora, community, now=SOON) != []
    if why == "the author keeps away":
        me = replace(me, blocked=frozenset({circle.author}))
    if why == "the author hides":
        circle.need.author_hidden = True
        session.flush()
    assert acting.own(session, me, community, now=SOON) == []


def test_what_was_so_already_is_no_act(session: Session, community: UUID) -> None:
    circle = Circle(session, community, None)
    circle.remove(circle.cora)
    circle.remove(circle.cora)
    assert len(session.scalars(select(DeskAct)).all()) == 1


def _lines(session: Session, kind: str) -> list[Event]:
    return list(session.scalars(select(Event).where(col(Event.kind) == kind)))
