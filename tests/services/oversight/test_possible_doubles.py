"""Which needs may ask for the same: nothing of what was hidden, of who hides, and of who keeps away."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from core import places
from core.access import Caller, Standing
from matching.words.vocabulary import MemberState, Role, TrustLevel
from services.oversight import possible_doubles
from services.oversight.possible_doubles import Asked
from tests.support.rows import a_community, a_membership, a_need, a_person

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LANSING = places.cell_of(42.731, -84.551)


@pytest.mark.parametrize("why", [None, "hidden", "its author hides", "its author keeps away"])
def test_a_double_is_told_but_of_what_is_not_to_be_seen(session: Session, why: str | None) -> None:
    community: UUID = a_community(session, NOON)
    cora, ana, eli = (a_person(session, NOON) for _ in range(3))
    a_membership(session, community, cora, NOON, role=Role.COORDINATOR)
    first, second = (
        a_need(session, community, author, NOON - timedelta(hours=1), cell=LANSING) for author in (ana, eli)
    )
    first.hidden, first.author_hidden = why == "hidden", why == "its author hides"
    session.flush()
    here = {community: Standing(Role.COORDINATOR, MemberState.ACTIVE, TrustLevel.NEW)}
    me = Caller(cora, uuid4(), "en", True, here, frozenset(), frozenset())
    if why == "its author keeps away":
        me = replace(me, blocked=frozenset({ana}))
    found = possible_doubles.of(session, me, community, Asked.by(second))
    assert [one.need_id for one in found] == ([first.id] if why is None else [])
