"""The search by name beside a plain and slow one, which opens everybody and asks each name in turn."""

import random
from uuid import UUID

import pytest
from sqlalchemy import delete
from sqlmodel import Session, col

from core import name_words
from core.models import Membership, NameMark
from matching.words.vocabulary import MemberState, Role
from services import name_marks, sealed
from services.access import callers
from services.neighbours import search
from services.people import profile
from tests.support.world import World

FIRST = ["Anna", "Ana", "An", "Hana", "Hannah", "José", "Jo", "الحسن", "حسن", "Li"]
LAST = ["Marais", "Mar", "Marek", "Maria", "Li", "Lima", "Łuk", "Lukas", "O’Brien"]
SOUGHT = ["ana", "an", "ann", "han", "mar", "mare", "marais", "li", "lim", "luk", "jose", "حسن", "brien", "x"]
PEOPLE = 260
"""More than a search opens, of whom some begin alike."""


class Crowd:
    """A circle of many with few names, and marks of some who do not belong to it any more."""

    def __init__(self, world: World) -> None:
        self.world, rng = world, random.Random(5)
        self.cora = world.person("Zora")
        self.id = UUID(world.community(self.cora)["id"])
        self.names: dict[UUID, str] = {}
        with world.database.transaction() as session:
            for place in range(PEOPLE):
                name = f"{rng.choice(FIRST)} {rng.choice(LAST)}" if place < 120 else f"Osman{place:03} Ott"
                one = self._member(session, name)
                if place % 10:
                    self.names[one] = name
                else:  # a mark that outlived its reason
                    there = session.get_one(Membership, (self.id, one))
                    there.state = MemberState.LEFT

    def _member(self, session: Session, name: str) -> UUID:
        person = profile.create(session, locale="en", now=self.world.now())
        person.display_name = sealed.seal_display_name(session, person.id, name)
        session.add(
            Membership(
                community_id=self.id,
                person_id=person.id,
                role=Role.MEMBER,
                state=MemberState.ACTIVE,
                since=self.world.now(),
            )
        )
        name_marks.renew(session, person.id)
        return person.id

    def found(self, sought: str, limit: int = search.AT_MOST) -> list[tuple[UUID, str | None]]:
        with self.world.database.transaction() as session:
            me = callers.by_person(session, UUID(self.cora.id))
            return [
                (one.person_id, one.display_name)
                for one in search.find(session, me, self.id, sought, limit=limit, now=self.world.now())
            ]

    def slowly(self, sought: str, limit: int = search.AT_MOST) -> list[tuple[UUID, str]]:
        """Each name asked: who has all words whole comes first, then by the words of the name, then by who they are."""
        words = name_words.words(sought)
        fitting: list[tuple[bool, tuple[str, ...], UUID]] = []
        for person_id, name in self.names.items():
            has = name_words.words(name)
            forms = {form for word in has for form in name_words.forms(word)}
            if name_words.begin_so(has, words):
                whole = all(any(form in forms for form in name_words.forms(word)) for word in words)
                fitting.append((not whole, has, person_id))
        return [(one, self.names[one]) for _, _, one in sorted(fitting)][:limit]


@pytest.fixture(scope="module")
def crowd(shared_world: World) -> Crowd:
    return Crowd(shared_world)


@pytest.mark.parametrize(
    "sought", [*SOUGHT, "ana mar", "mar ana", "li li", "an marek", "hana l", "han lim", "حسن mar"]
)
def test_a_search_finds_whom_a_slow_one_finds_in_its_order(crowd: Crowd, sought: str) -> None:
    assert crowd.found(sought) == crowd.slowly(sought)
    assert crowd.found(sought, 3) == crowd.slowly(sought, 3)


def test_who_does_not_belong_any_more_takes_nobodys_place(crowd: Crowd) -> None:
    """Their marks stay until the clock takes them; those who come after them by name are shown all the same."""
    found = crowd.found("ott", 20)
    assert len(found) == 20
    assert {one for one, _ in found} <= set(crowd.names)


def test_whose_name_lost_its_mark_alone_is_not_found(crowd: Crowd) -> None:
    """What finds people are the marks: without them the slow search and the real one part, so the two are two."""
    [one] = [person for person, name in crowd.names.items() if name == "Osman121 Ott"]
    assert [person for person, _ in crowd.found("osman121")] == [one]
    with crowd.world.database.transaction() as session:
        session.execute(delete(NameMark).where(col(NameMark.person_id) == one))
    assert crowd.found("osman121") == [] != crowd.slowly("osman121")
