"""lived 6: a need's state over random histories of moves, words, decisions and time, beside a slow model of it."""

from datetime import UTC, datetime, timedelta
from typing import ClassVar
from uuid import UUID, uuid4

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlmodel import Session, col, select

from core.access import Caller, Standing
from core.edits import UNSET
from core.errors import Problem
from core.models import Match
from matching.words.vocabulary import (
    LIVE_MATCH,
    MatchStatus,
    MemberState,
    NeedStatus,
    Outcome,
    Role,
    TrustLevel,
)
from services.afterwards import reports
from services.afterwards.reports import Said
from services.due import company as due_company
from services.due import matches as due_matches
from services.due import needs as due_needs
from services.matches import no as match_no
from services.matches import opening as match_opening
from services.matches import yes as match_yes
from services.needs import edits as need_edits
from services.needs import life as need_life
from services.needs.edits import NeedChanges
from services.oversight import acts as oversight_acts
from tests.support.places import LANSING_CELL
from tests.support.rows import a_community, a_member, a_need, an_offer

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SWEEPS = (
    (due_needs.to_expire, due_needs.expire),
    (due_company.to_look_at, due_company.look),
    (due_matches.to_settle, due_matches.settle),
)
some = st.integers(0, 3)
outcomes = st.sampled_from([Outcome.HELPED, Outcome.HELPED, Outcome.NOT_HELPED])


class ANeed(RuleBasedStateMachine):
    """One need for two, four who may help, a coordinator; whoever may not do what they try is refused."""

    session: ClassVar[Session]

    def __init__(self) -> None:
        super().__init__()
        session = type(self).session
        self.outside = session.begin_nested()
        self.now = NOON
        community = a_community(session, NOON)
        self.ana = self.member(community)
        self.helpers = [self.member(community) for _ in range(4)]
        self.cora, self.carl = (self.member(community, Role.COORDINATOR) for _ in range(2))
        self.offers = [
            an_offer(session, community, LANSING_CELL, NOON, helper.person_id).id for helper in self.helpers
        ]
        self.need = a_need(session, community, self.ana.person_id, NOON, cell=LANSING_CELL, quantity=2)
        self.community, self.word = community, "asks"

    def member(self, community: UUID, role: Role = Role.MEMBER) -> Caller:
        person = a_member(type(self).session, community, NOON)
        standing = Standing(role, MemberState.ACTIVE, TrustLevel.NEW)
        return Caller(person, uuid4(), "en", True, {community: standing}, frozenset(), frozenset())

    def teardown(self) -> None:
        self.outside.rollback()
        type(self).session.expunge_all()

    def tries(self, act: object, *given: object, **more: object) -> bool:
        """Whether it was let through; a refusal leaves nothing behind, as at the door."""
        try:
            with type(self).session.begin_nested():
                act(type(self).session, *given, now=self.now, **more)  # type: ignore[operator]
        except Problem:
            return False
        return True

    def matches(self) -> list[Match]:
        session = type(self).session
        session.flush()
        return list(
            session.exec(select(Match).where(col(Match.need_id) == self.need.id).order_by(col(Match.id)))
        )

    def one_of(self, number: int) -> Match | None:
        found = self.matches()
        return found[number % len(found)] if found else None

    @rule(helper=some, author_too=st.booleans())
    def say_yes(self, helper: int, author_too: bool) -> None:
        who, offer = self.helpers[helper], self.offers[helper]
        if self.tries(match_opening.respond, who, self.need.id, offer_id=offer) and author_too:
            self.tries(match_yes.choose, self.ana, self.matches()[-1].id)

    @rule(number=some)
    def choose(self, number: int) -> None:
        if match := self.one_of(number):
            self.tries(match_yes.choose, self.ana, match.id)

    @rule(number=some, by_author=st.booleans())
    def call_off(self, number: int, by_author: bool) -> None:
        if match := self.one_of(number):
            who = self.ana if by_author else self.helper_of(match)
            self.tries(match_no.cancel, who, match.id, reason="ill")

    @rule(number=some, by_author=st.booleans(), outcome=outcomes)
    def report(self, number: int, by_author: bool, outcome: Outcome) -> None:
        if match := self.one_of(number):
            self.tries(
                reports.report, self.ana if by_author else self.helper_of(match), match.id, Said(outcome)
            )

    @rule(number=some)
    def contest_what_silence_says(self, number: int) -> None:
        if match := self.one_of(number):
            self.tries(reports.report, self.helper_of(match), match.id, Said(Outcome.HELPED))
            self.time_passes(73)
            self.tries(reports.report, self.ana, match.id, Said(Outcome.NOT_HELPED))

    @rule(number=some, helped=st.booleans())
    def decide(self, number: int, helped: bool) -> None:
        if match := self.one_of(number):
            status = MatchStatus.COMPLETED if helped else MatchStatus.FAILED
            self.tries(
                reports.resolve, self.cora, self.community, match.id, status=status, reason="I asked both"
            )

    def helper_of(self, match: Match) -> Caller:
        return next(who for who in self.helpers if who.person_id == match.helper_person_id)

    @rule(elsewhere=st.booleans())
    def say_enough(self, elsewhere: bool) -> None:
        was = self.need.status
        if self.tries(need_life.fulfil, self.ana, self.need.id, helped_elsewhere=elsewhere):
            self.word = self.word if was is NeedStatus.FULFILLED else "enough"

    @rule()
    def withdraw(self) -> None:
        if self.tries(need_life.withdraw, self.ana, self.need.id):
            self.word = "withdrawn"

    @rule()
    def renew(self) -> None:
        if self.tries(need_life.renew, self.ana, self.need.id, expires_at=None):
            self.word = "asks"

    @rule(quantity=st.integers(1, 4))
    def ask_for_more_or_less(self, quantity: int) -> None:
        changes = NeedChanges(quantity=quantity, title=UNSET)
        self.tries(need_edits.edit, self.ana, self.need.id, changes, edition=self.need.edition)

    @rule(back=st.booleans())
    def take_down(self, back: bool) -> None:
        if self.tries(oversight_acts.remove, self.cora, self.community, self.need.id, reason="spam"):
            self.word = "removed"
        if back and self.tries(
            oversight_acts.reinstate, self.carl, self.community, self.need.id, reason="it is not"
        ):
            self.word = "asks"

    @rule(hours=st.sampled_from([1, 13, 80, 24 * 8, 24 * 31]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        for find, act in SWEEPS:
            for row in find(type(self).session, self.now, 100):
                act(type(self).session, row, self.now)

    @invariant()
    def stands_as_the_model_says(self) -> None:
        assert self.need.status == self.model(), (self.word, [(m.status, m.quantity) for m in self.matches()])

    def model(self) -> str:
        """Told slowly: from the last word, then from every match, piece by piece."""
        said = {"enough": "fulfilled", "withdrawn": "withdrawn", "removed": "removed"}
        if self.word in said:
            return said[self.word]
        pieces: list[str] = []
        for match in self.matches():
            pieces += ["agreed"] * (match.quantity if match.status is MatchStatus.CONFIRMED else 0)
            pieces += ["done"] * (
                match.completed_quantity or 0 if match.status is MatchStatus.COMPLETED else 0
            )
        if len(pieces) < (self.need.quantity or 99) and self.now < self.need.expires_at:
            return "open"
        return "matched" if "agreed" in pieces else "fulfilled" if pieces else "expired"

    @invariant()
    def nobody_waits_for_an_answer_to_what_asks_no_more(self) -> None:
        if self.need.status is not NeedStatus.OPEN:
            waiting = LIVE_MATCH - {MatchStatus.CONFIRMED}
            assert not [match.status for match in self.matches() if match.status in waiting]


def test_a_need_stands_as_a_slow_model_says(session: Session) -> None:
    machine = type("OnThisDatabase", (ANeed,), {"session": session})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=12,
            stateful_step_count=14,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
