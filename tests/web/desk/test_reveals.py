"""Looks at contacts that wait for a second word, on the desk."""

from uuid import UUID

import pytest

from core.models import Reveal
from matching.words.looking import Way
from tests.support.browsers import surfing_as
from tests.support.looks import SECRETS, LookedAt
from tests.support.people import Person
from tests.support.world import World


@pytest.fixture(scope="module")
def looking_circle(shared_world: World) -> LookedAt:
    return LookedAt(shared_world)


def look(looking_circle: LookedAt, by: Person, way: Way) -> str:
    """Somebody looks at Ana's contact, or asks whether they may."""
    need = looking_circle.need()
    looking_circle.world.advance(hours=1)
    now = looking_circle.world.now()
    row = Reveal(
        community_id=UUID(looking_circle.id),
        need_id=UUID(need),
        by_id=UUID(by.id),
        about_id=UUID(looking_circle.ana.id),
        way=way,
        asked_at=now,
        opened_at=now if way is Way.OWED else None,
        due_at=now if way is Way.OWED else None,
    )
    with looking_circle.world.database.transaction() as session:
        session.add(row)
        session.flush()
        return str(row.id)


def test_another_agrees_before_the_look(shared_world: World, looking_circle: LookedAt) -> None:
    asked = look(looking_circle, looking_circle.cora, Way.ASKED)
    path = f"/c/{looking_circle.id}/desk/reveals"
    with surfing_as(shared_world, looking_circle.cora) as surfer:
        assert "agree" not in surfer.open(path).does, "nobody agrees to their own"
    with surfing_as(shared_world, looking_circle.sam) as surfer:
        page = surfer.open(path)
        assert "Cora" in page.text
        assert not any(secret in page.response.text for secret in SECRETS.values())
        surfer.send(page, "agree")
    with shared_world.database.transaction() as session:
        assert session.get_one(Reveal, UUID(asked)).seen_by == UUID(looking_circle.sam.id)


def test_one_press_sees_all_that_the_page_showed_and_no_more(
    shared_world: World, looking_circle: LookedAt
) -> None:
    shown = look(looking_circle, looking_circle.sam, Way.OWED)
    with surfing_as(shared_world, looking_circle.cora) as surfer:
        page = surfer.open(f"/c/{looking_circle.id}/desk/reveals")
        later = look(looking_circle, looking_circle.sam, Way.OWED)
        surfer.send(page, "seen")
    with shared_world.database.transaction() as session:
        assert session.get_one(Reveal, UUID(shown)).seen_at is not None
        assert session.get_one(Reveal, UUID(later)).seen_at is None


def test_members_read_nothing_of_it(shared_world: World, looking_circle: LookedAt) -> None:
    with surfing_as(shared_world, looking_circle.ana) as surfer:
        assert surfer.open(f"/c/{looking_circle.id}/desk/reveals").status == 403
