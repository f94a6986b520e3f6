"""Why something stands in a queue: each reason begins when it is so, and ends when it is not any more."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session

from core.access import Caller
from core.events import EventKind, record_on
from core.events.match_payloads import TooFew
from core.models import ContactPoint, HouseholdMark, Match, Need, Reached, Reaching
from core.models.person import ContactKind
from matching.states import desk
from matching.words.vocabulary import By, MatchStatus, NeedStatus, Urgency
from services.matches import opening as match_opening
from tests.support.desks import LANSING, NOW, coordinator, shown, waiting_need
from tests.support.rows import a_person, an_offer

A_SECOND = timedelta(seconds=1)


def whys(session: Session, community: UUID, subject: UUID, now: datetime = NOW) -> list[str]:
    cora = coordinator(session, community)
    return sorted(entry.why for entry in shown(session, cora, community, now=now) if entry.id == subject)


def asked(session: Session, community: UUID, need: Need, status: MatchStatus) -> Match:
    offer = an_offer(session, community, LANSING, NOW)
    keys = {} if status is MatchStatus.PROPOSED else {"helper_key_at": NOW, "helper_key_by": offer.author_id}
    return match_opening.new(session, need, offer, status, By.ENGINE, NOW, **keys)


def test_nobody_is_left_once_it_was_handed_over_and_nobody_asked_may_answer(
    session: Session, community: UUID
) -> None:
    need = waiting_need(session, community, days=0)
    assert whys(session, community, need.id) == []
    need.handed_over_at = NOW
    assert whys(session, community, need.id) == ["nobody_left"]
    match = asked(session, community, need, MatchStatus.PROPOSED)
    assert whys(session, community, need.id) == ["need_without_yes"]
    match.status = MatchStatus.DECLINED
    assert whys(session, community, need.id) == ["nobody_left"]
    asked(session, community, need, MatchStatus.ACCEPTED)
    assert whys(session, community, need.id) == []


def a_call(session: Session, need: Need, outcome: Reached, minutes_ago: int) -> None:
    by = a_person(session, NOW)
    session.add(
        Reaching(
            community_id=need.community_id,
            need_id=need.id,
            about_id=need.author_id,
            by_id=by,
            outcome=outcome,
            at=NOW - timedelta(minutes=minutes_ago),
        )
    )
    session.flush()


@pytest.mark.parametrize(
    ("urgency", "wait"), [(Urgency.SOON, desk.CALL_AGAIN), (Urgency.URGENT, desk.CALL_AGAIN_URGENT)]
)
def test_whom_nobody_reached_comes_again_until_somebody_does(
    session: Session, community: UUID, urgency: Urgency, wait: timedelta
) -> None:
    need = waiting_need(session, community, status=NeedStatus.MATCHED, urgency=urgency)
    a_call(session, need, Reached.NOBODY_ANSWERED, 0)
    assert whys(session, community, need.id, NOW + wait - A_SECOND) == []
    assert whys(session, community, need.id, NOW + wait) == ["not_reached"]
    a_call(session, need, Reached.NOBODY_ANSWERED, -60)
    assert whys(session, community, need.id, NOW + timedelta(hours=1)) == [], "just called again"
    a_call(session, need, Reached.REACHED, -61)
    assert whys(session, community, need.id, NOW + timedelta(hours=9)) == []


def test_somebody_whom_no_news_reached_stands_there_until_spoken_with(
    session: Session, community: UUID
) -> None:
    need = waiting_need(session, community, status=NeedStatus.MATCHED, unreached_at=NOW)
    assert whys(session, community, need.id) == ["channel_trouble"]
    a_call(session, need, Reached.REACHED, -1)
    assert whys(session, community, need.id) == []


def test_too_few_stands_there_once_it_was_said(session: Session, community: UUID) -> None:
    need = waiting_need(session, community, status=NeedStatus.OPEN, quantity=2, at_least=2)
    match = asked(session, community, need, MatchStatus.ACCEPTED)
    match.status, match.beneficiary_key_at = MatchStatus.CONFIRMED, NOW
    match.beneficiary_key_by, match.confirmed_at, match.company_due_at = need.author_id, NOW, NOW
    session.flush()
    assert whys(session, community, need.id) == []
    record_on(session, EventKind.MATCH_TOO_FEW, match, TooFew(come=1, least=2), actor=None, now=NOW)
    assert whys(session, community, need.id) == ["too_few"]
    match.company_due_at = None
    session.flush()
    assert whys(session, community, need.id) == [], "enough come"


def test_what_one_household_asks_for_twice_may_be_a_double(session: Session, community: UUID) -> None:
    first = waiting_need(session, community, days=2)
    later = waiting_need(session, community, days=1)
    assert "possible_double" not in whys(session, community, later.id), "two households"
    for person in (first.author_id, later.author_id):
        session.add(HouseholdMark(person_id=person, lookup=b"one number"))
    session.flush()
    assert "possible_double" in whys(session, community, later.id)
    assert "possible_double" not in whys(session, community, first.id), "it is the later one that is marked"


def test_one_number_written_down_for_two_is_one_household(session: Session, community: UUID) -> None:
    first = waiting_need(session, community, days=2)
    later = waiting_need(session, community, days=1)
    for person in (first.author_id, later.author_id):
        session.add(
            ContactPoint(
                person_id=person, kind=ContactKind.PHONE, lookup=b"one number", sealed=b"", used_at=NOW
            )
        )
    session.flush()
    assert "possible_double" in whys(session, community, later.id)


TOLD_APART: dict[str, dict[str, Any]] = {
    "another category": {"category": "errands"},
    "another place": {"cell": LANSING + 1},
    "marked already": {"duplicate_of": True},
    "its author says so": {"another_matter": True},
    "much later": {"days": -3},
}


@pytest.mark.parametrize("how", TOLD_APART)
def test_what_differs_is_no_double(session: Session, community: UUID, how: str) -> None:
    author = a_person(session, NOW)
    first = waiting_need(session, community, days=2, author=author)
    fields = {"days": 1} | TOLD_APART[how]
    if "duplicate_of" in fields:
        fields["duplicate_of"] = first.id
    later = waiting_need(session, community, author=author, **fields)
    now = NOW + timedelta(days=5) if fields["days"] < 0 else NOW
    assert "possible_double" not in whys(session, community, later.id, now)


def test_once_somebody_looked_it_is_no_double(session: Session, community: UUID) -> None:
    author = a_person(session, NOW)
    waiting_need(session, community, days=2, author=author)
    later = waiting_need(session, community, days=1, author=author)
    assert "possible_double" in whys(session, community, later.id)
    record_on(session, EventKind.NEED_TOLD_APART, later, actor=author, now=NOW)
    assert "possible_double" not in whys(session, community, later.id)


def stands_for(session: Session, caller: Caller, community: UUID, need: Need) -> bool:
    return any(entry.id == need.id for entry in shown(session, caller, community))


def test_what_has_no_card_for_somebody_stands_in_no_queue_of_theirs(
    session: Session, community: UUID
) -> None:
    cora, carl = coordinator(session, community), coordinator(session, community)
    need = waiting_need(session, community)
    assert stands_for(session, cora, community, need)
    assert not stands_for(session, replace(cora, person_id=need.author_id), community, need), "their own"
    session.add_all(
        [HouseholdMark(person_id=who, lookup=b"one door") for who in (need.author_id, cora.person_id)]
    )
    session.flush()
    assert not stands_for(session, cora, community, need), "of somebody near"
    assert stands_for(session, carl, community, need)
    speaks = replace(cora, represents={need.author_id: frozenset(["post"])})
    assert stands_for(session, speaks, community, need), "whom one speaks for told one oneself"
    match = asked(session, community, need, MatchStatus.REFUSED)
    assert not stands_for(session, replace(carl, person_id=match.helper_person_id), community, need), (
        "was refused"
    )
