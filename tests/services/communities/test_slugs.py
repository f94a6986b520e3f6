"""A community's slug: with letters while it is new, plain once it is recognised, and never anybody else's."""

from datetime import UTC, datetime
from uuid import UUID

from sqlmodel import Session

from core.access import Caller
from core.models import Community
from matching.words.values import Point
from services.access import callers
from services.communities import founding, recognition
from services.communities.founding import CommunityChanges, CommunityDraft
from tests.support.rows import a_person

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def founded(session: Session, caller: Caller, name: str = "Lewiston & Auburn") -> Community:
    draft = CommunityDraft(name=name, place=Point(44.1, -70.2), reach_km=10)
    return founding.found_community(session, caller, draft, now=NOW)


def test_letters_fall_when_it_is_recognised_and_another_of_that_name_keeps_its_own(session: Session) -> None:
    caller = callers.by_person(session, a_person(session, NOW))
    first, second = founded(session, caller), founded(session, caller)
    lettered = second.slug
    assert first.slug != lettered
    assert first.slug.startswith("lewiston-auburn-")
    recognition.recognise(session, first.id, now=NOW)
    assert first.slug == "lewiston-auburn"
    recognition.recognise(session, second.id, now=NOW)
    assert second.slug == lettered


def test_a_name_that_no_latin_letter_writes_keeps_its_letters(session: Session) -> None:
    caller = callers.by_person(session, a_person(session, NOW))
    circle = founded(session, caller, "حي السلام")
    lettered = circle.slug
    assert lettered.startswith("circle-")
    recognition.recognise(session, circle.id, now=NOW)
    assert circle.slug == lettered


def test_a_slug_stays_when_the_name_changes_and_nobody_else_gets_it(session: Session) -> None:
    caller = callers.by_person(session, a_person(session, NOW))
    first = founded(session, caller)
    recognition.recognise(session, first.id, now=NOW)
    caller = callers.by_person(session, caller.person_id)
    changes = CommunityChanges(name="Androscoggin")
    founding.edit(session, caller, first.id, changes, edition=first.edition, now=NOW)
    assert first.slug == "lewiston-auburn"
    second = founded(session, caller)
    recognition.recognise(session, second.id, now=NOW)
    assert second.slug != "lewiston-auburn"
    assert len({circle.slug for circle in (first, second)}) == 2


def test_the_letters_of_before_lead_nowhere_else(session: Session) -> None:
    """Posters of the first weeks go on being right: what a circle was called once is never another's."""
    caller = callers.by_person(session, a_person(session, NOW))
    first = founded(session, caller)
    before = first.slug
    recognition.recognise(session, first.id, now=NOW)
    named_after = founded(session, caller, before)
    recognition.recognise(session, named_after.id, now=NOW)
    assert named_after.slug != before
    assert isinstance(named_after.id, UUID)
