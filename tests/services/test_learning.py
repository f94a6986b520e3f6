"""What is believed of a yes: learned from each helper's answers, faded, and pooled where there are few."""

import random
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlmodel import Session, col

from core import places
from core.models import Match, Need, Offer
from matching.asking import attention
from matching.asking.attention import START_ALPHA, START_BETA, community_belief
from matching.words.vocabulary import By, MatchStatus
from services.asking import proposing
from services.due import matches as due_matches
from services.facts import learning
from services.facts import offers as offer_facts
from services.matches import opening as match_opening
from tests.services.supply_of import a_community, a_member, a_need, a_person, an_offer

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LANSING = places.cell_of(42.731, -84.551)
WEIGHT = START_ALPHA + START_BETA
NEWCOMER = START_ALPHA / WEIGHT


class Circle:
    """A community with one helper who is looked at, and one whose answers make its habit."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.id = a_community(session, NOON)
        self.author = a_person(session, NOON)
        self.offer = self.helper(categories=["groceries", "ride"])

    def helper(self, **fields: object) -> Offer:
        person = a_member(self.session, self.id, NOON)
        return an_offer(self.session, self.id, LANSING, NOON, author=person, **fields)

    def need(self, category: str = "groceries") -> Need:
        return a_need(self.session, self.id, self.author, NOON, cell=LANSING, category=category)

    def answered(
        self,
        status: MatchStatus,
        *,
        offer: Offer | None = None,
        category: str = "groceries",
        days_ago: float = 0,
        chance: float | None = None,
        opened_by: By = By.ENGINE,
    ) -> Match:
        at = NOON - timedelta(days=days_ago)
        need, offer = self.need(category), offer or self.offer
        match = match_opening.new(self.session, need, offer, status, opened_by, at, chance=chance)
        if status is MatchStatus.ACCEPTED:
            match.helper_key_at = at
        self.session.flush()
        return match

    def believed(self, category: str = "groceries", now: datetime = NOON) -> tuple[float, float]:
        [(value, _)] = offer_facts.offers(self.session, [self.offer.id], self.need(category), now=now)
        return value.alpha, value.beta

    def mean(self, category: str = "groceries", now: datetime = NOON) -> float:
        alpha, beta = self.believed(category, now)
        return alpha / (alpha + beta)


@pytest.fixture
def circle(session: Session) -> Circle:
    return Circle(session)


def test_a_newcomer_is_believed_to_be_as_people_usually_are(circle: Circle) -> None:
    assert circle.believed() == pytest.approx((START_ALPHA, START_BETA))


def test_proposals_that_wait_push_no_answer_out(circle: Circle) -> None:
    """As many as a round makes at once: what people here said before still counts."""
    other = circle.helper()
    for _ in range(20):
        circle.answered(MatchStatus.ACCEPTED, offer=other)
    before = circle.believed()
    for _ in range(learning.USUAL_OF + 1):
        circle.answered(MatchStatus.PROPOSED, offer=other)
    assert circle.believed() == pytest.approx(before)


def test_a_newcomer_is_believed_to_be_as_people_here_are(circle: Circle) -> None:
    other = circle.helper()
    for _ in range(20):
        circle.answered(MatchStatus.ACCEPTED, offer=other)
    expected = community_belief(20, 20)
    assert circle.believed() == pytest.approx((expected.alpha, expected.beta))
    assert circle.mean() > 3 * NEWCOMER
    assert sum(circle.believed()) == pytest.approx(WEIGHT), "nothing more is known of this person"


def own(circle: Circle, category: str = "groceries", now: datetime = NOON) -> tuple[float, float]:
    """What this helper's own answers add to the community's habit: for a yes, and against it."""
    alpha, beta = circle.believed(category, now)
    parameters = {"community": circle.id, **learning.PARAMETERS}
    row = circle.session.execute(text(learning.USUAL), parameters).one()
    usual = community_belief(float(row.yes), float(row.asked))
    return alpha - usual.alpha, beta - usual.beta


def test_a_yes_counts_for_it_and_a_spoken_no_against_it(circle: Circle) -> None:
    circle.answered(MatchStatus.ACCEPTED)
    assert own(circle) == pytest.approx((1, 0))
    circle.answered(MatchStatus.DECLINED)
    assert own(circle) == pytest.approx((1, 1))


def test_silence_counts_as_much_as_there_was_a_chance(circle: Circle) -> None:
    circle.answered(MatchStatus.LAPSED, chance=0.02)
    assert own(circle) == pytest.approx((0, 0.02))
    circle.answered(MatchStatus.LAPSED, chance=0.9)
    assert own(circle) == pytest.approx((0, 0.92))
    circle.answered(MatchStatus.LAPSED, opened_by=By.BENEFICIARY)
    assert own(circle) == pytest.approx((0, 0.92 + learning.SILENCE)), "an invitation has no noted chance"


def test_what_is_no_answer_counts_for_nothing(circle: Circle) -> None:
    for status in (MatchStatus.PROPOSED, MatchStatus.SUPERSEDED, MatchStatus.WITHDRAWN, MatchStatus.REFUSED):
        circle.answered(status)
    circle.answered(MatchStatus.ACCEPTED, opened_by=By.HELPER)
    assert circle.believed() == pytest.approx((START_ALPHA, START_BETA))


def test_an_answer_elsewhere_tells_half_as_much(circle: Circle) -> None:
    circle.answered(MatchStatus.ACCEPTED, category="ride")
    assert own(circle, "ride") == pytest.approx((1, 0))
    assert own(circle, "groceries") == pytest.approx((0.5, 0))
    circle.answered(MatchStatus.DECLINED, category="groceries")
    assert circle.mean("ride") > circle.mean("groceries")


def test_half_of_what_was_learned_is_forgotten_in_half_a_year(circle: Circle) -> None:
    circle.answered(MatchStatus.DECLINED, days_ago=180)
    assert own(circle) == pytest.approx((0, 0.5))
    circle.answered(MatchStatus.ACCEPTED, days_ago=360)
    assert own(circle) == pytest.approx((0.25, 0.5))
    circle.answered(MatchStatus.ACCEPTED, days_ago=learning.REMEMBERED_DAYS + 1)
    assert own(circle) == pytest.approx((0.25, 0.5)), "what is very old is not read any more"


def test_what_somebody_was_asked_and_did_fades_as_matching_says(circle: Circle) -> None:
    circle.answered(MatchStatus.LAPSED, days_ago=3)
    circle.answered(MatchStatus.COMPLETED, days_ago=10, opened_by=By.HELPER).confirmed_at = NOON - timedelta(
        10
    )
    circle.session.flush()
    [(offer, _)] = offer_facts.offers(circle.session, [circle.offer.id], circle.need(), now=NOON)
    assert offer.asked_in_week == pytest.approx(attention.decayed(1.0, 3 * 24.0))
    assert offer.recent_load == pytest.approx(attention.decayed(1.0, 10 * 24.0, attention.LOAD_HOURS))


def test_nobody_elses_answers_are_taken_for_theirs(circle: Circle) -> None:
    other = circle.helper()
    circle.answered(MatchStatus.DECLINED, offer=other)
    assert own(circle) == pytest.approx((0, 0))


def test_only_the_latest_are_read(circle: Circle) -> None:
    for _ in range(learning.LATEST):
        circle.answered(MatchStatus.DECLINED)
    circle.answered(MatchStatus.ACCEPTED, days_ago=1)
    assert own(circle) == pytest.approx((0, learning.LATEST))


def test_a_communitys_habit_is_made_of_its_own_latest_proposals(circle: Circle) -> None:
    other = circle.helper()
    circle.answered(MatchStatus.DECLINED, offer=other)
    circle.answered(MatchStatus.ACCEPTED, offer=other)
    circle.answered(MatchStatus.ACCEPTED, offer=other)
    circle.answered(MatchStatus.ACCEPTED, offer=other, opened_by=By.HELPER)
    elsewhere = Circle(circle.session)
    elsewhere.answered(MatchStatus.DECLINED)
    parameters = {"community": circle.id, **learning.PARAMETERS, "usual_of": 2}
    row = circle.session.execute(text(learning.USUAL), parameters).one()
    assert (row.yes, row.asked) == (2, 2)


def test_the_engine_notes_what_silence_will_tell(circle: Circle) -> None:
    """Just below one: next door, fresh, awake. At night it would be a quarter of that."""
    need = circle.need()
    assert proposing.open_wave(circle.session, need.id, now=NOON, rng=random.Random(1)) == 1
    match = circle.session.scalars(select(Match).where(col(Match.need_id) == need.id)).one()
    chance = match.chance or 0.0
    assert chance == pytest.approx(1.0, abs=0.01)
    assert match.p_yes == pytest.approx(chance * NEWCOMER)
    later = match.reply_by or NOON
    due_matches.lapse(circle.session, match.id, later, random.Random(1))
    assert match.status is MatchStatus.LAPSED
    assert own(circle, now=later)[1] == pytest.approx(chance, abs=0.01)


def test_a_belief_is_looked_up_by_indexes(circle: Circle) -> None:
    """However many matches there are, only this helper's and the community's latest are read."""
    circle.session.execute(text("SET LOCAL enable_seqscan = off"))
    parameters = {"community": UUID(int=0), **learning.PARAMETERS}
    plan = circle.session.execute(text("EXPLAIN " + learning.USUAL), parameters).scalars()
    assert any("ix_match_answered" in line for line in plan)
