"""What a circle's first page tells of it: in tens, of the last 30 days, by somebody's word."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlmodel import Session, col

from core.models import Community, Match
from matching.words.vocabulary import CompletedBy, MatchStatus
from services.home import front
from tests.support.rows import a_community, a_member, a_need, an_offer, matches_on

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def completed(session: Session, circle: UUID, count: int, **fields: object) -> None:
    author, offer = a_member(session, circle, NOW), an_offer(session, circle, None, NOW).id
    usual = {"status": MatchStatus.COMPLETED, "ended_at": NOW, "completed_by": CompletedBy.PERSON}
    for _ in range(count):
        [made] = matches_on(session, a_need(session, circle, author, NOW), [offer], NOW)
        session.execute(update(Match).where(col(Match.id) == made).values(**(usual | fields)))


@pytest.mark.parametrize(("count", "told"), [(0, None), (9, None), (10, 10), (19, 10), (20, 20)])
def test_help_is_told_in_tens(session: Session, count: int, told: int | None) -> None:
    circle = a_community(session, NOW)
    completed(session, circle, count)
    completed(session, circle, 5, ended_at=NOW - timedelta(days=31))
    completed(session, circle, 5, completed_by=CompletedBy.SILENCE)
    completed(session, circle, 5, status=MatchStatus.FAILED)
    found = front.of(session, session.get_one(Community, circle), now=NOW)
    assert (found.helped, found.on_duty, found.answerable) == (told, 0, [])
