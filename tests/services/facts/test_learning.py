"""What is believed of a yes: learned from each helper's answers, faded, and pooled where there are few."""

import random
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlmodel import Session, col

from core.models import Match, Need, Offer
from matching.asking import attention
from matching.asking.attention import START_ALPHA, START_BETA, community_belief
from matching.words.vocabulary import By, MatchStatus
from services.asking import proposing
from services.due import matches as due_matches
from services.facts import learning, promises
from services.facts import offers as offer_facts
from services.matches import opening as match_opening
from tests.support.places import LANSING_CELL
from tests.support.rows import a_community, a_member, a_need, a_person, an_offer

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WEIGHT = START_ALPHA + START_BETA
NEWCOMER = START_ALPHA / WEIGHT


class LearningCommunity:
    """A community with one helper who is looked at, and one whose answers make its habit."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.id = a_community(session, NOON)
        self.author = a_person(session, NOON)
        self.offer = self.helper(categories=["groceries", "ride"])

    def helper(self, **fields: object) -> Offer:
        person = a_member(self.session, self.id, NOON)
        return an_offer(self.session, self.id, LANSING_CELL, NOON, author=person, **fields)

    def need(self, category: str = "groceries") -> Need:
        return a_need(self.session, self.id, self.author, NOON, cell=LANSING_CELL, category=category)

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
def learning_community(session: Session) -> LearningCommunity:
    return LearningCommunity(session)


def test_a_newcomer_is_believed_to_be_as_people_usually_are(learning_community: LearningCommunity) -> None:
    assert learning_community.believed() == pytest.approx((START_ALPHA, START_BETA))


def test_proposals_that_wait_push_no_answer_out(learning_community: LearningCommunity) -> None:
    """As many as a round makes at once: what people here said before still counts."""
    other = learning_community.helper()
    for _ in range(20):
        learning_community.answered(MatchStatus.ACCEPTED, offer=other)
    before = learning_community.believed()
    for _ in range(learning.USUAL_OF + 1):
        learning_community.answered(MatchStatus.PROPOSED, offer=other)
    assert learning_community.believed() == pytest.approx(before)


def test_a_newcomer_is_believed_to_be_as_people_here_are(learning_community: LearningCommunity) -> None:
    other = learning_community.helper()
    for _ in range(20):
        learning_community.answered(MatchStatus.ACCEPTED, offer=other)
    expected = community_belief(20, 20)
    assert learning_community.believed() == pytest.approx((expected.alpha, expected.beta))
    assert learning_community.mean() > 3 * NEWCOMER
    assert sum(learning_community.believed()) == pytest.approx(WEIGHT), "nothing more is known of this person"


def own(
    community: LearningCommunity, category: str = "groceries", now: datetime = NOON
) -> tuple[float, float]:
    """What this helper's own answers add to the community's habit: for a yes, and against it."""
    alpha, beta = community.believed(category, now)
    parameters = {"community": community.id, **learning.PARAMETERS}
    row = community.session.execute(text(learning.USUAL), parameters).one()
    usual = community_belief(float(row.yes), float(row.asked))
    return alpha - usual.alpha, beta - usual.beta


def test_a_yes_counts_for_it_and_a_spoken_no_against_it(learning_community: LearningCommunity) -> None:
    learning_community.answered(MatchStatus.ACCEPTED)
    assert own(learning_community) == pytest.approx((1, 0))
    learning_community.answered(MatchStatus.DECLINED)
    assert own(learning_community) == pytest.approx((1, 1))


def test_silence_counts_as_much_as_there_was_a_chance(learning_community: LearningCommunity) -> None:
    learning_community.answered(MatchStatus.LAPSED, chance=0.02)
    assert own(learning_community) == pytest.approx((0, 0.02))
    learning_community.answered(MatchStatus.LAPSED, chance=0.9)
    assert own(learning_community) == pytest.approx((0, 0.92))
    learning_community.answered(MatchStatus.LAPSED, opened_by=By.BENEFICIARY)
    assert own(learning_community) == pytest.approx((0, 0.92 + learning.SILENCE)), (
        "an invitation has no noted chance"
    )


def test_what_is_no_answer_counts_for_nothing(learning_community: LearningCommunity) -> None:
    for status in (MatchStatus.PROPOSED, MatchStatus.SUPERSEDED, MatchStatus.WITHDRAWN, MatchStatus.REFUSED):
        learning_community.answered(status)
    learning_community.answered(MatchStatus.ACCEPTED, opened_by=By.HELPER)
    assert learning_community.believed() == pytest.approx((START_ALPHA, START_BETA))


def test_an_answer_elsewhere_tells_half_as_much(learning_community: LearningCommunity) -> None:
    learning_community.answered(MatchStatus.ACCEPTED, category="ride")
    assert own(learning_community, "ride") == pytest.approx((1, 0))
    assert own(learning_community, "groceries") == pytest.approx((0.5, 0))
    learning_community.answered(MatchStatus.DECLINED, category="groceries")
    assert learning_community.mean("ride") > learning_community.mean("groceries")


def test_half_of_what_was_learned_is_forgotten_in_half_a_year(learning_community: LearningCommunity) -> None:
    learning_community.answered(MatchStatus.DECLINED, days_ago=180)
    assert own(learning_community) == pytest.approx((0, 0.5))
    learning_community.answered(MatchStatus.ACCEPTED, days_ago=360)
    assert own(learning_community) == pytest.approx((0.25, 0.5))
    learning_community.answered(MatchStatus.ACCEPTED, days_ago=learning.REMEMBERED_DAYS + 1)
    assert own(learning_community) == pytest.approx((0.25, 0.5)), "what is very old is not read any more"


def test_what_somebody_was_asked_and_did_fades_as_matching_says(
    learning_community: LearningCommunity,
) -> None:
    here = learning_community
    here.answered(MatchStatus.LAPSED, days_ago=3)
    helped = here.answered(MatchStatus.COMPLETED, days_ago=10, opened_by=By.HELPER)
    at = NOON - timedelta(10)
    helped.helper_key_at = helped.beneficiary_key_at = helped.confirmed_at = at
    helped.helper_key_by, helped.beneficiary_key_by = helped.helper_person_id, helped.beneficiary_id
    here.session.flush()
    [(offer, _)] = offer_facts.offers(here.session, [here.offer.id], here.need(), now=NOON)
    assert offer.asked_in_week == pytest.approx(attention.decayed(1.0, 3 * 24.0))
    assert offer.recent_load == pytest.approx(attention.decayed(1.0, 10 * 24.0, attention.LOAD_HOURS))


def test_nobody_elses_answers_are_taken_for_theirs(learning_community: LearningCommunity) -> None:
    other = learning_community.helper()
    learning_community.answered(MatchStatus.DECLINED, offer=other)
    assert own(learning_community) == pytest.approx((0, 0))


def test_only_the_latest_are_read(learning_community: LearningCommunity) -> None:
    for _ in range(learning.LATEST):
        learning_community.answered(MatchStatus.DECLINED)
    learning_community.answered(MatchStatus.ACCEPTED, days_ago=1)
    assert own(learning_community) == pytest.approx((0, learning.LATEST))


def test_a_communitys_habit_is_made_of_its_own_latest_proposals(
    learning_community: LearningCommunity,
) -> None:
    other = learning_community.helper()
    learning_community.answered(MatchStatus.DECLINED, offer=other)
    learning_community.answered(MatchStatus.ACCEPTED, offer=other)
    learning_community.answered(MatchStatus.ACCEPTED, offer=other)
    learning_community.answered(MatchStatus.ACCEPTED, offer=other, opened_by=By.HELPER)
    elsewhere = LearningCommunity(learning_community.session)
    elsewhere.answered(MatchStatus.DECLINED)
    parameters = {"community": learning_community.id, **learning.PARAMETERS, "usual_of": 2}
    row = learning_community.session.execute(text(learning.USUAL), parameters).one()
    assert (row.yes, row.asked) == (2, 2)


def test_the_engine_notes_what_silence_will_tell(learning_community: LearningCommunity) -> None:
    """Just below one: next door, fresh, awake. At night it would be a quarter of that."""
    need = learning_community.need()
    assert proposing.open_wave(learning_community.session, need.id, now=NOON, rng=random.Random(1)) == 1
    match = learning_community.session.scalars(select(Match).where(col(Match.need_id) == need.id)).one()
    chance = match.chance or 0.0
    assert chance == pytest.approx(1.0, abs=0.01)
    assert match.p_yes == pytest.approx(chance * NEWCOMER)
    later = match.reply_by or NOON
    due_matches.lapse(learning_community.session, match.id, later)
    assert match.status is MatchStatus.LAPSED
    assert own(learning_community, now=later)[1] == pytest.approx(chance, abs=0.01)


def test_promises_are_looked_up_past_all_that_came_to_nothing(learning_community: LearningCommunity) -> None:
    learning_community.session.execute(text("SET LOCAL enable_seqscan = off"))
    question = text(f"EXPLAIN SELECT {promises.of_offer(':need')} FROM offer o")
    parameters = {"need": UUID(int=0), "week_ago": NOON}
    plan = learning_community.session.execute(question, parameters).scalars()
    assert any("ix_match_promised" in line for line in plan)


def test_a_belief_is_looked_up_by_indexes(learning_community: LearningCommunity) -> None:
    """However many matches there are, only this helper's and the community's latest are read."""
    learning_community.session.execute(text("SET LOCAL enable_seqscan = off"))
    parameters = {"community": UUID(int=0), **learning.PARAMETERS}
    plan = learning_community.session.execute(text("EXPLAIN " + learning.USUAL), parameters).scalars()
    assert any("ix_match_answered" in line for line in plan)
