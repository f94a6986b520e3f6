"""Who is near to whom, against a slow model over random people, phones, households, organisations and words."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import product
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from core.ids import new_id
from core.models import (
    ContactPoint,
    Device,
    FormerSelf,
    HouseholdMark,
    Membership,
    Organisation,
    OrganisationPerson,
    Representation,
    Vouch,
)
from core.models.device import AddressKind, Transport
from core.models.person import ContactKind
from core.models.representation import ConsentHow
from matching.words.vocabulary import MemberState, OrganisationKind, Role
from services.cases import related
from services.judging import own_matter
from tests.support.rows import a_community, a_person

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
MANY = 7
ONE_HAND, TIES = ("phone", "came_back", "number", "household"), ("organisation", "speaks_for")
WORD, LATE_WORD = "word", "late_word"
KINDS = (*ONE_HAND, *TIES, WORD, LATE_WORD)
ONE_WAY = ("number", LATE_WORD)
"""What keeps only the second of two from judging the first: who wrote down what another proved, or gave a word to who
answered for the community already.
"""
PAIRS = [(a, b) for a, b in product(range(MANY), repeat=2) if a < b]
LINKS = st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from(PAIRS)), max_size=7, unique=True)


@dataclass
class Neighbourhood:
    """People without anything in common, and what is added between two of them."""

    session: Session
    community: UUID
    people: list[UUID] = field(default_factory=list)

    def add(self, kind: str, one: UUID, other: UUID) -> None:
        mark, both = new_id(), (one, other)
        match kind:
            case "phone":
                self._put(*(self._device(mark, who) for who in both))
            case "came_back":
                self._put(FormerSelf(person_id=one, former_id=other, until=NOW))
            case "number":
                self._put(self._number(mark, one, proved=True), self._number(mark, other, proved=False))
            case "household":
                self._put(*(HouseholdMark(person_id=who, lookup=mark.bytes) for who in both))
            case "organisation":
                self._put(Organisation(id=mark, name="x", kind=OrganisationKind.UNION, created_at=NOW))
                self._put(*(OrganisationPerson(organisation_id=mark, person_id=w, since=NOW) for w in both))
            case "speaks_for":
                how = ConsentHow.PHONE
                self._put(Representation(person_id=one, representative_id=other, how=how, created_at=NOW))
            case "word":
                self._put(Vouch(community_id=self.community, person_id=one, voucher_id=other, at=NOW))
            case "late_word":
                where, role = a_community(self.session, NOW), Role.COORDINATOR
                state = MemberState.ACTIVE
                self._put(Membership(community_id=where, person_id=one, state=state, role=role, since=NOW))
                self._put(Vouch(community_id=where, person_id=one, voucher_id=other, at=NOW))

    def _put(self, *rows: object) -> None:
        self.session.add_all(rows)
        self.session.flush()

    @staticmethod
    def _device(installation: UUID, person: UUID) -> Device:
        return Device(
            id=installation,
            person_id=person,
            transport=Transport.FCM,
            address_kind=AddressKind.FID,
            lookup=new_id().bytes,
            sealed=b"x",
            locale="en",
            seen_at=NOW,
        )

    @staticmethod
    def _number(lookup: UUID, person: UUID, *, proved: bool) -> ContactPoint:
        return ContactPoint(
            person_id=person,
            kind=ContactKind.PHONE,
            lookup=lookup.bytes,
            sealed=b"x",
            used_at=NOW,
            verified_at=NOW if proved else None,
        )


@pytest.fixture
def strangers(session: Session) -> Neighbourhood:
    found = Neighbourhood(session, a_community(session, NOW))
    found.people = [a_person(session, NOW) for _ in range(MANY)]
    return found


def slowly_near(
    who: Iterable[int], links: list[tuple[str, tuple[int, int]]], *, words: bool, of_judge: bool
) -> set[int]:
    """Hand by hand, then one tie, then hand by hand again."""
    tied_by = (*TIES, WORD, LATE_WORD) if words else TIES

    def ways(kind: str, two: tuple[int, int]) -> list[tuple[int, int]]:
        if kind in ONE_WAY:
            return [two[::-1] if of_judge else two]
        return [two, two[::-1]]

    def stepped(people: set[int], kinds: tuple[str, ...]) -> set[int]:
        return people | {y for kind, two in links if kind in kinds for x, y in ways(kind, two) if x in people}

    def hands(people: set[int]) -> set[int]:
        while (more := stepped(people, ONE_HAND)) != people:
            people = more
        return people

    return hands(stepped(hands(set(who)), tied_by))


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
@given(links=LINKS, who=st.sets(st.integers(0, MANY - 1), min_size=1, max_size=2), words=st.booleans())
def test_near_is_who_the_slow_model_says(
    strangers: Neighbourhood, links: list[tuple[str, tuple[int, int]]], who: set[int], words: bool
) -> None:
    people = strangers.people
    with strangers.session.begin_nested() as undone:
        for kind, (one, other) in links:
            strangers.add(kind, people[one], people[other])
        parties = [people[i] for i in who]
        found = own_matter.near(strangers.session, parties, words=words)
        mirrored = own_matter.not_judged_by(strangers.session, parties, words=words)
        undone.rollback()
        strangers.session.expunge_all()
    assert found == {people[i] for i in slowly_near(who, links, words=words, of_judge=False)}
    assert mirrored == {people[i] for i in slowly_near(who, links, words=words, of_judge=True)}


@pytest.mark.parametrize("kind", KINDS)
def test_each_tie_counts_both_ways_but_for_what_one_alone_can_make_of_another(
    strangers: Neighbourhood, kind: str
) -> None:
    one, other, stranger = strangers.people[:3]
    strangers.add(kind, one, other)
    by_word = kind in (WORD, LATE_WORD)
    for who, whom in ((one, other), (other, one)):
        holds = kind not in ONE_WAY or who == one
        assert (whom in own_matter.near(strangers.session, [who], words=True)) is holds
        assert (who in own_matter.not_judged_by(strangers.session, [whom], words=True)) is holds
        assert (whom in own_matter.near(strangers.session, [who])) is (holds and not by_word)
    assert own_matter.near(strangers.session, [stranger], words=True) == {stranger}
    assert related.ties(strangers.session, [one, other]), (
        "two who report somebody are no two, by a word either"
    )
    assert related.ties(strangers.session, [one, stranger]) == frozenset()
