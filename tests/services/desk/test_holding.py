"""Who looks after what stands in a queue: one at a time, for a time, and seen by the others."""

import threading
from contextlib import ExitStack
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from core.access import Caller
from core.database.db import Database
from core.errors import Conflict, Invalid
from core.models import Event, Membership, TakenHow, TakenUp
from matching.states import desk
from matching.words.vocabulary import MatchStatus, Role, Urgency
from services.desk import holding
from services.desk.filters import Filters
from services.oversight import log, queue, taking
from services.oversight.log import Narrowed
from tests.support.desks import NOW, a_match, coordinator, pending, shown, waiting_need
from tests.support.rows import a_community

A_SECOND = timedelta(seconds=1)
AN_HOUR = timedelta(hours=1)


def logged(session: Session, caller: Caller, community: UUID) -> list[str]:
    lines = log.of(session, caller, community, Narrowed(), before=None, limit=50)
    return [line.event.kind for line in reversed(lines)]


def test_one_takes_it_and_the_other_reads_who_has_it(session: Session, community: UUID) -> None:
    cora, cleo = coordinator(session, community), coordinator(session, community)
    need = waiting_need(session, community).id
    mine = holding.claim(session, cora, community, need, now=NOW)
    assert mine is not None
    assert (mine.by_me, mine.how, mine.until) == (True, TakenHow.CLAIMED, NOW + desk.CLAIMED)
    theirs = holding.claim(session, cleo, community, need, now=NOW)
    assert theirs is not None
    assert (theirs.by_me, theirs.person_id) == (False, cora.person_id)
    [entry] = shown(session, cleo, community)
    assert entry.held == theirs


def test_of_two_at_once_one_has_it(database: Database) -> None:
    """Each in a transaction of its own, begun before the other has ended."""
    with database.transaction() as session:
        community = a_community(session, NOW)
        need = waiting_need(session, community).id
        both = [coordinator(session, community), coordinator(session, community)]
    found: list[UUID] = []
    ready = threading.Barrier(2)

    def take(caller: Caller) -> None:
        with database.transaction() as session:
            ready.wait()
            held = holding.claim(session, caller, community, need, now=NOW)
            assert held is not None
        found.append(held.person_id)

    threads = [threading.Thread(target=take, args=(caller,)) for caller in both]
    with ExitStack() as stack:
        for thread in threads:
            thread.start()
            stack.callback(thread.join)
    assert len(found) == 2
    assert found[0] == found[1], "both read the same holder"


@pytest.mark.parametrize(
    ("urgency", "span"), [(Urgency.SOON, desk.CLAIMED), (Urgency.URGENT, desk.CLAIMED_AT_ONCE)]
)
def test_what_is_left_undone_is_everybodys_again(
    session: Session, community: UUID, urgency: Urgency, span: timedelta
) -> None:
    cora, cleo = coordinator(session, community), coordinator(session, community)
    need = waiting_need(session, community, urgency=urgency).id
    holding.claim(session, cora, community, need, now=NOW)
    late = holding.claim(session, cleo, community, need, now=NOW + span - A_SECOND)
    assert late is not None
    assert not late.by_me
    free = holding.claim(session, cleo, community, need, now=NOW + span)
    assert free is not None
    assert free.by_me


def test_letting_go_and_taking_again_holds_it_no_longer(session: Session, community: UUID) -> None:
    cora, cleo = coordinator(session, community), coordinator(session, community)
    need = waiting_need(session, community, urgency=Urgency.URGENT).id
    holding.claim(session, cora, community, need, now=NOW)
    for minutes in (20, 40, 55):
        now = NOW + timedelta(minutes=minutes)
        holding.release(session, cora, community, need, now=now)
        again = holding.claim(session, cora, community, need, now=now)
        assert again is not None
        assert again.until == NOW + desk.CLAIMED_AT_ONCE
    theirs = holding.claim(session, cleo, community, need, now=NOW + desk.CLAIMED_AT_ONCE)
    assert theirs is not None
    assert theirs.by_me


def test_what_was_let_go_is_free_at_once(session: Session, community: UUID) -> None:
    cora, cleo = coordinator(session, community), coordinator(session, community)
    need = waiting_need(session, community).id
    holding.claim(session, cora, community, need, now=NOW)
    holding.release(session, cleo, community, need, now=NOW)
    assert shown(session, cora, community, Filters(held="me")), "nobody lets go what is another's"
    holding.release(session, cora, community, need, now=NOW)
    theirs = holding.claim(session, cleo, community, need, now=NOW)
    assert theirs is not None
    assert theirs.by_me


def test_beginning_to_act_takes_it_for_a_quarter_of_an_hour(session: Session, community: UUID) -> None:
    cora, cleo = coordinator(session, community), coordinator(session, community)
    need = waiting_need(session, community).id
    begun = taking.begin(session, cora, community, need, now=NOW)
    assert begun is not None
    assert (begun.how, begun.until) == (TakenHow.ACTING, NOW + desk.ACTING)
    with pytest.raises(Conflict, match="held_by_another"):
        taking.begin(session, cleo, community, need, now=NOW + desk.ACTING - A_SECOND)
    knowing = taking.begin(session, cleo, community, need, knowingly=True, now=NOW)
    assert knowing is not None
    assert not knowing.by_me, "it stays hers who began"
    free = taking.begin(session, cleo, community, need, now=NOW + desk.ACTING)
    assert free is not None
    assert free.by_me


def test_acting_does_not_shorten_what_was_taken_up(session: Session, community: UUID) -> None:
    cora = coordinator(session, community)
    need = waiting_need(session, community).id
    holding.claim(session, cora, community, need, now=NOW)
    begun = taking.begin(session, cora, community, need, now=NOW + AN_HOUR)
    assert begun is not None
    assert (begun.how, begun.until) == (TakenHow.CLAIMED, NOW + desk.CLAIMED)


def test_nothing_is_held_that_stands_in_no_queue(session: Session, community: UUID) -> None:
    cora = coordinator(session, community)
    need = waiting_need(session, community, days=0).id
    assert holding.claim(session, cora, community, need, now=NOW) is None
    assert taking.begin(session, cora, community, need, now=NOW) is None
    assert holding.put_off(session, cora, community, need, until=NOW + AN_HOUR, now=NOW) is None
    assert holding.assign(session, cora, community, need, person_id=cora.person_id, now=NOW) is None
    assert logged(session, cora, community) == []


def test_whoever_is_asked_has_it_for_a_while_and_takes_it_with_a_press(
    session: Session, community: UUID
) -> None:
    cora, cleo, dora = (coordinator(session, community) for _ in range(3))
    need = waiting_need(session, community).id
    asked = holding.assign(session, cora, community, need, person_id=cleo.person_id, now=NOW)
    assert asked is not None
    assert (asked.person_id, asked.how) == (cleo.person_id, TakenHow.ASSIGNED)
    assert asked.until == NOW + desk.ASSIGNED
    mine = holding.claim(session, cleo, community, need, now=NOW + AN_HOUR)
    assert mine is not None
    assert (mine.by_me, mine.how) == (True, TakenHow.CLAIMED)
    assert mine.until == NOW + AN_HOUR + desk.CLAIMED
    with pytest.raises(Conflict, match="held_by_another"):
        holding.assign(session, cora, community, need, person_id=dora.person_id, now=NOW + AN_HOUR)


def test_to_be_asked_is_no_yes_and_spares_nobody_a_call(session: Session, community: UUID) -> None:
    cora, cleo = coordinator(session, community), coordinator(session, community)
    need = waiting_need(session, community).id
    spared = select(TakenUp).where(queue.spares_others(NOW))
    holding.assign(session, cora, community, need, person_id=cleo.person_id, now=NOW)
    assert session.scalars(spared).all() == []
    holding.claim(session, cleo, community, need, now=NOW)
    assert len(session.scalars(spared).all()) == 1


def test_only_who_answers_for_the_circle_is_asked_and_nobody_to_judge(
    session: Session, community: UUID
) -> None:
    cora, cleo = coordinator(session, community), coordinator(session, community)
    need = waiting_need(session, community)
    with pytest.raises(Invalid, match="invalid"):
        holding.assign(session, cora, community, need.id, person_id=need.author_id, now=NOW)
    dispute = a_match(session, community, MatchStatus.DISPUTED, ended_at=NOW).id
    with pytest.raises(Conflict, match="judged_by_each_alone"):
        holding.assign(session, cora, community, dispute, person_id=cleo.person_id, now=NOW)


def test_what_is_put_off_goes_and_comes_back_by_itself(session: Session, community: UUID) -> None:
    cora = coordinator(session, community)
    need = waiting_need(session, community).id
    until = NOW + timedelta(days=2)
    holding.claim(session, cora, community, need, now=NOW)
    holding.put_off(session, cora, community, need, until=until, now=NOW)
    assert shown(session, cora, community) == []
    [away] = shown(session, cora, community, Filters(put_off=True))
    assert (away.id, away.put_off_until, away.held) == (need, until, None)
    assert queue.waiting(session, cora, now=NOW) == [], "nor does its circle wait for it"
    [back] = shown(session, cora, community, now=until)
    assert (back.id, back.put_off_until) == (need, None)
    assert len(queue.waiting(session, cora, now=until)) == 1


def test_what_is_put_off_shows_as_soon_as_there_is_something_new(session: Session, community: UUID) -> None:
    cora = coordinator(session, community)
    need = waiting_need(session, community)
    holding.put_off(session, cora, community, need.id, until=NOW + timedelta(days=9), now=NOW)
    need.follow_up_at = NOW + AN_HOUR
    assert [e.why for e in shown(session, cora, community, now=NOW + AN_HOUR)] == ["follow_up"]
    need.follow_up_at, need.urgency = None, Urgency.URGENT
    assert [e.why for e in shown(session, cora, community, now=NOW + AN_HOUR)] == ["need_without_yes"], (
        "it presses more"
    )


def test_what_cannot_wait_is_put_off_for_two_hours_at_most(session: Session, community: UUID) -> None:
    cora = coordinator(session, community)
    urgent = waiting_need(session, community, urgency=Urgency.URGENT).id
    other = pending(session, community, NOW)
    for subject, most in ((urgent, desk.PUT_OFF_AT_ONCE), (other, desk.PUT_OFF_AT_MOST)):
        for wrong in (NOW, NOW + most + A_SECOND):
            with pytest.raises(Invalid):
                holding.put_off(session, cora, community, subject, until=wrong, now=NOW)
        assert holding.put_off(session, cora, community, subject, until=NOW + most, now=NOW)


def test_what_another_looks_after_is_not_put_off(session: Session, community: UUID) -> None:
    cora, cleo = coordinator(session, community), coordinator(session, community)
    need = waiting_need(session, community).id
    holding.claim(session, cora, community, need, now=NOW)
    with pytest.raises(Conflict, match="held_by_another"):
        holding.put_off(session, cleo, community, need, until=NOW + AN_HOUR, now=NOW)


def test_every_act_stands_in_the_log_once(session: Session, community: UUID) -> None:
    cora = coordinator(session, community, Role.STEWARD)
    cleo = coordinator(session, community)
    need = waiting_need(session, community).id
    for _ in range(2):
        holding.claim(session, cora, community, need, now=NOW)
    for _ in range(2):
        holding.release(session, cora, community, need, now=NOW)
    holding.assign(session, cora, community, need, person_id=cleo.person_id, now=NOW)
    holding.release(session, cleo, community, need, now=NOW)
    holding.put_off(session, cora, community, need, until=NOW + AN_HOUR, now=NOW)
    for _ in range(2):
        holding.bring_back(session, cora, community, need, now=NOW)
    assert logged(session, cora, community) == [
        "entry_claimed",
        "entry_released",
        "entry_assigned",
        "entry_released",
        "entry_put_off",
        "entry_brought_back",
    ]


def test_that_somebody_took_up_what_is_judged_is_told_to_nobody_else(
    session: Session, community: UUID
) -> None:
    cora, sam = coordinator(session, community), coordinator(session, community, Role.STEWARD)
    match = a_match(session, community, MatchStatus.DISPUTED, ended_at=NOW)
    holding.claim(session, cora, community, match.id, now=NOW)
    for reader, hidden in ((cora, False), (sam, True)):
        [line] = log.of(session, reader, community, Narrowed(), before=None, limit=5)
        assert (line.event.kind, line.hidden) == ("entry_claimed", hidden)
    in_its_history = select(Event).where(col(Event.need_id) == match.need_id)
    assert session.scalars(in_its_history).all() == []


def test_nobody_takes_up_their_own_matter_or_holds_on_without_a_role(
    session: Session, community: UUID
) -> None:
    cora = coordinator(session, community)
    match = a_match(session, community, MatchStatus.DISPUTED, ended_at=NOW)
    match.helper_person_id = cora.person_id
    assert holding.claim(session, cora, community, match.id, now=NOW) is None
    need = waiting_need(session, community).id
    holding.claim(session, cora, community, need, now=NOW)
    cleo = coordinator(session, community)
    session.get_one(Membership, (community, cora.person_id)).role = Role.MEMBER
    theirs = holding.claim(session, cleo, community, need, now=NOW)
    assert theirs is not None
    assert theirs.by_me
